/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record/history.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/sys.h"
#include "record/queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OLD = 2 };

static char *
older(const char *path, int age)
{
    return age == 0 ? g_strdup(path) : g_strdup_printf("%s.%d", path, age);
}

/* Reads the decisions in the file PATH. Returns NULL without an error if there is no such file. */
static GPtrArray *
read_file(const char *path, guint *bad, GError **error)
{
    g_autofree char *text =
        vmg_sys_read_if_there(path, VMG_HISTORY_BYTES + VMG_QUEUE_MAX, NULL, error);

    return text ? vmg_decision_parse_all(text, bad) : NULL;
}

GPtrArray *
vmg_history_read(const char *path, guint *bad, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_decision_free);
    guint total = 0;

    for (int age = OLD; age >= 0; age--) {
        g_autofree char *name = older(path, age);
        g_autoptr(GError) problem = NULL;
        guint here = 0;
        GPtrArray *some = read_file(name, &here, &problem);

        if (problem) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return NULL;
        }
        if (some)
            g_ptr_array_extend_and_steal(all, some);
        total += here;
    }
    if (bad)
        *bad = total;
    return g_steal_pointer(&all);
}

static guint
hash(gconstpointer key)
{
    const VmgDecision *decision = key;

    return g_int64_hash(&decision->time_us) ^ g_int64_hash(&decision->process);
}

static gboolean
same(gconstpointer one, gconstpointer other)
{
    const VmgDecision *a = one, *b = other;

    return a->time_us == b->time_us && a->process == b->process && strcmp(a->guest, b->guest) == 0;
}

void
vmg_history_subtract(GPtrArray *decisions, const GPtrArray *known)
{
    g_autoptr(GHashTable) set = g_hash_table_new(hash, same);

    for (guint i = 0; i < known->len; i++)
        g_hash_table_add(set, g_ptr_array_index(known, i));
    for (guint i = decisions->len; i-- > 0;)
        if (g_hash_table_contains(set, g_ptr_array_index(decisions, i)))
            g_ptr_array_remove_index(decisions, i);
}

static gsize
file_size(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (gsize)st.st_size : 0;
}

static char *
format_all(const GPtrArray *decisions)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < decisions->len; i++) {
        g_autofree char *line = vmg_decision_format(g_ptr_array_index(decisions, i));

        g_string_append(text, line);
    }
    return g_string_free(text, FALSE);
}

static gboolean
fail(GError **error, const char *path)
{
    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, _("%s: can't write it: %s"), path,
                strerror(errno));
    return FALSE;
}

static gboolean
put(int fd, const char *text)
{
    gsize len = strlen(text);

    while (len > 0) {
        gssize got = write(fd, text, len);

        if (got < 0 && errno != EINTR)
            return FALSE;
        text += MAX(got, 0);
        len -= (gsize)MAX(got, 0);
    }
    return fdatasync(fd) == 0;
}

static gboolean
append(const char *path, const char *text, GError **error)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    gboolean good = fd >= 0 && put(fd, text);

    if (!good)
        fail(error, path);
    if (fd >= 0)
        close(fd);
    return good;
}

/* Makes room for a new file: renames PATH.1 to PATH.2, which replaces the old PATH.2, and then
 * PATH to PATH.1. */
static gboolean
rotate(const char *path, GError **error)
{
    for (int age = OLD; age > 0; age--) {
        g_autofree char *from = older(path, age - 1), *to = older(path, age);

        if (rename(from, to) < 0 && errno != ENOENT)
            return fail(error, to);
    }
    return TRUE;
}

static GPtrArray *
read_or_empty(const char *path, GError **error)
{
    g_autoptr(GError) problem = NULL;
    GPtrArray *all = read_file(path, NULL, &problem);

    if (!all && !problem)
        return g_ptr_array_new_with_free_func((GDestroyNotify)vmg_decision_free);
    if (problem)
        g_propagate_error(error, g_steal_pointer(&problem));
    return all;
}

/* Removes from FRESH the decisions that are in the two newest files already. The second file is
 * needed too: an earlier agent may have been killed after it had renamed the files, but before
 * it removed the file from which the decisions in FRESH are. Also counts the lines of the newest
 * file. */
static gboolean
learn(VmgHistory *history, GPtrArray *fresh, GError **error)
{
    g_autofree char *before = older(history->path, 1);
    g_autoptr(GPtrArray) current = read_or_empty(history->path, error);
    g_autoptr(GPtrArray) past = current ? read_or_empty(before, error) : NULL;

    if (!past)
        return FALSE;
    vmg_history_subtract(fresh, current);
    vmg_history_subtract(fresh, past);
    history->lines = current->len;
    history->bytes = file_size(history->path);
    history->known = TRUE;
    return TRUE;
}

/* Appends FRESH to the newest file. If writing fails, for example because the disk is full, the
 * file may end with half a line. Then `known` is FALSE, and the file is read again before the
 * next decisions are appended. */
static gboolean
add(VmgHistory *history, const GPtrArray *fresh, GError **error)
{
    g_autofree char *text = format_all(fresh);
    gsize len = strlen(text);

    if (history->lines >= VMG_HISTORY_LINES || history->bytes + len > VMG_HISTORY_BYTES) {
        if (!rotate(history->path, error))
            return FALSE;
        history->lines = 0;
        history->bytes = 0;
    }
    history->known = append(history->path, text, error);
    history->lines += fresh->len;
    history->bytes += len;
    return history->known;
}

gboolean
vmg_history_absorb(VmgHistory *history, const char *taken, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GPtrArray) fresh = read_file(taken, NULL, &problem);

    if (problem)
        g_propagate_error(error, g_steal_pointer(&problem));
    if (!fresh)
        return FALSE;
    if (!history->known && !learn(history, fresh, error))
        return FALSE;
    return add(history, fresh, error) &&
           (unlink(taken) == 0 || errno == ENOENT || fail(error, taken));
}
