/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record/record.h"

#include "base/journal.h"
#include "base/one-line.h"
#include "base/text.h"
#include "decide/tally.h"
#include "record/queue.h"

#include <string.h>
#include <syslog.h>

static const char *
decided(const VmgVerdict *verdict)
{
    if (vmg_verdict_refuses(verdict))
        return _("refused");
    return vmg_verdict_is_bad(verdict) ? _("admitted (permissive: would be refused)")
                                       : _("admitted");
}

/* Returns the first line of a record. There are four complete sentences, for a migration and for a
 * start, each with and without the source host, because other languages need another order of
 * words. */
static char *
title(const VmgDecision *decision, const char *guest, const char *source)
{
    gboolean start = strcmp(decision->event, "start") == 0;
    const char *what = decided(decision->verdict);

    if (*source)
        return g_strdup_printf(start ? _("start of guest %s from %s %s")
                                     : _("migration of guest %s from %s %s"),
                               guest, source, what);
    return g_strdup_printf(start ? _("start of guest %s %s") : _("migration of guest %s %s"), guest,
                           what);
}

char *
vmg_record_message(const VmgDecision *decision)
{
    g_autofree char *summary = vmg_verdict_summary(decision->verdict);
    g_autofree char *fails = vmg_verdict_lines(decision->verdict, VMG_FAIL);
    g_autofree char *warnings = vmg_verdict_lines(decision->verdict, VMG_WARN);
    g_autofree char *guest = vmg_one_line(decision->guest);
    g_autofree char *source = vmg_one_line(decision->source);
    g_autofree char *head = title(decision, guest, source);
    char *text = g_strdup_printf("%s: %s\n%s%s", head, summary, fails, warnings);

    return g_strchomp(text);
}

static const char *
message_id(const VmgVerdict *verdict)
{
    if (vmg_verdict_refuses(verdict))
        return VMG_MESSAGE_REFUSED;
    return vmg_verdict_is_bad(verdict) ? VMG_MESSAGE_WOULD_REFUSE : VMG_MESSAGE_ADMITTED;
}

static gboolean
write_journal(const VmgDecision *decision, const char *message)
{
    const VmgVerdict *verdict = decision->verdict;
    g_autofree char *duration = g_strdup_printf("%" G_GINT64_FORMAT, decision->duration_us);
    g_autofree char *reasons = vmg_verdict_reasons(verdict);
    const VmgTally tally = vmg_tally_of(verdict);
    char counts[VMG_OUTCOMES][16];
    g_autofree char *failed = NULL;

    g_ptr_array_add(verdict->failed, NULL);
    failed = g_strjoinv(" ", (char **)verdict->failed->pdata);
    g_ptr_array_remove_index(verdict->failed, verdict->failed->len - 1);

    for (guint i = 0; i < VMG_OUTCOMES; i++)
        g_snprintf(counts[i], sizeof(counts[i]), "%u", tally.of[i]);

    const GLogField fields[] = {
        {"VMG_EVENT", decision->event, -1},
        {"VMG_GUEST", decision->guest, -1},
        {"VMG_GUEST_UUID", decision->uuid, -1},
        {"VMG_SOURCE", decision->source, -1},
        {"VMG_DESTINATION", decision->destination, -1},
        {"VMG_DECISION", vmg_verdict_refuses(verdict) ? "refuse" : "admit", -1},
        {"VMG_MODE", verdict->mode == VMG_MODE_PERMISSIVE ? "permissive" : "enforcing", -1},
        {"VMG_FAILED_CHECKS", failed, -1},
        {"VMG_REASONS", reasons, -1},
        {"VMG_CHECKS_PASSED", counts[VMG_OUTCOME_PASSED], -1},
        {"VMG_CHECKS_WARNED", counts[VMG_OUTCOME_WARNED], -1},
        {"VMG_CHECKS_EXEMPT", counts[VMG_OUTCOME_EXEMPT], -1},
        {"VMG_CHECKS_SKIPPED", counts[VMG_OUTCOME_SKIPPED], -1},
        {"VMG_CHECKS_FAILED", counts[VMG_OUTCOME_FAILED], -1},
        {"VMG_DURATION_USEC", duration, -1},
    };
    return vmg_journal(message_id(verdict), vmg_verdict_is_bad(verdict) ? LOG_WARNING : LOG_INFO,
                       "virt-migration-guard", message, fields, G_N_ELEMENTS(fields));
}

/* Sends each line to syslog as a separate entry, because an entry of syslog has only one line. */
static void
write_syslog(const VmgDecision *decision, const char *message)
{
    g_auto(GStrv) lines = g_strsplit(message, "\n", -1);
    int priority = vmg_verdict_is_bad(decision->verdict) ? LOG_WARNING : LOG_INFO;

    openlog("virt-migration-guard", LOG_PID, LOG_DAEMON);
    for (char **line = lines; *line; line++)
        syslog(priority, "%s", *line);
    closelog();
}

void
vmg_record_write(const VmgDecision *decision)
{
    g_autofree char *message = vmg_record_message(decision);

    if (!write_journal(decision, message))
        write_syslog(decision, message);
}

void
vmg_record_keep(const VmgDecision *decision, const char *path)
{
    g_autofree char *text = vmg_decision_format(decision);

    vmg_queue_append(path, text, NULL);
}
