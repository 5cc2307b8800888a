/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records of decisions. The linker's --wrap replaces the functions for the journal and syslog. */
#include "record/record.h"

#include "base/journal.h"
#include "tests/unit/support/helper.h"

#include <syslog.h>

static gboolean journal_is_there;
static GString *written;

GLogWriterOutput __wrap_g_log_writer_journald(GLogLevelFlags level, const GLogField *fields,
                                              gsize count, gpointer data);
void __wrap_syslog(int priority, const char *format, ...) G_GNUC_PRINTF(2, 3);
void __wrap___syslog_chk(int priority, int flag, const char *format, ...) G_GNUC_PRINTF(3, 4);

GLogWriterOutput
__wrap_g_log_writer_journald(GLogLevelFlags level G_GNUC_UNUSED, const GLogField *fields,
                             gsize count, gpointer data G_GNUC_UNUSED)
{
    if (!journal_is_there)
        return G_LOG_WRITER_UNHANDLED;
    for (gsize i = 0; i < count; i++)
        g_string_append_printf(written, "%s=%s\n", fields[i].key, (const char *)fields[i].value);
    return G_LOG_WRITER_HANDLED;
}

static void
note_syslog(int priority, const char *format, va_list args)
{
    g_string_append_printf(written, "<%d>", priority);
    g_string_append_vprintf(written, format, args);
    g_string_append_c(written, '\n');
}

void
__wrap_syslog(int priority, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    note_syslog(priority, format, args);
    va_end(args);
}

void
__wrap___syslog_chk(int priority, int flag G_GNUC_UNUSED, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    note_syslog(priority, format, args);
    va_end(args);
}

/* A decision about a migration of GUEST from SOURCE. Takes ownership of VERDICT. */
static VmgDecision *
make_decision(VmgVerdict *verdict, const char *guest, const char *source)
{
    VmgDecision *decision = vmg_decision_of(verdict, "migration", guest);

    g_free(decision->source);
    decision->source = g_strdup(source);
    return decision;
}

static VmgVerdict *
make_verdict(VmgMode mode, int result)
{
    VmgVerdict *verdict = vmg_verdict_new(mode);

    verdict->checks = 4;
    vmg_verdict_add(verdict, "a", VMG_PASS, NULL, NULL, "w", "f", NULL);
    vmg_verdict_add(verdict, "b", VMG_WARN, NULL, "disk vda", "w", "f", "x");
    vmg_verdict_add(verdict, "c", result, "cache-mode", NULL, "w", "f", "x");
    vmg_verdict_add(verdict, "d", result, NULL, NULL, "w", "g", "x");
    return verdict;
}

static void
the_message_says_it_all(void **state G_GNUC_UNUSED)
{
    static const struct {
        VmgMode mode;
        int result;
        const char *source, *message;
    } rows[] = {
        {VMG_MODE_ENFORCING, VMG_PASS, "host-a",
         "migration of guest g1 from host-a admitted: 3 of 4 checks hold, 1 warning\n"
         "WARN b: disk vda: wanted: w; found: f; fix: x"},
        {VMG_MODE_ENFORCING, VMG_FAIL, "",
         "migration of guest g1 refused: 2 of 4 checks failed, 1 warning\n"
         "FAIL c: wanted: w; found: f; fix: x\n"
         "FAIL d: wanted: w; found: g; fix: x\n"
         "WARN b: disk vda: wanted: w; found: f; fix: x"},
        {VMG_MODE_PERMISSIVE, VMG_FAIL, "host-a",
         "migration of guest g1 from host-a admitted (permissive: would be refused): 2 of 4 checks "
         "failed, 1 warning\n"
         "FAIL c: wanted: w; found: f; fix: x\n"
         "FAIL d: wanted: w; found: g; fix: x\n"
         "WARN b: disk vda: wanted: w; found: f; fix: x"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgDecision) decision =
            make_decision(make_verdict(rows[i].mode, rows[i].result), "g1", rows[i].source);
        g_autofree char *message = vmg_record_message(decision);

        test_same(rows[i].message, message, rows[i].message);
    }
}

