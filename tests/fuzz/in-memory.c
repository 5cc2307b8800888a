/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one file that there is, put in place by the linker's --wrap. */
#include "in-memory.h"

#include "sys.h"

#include <string.h>

static const uint8_t *file_data;
static size_t file_size;

char *__wrap_vmg_sys_read_file(const char *path, gsize max, gsize *len, GError **error);
char *__wrap_vmg_sys_read_trusted(const char *path, gsize max, gsize *len, GError **error);
GPtrArray *__wrap_vmg_sys_list(const char *directory, const char *suffix, GError **error);
gint64 __wrap_vmg_sys_boottime_ms(void);

void
fuzz_set_file(const uint8_t *data, size_t size)
{
    file_data = data;
    file_size = size;
}

char *
__wrap_vmg_sys_read_file(const char *path G_GNUC_UNUSED, gsize max, gsize *len, GError **error)
{
    char *copy;

    if (file_size > max) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "too large");
        return NULL;
    }
    copy = g_malloc(file_size + 1);
    if (file_size)
        memcpy(copy, file_data, file_size);
    copy[file_size] = '\0';
    if (len)
        *len = file_size;
    return copy;
}

char *
__wrap_vmg_sys_read_trusted(const char *path, gsize max, gsize *len, GError **error)
{
    return __wrap_vmg_sys_read_file(path, max, len, error);
}

GPtrArray *
__wrap_vmg_sys_list(const char *directory G_GNUC_UNUSED, const char *suffix G_GNUC_UNUSED,
                    GError **error G_GNUC_UNUSED)
{
    return g_ptr_array_new_with_free_func(g_free);
}

gint64
__wrap_vmg_sys_boottime_ms(void)
{
    return 1000;
}
