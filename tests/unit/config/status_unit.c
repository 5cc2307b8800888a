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
    g_autofree char *large = g_strnfill(300, 'u');
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
        assert_true(vmg_status_write(dir->paths.status_file, all[i], NULL));
        assert_string_equal(vmg_status_read(dir->paths.status_file, NULL), all[i]);
    }
    assert_false(vmg_status_write(dir->paths.status_file, "off", &error));
    test_same("unknown", error->message, "unknown status 'off'");
    assert_string_equal(vmg_status_read(dir->paths.status_file, NULL), "maintenance");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_is_read),
        cmocka_unit_test(a_file_that_can_not_be_read_is_an_error),
        cmocka_unit_test(status_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
