/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What entries of the ledger reserve, and when they end. */
#include "ledger/ledger.h"

#include "base/sys.h"
#include "tests/unit/support/entry.h"

#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

/* The guest is prepared; its entry still reserves memory. */
static void
a_prepared_entry_reserves(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) entry = NULL;
    g_autoptr(GPtrArray) entries = NULL;
    const VmgEntry *prepared;

    assert_true(test_entry_add(dir, "g1"));
    entry = vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL);
    assert_true(vmg_ledger_set_prepared(dir->paths.ledger, entry, NULL));
    entries = vmg_ledger_read(dir->paths.ledger, NULL);
    assert_int_equal(entries->len, 1);
    prepared = g_ptr_array_index(entries, 0);
    assert_string_equal(prepared->nonce, TEST_NONCE);
    assert_string_equal(prepared->digest, entry->digest);
    assert_int_equal(prepared->commit_kib, 100000);
    assert_int_equal(prepared->vcpus, 4);
    assert_string_equal(prepared->pages, "2048:65536;");
}

static VmgHost *
facts_at(gint64 boottime_ms, const char *uuid, guint32 flags)
{
    VmgHost *host = vmg_host_empty();
    const struct vmg_commitment guest = {.uuid = uuid, .flags = flags, .commit_kib = 1};

    host->boottime_ms = boottime_ms;
    if (uuid)
        vmg_host_add_commitment(host, &guest);
    return host;
}

/* Each row gives what the facts say about the guest, how old its entry is, and how much is
 * committed in the end. */
static void
an_entry_counts_once(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *uuid;
        guint32 flags;
        gint64 age_ms;
        gboolean prepared;
        guint64 commit_kib;
        guint count;
    } rows[] = {
        {NULL, 0, 0, FALSE, 100000, 1},
        {NULL, 0, VMG_LEDGER_UNPREPARED_MS, FALSE, 100000, 1},
        {NULL, 0, VMG_LEDGER_UNPREPARED_MS + 1, FALSE, 0, 0},
        {NULL, 0, 3600000, TRUE, 100000, 1},
        {TEST_GUEST_UUID, VMG_GUEST_INCOMING, 1000, TRUE, 1, 1},
        {TEST_GUEST_UUID, VMG_GUEST_INCOMING, 3600000, TRUE, 1, 1},
        {TEST_GUEST_UUID, 0, 1000, TRUE, 1, 1},
        {TEST_OTHER_UUID, 0, 1000, FALSE, 100001, 2},
    };
    gint64 then = test_now_ms;

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(VmgHost) facts = facts_at(then, rows[i].uuid, rows[i].flags);
        g_autoptr(VmgEntry) entry = NULL;
        g_autoptr(GPtrArray) entries = NULL;
        guint64 commit_kib = 0;

        assert_true(test_entry_add(dir, "g1"));
        entry = vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL);
        if (rows[i].prepared)
            assert_true(vmg_ledger_set_prepared(dir->paths.ledger, entry, NULL));
        entries = vmg_ledger_read(dir->paths.ledger, NULL);
        test_now_ms = then + rows[i].age_ms;
        vmg_ledger_merge(entries, facts);
        test_now_ms = then;
        assert_int_equal(facts->view.commitment_count, rows[i].count);
        for (gsize n = 0; n < facts->view.commitment_count; n++)
            commit_kib += facts->view.commitments[n]->commit_kib;
        assert_int_equal(commit_kib, rows[i].commit_kib);
    }
}

static gboolean
is_other(const VmgEntry *entry, gpointer data)
{
    return strcmp(entry->uuid, data) == 0;
}

static gboolean
is_none(const VmgEntry *entry G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
    return FALSE;
}

static void
only_what_is_over_is_removed(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) stays = NULL;
    char other[] = TEST_OTHER_UUID;
    int held;

    assert_true(test_entry_add(dir, "g1"));
    assert_true(test_entry_add_to(dir->paths.ledger, "g2", TEST_OTHER_UUID, NULL));
    held = vmg_ledger_lock(dir->paths.ledger, NULL);
    vmg_ledger_settle(dir->paths.ledger, is_other, other);
    stays = vmg_ledger_get(dir->paths.ledger, "g2", TEST_NONCE, NULL);
    /* The entry of g2 is not removed while a hook holds the ledger's lock. */
    assert_non_null(stays);
    close(held);
    vmg_ledger_settle(dir->paths.ledger, is_other, other);
    assert_null(vmg_ledger_get(dir->paths.ledger, "g2", TEST_NONCE, NULL));
    vmg_ledger_entry_free(g_steal_pointer(&stays));
    stays = vmg_ledger_get(dir->paths.ledger, "g1", TEST_NONCE, NULL);
    assert_non_null(stays);
}

/* A hook was killed after it wrote the file about the source and before it wrote the entry. */
static void
a_source_without_an_entry_goes(void **state G_GNUC_UNUSED)
{
    const struct utimbuf old = {.actime = time(NULL) - 400, .modtime = time(NULL) - 400};
    g_autoptr(TestDir) dir = test_dir_new();

    assert_true(test_entry_add(dir, "g1"));
    for (char guest[] = "g1"; guest[1] <= '3'; guest[1]++) {
        g_autofree char *name = g_strconcat("run/incoming/.source-", guest, NULL);
        g_autofree char *path = test_path(dir, name);

        test_write(dir, name, "x");
        assert_int_equal(utime(path, guest[1] < '3' ? &old : NULL), 0);
    }
    vmg_ledger_settle(dir->paths.ledger, is_none, NULL);
    for (char guest[] = "g1"; guest[1] <= '3'; guest[1]++) {
        g_autofree char *name = g_strconcat("run/incoming/.source-", guest, NULL);
        g_autofree char *path = test_path(dir, name);

        assert_int_equal(g_file_test(path, G_FILE_TEST_EXISTS), guest[1] != '2');
    }
}

static void
a_merged_entry_says_what_it_reserves(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgHost) facts = facts_at(test_now_ms, NULL, 0);
    g_autoptr(GPtrArray) entries = NULL;
    const struct vmg_commitment *commitment;

    assert_true(test_entry_add(dir, "g1"));
    entries = vmg_ledger_read(dir->paths.ledger, NULL);
    vmg_ledger_merge(entries, facts);
    commitment = vmg_host_find_commitment(facts, TEST_GUEST_UUID);
    assert_non_null(commitment);
    assert_int_equal(commitment->flags, VMG_GUEST_INCOMING);
    assert_int_equal(commitment->vcpus, 4);
    assert_int_equal(commitment->held_kib, 0);
    assert_int_equal(commitment->pages_count, 1);
    assert_int_equal(commitment->pages[0]->size_kib, 2048);
    assert_int_equal(commitment->pages[0]->kib, 65536);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prepared_entry_reserves),
        cmocka_unit_test(an_entry_counts_once),
        cmocka_unit_test(only_what_is_over_is_removed),
        cmocka_unit_test(a_source_without_an_entry_goes),
        cmocka_unit_test(a_merged_entry_says_what_it_reserves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
