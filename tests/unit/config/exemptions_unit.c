/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exemptions. If a line is wrong, or if the file can be changed by others than root, no exemption
 * is in force. */
#include "config/exemptions.h"

#include "checks/checks.h"
#include "decide/decide.h"
#include "decide/judge.h"
#include "tests/unit/support/ask.h"

#include <string.h>
#include <sys/stat.h>

#define G "g\tcache\t100\tticket 17\n"

static int
set_up(void **state)
{
    *state = test_dir_new();
    return 0;
}

static int
tear_down(void **state)
{
    test_dir_free(*state);
    return 0;
}

static void
files_are_read(void **state)
{
    static const struct {
        const char *text;
        int count; /* -1: reading fails, and no exemption is in force */
    } rows[] = {
        {"", 0},
        {G, 1},
        {G G "\n", 2},
        {"g\\tx\tcache\t100\twhy\n", 1},
        {"g\tcache\t100\n", -1},
        {"g\tcache\t100\twhy\tmore\n", -1},
        {"g\tcache\t100\twhy\t50\talice\n" G, 2},
        {"g\tcache\t100\twhy\tthen\talice\n", -1},
        {"g\tcache\t100\twhy\t50\talice\tmore\n", -1},
        {"g\tcache\t100\twhy\t50\talice\\\n", -1},
        {"g\tcache\t100\twhy\\\\\\\n", -1},
        {"g\tcache\t100\twhy\\\\\n", 1},
        {G "garbage\n", -1},
        {"g\tcache\tsoon\twhy\n", -1},
        {"g\tcache\t0\twhy\n", -1},
        {"g\tcache\t-1\twhy\n", -1},
        {"\tcache\t100\twhy\n", -1},
        {"g\t\t100\twhy\n", -1},
        {"g\tcache\t100\t\n", -1},
        {"g\\\tcache\t100\twhy\n", -1},
        {"g\tcache\t100\twhy\\\n", -1},
    };
    const TestDir *dir = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) all = NULL;

        test_write(dir, "state/exemptions", rows[i].text);
        all = vmg_exemptions_read(dir->paths.exemptions, &error);
        if ((all ? (int)all->len : -1) != rows[i].count || (all != NULL) == (error != NULL))
            fail_msg("row %zu", i);
    }
}

static void
they_come_back(void **state)
{
    const TestDir *dir = *state;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_exemption_free);
    g_autoptr(GPtrArray) again = NULL;
    const VmgExemption *one;
    struct stat st;

    again = vmg_exemptions_read(dir->paths.exemptions, NULL);
    assert_int_equal(again->len, 0);
    g_clear_pointer(&again, g_ptr_array_unref);
    test_write(dir, "state/exemptions", "");
    g_ptr_array_add(all, vmg_exemption_new("a\tb\\ \"ä\"", "cache", 100, "line\none", 50, "alice"));
    assert_true(vmg_exemptions_write(dir->paths.exemptions, all, NULL));
    assert_int_equal(stat(dir->paths.exemptions, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0644);
    again = vmg_exemptions_read(dir->paths.exemptions, NULL);
    assert_int_equal(again->len, 1);
    one = g_ptr_array_index(again, 0);
    assert_string_equal(one->guest, "a\tb\\ \"ä\"");
    assert_null(strchr(one->reason, '\n'));
    assert_int_equal(one->until, 100);
    assert_int_equal(one->made, 50);
    assert_string_equal(one->maker, "alice");
    g_clear_pointer(&again, g_ptr_array_unref);
    test_write(dir, "state/exemptions", "\\303\\244\tcache\t100\ta line of an earlier version\n");
    again = vmg_exemptions_read(dir->paths.exemptions, NULL);
    assert_int_equal(again->len, 1);
    one = g_ptr_array_index(again, 0);
    assert_string_equal(one->guest, "ä");
    assert_int_equal(one->made, 0);
    assert_string_equal(one->maker, "");
}

