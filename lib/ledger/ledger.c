/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger/ledger.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/sys.h"
#include "guest/digest.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define GROUP "incoming"

enum { ENTRY_MAX = 4096 }; /* the largest size of an entry's file, in bytes */

void
vmg_ledger_entry_free(VmgEntry *entry)
{
    if (!entry)
        return;
    g_free(entry->name);
    g_free(entry->uuid);
    g_free(entry->nonce);
    g_free(entry->digest);
    g_free(entry->pages);
    g_free(entry);
}

static void
entry_free(gpointer entry)
{
    vmg_ledger_entry_free(entry);
}

gboolean
vmg_ledger_make(const char *directory, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(directory);

    if ((mkdir(parent, 0755) == 0 || errno == EEXIST) &&
        (mkdir(directory, 0700) == 0 || errno == EEXIST))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, _("%s: can't make the directory: %s"),
                directory, strerror(errno));
    return FALSE;
}

static int
lock(const char *directory, guint wait_ms, GError **error)
{
    g_autofree char *path = g_build_filename(directory, VMG_LEDGER_LOCK, NULL);

    return vmg_ledger_make(directory, error) ? vmg_sys_lock(path, wait_ms, error) : -1;
}

int
vmg_ledger_lock(const char *directory, GError **error)
{
    return lock(directory, VMG_LEDGER_WAIT_MS, error);
}

static gboolean
write_entry(const char *directory, const VmgEntry *entry, GError **error)
{
    g_autofree char *path = g_build_filename(directory, entry->name, NULL);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *text = NULL;
    gsize len;

    g_key_file_set_string(file, GROUP, "uuid", entry->uuid);
    g_key_file_set_string(file, GROUP, "nonce", entry->nonce);
    g_key_file_set_string(file, GROUP, "digest", entry->digest);
    g_key_file_set_boolean(file, GROUP, "any-cpu", entry->any_cpu);
    g_key_file_set_boolean(file, GROUP, "shut-off", entry->shut_off);
    g_key_file_set_int64(file, GROUP, "admitted", entry->admitted_ms);
    g_key_file_set_int64(file, GROUP, "prepared", entry->prepared_ms);
    g_key_file_set_uint64(file, GROUP, "commit", entry->commit_kib);
    g_key_file_set_uint64(file, GROUP, "vcpus", entry->vcpus);
    g_key_file_set_string(file, GROUP, "pages", entry->pages);
    text = g_key_file_to_data(file, &len, NULL);
    return vmg_ledger_make(directory, error) && vmg_sys_write_file(path, text, len, 0600, error);
}

static char *
format_pages(const struct vmg_guest *guest)
{
    GString *text = g_string_new(NULL);

    for (gsize i = 0; i < guest->pages_count; i++)
        g_string_append_printf(text, "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ";",
                               guest->pages[i]->size_kib, guest->pages[i]->kib);
    return g_string_free(text, FALSE);
}

static char *
file_name(const char *name, const char *nonce)
{
    char path[VMG_LEDGER_PATH_SIZE];

    vmg_ledger_file_path("", name, nonce, path);
    return g_strdup(path + 1);
}

char *
vmg_ledger_nonce(void)
{
    return g_uuid_string_random();
}

gboolean
vmg_ledger_add(const char *directory, const char *name, const struct vmg_guest *guest,
               const char *nonce, GError **error)
{
    g_autoptr(VmgEntry) entry = g_new0(VmgEntry, 1);

    entry->name = file_name(name, nonce);
    entry->uuid = g_strdup(guest->uuid);
    entry->nonce = g_strdup(nonce);
    entry->any_cpu = vmg_guest_digest_is_of_any_cpu(guest);
    entry->shut_off = (guest->source_flags & VMG_SOURCE_SHUT_OFF) != 0;
    entry->digest = vmg_guest_digest(guest, entry->any_cpu);
    entry->admitted_ms = vmg_sys_boottime_ms();
    entry->commit_kib = guest->commit_kib;
    entry->vcpus = guest->vcpus_plugged;
    entry->pages = format_pages(guest);
    return write_entry(directory, entry, error);
}

/* The value of KEY in the file, as text; "" if the file does not have KEY. */
static char *
text_of(GKeyFile *file, const char *key)
{
    char *text = g_key_file_get_string(file, GROUP, key, NULL);

    return text ? text : g_strdup("");
}

/* Reads the entry in the file NAME. Returns NULL without an error if the file does not exist or
 * is not an entry. */
static VmgEntry *
read_entry(const char *directory, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    gsize len = 0;
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = vmg_sys_read_if_there(path, ENTRY_MAX, &len, &cause);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(VmgEntry) entry = NULL;

    if (cause && cause->domain == G_FILE_ERROR)
        g_propagate_error(error, g_steal_pointer(&cause));
    if (!text || len == 0 || !g_key_file_load_from_data(file, text, len, G_KEY_FILE_NONE, NULL))
        return NULL;
    entry = g_new0(VmgEntry, 1);
    entry->name = g_strdup(name);
    entry->uuid = text_of(file, "uuid");
    entry->nonce = text_of(file, "nonce");
    entry->digest = text_of(file, "digest");
    entry->any_cpu = g_key_file_get_boolean(file, GROUP, "any-cpu", NULL);
    entry->shut_off = g_key_file_get_boolean(file, GROUP, "shut-off", NULL);
    entry->pages = text_of(file, "pages");
    entry->admitted_ms = g_key_file_get_int64(file, GROUP, "admitted", NULL);
    entry->prepared_ms = g_key_file_get_int64(file, GROUP, "prepared", NULL);
    entry->commit_kib = g_key_file_get_uint64(file, GROUP, "commit", NULL);
    entry->vcpus = (guint)g_key_file_get_uint64(file, GROUP, "vcpus", NULL);
    return *entry->uuid && entry->admitted_ms > 0 ? g_steal_pointer(&entry) : NULL;
}

