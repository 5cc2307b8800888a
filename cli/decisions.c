/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* decisions: lists which guests this host has admitted and refused, and what the agent has
 * reported. */
#include "base/one-line.h"
#include "cli.h"

#include "base/paths.h"
#include "base/sys.h"
#include "base/render.h"
#include "base/text.h"
#include "cli/reason.h"
#include "explain.h"
#include "record/history.h"
#include "record/queue.h"
#include "when.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { LIMIT = 10000 };

typedef struct {
    VmgPaths paths;
    char *guest;
    char *since;
    gint64 since_us;
    gboolean refused, follow, verbose, json;
    int limit;
    GHashTable *seen; /* names of the records that were shown already; NULL without --follow */
} Question;

/* Reads the records that the hooks have written and the agent has not moved to its files yet. */
static void
add_pending(GPtrArray *all, const char *path)
{
    g_autofree char *text = vmg_sys_read_file(path, (gsize)VMG_QUEUE_MAX * 2, NULL, NULL);
    GPtrArray *some = text ? vmg_decision_parse_all(text, NULL) : NULL;

    if (!some)
        return;
    vmg_history_subtract(some, all);
    g_ptr_array_extend_and_steal(all, some);
}

static int
by_time(gconstpointer a, gconstpointer b)
{
    const VmgDecision *one = *(VmgDecision *const *)a, *other = *(VmgDecision *const *)b;

    return (one->time_us > other->time_us) - (one->time_us < other->time_us);
}

/* Reads all records. The files in /run are read first, because the agent may move a record from
 * there while this command reads. */
static GPtrArray *
read_all(const Question *question, GError **error)
{
    g_autofree char *taken = g_strconcat(question->paths.decisions, ".taken", NULL);
    g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_decision_free);
    GPtrArray *all;

    add_pending(fresh, question->paths.decisions);
    add_pending(fresh, taken);
    all = vmg_history_read(question->paths.history, NULL, error);
    if (!all)
        return NULL;
    vmg_history_subtract(fresh, all);
    g_ptr_array_extend_and_steal(all, g_steal_pointer(&fresh));
    g_ptr_array_sort(all, by_time);
    return all;
}

static gboolean
is_wanted(const Question *question, const VmgDecision *decision)
{
    if (question->guest && strcmp(question->guest, decision->guest) != 0 &&
        g_ascii_strcasecmp(question->guest, decision->uuid) != 0)
        return FALSE;
    if (question->refused && strcmp(decision->decision, VMG_DECISION_ADMIT) == 0)
        return FALSE;
    return decision->time_us >= question->since_us;
}

static void
keep_wanted(const Question *question, GPtrArray *all)
{
    for (guint i = all->len; i-- > 0;)
        if (!is_wanted(question, g_ptr_array_index(all, i)))
            g_ptr_array_remove_index(all, i);
}

static void
keep_last(const Question *question, GPtrArray *all)
{
    if (all->len > (guint)question->limit)
        g_ptr_array_remove_range(all, 0, all->len - (guint)question->limit);
}

/* "host-a -> host-b"; "" if neither host is known. */
static char *
way_of(const VmgDecision *decision)
{
    g_autofree char *source = vmg_one_line(decision->source);
    g_autofree char *destination = vmg_one_line(decision->destination);

    if (!*source && !*destination)
        return g_strdup("");
    return g_strdup_printf(": %s -> %s", *source ? source : "?", *destination ? destination : "?");
}

/* The text of the column REASON. For a decision of a hook, the text names the checks that refuse
 * the guest. For a report of the agent, the text is what the agent reports. */
static char *
reason_of(const VmgDecision *decision)
{
    gboolean report = strcmp(decision->decision, VMG_DECISION_REPORT) == 0;

    return vmg_cli_reason(decision->verdict, report ? VMG_WARN : VMG_FAIL);
}

/* The word for the kind of a record. The word `start` is translated into the reader's language;
 * names of the agent's events are not translated. NULL for a migration: most records are about
 * migrations, so this kind is not printed. */
static const char *
event_name(const char *event)
{
    if (strcmp(event, "migration") == 0)
        return NULL;
    return strcmp(event, "start") == 0 ? _("start") : event;
}

static void
print_decision(const Question *question, const VmgDecision *decision)
{
    g_autofree char *time = vmg_neutral_show_time(decision->time_us / G_USEC_PER_SEC);
    g_autofree char *guest = vmg_one_line(decision->guest);
    g_autofree char *way = way_of(decision), *reason = NULL;
    const char *event = event_name(decision->event);

    vmg_verdict_render(decision->verdict);
    reason = reason_of(decision);
    vmg_cli_print("%s  %-12s  %s%s%s%s: %s\n", time, decision->decision, guest, event ? ": " : "",
                  event ? event : "", way, reason);
    if (question->verbose)
        vmg_cli_print_problems(decision->verdict);
}

