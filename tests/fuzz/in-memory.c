/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files in memory instead of real files. The linker's option --wrap replaces the guard's
 * functions that read and write files by the functions below. Text that is written is dropped. */
#include "in-memory.h"

#include "base/sys.h"
#include "record/record.h"

#include <fcntl.h>
#include <string.h>

static const uint8_t *file_data;
static size_t file_size;
static const char *const *named_files;
static guint written;

char *__wrap_vmg_sys_read_file(const char *path, gsize max, gsize *len, GError **error);
char *__wrap_vmg_sys_read_if_there(const char *path, gsize max, gsize *len, GError **error);
char *__wrap_vmg_sys_read_trusted(const char *path, gsize max, gsize *len, GError **error);
GPtrArray *__wrap_vmg_sys_list(const char *directory, const char *suffix, GError **error);
gint64 __wrap_vmg_sys_boottime_ms(void);
gboolean __wrap_vmg_sys_write_file(const char *path, const char *data, gsize len, mode_t mode,
                                   GError **error);
int __wrap_vmg_sys_lock(const char *path, guint wait_ms, GError **error);
void __wrap_vmg_record_write(const VmgDecision *decision);

void
fuzz_set_file(const uint8_t *data, size_t size)
{
    file_data = data;
    file_size = size;
}

void
fuzz_set_named(const char *const *names_and_texts)
{
    named_files = names_and_texts;
}

guint
fuzz_written(void)
{
    return written;
}

static void
choose_named(const char *path)
{
    for (gsize i = 0; named_files && named_files[i]; i += 2)
        if (strcmp(named_files[i], path) == 0)
            fuzz_set_file((const uint8_t *)named_files[i + 1], strlen(named_files[i + 1]));
}

char *
__wrap_vmg_sys_read_file(const char *path, gsize max, gsize *len, GError **error)
{
    char *copy;

    choose_named(path);
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
__wrap_vmg_sys_read_if_there(const char *path, gsize max, gsize *len, GError **error)
{
    return __wrap_vmg_sys_read_file(path, max, len, error);
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

gboolean
__wrap_vmg_sys_write_file(const char *path G_GNUC_UNUSED, const char *data G_GNUC_UNUSED,
                          gsize len G_GNUC_UNUSED, mode_t mode G_GNUC_UNUSED,
                          GError **error G_GNUC_UNUSED)
{
    written++;
    return TRUE;
}

int
__wrap_vmg_sys_lock(const char *path G_GNUC_UNUSED, guint wait_ms G_GNUC_UNUSED,
                    GError **error G_GNUC_UNUSED)
{
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void
__wrap_vmg_record_write(const VmgDecision *decision)
{
    g_autofree char *message = vmg_record_message(decision);

    g_assert_true(g_utf8_validate(message, -1, NULL));
}
