/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger/ledger.h"

#include "tests/unit/support/helper.h"

#include <utime.h>
#include "base/sys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct vmg_pages pages = {.size_kib = 2048, .kib = 65536};
static const struct vmg_pages *const all_pages[] = {&pages};

static struct vmg_guest
guest_of(const char *uuid)
{
    return (struct vmg_guest){.uuid = uuid,
                              .commit_kib = 100000,
                              .vcpus = 4,
                              .vcpus_plugged = 4,
                              .pages = all_pages,
                              .pages_count = 1};
}

static gboolean
add_to(const char *directory, const char *name, const char *uuid, GError **error)
{
    const struct vmg_guest guest = guest_of(uuid);

    return vmg_ledger_add(directory, name, &guest, "0123abcd", error);
}

static gboolean
add(const TestDir *dir, const char *name)
{
    return add_to(dir->paths.ledger, name, TEST_GUEST_UUID, NULL);
}

static void
an_entry_is_added_and_removed(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) entry = NULL;

    assert_null(vmg_ledger_get_fresh(dir->paths.ledger, "g1", NULL));
    vmg_ledger_remove(dir->paths.ledger, "g1");
    assert_true(add(dir, "g1"));
    entry = vmg_ledger_get_fresh(dir->paths.ledger, "g1", NULL);
    assert_non_null(entry);
    assert_string_equal(entry->uuid, TEST_GUEST_UUID);
    assert_string_equal(entry->digest, "0123abcd");
    assert_int_equal(entry->admitted_ms, test_now_ms);
    assert_null(vmg_ledger_get_fresh(dir->paths.ledger, "g2", NULL));
    vmg_ledger_remove(dir->paths.ledger, "g1");
    assert_null(vmg_ledger_get_fresh(dir->paths.ledger, "g1", NULL));
    vmg_entry_free(NULL);
}

static void
a_second_admission_replaces_the_first(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) entry = NULL;
    g_autoptr(GPtrArray) names = NULL;

    assert_true(add(dir, "g1"));
    assert_true(add_to(dir->paths.ledger, "g1", TEST_OTHER_UUID, NULL));
    entry = vmg_ledger_get_fresh(dir->paths.ledger, "g1", NULL);
    assert_string_equal(entry->uuid, TEST_OTHER_UUID);
    names = vmg_sys_list(dir->paths.ledger, "", NULL);
    assert_int_equal(names->len, 1);
}

/* What the hook reads of an entry without a library. */
static void
the_age_of_an_entry(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        int age;
    } rows[] = {
        {"[incoming]\nuuid=x\nadmitted=900\ncommit=1\n", 100},
        {"[incoming]\nadmitted=1000\n", 0},
        {"[incoming]\nadmitted=5000\n", -4000},
        {"[incoming]\nuuid=admitted=900\n", -1},
        {"", -1},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(vmg_ledger_file_age(rows[i].text, 1000), rows[i].age);
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
        entry = vmg_ledger_get_fresh(dir->paths.ledger, "g1", NULL);
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
        if (vmg_ledger_get_fresh(dir->paths.ledger, "g1", NULL))
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
        entry = vmg_ledger_get_fresh(dir->paths.ledger, names[i], NULL);
        assert_non_null(entry);
        inside = vmg_sys_list(dir->paths.ledger, "", NULL);
        assert_int_equal(inside->len, 1);
        beside = vmg_sys_list(run, "", NULL);
        assert_int_equal(beside->len, 1);
        vmg_ledger_remove(dir->paths.ledger, names[i]);
        assert_null(vmg_ledger_get_fresh(dir->paths.ledger, names[i], NULL));
    }
}

static void
what_can_not_be_written_is_an_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GError) error = NULL;

    test_write(dir, "run", "a file");
    assert_false(add_to(dir->paths.ledger, "g1", "u", &error));
    test_like("no directory", error->message, "*/run/incoming: can't make the directory: *");
    g_clear_error(&error);
    assert_false(add_to("/proc/self/fd", "g1", "u", &error));
    test_like("not writable", error->message, "/proc/self/fd/g1: can't write it: *");
}

/* Compared once; the entry goes on reserving. */
static void
a_compared_entry_reserves(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEntry) entry = NULL;
    g_autoptr(GPtrArray) entries = NULL;
    const VmgEntry *its;

    assert_true(add(dir, "g1"));
    entry = vmg_ledger_get_fresh(dir->paths.ledger, "g1", NULL);
    vmg_ledger_set_compared(dir->paths.ledger, entry);
    assert_null(vmg_ledger_get_fresh(dir->paths.ledger, "g1", NULL));
    entries = vmg_ledger_read(dir->paths.ledger, NULL);
    assert_int_equal(entries->len, 1);
    its = g_ptr_array_index(entries, 0);
    assert_int_equal(its->commit_kib, 100000);
    assert_int_equal(its->vcpus, 4);
    assert_string_equal(its->pages, "2048:65536;");
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

/* What the facts say of the guest, how much later than the entry they are; what
 * is then committed, and whether the agent lets the entry be. */