static void
print_json_line(const VmgDecision *decision)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autofree char *time = vmg_neutral_show_time(decision->time_us / G_USEC_PER_SEC);

    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "time", time);
    vmg_cli_json_number(builder, "time_us", (guint64)decision->time_us);
    vmg_cli_json_text(builder, "decision", decision->decision);
    vmg_cli_json_text(builder, "event", decision->event);
    vmg_cli_json_text(builder, "guest", decision->guest);
    vmg_cli_json_text(builder, "uuid", *decision->uuid ? decision->uuid : NULL);
    vmg_cli_json_text(builder, "source", *decision->source ? decision->source : NULL);
    vmg_cli_json_text(builder, "destination",
                      *decision->destination ? decision->destination : NULL);
    vmg_cli_json_number(builder, "duration_us", (guint64)decision->duration_us);
    vmg_cli_json_verdict(builder, decision->verdict);
    json_builder_end_object(builder);
    vmg_cli_print_json_line(builder);
}

static void
print_all(const Question *question, const GPtrArray *decisions)
{
    for (guint i = 0; i < decisions->len; i++) {
        const VmgDecision *decision = g_ptr_array_index(decisions, i);

        if (question->json)
            print_json_line(decision);
        else
            print_decision(question, decision);
    }
    fflush(stdout);
}

/* Removes the records that were shown before from DECISIONS. The times of the records do not tell
 * which records are new, because a clock can be set back and hooks do not finish in order. */
static void
drop_seen(const Question *question, GPtrArray *decisions)
{
    for (guint i = decisions->len; i-- > 0;) {
        const VmgDecision *decision = g_ptr_array_index(decisions, i);
        char *name = g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, decision->time_us,
                                     decision->process);

        if (!g_hash_table_add(question->seen, name))
            g_ptr_array_remove_index(decisions, i);
    }
}

/* Says where to look if no decision is found: users who do not know the guard yet often look on
 * the source host, but a migration is recorded on its destination. */
static void
note_nothing(const Question *question)
{
    if (!question->json && !question->follow)
        fputs(_("no such decision is recorded here; a migration is recorded on its destination\n"),
              stderr);
}

static int
show(const Question *question, gboolean again)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = read_all(question, &error);

    if (!all)
        return vmg_cli_fail(_("%s; fix: run it as root"), error->message);
    if (question->seen)
        drop_seen(question, all);
    keep_wanted(question, all);
    if (!again)
        keep_last(question, all);
    print_all(question, all);
    if (all->len == 0)
        note_nothing(question);
    return VMG_EXIT_GOOD;
}

/* Waits for new records. Each new record appears in /run first. */
static int
follow(Question *question)
{
    int fd = inotify_init1(IN_CLOEXEC);
    g_autofree char *directory = g_path_get_dirname(question->paths.decisions);
    char events[4096];
    int status = VMG_EXIT_GOOD;

    if (fd < 0 || inotify_add_watch(fd, directory, IN_CLOSE_WRITE) < 0) {
        int saved = errno;

        if (fd >= 0)
            close(fd);
        return vmg_cli_fail(_("%s: can't watch it: %s"), directory, g_strerror(saved));
    }
    question->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    status = show(question, FALSE);
    while (status == VMG_EXIT_GOOD && read(fd, events, sizeof(events)) > 0)
        status = show(question, TRUE);
    close(fd);
    g_hash_table_unref(question->seen);
    return status;
}

static int
run(Question *question)
{
    g_autoptr(GError) error = NULL;

    if (question->since &&
        !vmg_cli_time(question->since, g_get_real_time(), VMG_AGO, &question->since_us, &error))
        return vmg_cli_fail("--since: %s", error->message);
    if (question->limit < 1)
        return vmg_cli_fail(_("--limit: at least 1"));
    if (access(question->paths.decisions, R_OK) < 0 && errno == EACCES)
        return vmg_cli_fail(_("%s: no right to read it; fix: run it as root"),
                            question->paths.decisions);
    return question->follow ? follow(question) : show(question, FALSE);
}

int
vmg_cli_decisions(int argc, char **argv)
{
    Question question = {.paths = VMG_PATHS_INSTALLED, .limit = LIMIT};
    const GOptionEntry entries[] = {
        {"guest", 0, 0, G_OPTION_ARG_STRING, &question.guest,
         _("print only decisions about GUEST, a name or a UUID"), "GUEST"},
        {"since", 0, 0, G_OPTION_ARG_STRING, &question.since,
         _("print only decisions since TIME: 90s, 30m, 2h or 7d ago, 2026-01-31, or '2026-01-31 "
           "13:00'"),
         "TIME"},
        {"refused", 0, 0, G_OPTION_ARG_NONE, &question.refused,
         _("leave out decisions that admitted a guest"), NULL},
        {"follow", 'f', 0, G_OPTION_ARG_NONE, &question.follow,
         _("wait for new decisions and print them, until ^C"), NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &question.verbose,
         _("print below each decision every failure and warning, with what was wanted, what was "
           "found and what to do"),
         NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &question.limit,
         _("print only the last COUNT decisions (default: 10000)"), "COUNT"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &question.json, _("print JSON, one object on each line"),
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    int status = VMG_EXIT_UNDECIDED;

    if (vmg_cli_parse(&argc, &argv, NULL,
                      _("Lists what was admitted and refused on this host, the newest last, one "
                        "line for each decision: time, decision, guest, hosts and the first "
                        "reason. At least the last 10,000 decisions are kept."),
                      entries))
        status = argc == 1 ? run(&question)
                           : vmg_cli_fail(_("decisions takes no names; fix: --guest %s"), argv[1]);
    g_free(question.guest);
    g_free(question.since);
    return status;
}
