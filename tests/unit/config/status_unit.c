/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/status.h"

#include "tests/unit/support/helper.h"

static void
status_is_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *status, *error;
    } rows[] = {
        {NULL, "up", NULL},
        {"up\n", "up", NULL},
        {"maintenance", "maintenance", NULL},
        {" preparing-for-maintenance \n\n", "preparing-for-maintenance", NULL},
        {"", NULL, "*: unknown status ''"},
        {"down\n", NULL, "*: unknown status 'down'"},
        {"up\nup\n", NULL, "*: unknown status *"},
        {"maintenance\nsince=17\nby=alice\n", "maintenance", NULL},
        {"maintenance\nby=alice=bob\n\nlater=anything\n", "maintenance", NULL},
        {"maintenance\nsince\n", NULL, "*: unknown status *"},
        {"\n\n", NULL, "*: unknown status ''"},
        {"UP", NULL, "*: unknown status 'UP'"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(GError) error = NULL;

        if (rows[i].text)
            test_write(dir, "state/status", rows[i].text);
        test_same(rows[i].text, vmg_status_read(dir->paths.status_file, &error), rows[i].status);
        if (rows[i].error)
            test_like(rows[i].text, error->message, rows[i].error);
    }
}

static void
a_file_that_can_not_be_read_is_an_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *large = g_strnfill(1100, 'u');
    g_autoptr(GError) error = NULL;

    test_write(dir, "state/status", large);
    assert_null(vmg_status_read(dir->paths.status_file, &error));
    g_clear_error(&error);
    assert_null(vmg_status_read(dir->path, &error));
    test_like("directory", error->message, "*: not a regular file");
}

static void
status_is_written(void **state G_GNUC_UNUSED)
{
    static const char *const all[] = {"up", "preparing-for-maintenance", "maintenance"};
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GError) error = NULL;

    test_write(dir, "state/x", "");
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
        assert_true(vmg_status_write(dir->paths.status_file, all[i], "alice", NULL));
        assert_string_equal(vmg_status_read(dir->paths.status_file, NULL), all[i]);
    }
    assert_false(vmg_status_write(dir->paths.status_file, "off", NULL, &error));
    test_same("unknown", error->message, "unknown status 'off'");
    assert_string_equal(vmg_status_read(dir->paths.status_file, NULL), "maintenance");
}

static void
who_asked_and_when_is_kept(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    const char *path = dir->paths.status_file;
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    g_auto(VmgStatus) status = {0}, unknown = {0}, up = {0};
    g_autofree char *text = NULL;

    test_write(dir, "state/x", "");
    assert_true(vmg_status_write(path, "preparing-for-maintenance", "alice", NULL));
    assert_true(vmg_status_load(path, &status, NULL));
    assert_string_equal(status.asked, "preparing-for-maintenance");
    assert_string_equal(status.by, "alice");
    assert_true(status.since >= now && status.since <= now + 60);
    assert_true(vmg_status_write(path, "maintenance", NULL, NULL));
    assert_true(vmg_status_load(path, &unknown, NULL));
    assert_null(unknown.by);
    /* For a host that is up, only the word `up` is written, which earlier versions can read. */
    assert_true(vmg_status_write(path, "up", "alice", NULL));
    text = test_read(path);
    assert_string_equal(text, "up\n");
    assert_true(vmg_status_load(path, &up, NULL));
    assert_int_equal(up.since, 0);
}

static void
guests_decide_whether_it_is_maintenance(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *asked;
        int guests;
        const char *effective;
    } rows[] = {
        {"up", -1, "up"},
        {"up", 0, "up"},
        {"up", 3, "up"},
        {"preparing-for-maintenance", -1, "preparing-for-maintenance"},
        {"preparing-for-maintenance", 1, "preparing-for-maintenance"},
        {"preparing-for-maintenance", 0, "maintenance"},
        {"maintenance", -1, "maintenance"},
        {"maintenance", 0, "maintenance"},
        {"maintenance", 1, "preparing-for-maintenance"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        test_same(rows[i].asked, vmg_status_effective(rows[i].asked, rows[i].guests),
                  rows[i].effective);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_is_read),
        cmocka_unit_test(a_file_that_can_not_be_read_is_an_error),
        cmocka_unit_test(status_is_written),
        cmocka_unit_test(who_asked_and_when_is_kept),
        cmocka_unit_test(guests_decide_whether_it_is_maintenance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
