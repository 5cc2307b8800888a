/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/report/decisions.h"

#include "agent/base/file-watch.h"
#include "agent/base/work.h"
#include "base/codes.h"
#include "base/journal.h"
#include "base/sys.h"
#include "record/history.h"
#include "record/queue.h"

#include <malloc.h>
#include <string.h>

/* The largest number of guests whose admissions are remembered. No host has so many guests. */
enum { NAMES_MAX = 10000 };

typedef struct {
    gint64 admitted; /* time of the newest admission, microseconds; 0 = none */
    gint64 used;     /* time of the admission by which the guest last arrived */
} Ticket;

struct VmgDecisions {
    const VmgPaths *paths;
    /* the name that the agent gives to the hooks' file before it moves the decisions */
    char *taken;
    VmgSay *say;
    VmgMetrics *metrics;
    VmgWork *work;
    VmgFileWatch *watch;
    GHashTable *tickets; /* name of the guest -> Ticket * */
    gboolean busy, counted;
    VmgHistory history; /* while busy is TRUE, only the worker uses this member */
};

typedef struct {
    VmgDecisions *decisions;
    GError *error;
} Moving;

static void
note(VmgDecisions *decisions, const VmgDecision *decision)
{
    Ticket *ticket = g_hash_table_lookup(decisions->tickets, decision->guest);

    if (strcmp(decision->event, "migration") != 0 ||
        strcmp(decision->decision, VMG_DECISION_REFUSE) == 0)
        return;
    if (!ticket) {
        if (g_hash_table_size(decisions->tickets) >= NAMES_MAX)
            g_hash_table_remove_all(decisions->tickets);
        ticket = g_new0(Ticket, 1);
        g_hash_table_insert(decisions->tickets, g_strdup(decision->guest), ticket);
    }
    /* the new time may be before the old time, because a clock can be set back */
    ticket->admitted = decision->time_us;
}

/* Reads all decisions from the file PATH and notes them. If COUNTS is TRUE, the decisions are new,
 * and the metrics count them. */
static void
note_all(VmgDecisions *decisions, const char *path, gboolean counts)
{
    g_autofree char *text = vmg_sys_read_file(path, (gsize)VMG_QUEUE_MAX * 2, NULL, NULL);
    g_autoptr(GPtrArray) all = text ? vmg_decision_parse_all(text, NULL) : NULL;

    for (guint i = 0; all && i < all->len; i++) {
        note(decisions, g_ptr_array_index(all, i));
        if (counts)
            vmg_metrics_count(decisions->metrics, g_ptr_array_index(all, i));
    }
}

static void
move(gpointer data)
{
    Moving *moving = data;

    vmg_history_absorb(&moving->decisions->history, moving->decisions->taken, &moving->error);
    /* the first call reads the whole history: gives that memory back to the system */
    malloc_trim(0);
}

static void
moved(gpointer data)
{
    Moving *moving = data;
    VmgDecisions *decisions = moving->decisions;
    gboolean good = vmg_say_result(decisions->say, "decisions", moving->error);

    decisions->busy = FALSE;
    decisions->counted = !good;
    g_clear_error(&moving->error);
    g_free(moving);
    if (good)
        vmg_decisions_collect(decisions);
}

static void
begin_move(VmgDecisions *decisions)
{
    Moving *moving = g_new0(Moving, 1);

    moving->decisions = decisions;
    decisions->busy = TRUE;
    note_all(decisions, decisions->taken, !decisions->counted);
    /* if moving fails, the next try must not count the decisions again */
    decisions->counted = TRUE;
    vmg_work_push(decisions->work, move, moved, moving);
}

/* Renames the hooks' file and moves the decisions in it to the history. If an earlier call has
 * renamed the file, but the decisions were not moved, moves these decisions first. */
void
vmg_decisions_collect(VmgDecisions *decisions)
{
    g_autoptr(GError) error = NULL;

    vmg_file_watch_renew(decisions->watch, NULL);
    if (decisions->busy)
        return;
    if (g_file_test(decisions->taken, G_FILE_TEST_EXISTS) ||
        vmg_queue_take(decisions->paths->decisions, decisions->taken, &error))
        begin_move(decisions);
    else if (error)
        vmg_say_result(decisions->say, "decisions", error);
}

static void
on_written(gpointer data)
{
    vmg_decisions_collect(data);
}

gboolean
vmg_decisions_is_idle(const VmgDecisions *decisions)
{
    return vmg_work_pending(decisions->work) == 0;
}

VmgDecisions *
vmg_decisions_new(const VmgPaths *paths, VmgSay *say, VmgMetrics *metrics, GError **error)
{
    g_autoptr(VmgDecisions) decisions = g_new0(VmgDecisions, 1);
    g_autofree char *directory = g_path_get_dirname(paths->history);

    decisions->paths = paths;
    decisions->say = say;
    decisions->metrics = metrics;
    decisions->history.path = paths->history;
    decisions->taken = g_strconcat(paths->decisions, ".taken", NULL);
    decisions->work = vmg_work_new(1);
    decisions->tickets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    /* if this fails, writing the history fails as well, and that error says why */
    g_mkdir_with_parents(directory, 0755);
    decisions->watch = vmg_file_watch_new(paths->decisions, on_written, decisions, error);
    if (!decisions->watch)
        return NULL;
    vmg_decisions_collect(decisions);
    return g_steal_pointer(&decisions);
}

void
vmg_decisions_free(VmgDecisions *decisions)
{
    if (!decisions)
        return;
    vmg_file_watch_free(decisions->watch);
    vmg_work_free(decisions->work);
    g_hash_table_unref(decisions->tickets);
    g_free(decisions->taken);
    g_free(decisions);
}

/* Appends the report to the file that hooks append to, so it is kept in the same way. */
void
vmg_decisions_report(VmgDecisions *decisions, const char *id, const char *event, const char *guest,
                     const char *check, const char *code, char *text, const char *fix)
{
    g_autoptr(VmgDecision) decision = vmg_decision_new(VMG_DECISION_REPORT, event, guest);
    g_autofree char *found = text, *line = NULL;
    g_autoptr(GError) error = NULL;

    vmg_say_kind(id, LOG_WARNING, guest, "%s", text);
    vmg_verdict_add(decision->verdict, check, VMG_WARN, code, NULL, NULL, found, fix);
    line = vmg_decision_format(decision);
    if (!vmg_queue_append(decisions->paths->decisions, line, &error))
        vmg_say_result(decisions->say, "decisions", error);
}

static gboolean
use_ticket(VmgDecisions *decisions, const char *guest)
{
    Ticket *ticket = g_hash_table_lookup(decisions->tickets, guest);

    if (!ticket || ticket->admitted == ticket->used)
        return FALSE;
    ticket->used = ticket->admitted;
    return TRUE;
}

void
vmg_decisions_expect(VmgDecisions *decisions, const char *guest)
{
    note_all(decisions, decisions->paths->decisions, FALSE);
    if (!use_ticket(decisions, guest))
        vmg_decisions_report(decisions, VMG_MESSAGE_UNDECIDED, "arrival", guest, "guard",
                             VMG_CODE_NOT_ASKED,
                             g_strdup_printf("guest %s arrives with no decision on record: libvirt "
                                             "did not ask the hook",
                                             guest),
                             "run virt-migration-guard doctor: it says why, and what to do");
}
