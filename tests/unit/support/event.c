/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/support/event.h"

#include "base/sys.h"
#include "tests/unit/support/keep-record.h"

#include <string.h>

void
test_outcome_clear(TestOutcome *outcome)
{
    g_free(outcome->output);
    g_free(outcome->reason);
    g_free(outcome->record);
}

unsigned test_deadline_ms;
int test_deadline_status;

static void
note_deadline(unsigned ms, int status)
{
    test_deadline_ms = ms;
    test_deadline_status = status;
}

char *test_language;

static void
note_language(const char *name)
{
    g_free(test_language);
    test_language = g_strdup(name);
}

TestOutcome
test_event(const TestDir *dir, enum vmg_event event, const char *xml)
{
    const struct vmg_request request = {
        .version = VMG_POLICY_VERSION,
        .event = event,
        .guest = "g1",
        .xml = xml,
        .len = strlen(xml),
        .started_us = g_get_monotonic_time(),
        .use_language = note_language,
        .set_deadline = note_deadline,
    };
    struct vmg_answer answer;
    TestOutcome outcome;

    g_clear_pointer(&test_last_record, g_free);
    assert_int_equal(vmg_event_run(&dir->paths, &request, &answer), 0);
    outcome.status = answer.status;
    outcome.output = g_strdup(answer.output);
    outcome.reason = g_strdup(answer.reason);
    assert_int_equal(answer.output ? strlen(answer.output) : 0, answer.output_len);
    answer.finish(&answer);
    answer.release(&answer);
    outcome.record = g_steal_pointer(&test_last_record);
    return outcome;
}

TestDir *
test_event_host(const char *config)
{
    g_autofree char *facts = test_dest_xml();
    TestDir *dir = test_dir_new();

    test_now_ms = 1000;
    test_write(dir, "run/host.xml", facts);
    if (config)
        test_write(dir, "etc/guard.conf", config);
    return dir;
}

VmgEntry *
test_event_entry(const TestDir *dir)
{
    char nonce[VMG_NONCE_SIZE];

    return vmg_ledger_file_find(dir->paths.ledger, "g1", NULL, nonce) > 0
               ? vmg_ledger_get(dir->paths.ledger, "g1", nonce, NULL)
               : NULL;
}

gboolean
test_event_has_entry(const TestDir *dir)
{
    g_autoptr(VmgEntry) entry = test_event_entry(dir);

    return entry != NULL;
}
