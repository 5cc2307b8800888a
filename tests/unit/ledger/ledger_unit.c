/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger/ledger.h"

#include "tests/unit/support/entry.h"

#include <utime.h>
#include "base/sys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHER "0c1d2e3f-0000-4000-8000-000000000002"

static void
an_entry_is_added_and_removed(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) entry = NULL;

    assert_null(vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL));
    vmg_ledger_file_remove(dir->paths.ledger, "g1", TEST_NONCE);
    assert_true(test_entry_add(dir, "g1"));
    entry = vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL);
    assert_non_null(entry);
    assert_string_equal(entry->uuid, TEST_GUEST_UUID);
    assert_string_equal(entry->nonce, TEST_NONCE);
    assert_int_equal(entry->admitted_ms, test_now_ms);
    assert_int_equal(entry->prepared_ms, 0);
    assert_null(vmg_ledger_get(dir->paths.ledger, "g2", TEST_NONCE, NULL));
    vmg_ledger_file_remove(dir->paths.ledger, "g1", TEST_NONCE);
    assert_null(vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL));
    vmg_ledger_entry_free(NULL);
}

/* If a guest is admitted twice, each admission has its own entry. The file with the source
 * host's networks, which both admissions share, is removed with the last entry. */
static void
a_second_attempt_has_its_own_entry(void **state G_GNUC_UNUSED)
{
    const struct vmg_guest guest = test_entry_guest(TEST_GUEST_UUID);
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) first = NULL, second = NULL;
    g_autoptr(VmgHost) host = vmg_host_empty();
    g_autoptr(GPtrArray) entries = NULL;
    g_autofree char *source = g_build_filename(dir->paths.ledger, ".source-g1", NULL);

    assert_true(test_entry_add(dir, "g1"));
    assert_true(vmg_ledger_add(dir->paths.ledger, "g1", &guest, OTHER, NULL));
    first = vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL);
    second = vmg_ledger_get(dir->paths.ledger, "g1", OTHER, NULL);
    assert_string_equal(first->nonce, TEST_NONCE);
    assert_string_equal(second->nonce, OTHER);
    entries = vmg_ledger_read(dir->paths.ledger, NULL);
    vmg_ledger_merge(entries, host);
    assert_int_equal(host->view.commitment_count, 1);
    test_write(dir, "run/incoming/.source-g1", "x");
    vmg_ledger_file_remove(dir->paths.ledger, "g1", TEST_NONCE);
    assert_true(g_file_test(source, G_FILE_TEST_EXISTS));
    vmg_ledger_file_remove(dir->paths.ledger, "g1", OTHER);
    assert_false(g_file_test(source, G_FILE_TEST_EXISTS));
}

static void
nonces_differ(void **state G_GNUC_UNUSED)
{
    g_autofree char *first = vmg_ledger_nonce(), *second = vmg_ledger_nonce();

    assert_int_equal(strlen(first), VMG_NONCE_SIZE - 1);
    assert_string_not_equal(first, second);
}

/* Entries tell which guests exist, so other users may not read them. */
static void
entries_are_roots_alone(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = g_build_filename(dir->paths.ledger, "g1@" TEST_NONCE, NULL);
    mode_t before = umask(0);
    struct stat st;

    assert_true(test_entry_add(dir, "g1"));
    umask(before);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(stat(dir->paths.ledger, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
}

/* If the guest is not prepared, its entry reserves memory for some seconds; if it is prepared,
 * without a limit. */
static void
what_time_does_to_an_entry(void **state G_GNUC_UNUSED)
{
    static const struct {
        gint64 age;
        gboolean late;
    } rows[] = {
        {0, FALSE},
        {VMG_LEDGER_UNPREPARED_MS, FALSE},
        {VMG_LEDGER_UNPREPARED_MS + 1, TRUE},
        {-1, TRUE},
        {86400000, TRUE},
    };
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) admitted = NULL, prepared = NULL;
    gint64 then = test_now_ms;

    assert_true(test_entry_add(dir, "g1"));
    admitted = vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL);
    assert_true(vmg_ledger_set_prepared(dir->paths.ledger, admitted, NULL));
    prepared = vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL);
    assert_int_equal(prepared->prepared_ms, then);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        test_now_ms = then + rows[i].age;
        assert_int_equal(vmg_ledger_is_late(admitted), rows[i].late);
        assert_false(vmg_ledger_is_late(prepared));
    }
    test_now_ms = then;
}

