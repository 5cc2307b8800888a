/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A registry in a directory: entries come and go. Their age is counted by the clock of the file
 * server. */
#include "tests/unit/support/helper.h"

#include "agent/registry/registry.h"
#include "base/error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 65534 }; /* the user nobody, who has no rights */

static VmgRegistry *
open_in(const TestDir *dir, const char *cluster)
{
    g_autofree char *uri = g_strconcat("directory:", dir->path, NULL);
    g_autoptr(GError) error = NULL;
    VmgRegistry *registry =
        vmg_registry_new(uri, cluster, &(VmgRegistryOptions){.lease = 30}, &error);

    assert_null(error);
    assert_non_null(registry);
    return registry;
}

static void
uris(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *uri, *error;
    } rows[] = {
        {"none", ""},
        {"directory:/srv", ""},
        {"directory:srv", "*expected a path that begins with /"},
        {"directory:", "*expected a path that begins with /"},
        {"etcd://a:2379,b:2379", ""},
        {"etcd://", "*expected etcd://HOST:PORT*"},
        {"etcd://user@a:2379", "*expected etcd://HOST:PORT*"},
        {"etcd://a:2379/b", "*expected etcd://HOST:PORT*"},
        {"consul://a", "*no registry*"},
        {"", "*no registry*"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(VmgRegistry) registry =
            vmg_registry_new(rows[i].uri, "c", &(VmgRegistryOptions){.lease = 30}, &error);

        test_like(rows[i].uri, error ? error->message : "", rows[i].error);
        assert_true(!registry == (error || strcmp(rows[i].uri, "none") == 0));
    }
}

/* All entries as text, "UUID=TEXT " for each. */
static char *
texts_of(VmgRegistry *registry, GHashTable *seen)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries = vmg_registry_list(registry, seen, &error);
    GString *text = g_string_new(NULL);

    assert_null(error);
    for (guint i = 0; i < entries->len; i++) {
        const VmgRegistryEntry *entry = entries->pdata[i];

        assert_true(entry->age_ms >= 0 && entry->age_ms < 60000);
        assert_true(!entry->text || strlen(entry->text) == entry->len);
        g_string_append_printf(text, "%s=%s ", entry->uuid, entry->text ? entry->text : "(seen)");
    }
    return g_string_free(text, FALSE);
}

static void
has(VmgRegistry *registry, const char *expected)
{
    g_autofree char *texts = texts_of(registry, NULL);

    assert_string_equal(texts, expected);
}

static void
entries_come_and_go(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) registry = open_in(dir, "c");

    has(registry, "");
    assert_true(vmg_registry_put(registry, "b", "two", NULL));
    assert_true(vmg_registry_put(registry, "a", "one", NULL));
    has(registry, "a=one b=two ");
    assert_true(vmg_registry_put(registry, "a", "three", NULL));
    assert_true(vmg_registry_renew(registry, "a", NULL));
    has(registry, "a=three b=two ");
    assert_true(vmg_registry_remove(registry, "a", NULL));
    assert_true(vmg_registry_remove(registry, "a", NULL));
    has(registry, "b=two ");
}

static void
clusters_are_apart(void **state G_GNUC_UNUSED)
{
    static const char *const clusters[] = {"c", "..", ".", "a/b", "with space", "Кластер", ".c"};
    g_autoptr(TestDir) dir = test_dir_new();

    for (gsize i = 0; i < G_N_ELEMENTS(clusters); i++) {
        g_autoptr(VmgRegistry) registry = open_in(dir, clusters[i]);

        has(registry, "");
        assert_true(vmg_registry_put(registry, "a", clusters[i], NULL));
    }
    for (gsize i = 0; i < G_N_ELEMENTS(clusters); i++) {
        g_autoptr(VmgRegistry) registry = open_in(dir, clusters[i]);
        g_autofree char *expected = g_strdup_printf("a=%s ", clusters[i]);

        has(registry, expected);
    }
}

