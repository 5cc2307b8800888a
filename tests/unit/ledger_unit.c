/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger.h"

#include "helper.h"
#include "sys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
add(const TestDir *dir, const char *name)
{
    return vmg_ledger_add(dir->paths.ledger, name, TEST_GUEST_UUID, "0123abcd", NULL);
}

static void
an_entry_is_added_and_removed(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) entry = NULL;

    assert_null(vmg_ledger_get_fresh(dir->paths.ledger, "g1"));
    vmg_ledger_remove(dir->paths.ledger, "g1");
    assert_true(add(dir, "g1"));
    entry = vmg_ledger_get_fresh(dir->paths.ledger, "g1");
    assert_non_null(entry);
    assert_string_equal(entry->uuid, TEST_GUEST_UUID);
    assert_string_equal(entry->digest, "0123abcd");
    assert_int_equal(entry->admitted_ms, test_now_ms);
    assert_null(vmg_ledger_get_fresh(dir->paths.ledger, "g2"));
    vmg_ledger_remove(dir->paths.ledger, "g1");
    assert_null(vmg_ledger_get_fresh(dir->paths.ledger, "g1"));
    vmg_entry_free(NULL);
}

static void
a_second_admission_replaces_the_first(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) entry = NULL;
    g_autoptr(GPtrArray) names = NULL;

    assert_true(add(dir, "g1"));
    assert_true(vmg_ledger_add(dir->paths.ledger, "g1", TEST_OTHER_UUID, "ff", NULL));
    entry = vmg_ledger_get_fresh(dir->paths.ledger, "g1");
    assert_string_equal(entry->uuid, TEST_OTHER_UUID);
    names = vmg_sys_list(dir->paths.ledger, "", NULL);
    assert_int_equal(names->len, 1);
}

/* Entries say which guests there are: nobody else's business. */
static void
entries_are_roots_alone(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = g_build_filename(dir->paths.ledger, "g1", NULL);
    mode_t before = umask(0);
    struct stat st;

    assert_true(add(dir, "g1"));
    umask(before);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(stat(dir->paths.ledger, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
}

static void
an_old_entry_is_none(void **state G_GNUC_UNUSED)
{
    static const struct {
        gint64 age;
        gboolean fresh;
    } rows[] = {
        {0, TRUE},
        {VMG_LEDGER_FRESH * 1000, TRUE},
        {VMG_LEDGER_FRESH * 1000 + 1, FALSE},
        {-1, FALSE},
        {86400000, FALSE},
    };
    g_autoptr(TestDir) dir = test_dir_new();
    gint64 then = test_now_ms;

    assert_true(add(dir, "g1"));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgEntry) entry = NULL;

        test_now_ms = then + rows[i].age;
        entry = vmg_ledger_get_fresh(dir->paths.ledger, "g1");
        assert_int_equal(entry != NULL, rows[i].fresh);
    }
    test_now_ms = then;
}

/* It must not stand in the way of a guest's start. */
static void
an_unreadable_entry_is_none(void **state G_GNUC_UNUSED)
{
    g_autofree char *large = g_strnfill(5000, '#');
    const char *const texts[] = {
        "",
        "nonsense",
        "\xff\xfe",
        "[incoming]\n",
        "[incoming]\nuuid=1\n",
        large,
        "[incoming]\ndigest=1\nadmitted=1000000\n",
        "[incoming]\nuuid=1\ndigest=1\nadmitted=x\n",
        "[incoming]\nuuid=1\ndigest=1\nadmitted=99999999999999999999\n",
        "[incoming]\nuuid=1\ndigest=1\nadmitted=-9223372036854775808\n",
        "[other]\nuuid=1\ndigest=1\nadmitted=1000000\n",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(TestDir) dir = test_dir_new();

        test_write(dir, "run/incoming/g1", texts[i]);
        if (vmg_ledger_get_fresh(dir->paths.ledger, "g1"))
            fail_msg("taken: %s", texts[i]);
    }
}

static void
hostile_names_stay_inside(void **state G_GNUC_UNUSED)
{
    g_autofree char *long_name = g_strnfill(4000, '/');
    const char *const names[] = {"../escape", "/etc/passwd", "..", ".", "a\nb", "%2F", long_name};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(GPtrArray) inside = NULL, beside = NULL;
        g_autoptr(VmgEntry) entry = NULL;
        g_autofree char *run = test_path(dir, "run");

        assert_int_equal(mkdir(run, 0755), 0);
        assert_true(add(dir, names[i]));
        entry = vmg_ledger_get_fresh(dir->paths.ledger, names[i]);
        assert_non_null(entry);
        inside = vmg_sys_list(dir->paths.ledger, "", NULL);
        assert_int_equal(inside->len, 1);
        beside = vmg_sys_list(run, "", NULL);
        assert_int_equal(beside->len, 1);
        vmg_ledger_remove(dir->paths.ledger, names[i]);
        assert_null(vmg_ledger_get_fresh(dir->paths.ledger, names[i]));
    }
}

static void
what_can_not_be_written_is_an_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GError) error = NULL;

    test_write(dir, "run", "a file");
    assert_false(vmg_ledger_add(dir->paths.ledger, "g1", "u", "d", &error));
    test_like("no directory", error->message, "*/run/incoming: can't make the directory: *");
    g_clear_error(&error);
    assert_false(vmg_ledger_add("/proc/self/fd", "g1", "u", "d", &error));
    test_like("not writable", error->message, "/proc/self/fd/g1: can't write it: *");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_added_and_removed),
        cmocka_unit_test(a_second_admission_replaces_the_first),
        cmocka_unit_test(entries_are_roots_alone),
        cmocka_unit_test(an_old_entry_is_none),
        cmocka_unit_test(an_unreadable_entry_is_none),
        cmocka_unit_test(hostile_names_stay_inside),
        cmocka_unit_test(what_can_not_be_written_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