static void
only_roots_count(void **state)
{
    const TestDir *dir = *state;
    static const struct {
        mode_t mode;
        gboolean good;
    } rows[] = {{0644, TRUE}, {0600, TRUE}, {0664, FALSE}, {0646, FALSE}, {0666, FALSE}};

    test_write(dir, "state/exemptions", G);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) all = NULL;

        assert_int_equal(chmod(dir->paths.exemptions, rows[i].mode), 0);
        all = vmg_exemptions_read(dir->paths.exemptions, &error);
        assert_int_equal(all != NULL, rows[i].good);
        if (!rows[i].good)
            assert_non_null(strstr(error->message, "writable by users other than root"));
    }
}

static void
they_hold_for_one_guest_until_then(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *guest, *name, *uuid;
        gint64 now;
        gboolean holds;
    } rows[] = {
        {"g", "g", NULL, 99, TRUE},        {"g", "g", NULL, 100, FALSE},
        {"g", "g", NULL, 101, FALSE},      {"g", "G", NULL, 1, FALSE},
        {"g", "gg", "u", 1, FALSE},        {"ABC-1", "g", "abc-1", 1, TRUE},
        {"abc-1", "g", "abc-2", 1, FALSE}, {"g", NULL, NULL, 1, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgExemption) one =
            vmg_exemption_new(rows[i].guest, "cache", 100, "why", 1, "root");

        if (vmg_exemption_holds(one, rows[i].name, rows[i].uuid, rows[i].now) != rows[i].holds)
            fail_msg("row %zu", i);
    }
}

static int
fails(const struct vmg_input *input)
{
    const struct vmg_finding finding = {.struct_size = sizeof(finding),
                                        .result = VMG_FAIL,
                                        .wanted = "w",
                                        .found = "f",
                                        .fix = "x"};

    input->report(input, &finding);
    return 0;
}

static const struct vmg_check one_check = VMG_CHECK_INIT("one", "fails", 0, fails);
static const struct vmg_check two_check = VMG_CHECK_INIT("two", "fails", 0, fails);

/* The failure of an exempt check is only a warning, and a second warning says until when the check
 * is exempt. The check without an exemption still fails. After the exemption has ended, both checks
 * fail. */
static void
a_fail_becomes_a_warning(void **state G_GNUC_UNUSED)
{
    const struct vmg_check *const checks[] = {&one_check, &two_check, NULL};
    g_autoptr(VmgConfig) config = test_config("");
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_exemption_free);
    const struct vmg_guest guest = {.struct_size = sizeof(guest), .name = "g", .uuid = "u"};
    VmgCase the_case = {.config = config, .checks = checks, .guest = &guest, .exemptions = all};

    g_ptr_array_add(all, vmg_exemption_new("g", "one", 100, "ticket 17", 1, "root"));
    for (the_case.now = 99; the_case.now <= 100; the_case.now++) {
        g_autoptr(VmgVerdict) verdict = vmg_decide(&the_case);
        g_autofree char *warnings = vmg_verdict_lines(verdict, VMG_WARN);
        g_autofree char *failed = vmg_verdict_lines(verdict, VMG_FAIL);

        assert_true(vmg_verdict_refuses(verdict));
        assert_int_equal(verdict->failed->len, the_case.now == 99 ? 1 : 2);
        assert_non_null(strstr(failed, "two: wanted: w; found: f; fix: x"));
        if (the_case.now == 99) {
            assert_non_null(strstr(warnings, "one: wanted: w; found: f; fix: x"));
            assert_non_null(strstr(
                warnings, "one: g: wanted: no exemption; found: exempt until "
                          "1970-01-01T07:01:40+07:00: ticket 17; fix: "
                          "if it is no longer needed: virt-migration-guard exempt remove g one"));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(they_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_roots_count, set_up, tear_down),
        cmocka_unit_test(they_hold_for_one_guest_until_then),
        cmocka_unit_test(a_fail_becomes_a_warning),
    };

    /* The end of an exemption is shown in the reader's local time. */
    setenv("TZ", "<+07>-7", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