static void
an_entry_counts_once(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *uuid;
        guint32 flags;
        gint64 later_ms;
        guint64 commit_kib;
        guint count;
        gboolean stays;
    } rows[] = {
        {NULL, 0, -1000, 100000, 1, TRUE},
        {NULL, 0, VMG_LEDGER_FRESH * 1000, 100000, 1, TRUE},
        {NULL, 0, VMG_LEDGER_FRESH * 1000 + 1, 0, 0, FALSE},
        {TEST_GUEST_UUID, VMG_GUEST_INCOMING, 1000, 1, 1, TRUE},
        {TEST_GUEST_UUID, VMG_GUEST_INCOMING, 3600000, 1, 1, TRUE},
        {TEST_GUEST_UUID, 0, 1000, 1, 1, FALSE},
        {TEST_GUEST_UUID, 0, -1000, 1, 1, TRUE}, /* it comes again */
        {TEST_OTHER_UUID, 0, 1000, 100001, 2, TRUE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(VmgHost) facts =
            facts_at(test_now_ms + rows[i].later_ms, rows[i].uuid, rows[i].flags);
        g_autoptr(GPtrArray) before = NULL, after = NULL;
        guint64 commit_kib = 0;

        assert_true(add(dir, "g1"));
        before = vmg_ledger_read(dir->paths.ledger, NULL);
        vmg_ledger_settle(dir->paths.ledger, facts);
        after = vmg_ledger_read(dir->paths.ledger, NULL);
        assert_int_equal(after->len, rows[i].stays);
        vmg_ledger_merge(before, facts);
        assert_int_equal(facts->view.commitment_count, rows[i].count);
        for (gsize n = 0; n < facts->view.commitment_count; n++)
            commit_kib += facts->view.commitments[n]->commit_kib;
        assert_int_equal(commit_kib, rows[i].commit_kib);
    }
}

/* What the hook kept for the guest goes with its entry. */
static void
what_never_came_leaves_nothing(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgHost) soon = facts_at(test_now_ms + 1000, NULL, 0);
    g_autoptr(VmgHost) late = facts_at(test_now_ms + 31000, NULL, 0);
    g_autofree char *source = g_build_filename(dir->paths.ledger, ".source-g1", NULL);

    assert_true(add(dir, "g1"));
    test_write(dir, "run/incoming/.source-g1", "x");
    vmg_ledger_settle(dir->paths.ledger, soon);
    assert_true(g_file_test(source, G_FILE_TEST_EXISTS));
    vmg_ledger_settle(dir->paths.ledger, late);
    assert_false(g_file_test(source, G_FILE_TEST_EXISTS));
}

/* Of a hook that was killed between the two. */
static void
a_source_without_an_entry_goes(void **state G_GNUC_UNUSED)
{
    const struct utimbuf old = {.actime = time(NULL) - 400, .modtime = time(NULL) - 400};
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgHost) facts = facts_at(test_now_ms + 1000, NULL, 0);

    assert_true(add(dir, "g1"));
    for (char guest[] = "g1"; guest[1] <= '3'; guest[1]++) {
        g_autofree char *name = g_strconcat("run/incoming/.source-", guest, NULL);
        g_autofree char *path = test_path(dir, name);

        test_write(dir, name, "x");
        assert_int_equal(utime(path, guest[1] < '3' ? &old : NULL), 0);
    }
    vmg_ledger_settle(dir->paths.ledger, facts);
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
    const struct vmg_commitment *its;

    assert_true(add(dir, "g1"));
    entries = vmg_ledger_read(dir->paths.ledger, NULL);
    vmg_ledger_merge(entries, facts);
    its = vmg_host_find_commitment(facts, TEST_GUEST_UUID);
    assert_non_null(its);
    assert_int_equal(its->flags, VMG_GUEST_INCOMING);
    assert_int_equal(its->vcpus, 4);
    assert_int_equal(its->held_kib, 0);
    assert_int_equal(its->pages_count, 1);
    assert_int_equal(its->pages[0]->size_kib, 2048);
    assert_int_equal(its->pages[0]->kib, 65536);
}

/* Held by another: an error in bounded time. Let go, also by a killed holder. */
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
        cmocka_unit_test(a_second_admission_replaces_the_first),
        cmocka_unit_test(the_age_of_an_entry),
        cmocka_unit_test(entries_are_roots_alone),
        cmocka_unit_test(an_old_entry_is_none),
        cmocka_unit_test(an_unreadable_entry_is_none),
        cmocka_unit_test(hostile_names_stay_inside),
        cmocka_unit_test(what_can_not_be_written_is_an_error),
        cmocka_unit_test(a_compared_entry_reserves),
        cmocka_unit_test(an_entry_counts_once),
        cmocka_unit_test(what_never_came_leaves_nothing),
        cmocka_unit_test(a_source_without_an_entry_goes),
        cmocka_unit_test(a_merged_entry_says_what_it_reserves),
        cmocka_unit_test(the_lock_is_one),
        cmocka_unit_test(a_ledger_that_is_not_there_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
