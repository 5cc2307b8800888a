/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include "config/problem.h"
#include "tests/unit/support/helper.h"

static VmgConfig *
load(const TestDir *dir, GError **error)
{
    return vmg_config_load(dir->paths.config_file, dir->paths.config_directory, error);
}

static void
without_a_file_everything_enforces(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][3] = {
        {"guard", "mode", "enforcing"},
        {"guard", "on-error", "refuse"},
        {"guard", "deadline-ms", "2000"},
        {"guard", "facts-max-age", "60"},
        {"host", "cluster", "default"},
        {"host", "name", NULL},
        {"checks", "anything", "enforce"},
        {"cluster", "unstamped", NULL},
        {"cluster", "key-file", NULL},
        {"libvirt", "uri", "qemu:///system"},
        {"status", "evacuate", "yes"},
        {"cpu", "match", "identical"},
        {"networks", "match", "identical"},
        {"network x", "required", "yes"},
        {"storage", "match", "identical"},
        {"memory", "overcommit-percent", "100"},
        {"memory", "reserve-mib", NULL},
        {"vcpus", "overcommit-ratio", "0"},
        {"cache", "properties", "cache;viodiskcache"},
        {"custom-properties", "cache",
         "^(default|none|writethrough|writeback|directsync|unsafe)?$"},
        {"custom-properties", "other", NULL},
        {"migration", "network", NULL},
        {"migration", "max-bandwidth-mib", "0"},
        {"registry", "uri", "none"},
        {"no-such", "key", NULL},
    };
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GPtrArray) problems = vmg_problems_new();
    g_autoptr(VmgConfig) config =
        vmg_config_read(dir->paths.config_file, dir->paths.config_directory, NULL, problems);

    assert_non_null(config);
    assert_int_equal(problems->len, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        test_same(rows[i][1], vmg_config_get(config, rows[i][0], rows[i][1]), rows[i][2]);
    assert_int_equal(vmg_config_mode(config), VMG_MODE_ENFORCING);
    assert_int_equal(vmg_config_action(config, "cache"), VMG_ACTION_ENFORCE);
    assert_int_equal(vmg_config_get_uint(config, "guard", "deadline-ms"), 2000);
    assert_int_equal(vmg_config_get_uint(config, "memory", "reserve-mib"), 0);
    vmg_config_free(NULL);
}

static void
later_files_win(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgConfig) config = NULL;
    g_auto(GStrv) networks = NULL;

    test_write(dir, "etc/guard.conf",
               "[guard]\nmode=permissive\nfacts-max-age=30\ndeadline-ms=100\n"
               "[network b]\nvlan=1\n[network a]\n");
    test_write(dir, "etc/guard.conf.d/20-site.conf", "[guard]\nmode = disabled\t\n");
    test_write(dir, "etc/guard.conf.d/10-vendor.conf",
               "[guard]\nmode=enforcing\ndeadline-ms=200\n[checks]\ncache=warn\nstatus=off\n");
    test_write(dir, "etc/guard.conf.d/.hidden.conf", "[guard]\nmode=nonsense\n");
    test_write(dir, "etc/guard.conf.d/30.conf.dpkg-old", "[guard]\nmode=nonsense\n");
    test_write(dir, "etc/guard.conf.d/40-empty.conf", "");
    config = load(dir, NULL);
    assert_non_null(config);
    assert_int_equal(vmg_config_mode(config), VMG_MODE_DISABLED);
    assert_int_equal(vmg_config_get_uint(config, "guard", "deadline-ms"), 200);
    assert_int_equal(vmg_config_get_uint(config, "guard", "facts-max-age"), 30);
    assert_int_equal(vmg_config_action(config, "cache"), VMG_ACTION_WARN);
    assert_int_equal(vmg_config_action(config, "status"), VMG_ACTION_OFF);
    assert_int_equal(vmg_config_action(config, "cluster"), VMG_ACTION_ENFORCE);
    networks = vmg_config_named_groups(config, "network");
    assert_int_equal(g_strv_length(networks), 2);
    assert_string_equal(networks[0], "a");
    assert_string_equal(networks[1], "b");
}

static void
values_are_taken_as_written(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgConfig) config = NULL;

    test_write(dir, "etc/guard.conf",
               "[custom-properties]\ncache=^\\d+\\s$\n[host]\ncluster = a \\ b ; c # d  \n"
               "[guard]\nmode=permissive\r\n");
    config = load(dir, NULL);
    assert_non_null(config);
    assert_string_equal(vmg_config_get(config, "custom-properties", "cache"), "^\\d+\\s$");
    assert_string_equal(vmg_config_get(config, "host", "cluster"), "a \\ b ; c # d");
    assert_int_equal(vmg_config_mode(config), VMG_MODE_PERMISSIVE);
}

static void
a_value_has_the_file_and_line_that_set_it(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgConfig) config = NULL;
    guint line;

    test_write(dir, "etc/guard.conf", "[guard]\n\nmode=permissive\non-error=admit\n");
    test_write(dir, "etc/guard.conf.d/1.conf", "# c\n[guard]\nmode=disabled\n");
    config = load(dir, NULL);
    assert_non_null(config);
    test_like("mode", vmg_config_origin(config, "guard", "mode", &line), "/*/guard.conf.d/1.conf");
    assert_int_equal(line, 3);
    test_like("on-error", vmg_config_origin(config, "guard", "on-error", &line), "/*/guard.conf");
    assert_int_equal(line, 4);
    assert_null(vmg_config_origin(config, "guard", "deadline-ms", &line));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_everything_enforces),
        cmocka_unit_test(later_files_win),
        cmocka_unit_test(values_are_taken_as_written),
        cmocka_unit_test(a_value_has_the_file_and_line_that_set_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
