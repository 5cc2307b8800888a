/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger.h"

#include "error.h"
#include "escape.h"
#include "sys.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP "incoming"

enum { ENTRY_MAX = 4096 }; /* bytes of a file */

void
vmg_entry_free(VmgEntry *entry)
{
    if (!entry)
        return;
    g_free(entry->uuid);
    g_free(entry->digest);
    g_free(entry);
}

static char *
entry_path(const char *directory, const char *name)
{
    char escaped[VMG_ESCAPED_SIZE];

    vmg_escape_name(name, escaped);
    return g_build_filename(directory, escaped, NULL);
}

static gboolean
make_directory(const char *directory, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(directory);

    if ((mkdir(parent, 0755) == 0 || errno == EEXIST) &&
        (mkdir(directory, 0700) == 0 || errno == EEXIST))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "%s: can't make the directory: %s", directory,
                g_strerror(errno));
    return FALSE;
}

gboolean
vmg_ledger_add(const char *directory, const char *name, const char *uuid, const char *digest,
               GError **error)
{
    g_autofree char *path = entry_path(directory, name);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *text = NULL;
    gsize len;

    g_key_file_set_string(file, GROUP, "uuid", uuid);
    g_key_file_set_string(file, GROUP, "digest", digest);
    g_key_file_set_int64(file, GROUP, "admitted", vmg_sys_boottime_ms());
    text = g_key_file_to_data(file, &len, NULL);
    return make_directory(directory, error) && vmg_sys_write_file(path, text, len, 0600, error);
}

static VmgEntry *
parse_entry(const char *text, gsize len)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(VmgEntry) entry = g_new0(VmgEntry, 1);

    if (!g_key_file_load_from_data(file, text, len, G_KEY_FILE_NONE, NULL))
        return NULL;
    entry->uuid = g_key_file_get_string(file, GROUP, "uuid", NULL);
    entry->digest = g_key_file_get_string(file, GROUP, "digest", NULL);
    entry->admitted_ms = g_key_file_get_int64(file, GROUP, "admitted", NULL);
    return entry->uuid && entry->digest ? g_steal_pointer(&entry) : NULL;
}

VmgEntry *
vmg_ledger_get_fresh(const char *directory, const char *name)
{
    g_autofree char *path = entry_path(directory, name);
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_file(path, ENTRY_MAX, &len, NULL);
    g_autoptr(VmgEntry) entry = text && len ? parse_entry(text, len) : NULL;
    gint64 now = vmg_sys_boottime_ms();

    if (!entry)
        return NULL;
    /* No difference: what the file says may be any number. */
    if (entry->admitted_ms > now || entry->admitted_ms < now - VMG_LEDGER_FRESH * 1000)
        return NULL;
    return g_steal_pointer(&entry);
}

void
vmg_ledger_remove(const char *directory, const char *name)
{
    g_autofree char *path = entry_path(directory, name);

    unlink(path);
}