static void
what_was_seen_is_not_read_again(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) registry = open_in(dir, "c");
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GPtrArray) entries = NULL;
    g_autofree char *again = NULL, *changed = NULL;

    assert_true(vmg_registry_put(registry, "a", "one", NULL));
    entries = vmg_registry_list(registry, seen, NULL);
    g_hash_table_insert(seen, g_strdup("a"),
                        g_strdup(((VmgRegistryEntry *)entries->pdata[0])->revision));
    assert_true(vmg_registry_renew(registry, "a", NULL));
    again = texts_of(registry, seen);
    assert_string_equal(again, "a=(seen) ");
    assert_true(vmg_registry_put(registry, "a", "two", NULL));
    changed = texts_of(registry, seen);
    assert_string_equal(changed, "a=two ");
}

/* Sets the times of the file PATH, as if the file had been written at SECONDS since 1970. */
static void
set_back(const char *path, gint64 seconds)
{
    const struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};

    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static gint64
age_of(VmgRegistry *registry, const char *uuid)
{
    g_autoptr(GPtrArray) entries = vmg_registry_list(registry, NULL, NULL);

    for (guint i = 0; i < entries->len; i++) {
        const VmgRegistryEntry *entry = entries->pdata[i];

        if (strcmp(entry->uuid, uuid) == 0)
            return entry->age_ms;
    }
    return -1;
}

static void
ages_are_the_servers(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) registry = open_in(dir, "c");
    g_autofree char *a = test_path(dir, "c/a.xml"), *b = test_path(dir, "c/b.xml");
    struct stat st;

    assert_true(vmg_registry_put(registry, "a", "one", NULL));
    assert_true(vmg_registry_put(registry, "b", "two", NULL));
    assert_int_equal(stat(a, &st), 0);
    set_back(b, st.st_mtime - 100);
    assert_in_range(age_of(registry, "b"), 99000, 160000);
    assert_in_range(age_of(registry, "a"), 0, 60000);
    assert_true(vmg_registry_renew(registry, "b", NULL));
    assert_in_range(age_of(registry, "b"), 0, 60000);
}

/* A reader that has no right to write takes the time of the newest entry as the present time. */
static void
a_reader_needs_no_rights(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) registry = open_in(dir, "c");
    g_autofree char *cluster = test_path(dir, "c"), *a = test_path(dir, "c/a.xml");
    g_autofree char *b = test_path(dir, "c/b.xml");
    gboolean is_root = geteuid() == 0;
    gint64 age_a, age_b;

    assert_true(vmg_registry_put(registry, "a", "one", NULL));
    assert_true(vmg_registry_put(registry, "b", "two", NULL));
    set_back(a, 1000);
    set_back(b, 900);
    assert_int_equal(g_chmod(dir->path, 0755), 0);
    assert_int_equal(g_chmod(cluster, 0555), 0);
    assert_true(!is_root || seteuid(NOBODY) == 0);
    age_a = age_of(registry, "a");
    age_b = age_of(registry, "b");
    assert_true(!is_root || seteuid(0) == 0);
    assert_int_equal(g_chmod(cluster, 0755), 0);
    assert_int_equal(age_a, 0);
    assert_int_equal(age_b, 100000);
}

static void
two_hosts_of_one_uuid_are_noticed(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) one = open_in(dir, "c"), two = open_in(dir, "c");
    g_autoptr(GError) error = NULL;

    assert_true(vmg_registry_put(one, "a", "one", NULL));
    assert_true(vmg_registry_renew(one, "a", NULL));
    assert_true(vmg_registry_put(two, "a", "two", NULL));
    assert_false(vmg_registry_renew(one, "a", &error));
    assert_true(g_error_matches(error, VMG_ERROR, VMG_ERROR_STALE));
    assert_true(vmg_registry_renew(two, "a", NULL));
}

