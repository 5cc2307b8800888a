/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/key.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/sys.h"

#include <string.h>

/* The file may have 64 bytes of white space after the key. Editors add less. */
enum { FILE_MAX = VMG_KEY_MAX + 64 };

typedef struct {
    char *data;
    gsize size; /* the size of the file; all its bytes are overwritten before the memory is freed */
} Secret;

static void
wipe(gpointer data)
{
    Secret *secret = data;

    explicit_bzero(secret->data, secret->size);
    g_free(secret->data);
    g_free(secret);
}

static GBytes *
read_key(const char *path, GError **error)
{
    gsize len = 0;
    char *data = vmg_sys_read_secret(path, FILE_MAX, &len, error);
    g_autoptr(GBytes) key = NULL;
    Secret *secret;

    if (!data)
        return NULL;
    secret = g_new(Secret, 1);
    *secret = (Secret){data, len};
    while (len > 0 && g_ascii_isspace(data[len - 1]))
        len--;
    key = g_bytes_new_with_free_func(data, len, wipe, secret);
    if (len >= VMG_KEY_MIN && len <= VMG_KEY_MAX)
        return g_steal_pointer(&key);
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("%s: a key of %zu bytes, but must be %d to %d"), path, len, VMG_KEY_MIN,
                VMG_KEY_MAX);
    return NULL;
}

gboolean
vmg_key_load(const VmgConfig *config, GBytes **key, GError **error)
{
    const char *path = vmg_config_get(config, "cluster", "key-file");

    *key = NULL;
    if (!path || !*path)
        return TRUE;
    if (!g_path_is_absolute(path)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("[cluster] key-file is '%s', but must begin with /"), path);
        return FALSE;
    }
    *key = read_key(path, error);
    if (!*key)
        g_prefix_error(error, "[cluster] key-file ");
    return *key != NULL;
}

char *
vmg_key_fix(const VmgConfig *config)
{
    const char *path = vmg_config_get(config, "cluster", "key-file");

    return g_strdup_printf(
        _("put the cluster's key there, so that only root can read it: chown root:root %s; "
          "chmod 600 %s; virt-migration-guard config check lists every mistake"),
        path, path);
}
