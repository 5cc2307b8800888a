/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files of the ledger as the hooks read them, with libc only. */
#include "ledger/file.h"

#include "base/sys.h"
#include "ledger/ledger.h"
#include "tests/unit/support/entry.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHER "0c1d2e3f-0000-4000-8000-000000000002"

/* What the hook reads from an entry without any library. */
static void
what_the_hook_finds(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name, *xml;
        int found;
    } rows[] = {
        {"g1", NULL, 1},
        {"g1", "<a>" TEST_NONCE "</a>", 1},
        {"g1", "<a>" OTHER "</a>", 0},
        {"g1", "", 0},
        {"g", NULL, 0},
        {"g11", NULL, 0},
        {"old", NULL, 0},
        {"short", NULL, 0},
    };
    g_autoptr(TestDir) dir = test_dir_new();
    char nonce[VMG_NONCE_SIZE];

    assert_int_equal(vmg_ledger_file_find(dir->paths.ledger, "g1", NULL, nonce), 0);
    assert_true(test_entry_add(dir, "g1"));
    test_write(dir, "run/incoming/old", "");
    test_write(dir, "run/incoming/short@1", "");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        int found = vmg_ledger_file_find(dir->paths.ledger, rows[i].name, rows[i].xml, nonce);

        assert_int_equal(found, rows[i].found);
        if (found)
            assert_string_equal(nonce, TEST_NONCE);
    }
    assert_int_equal(vmg_ledger_file_find("/proc/self/status", "g1", NULL, nonce), -1);
}

static void
what_waits_to_be_prepared(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        int awaits;
    } rows[] = {
        {"[incoming]\nprepared=0\n", 1},
        {"[incoming]\nprepared=17\n", 0},
        {"[incoming]\nprepared=x\n", 1},
        {"[incoming]\nuuid=prepared=17\n", 1},
        {"[incoming]\nshut-off=true\nprepared=0\n", 0},
        {"[incoming]\nshut-off=false\nprepared=0\n", 1},
        {"", 1},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    assert_int_equal(vmg_ledger_file_awaits(dir->paths.ledger, "g1", TEST_NONCE), 0);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        test_write(dir, "run/incoming/g1@" TEST_NONCE, rows[i].text);
        assert_int_equal(vmg_ledger_file_awaits(dir->paths.ledger, "g1", TEST_NONCE),
                         rows[i].awaits);
    }
}

static void
the_hook_reads_what_the_library_writes(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) entry = NULL;
    struct vmg_guest off = test_entry_guest(TEST_OTHER_UUID);

    assert_true(test_entry_add(dir, "g1"));
    assert_int_equal(vmg_ledger_file_awaits(dir->paths.ledger, "g1", TEST_NONCE), 1);
    entry = vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL);
    assert_true(vmg_ledger_set_prepared(dir->paths.ledger, entry, NULL));
    assert_int_equal(vmg_ledger_file_awaits(dir->paths.ledger, "g1", TEST_NONCE), 0);
    off.source_flags = VMG_SOURCE_SHUT_OFF;
    assert_true(vmg_ledger_add(dir->paths.ledger, "g2", &off, TEST_NONCE, NULL));
    assert_int_equal(vmg_ledger_file_awaits(dir->paths.ledger, "g2", TEST_NONCE), 0);
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
        assert_true(test_entry_add(dir, names[i]));
        entry = vmg_ledger_get(dir->paths.ledger, names[i], TEST_NONCE, NULL);
        assert_non_null(entry);
        inside = vmg_sys_list(dir->paths.ledger, "", NULL);
        assert_int_equal(inside->len, 1);
        beside = vmg_sys_list(run, "", NULL);
        assert_int_equal(beside->len, 1);
        vmg_ledger_file_remove(dir->paths.ledger, names[i], TEST_NONCE);
        assert_null(vmg_ledger_get(dir->paths.ledger, names[i], TEST_NONCE, NULL));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_hook_finds),
        cmocka_unit_test(what_waits_to_be_prepared),
        cmocka_unit_test(the_hook_reads_what_the_library_writes),
        cmocka_unit_test(hostile_names_stay_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
