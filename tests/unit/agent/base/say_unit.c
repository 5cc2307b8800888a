/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of the agent. The linker's --wrap replaces the functions that write to the journal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/base/say.h"
#include "base/journal.h"

#include <unistd.h>

static GString *written;

gboolean __wrap_g_log_writer_is_journald(int fd);
GLogWriterOutput __wrap_g_log_writer_journald(GLogLevelFlags level, const GLogField *fields,
                                              gsize count, gpointer data);

gboolean
__wrap_g_log_writer_is_journald(int fd)
{
    return fd == STDERR_FILENO;
}

GLogWriterOutput
__wrap_g_log_writer_journald(GLogLevelFlags level G_GNUC_UNUSED, const GLogField *fields,
                             gsize count, gpointer data G_GNUC_UNUSED)
{
    for (gsize i = 0; i < count; i++)
        g_string_append_printf(written, "%s=%s\n", fields[i].key, (const char *)fields[i].value);
    return G_LOG_WRITER_HANDLED;
}

static void
assert_written(const char *expected)
{
    assert_string_equal(written->str, expected);
    g_string_truncate(written, 0);
}

static void
a_line_is_one_entry(void **state G_GNUC_UNUSED)
{
    vmg_say(LOG_INFO, "first\nsecond");
    assert_written("MESSAGE=first second\nPRIORITY=6\nSYSLOG_IDENTIFIER=virt-migration-guardd\n");
}

static void
a_kind_has_its_id_and_guest(void **state G_GNUC_UNUSED)
{
    vmg_say_kind(VMG_MESSAGE_UNDECIDED, LOG_WARNING, "g1", "guest %s arrives", "g1");
    assert_written("MESSAGE=guest g1 arrives\nPRIORITY=4\n"
                   "SYSLOG_IDENTIFIER=virt-migration-guardd\nMESSAGE_ID=" VMG_MESSAGE_UNDECIDED
                   "\nVMG_GUEST=g1\n");
}

static void
a_topic_is_said_once_and_when_it_is_right(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgSay) say = vmg_say_new();

    vmg_say_wrong(say, "facts", "can't");
    assert_written("MESSAGE=can't\nPRIORITY=4\nSYSLOG_IDENTIFIER=virt-migration-guardd\n"
                   "MESSAGE_ID=" VMG_MESSAGE_WRONG "\nVMG_TOPIC=facts\n");
    vmg_say_wrong(say, "facts", "can't");
    assert_written("");
    vmg_say_right(say, "facts", "can");
    assert_written("MESSAGE=can\nPRIORITY=5\nSYSLOG_IDENTIFIER=virt-migration-guardd\n"
                   "MESSAGE_ID=" VMG_MESSAGE_WRONG "\nVMG_TOPIC=facts\n");
    vmg_say_right(say, "facts", "can");
    assert_written("");
}

static void
an_error_is_what_is_wrong(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgSay) say = vmg_say_new();
    g_autoptr(GError) error = g_error_new_literal(G_FILE_ERROR, G_FILE_ERROR_NOSPC, "no space");

    assert_true(vmg_say_result(say, "facts", NULL));
    assert_written("");
    assert_false(vmg_say_result(say, "facts", error));
    assert_written("MESSAGE=no space\nPRIORITY=4\nSYSLOG_IDENTIFIER=virt-migration-guardd\n"
                   "MESSAGE_ID=" VMG_MESSAGE_WRONG "\nVMG_TOPIC=facts\n");
    assert_true(vmg_say_result(say, "facts", NULL));
    assert_written("MESSAGE=facts: good again\nPRIORITY=5\n"
                   "SYSLOG_IDENTIFIER=virt-migration-guardd\nMESSAGE_ID=" VMG_MESSAGE_WRONG
                   "\nVMG_TOPIC=facts\n");
}

static void
of_a_guest_without_a_stamp(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgSay) say = vmg_say_new();

    vmg_say_wrong(say, "guest 1234", "guest g1 is not stamped");
    assert_written("MESSAGE=guest g1 is not stamped\nPRIORITY=4\n"
                   "SYSLOG_IDENTIFIER=virt-migration-guardd\nMESSAGE_ID=" VMG_MESSAGE_UNSTAMPED
                   "\nVMG_GUEST_UUID=1234\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_one_entry),
        cmocka_unit_test(a_kind_has_its_id_and_guest),
        cmocka_unit_test(a_topic_is_said_once_and_when_it_is_right),
        cmocka_unit_test(an_error_is_what_is_wrong),
        cmocka_unit_test(of_a_guest_without_a_stamp),
    };
    int failed;

    written = g_string_new(NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    g_string_free(written, TRUE);
    return failed;
}