/* A user who chooses the name of a guest must not be able to write other lines into the log. */
static void
names_can_not_forge_lines(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgDecision) decision =
        make_decision(vmg_verdict_new(VMG_MODE_ENFORCING), "g\n1\x1b", "h\r\n");
    g_autofree char *message = vmg_record_message(decision);

    assert_string_equal(message, "migration of guest g?1? from h?? admitted: 0 of 0 checks hold");
}

static char *
write_record(VmgMode mode, int result, const char *uuid, gboolean journal)
{
    g_autoptr(VmgDecision) decision = make_decision(make_verdict(mode, result), "g1", "");

    g_free(decision->uuid);
    decision->uuid = g_strdup(uuid);
    g_free(decision->destination);
    decision->destination = g_strdup("host-b");
    decision->duration_us = 1500;
    journal_is_there = journal;
    written = g_string_new(NULL);
    vmg_record_write(decision);
    assert_int_equal(decision->verdict->failed->len, result == VMG_FAIL ? 2 : 0);
    return g_string_free(written, FALSE);
}

static void
the_journal_gets_fields(void **state G_GNUC_UNUSED)
{
    g_autofree char *refused = write_record(VMG_MODE_ENFORCING, VMG_FAIL, TEST_GUEST_UUID, TRUE);
    g_autofree char *admitted = write_record(VMG_MODE_PERMISSIVE, VMG_PASS, "", TRUE);
    g_autofree char *would = write_record(VMG_MODE_PERMISSIVE, VMG_FAIL, "", TRUE);

    test_like(
        "refused", refused,
        "MESSAGE=migration of guest g1 refused: *"
        "PRIORITY=4\nSYSLOG_IDENTIFIER=virt-migration-guard\n"
        "MESSAGE_ID=" VMG_MESSAGE_REFUSED "\nVMG_EVENT=migration\nVMG_GUEST=g1\n"
        "VMG_GUEST_UUID=" TEST_GUEST_UUID
        "\nVMG_SOURCE=\nVMG_DESTINATION=host-b\nVMG_DECISION=refuse\n"
        "VMG_MODE=enforcing\nVMG_FAILED_CHECKS=c d\nVMG_REASONS=cache-mode "
        "check-failed\n"
        "VMG_CHECKS_PASSED=1\nVMG_CHECKS_WARNED=1\nVMG_CHECKS_EXEMPT=0\nVMG_CHECKS_SKIPPED=0\n"
        "VMG_CHECKS_FAILED=2\nVMG_DURATION_USEC=1500\n");
    test_like("admitted", admitted,
              "MESSAGE=migration of guest g1 admitted: *PRIORITY=6\n*"
              "MESSAGE_ID=" VMG_MESSAGE_ADMITTED "\n*VMG_GUEST_UUID=\n*"
              "VMG_DECISION=admit\nVMG_MODE=permissive\nVMG_FAILED_CHECKS=\nVMG_REASONS=\n*");
    test_like("would refuse", would,
              "*PRIORITY=4\n*MESSAGE_ID=" VMG_MESSAGE_WOULD_REFUSE "\n*VMG_DECISION=admit\n*");
}

static void
without_a_journal_syslog_gets_lines(void **state G_GNUC_UNUSED)
{
    g_autofree char *text = write_record(VMG_MODE_ENFORCING, VMG_FAIL, "", FALSE);

    assert_string_equal(text, "<4>migration of guest g1 refused: 2 of 4 checks failed, 1 warning\n"
                              "<4>FAIL c: wanted: w; found: f; fix: x\n"
                              "<4>FAIL d: wanted: w; found: g; fix: x\n"
                              "<4>WARN b: disk vda: wanted: w; found: f; fix: x\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_message_says_it_all),
        cmocka_unit_test(names_can_not_forge_lines),
        cmocka_unit_test(the_journal_gets_fields),
        cmocka_unit_test(without_a_journal_syslog_gets_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
