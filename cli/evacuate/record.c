/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/evacuate/record.h"

#include "base/error.h"
#include "base/sys.h"
#include "base/text.h"

#include <string.h>

#define GROUP "evacuation" /* every other group is named after the UUID of a guest */

enum { MAX_BYTES = 16 * 1024 * 1024 };

VmgEvacuation *
vmg_evacuation_new(void)
{
    VmgEvacuation *evacuation = g_new0(VmgEvacuation, 1);

    evacuation->tasks = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_task_free);
    return evacuation;
}

void
vmg_evacuation_free(VmgEvacuation *evacuation)
{
    if (!evacuation)
        return;
    g_strfreev(evacuation->options.to);
    g_free(evacuation->options.uri);
    g_ptr_array_unref(evacuation->tasks);
    g_free(evacuation);
}

VmgTask *
vmg_evacuation_find(const VmgEvacuation *evacuation, const char *uuid)
{
    for (guint i = 0; i < evacuation->tasks->len; i++) {
        VmgTask *task = evacuation->tasks->pdata[i];

        if (g_ascii_strcasecmp(task->uuid, uuid) == 0)
            return task;
    }
    return NULL;
}

static void
read_options(GKeyFile *file, VmgEvacuation *evacuation)
{
    VmgEvacuateOptions *options = &evacuation->options;

    options->to = g_key_file_get_string_list(file, GROUP, "to", NULL, NULL);
    options->uri = g_key_file_get_string(file, GROUP, "uri", NULL);
    options->limit = g_key_file_get_integer(file, GROUP, "limit", NULL);
    options->timeout = g_key_file_get_integer(file, GROUP, "timeout", NULL);
    options->bandwidth = g_key_file_get_integer(file, GROUP, "bandwidth", NULL);
    options->direct = g_key_file_get_boolean(file, GROUP, "direct", NULL);
    options->auto_converge = g_key_file_get_boolean(file, GROUP, "auto-converge", NULL);
    evacuation->ended = g_key_file_get_boolean(file, GROUP, "ended", NULL);
}

static VmgTask *
read_task(GKeyFile *file, const char *uuid)
{
    g_autofree char *name = g_key_file_get_string(file, uuid, "name", NULL);
    g_autofree char *state = g_key_file_get_string(file, uuid, "state", NULL);
    VmgTask *task = vmg_task_new(uuid, name ? name : uuid);

    vmg_task_state_of(state, &task->state);
    task->to = g_key_file_get_string(file, uuid, "to", NULL);
    task->to_uuid = g_key_file_get_string(file, uuid, "to-uuid", NULL);
    task->reason = g_key_file_get_string(file, uuid, "reason", NULL);
    return task;
}

static VmgEvacuation *
read_text(const char *text, gsize len, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_auto(GStrv) groups = NULL;
    VmgEvacuation *evacuation;

    if (!g_key_file_load_from_data(file, text, len, G_KEY_FILE_NONE, error))
        return NULL;
    evacuation = vmg_evacuation_new();
    read_options(file, evacuation);
    groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group; group++)
        if (strcmp(*group, GROUP) != 0)
            g_ptr_array_add(evacuation->tasks, read_task(file, *group));
    return evacuation;
}

VmgEvacuation *
vmg_evacuation_read(const char *path, GError **error)
{
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_if_there(path, MAX_BYTES, &len, error);
    VmgEvacuation *evacuation = text ? read_text(text, len, error) : NULL;

    if (text && !evacuation)
        g_prefix_error(error, _("%s is not what evacuate writes; fix: remove it: "), path);
    return evacuation;
}

static void
set_text(GKeyFile *file, const char *group, const char *key, const char *text)
{
    if (text)
        g_key_file_set_string(file, group, key, text);
}

static void
write_options(GKeyFile *file, const VmgEvacuation *evacuation)
{
    const VmgEvacuateOptions *options = &evacuation->options;

    g_key_file_set_boolean(file, GROUP, "ended", evacuation->ended);
    if (options->to)
        g_key_file_set_string_list(file, GROUP, "to", (const char *const *)options->to,
                                   g_strv_length(options->to));
    set_text(file, GROUP, "uri", options->uri);
    g_key_file_set_integer(file, GROUP, "limit", options->limit);
    g_key_file_set_integer(file, GROUP, "timeout", options->timeout);
    g_key_file_set_integer(file, GROUP, "bandwidth", options->bandwidth);
    g_key_file_set_boolean(file, GROUP, "direct", options->direct);
    g_key_file_set_boolean(file, GROUP, "auto-converge", options->auto_converge);
}

static void
write_task(GKeyFile *file, const VmgTask *task)
{
    set_text(file, task->uuid, "name", task->name);
    set_text(file, task->uuid, "state", vmg_task_state_name(task->state));
    set_text(file, task->uuid, "to", task->to);
    set_text(file, task->uuid, "to-uuid", task->to_uuid);
    set_text(file, task->uuid, "reason", task->reason);
}

gboolean
vmg_evacuation_write(const VmgEvacuation *evacuation, const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *text = NULL;
    gsize len = 0;

    write_options(file, evacuation);
    for (guint i = 0; i < evacuation->tasks->len; i++)
        write_task(file, evacuation->tasks->pdata[i]);
    text = g_key_file_to_data(file, &len, NULL);
    return vmg_sys_write_file(path, text, len, 0600, error);
}