static void
what_is_gone_must_be_put_again(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) registry = open_in(dir, "c");
    g_autoptr(GError) error = NULL;

    assert_true(vmg_registry_put(registry, "a", "one", NULL));
    assert_true(vmg_registry_remove(registry, "a", NULL));
    assert_false(vmg_registry_renew(registry, "a", &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

/* If the share is not mounted, nothing is written, because nobody would see a file below the mount
 * point. The hosts of the registry do not count as gone. */
static void
a_share_that_is_not_mounted_is_an_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgRegistry) registry =
        vmg_registry_new("directory:/no/such/share", "c", &(VmgRegistryOptions){.lease = 30}, NULL);
    g_autoptr(GError) error = NULL;

    assert_false(vmg_registry_put(registry, "a", "one", &error));
    test_like("put", error->message, "/no/such/share/c: can't make it: No such file or directory");
    g_clear_error(&error);
    assert_null(vmg_registry_list(registry, NULL, &error));
    test_like("list", error->message, "/no/such/share: can't read it: No such file or directory");
}

/* Whoever may write to the directory may also put strange files there. The list leaves out symbolic
 * links, hidden files and files that do not end in .xml. A FIFO does not block the reader: the FIFO
 * is an entry with an empty text. */
static void
what_is_no_file_is_left_out(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) registry = open_in(dir, "c");
    g_autofree char *link = test_path(dir, "c/l.xml"), *fifo = test_path(dir, "c/f.xml");

    assert_true(vmg_registry_put(registry, "a", "one", NULL));
    assert_int_equal(symlink("a.xml", link), 0);
    assert_int_equal(mkfifo(fifo, 0644), 0);
    test_write(dir, "c/.hidden.xml", "x");
    test_write(dir, "c/notes.txt", "x");
    has(registry, "a=one f= ");
}

/* The guests of a host are an entry of their own, which is removed together with the host. */
static void
guests_are_an_entry_of_their_own(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) registry = open_in(dir, "c");
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gsize len = 0;

    assert_true(vmg_registry_put(registry, "a", "<a/>", NULL));
    assert_null(vmg_registry_get_guests(registry, "a", &len, &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    assert_true(vmg_registry_put_guests(registry, "a", "<guests \"1\"/>", NULL));
    text = vmg_registry_get_guests(registry, "a", &len, NULL);
    assert_string_equal(text, "<guests \"1\"/>");
    assert_int_equal(len, strlen(text));
    assert_true(vmg_registry_renew(registry, "a", NULL));
    has(registry, "a=<a/> ");
    assert_true(vmg_registry_remove(registry, "a", NULL));
    assert_null(vmg_registry_get_guests(registry, "a", &len, NULL));
}

/* An agent that is killed while it writes leaves a hidden file. The clock of the file server tells
 * how old the file is. */
static void
what_a_killed_agent_left_is_removed(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgRegistry) registry = open_in(dir, "c");
    g_autofree char *left = test_path(dir, "c/.a.xml.17.new");
    g_autofree char *fresh = test_path(dir, "c/.b.xml.18.new");

    test_write(dir, "c/.a.xml.17.new", "<hos");
    test_write(dir, "c/.b.xml.18.new", "<hos");
    set_back(left, time(NULL) - 1000);
    assert_true(vmg_registry_put(registry, "a", "one", NULL));
    assert_false(g_file_test(left, G_FILE_TEST_EXISTS));
    assert_true(g_file_test(fresh, G_FILE_TEST_EXISTS));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uris),
        cmocka_unit_test(entries_come_and_go),
        cmocka_unit_test(guests_are_an_entry_of_their_own),
        cmocka_unit_test(clusters_are_apart),
        cmocka_unit_test(what_was_seen_is_not_read_again),
        cmocka_unit_test(ages_are_the_servers),
        cmocka_unit_test(a_reader_needs_no_rights),
        cmocka_unit_test(two_hosts_of_one_uuid_are_noticed),
        cmocka_unit_test(what_is_gone_must_be_put_again),
        cmocka_unit_test(a_share_that_is_not_mounted_is_an_error),
        cmocka_unit_test(what_is_no_file_is_left_out),
        cmocka_unit_test(what_a_killed_agent_left_is_removed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