VmgEntry *
vmg_ledger_get(const char *directory, const char *name, const char *nonce, GError **error)
{
    g_autofree char *file = file_name(name, nonce);

    return read_entry(directory, file, error);
}

gboolean
vmg_ledger_is_same(const VmgEntry *entry, const struct vmg_guest *guest)
{
    g_autofree char *digest = vmg_guest_digest(guest, entry->any_cpu);

    return strcmp(digest, entry->digest) == 0;
}

/* If the time of admission is in the future, the entry is from before the host's last reboot.
 * Such an entry counts as late too. */
gboolean
vmg_ledger_is_late(const VmgEntry *entry)
{
    gint64 age = vmg_sys_boottime_ms() - entry->admitted_ms;

    return entry->prepared_ms == 0 && (age < 0 || age > VMG_LEDGER_UNPREPARED_MS);
}

gboolean
vmg_ledger_set_prepared(const char *directory, const VmgEntry *entry, GError **error)
{
    VmgEntry prepared = *entry;

    prepared.prepared_ms = MAX(1, vmg_sys_boottime_ms());
    return write_entry(directory, &prepared, error);
}

GPtrArray *
vmg_ledger_read(const char *directory, GError **error)
{
    g_autoptr(GPtrArray) names = vmg_sys_list(directory, "", error);
    GPtrArray *entries = names ? g_ptr_array_new_with_free_func(entry_free) : NULL;

    for (guint i = 0; names && i < names->len; i++) {
        g_autoptr(GError) cause = NULL;
        VmgEntry *entry = read_entry(directory, g_ptr_array_index(names, i), &cause);

        if (entry)
            g_ptr_array_add(entries, entry);
        if (cause) {
            g_propagate_error(error, g_steal_pointer(&cause));
            g_ptr_array_unref(entries);
            return NULL;
        }
    }
    return entries;
}

static GPtrArray *
parse_pages(VmgArena *arena, const char *text)
{
    g_auto(GStrv) items = g_strsplit(text, ";", -1);
    GPtrArray *all = g_ptr_array_new();

    for (char **item = items; *item; item++) {
        struct vmg_pages *pages;
        char *end;

        if (!strchr(*item, ':'))
            continue;
        pages = vmg_arena_new0(arena, struct vmg_pages);
        pages->struct_size = sizeof(*pages);
        pages->size_kib = g_ascii_strtoull(*item, &end, 10);
        pages->kib = g_ascii_strtoull(end + 1, NULL, 10);
        g_ptr_array_add(all, pages);
    }
    return all;
}

static void
merge_entry(const VmgEntry *entry, VmgHost *host)
{
    g_autoptr(GPtrArray) pages = NULL;
    struct vmg_commitment commitment = {
        .flags = VMG_GUEST_INCOMING,
        .uuid = entry->uuid,
        .commit_kib = entry->commit_kib,
        .vcpus = entry->vcpus,
    };

    if (vmg_host_find_commitment(host, entry->uuid) || vmg_ledger_is_late(entry))
        return;
    pages = parse_pages(host->arena, entry->pages);
    commitment.pages = (const struct vmg_pages *const *)pages->pdata;
    commitment.pages_count = pages->len;
    vmg_host_add_commitment(host, &commitment);
}

void
vmg_ledger_merge(const GPtrArray *entries, VmgHost *host)
{
    for (guint i = 0; i < entries->len; i++)
        merge_entry(g_ptr_array_index(entries, i), host);
}

/* Whether the guest whose escaped name is ESCAPED has an entry. */
static gboolean
has_entry(const GPtrArray *entries, const char *escaped)
{
    gsize len = strlen(escaped);

    for (guint i = 0; i < entries->len; i++) {
        const VmgEntry *entry = g_ptr_array_index(entries, i);

        if (strncmp(entry->name, escaped, len) == 0 && entry->name[len] == VMG_LEDGER_AT)
            return TRUE;
    }
    return FALSE;
}

/* Removes the files of source-networks.h whose guest has no entry. Such a file is left if the
 * hook was killed before it wrote the entry. */
static void
clean_sources(const char *directory, const GPtrArray *entries)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);

        if (g_str_has_prefix(name, VMG_LEDGER_SOURCE) && vmg_sys_is_left(path) &&
            !has_entry(entries, name + strlen(VMG_LEDGER_SOURCE)))
            unlink(path);
    }
}

static void
settle(const char *directory, gboolean (*is_over)(const VmgEntry *entry, gpointer data),
       gpointer data)
{
    g_autoptr(GPtrArray) entries = vmg_ledger_read(directory, NULL);

    for (guint i = 0; entries && i < entries->len; i++) {
        const VmgEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *path = g_build_filename(directory, entry->name, NULL);

        if (is_over(entry, data))
            unlink(path);
    }
    if (entries)
        clean_sources(directory, entries);
    vmg_sys_clean(directory, time(NULL));
}

/* The ledger stays locked from reading the entries until removing them. Otherwise a hook could
 * write an entry in between, and this entry could be removed. */
void
vmg_ledger_settle(const char *directory, gboolean (*is_over)(const VmgEntry *entry, gpointer data),
                  gpointer data)
{
    int held = lock(directory, 0, NULL);

    if (held < 0)
        return;
    settle(directory, is_over, data);
    close(held);
}