/* libvirt 11 sends host-model, and starts the guest with the CPU from its migration cookie. */
static void
only_host_model_may_become_another_cpu(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *admitted, *started;
        guint32 vcpus;
        gboolean same;
    } rows[] = {
        {"custom", "custom", 4, TRUE},      {"custom", "host-passthrough", 4, FALSE},
        {"host-model", "custom", 4, TRUE},  {"host-model", "host-model", 4, TRUE},
        {"host-model", "custom", 5, FALSE}, {NULL, "custom", 4, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(VmgEntry) entry = NULL;
        struct vmg_guest guest = test_entry_guest(TEST_GUEST_UUID);

        guest.cpu_mode = rows[i].admitted;
        assert_true(vmg_ledger_add(dir->paths.ledger, "g1", &guest, TEST_NONCE, NULL));
        entry = vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL);
        guest.cpu_mode = rows[i].started;
        guest.cpu_model = "Skylake-Server";
        guest.vcpus = rows[i].vcpus;
        if (rows[i].admitted && strcmp(rows[i].admitted, "custom") == 0)
            guest.cpu_model = NULL;
        assert_int_equal(vmg_ledger_is_same(entry, &guest), rows[i].same);
    }
}

/* Damaged files in the ledger must not keep a guest from starting. */
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
        "[incoming]\nuuid=1\ndigest=1\nadmitted=-9223372036854775808\n",
        "[other]\nuuid=1\ndigest=1\nadmitted=1000000\n",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(TestDir) dir = test_dir_new();

        test_write(dir, "run/incoming/g1@" TEST_NONCE, texts[i]);
        if (vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL))
            fail_msg("taken: %s", texts[i]);
    }
}

static void
what_can_not_be_written_is_an_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GError) error = NULL;

    test_write(dir, "run", "a file");
    assert_false(test_entry_add_to(dir->paths.ledger, "g1", "u", &error));
    test_like("no directory", error->message, "*/run/incoming: can't make the directory: *");
    g_clear_error(&error);
    assert_false(test_entry_add_to("/proc/self/fd", "g1", "u", &error));
    test_like("not writable", error->message, "/proc/self/fd/g1@*: can't write it: *");
}

/* If another process holds the lock, there is an error after a limited time. A process that is
 * killed releases the lock. */
static void
the_lock_is_one(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GError) error = NULL;
    int first = vmg_ledger_lock(dir->paths.ledger, &error), second;

    assert_true(first >= 0);
    assert_int_equal(vmg_ledger_lock(dir->paths.ledger, &error), -1);
    test_like("held", error->message, "*/incoming/.lock: can't lock it: *");
    close(first);
    second = vmg_ledger_lock(dir->paths.ledger, NULL);
    assert_true(second >= 0);
    close(second);
}

static void
a_ledger_that_is_not_there_is_empty(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GPtrArray) entries = vmg_ledger_read(dir->paths.ledger, NULL);

    assert_non_null(entries);
    assert_int_equal(entries->len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_added_and_removed),
        cmocka_unit_test(a_second_attempt_has_its_own_entry),
        cmocka_unit_test(nonces_differ),
        cmocka_unit_test(entries_are_roots_alone),
        cmocka_unit_test(what_time_does_to_an_entry),
        cmocka_unit_test(only_host_model_may_become_another_cpu),
        cmocka_unit_test(an_unreadable_entry_is_none),
        cmocka_unit_test(what_can_not_be_written_is_an_error),
        cmocka_unit_test(the_lock_is_one),
        cmocka_unit_test(a_ledger_that_is_not_there_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
