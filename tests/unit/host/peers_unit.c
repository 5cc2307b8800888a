/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files about other hosts that the agent writes for the hook. */
#include "host/peers.h"

#include "tests/unit/support/helper.h"

#define CAPITALS "B0000000-0000-4000-8000-00000000000A"

static void
has_status(const TestDir *dir, const char *uuid, const char *expected)
{
    g_autofree char *status = vmg_peers_status(dir->paths.peers, uuid);

    if (expected)
        assert_string_equal(status, expected);
    else
        assert_null(status);
}

static void
what_is_written_is_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();

    has_status(dir, TEST_SOURCE_UUID, NULL);
    assert_true(test_note(dir->paths.peers, TEST_SOURCE_UUID, "up", "host\ta\n", ""));
    has_status(dir, TEST_SOURCE_UUID, "up");
    has_status(dir, CAPITALS, "up");
    has_status(dir, TEST_DEST_UUID, NULL);
    assert_true(test_note(dir->paths.peers, CAPITALS, "maintenance", "", ""));
    has_status(dir, TEST_SOURCE_UUID, "maintenance");
    vmg_peers_remove(dir->paths.peers, TEST_SOURCE_UUID);
    has_status(dir, TEST_SOURCE_UUID, NULL);
}

/* A stamp may have any text as its host's UUID. */
static void
what_is_no_uuid_is_no_file(void **state G_GNUC_UNUSED)
{
    g_autofree char *said = NULL;
    static const char *const names[] = {"../agent", "", ".", "/etc/passwd", "heard", "a"};
    g_autoptr(TestDir) dir = test_dir_new();

    test_write(dir, "run/agent", "up\tx\n");
    test_write(dir, "run/peers/a", "up\tx\n");
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        has_status(dir, names[i], NULL);
        assert_true(test_note(dir->paths.peers, names[i], "up", "x", ""));
        vmg_peers_remove(dir->paths.peers, names[i]);
    }
    said = test_read(dir->paths.agent);
    assert_string_equal(said, "up\tx\n");
}

static void
serials_are_of_one_guest(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *guest;
        guint64 serial;
    } rows[] = {
        {TEST_DEST_UUID, 7},
        {CAPITALS, 1800000000},
        {"cccccccc-0000-4000-8000-00000000000a", 0},
        {"", 0},
        {"\nb0000000", 0},
    };
    g_autofree char *lower = g_ascii_strdown(CAPITALS, -1);
    g_autofree char *serials = g_strdup_printf(VMG_PEERS_SERIAL VMG_PEERS_SERIAL, TEST_DEST_UUID,
                                               (guint64)7, lower, (guint64)1800000000);
    g_autoptr(TestDir) dir = test_dir_new();

    assert_int_equal(vmg_peers_serial(dir->paths.peers, TEST_SOURCE_UUID, TEST_DEST_UUID), 0);
    assert_true(test_note(dir->paths.peers, TEST_SOURCE_UUID, "up", "a", serials));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(vmg_peers_serial(dir->paths.peers, TEST_SOURCE_UUID, rows[i].guest),
                         rows[i].serial);
    assert_int_equal(vmg_peers_serial(dir->paths.peers, "../agent", TEST_DEST_UUID), 0);
    has_status(dir, TEST_SOURCE_UUID, "up");
}

static void
a_file_that_is_cut_says_nothing(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();

    test_write(dir, "run/peers/" TEST_SOURCE_UUID, "maint");
    has_status(dir, TEST_SOURCE_UUID, NULL);
}

static void
silence_is_told_in_seconds(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *heard;
        gint64 now, seconds;
    } rows[] = {
        {NULL, 5000, -1},    {"", 5000, -1},      {"x", 5000, -1},       {"-5", 5000, -1},
        {"5000\n", 5000, 0}, {"5000\n", 5999, 0}, {"5000\n", 65000, 60}, {"5001\n", 5000, -1},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].heard)
            test_write(dir, "run/peers/heard", rows[i].heard);
        test_now_ms = rows[i].now;
        assert_int_equal(vmg_peers_silence(dir->paths.peers), rows[i].seconds);
    }
    test_now_ms = 7000;
    assert_true(vmg_peers_heard(dir->paths.peers, NULL));
    test_now_ms = 9500;
    assert_int_equal(vmg_peers_silence(dir->paths.peers), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_is_no_uuid_is_no_file),
        cmocka_unit_test(serials_are_of_one_guest),
        cmocka_unit_test(a_file_that_is_cut_says_nothing),
        cmocka_unit_test(silence_is_told_in_seconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
