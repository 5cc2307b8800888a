/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/evacuate/task.h"

#include <string.h>

#define REFUSAL "refused: "

static const char *const states[] = {"waiting", "moving", "moved", "left"};

VmgTask *
vmg_task_new(const char *uuid, const char *name)
{
    VmgTask *task = g_new0(VmgTask, 1);

    task->uuid = g_strdup(uuid);
    task->name = g_strdup(name);
    task->tried = g_ptr_array_new_with_free_func(g_free);
    return task;
}

void
vmg_task_free(VmgTask *task)
{
    if (!task)
        return;
    g_ptr_array_unref(task->tried);
    g_free(task->uuid);
    g_free(task->name);
    g_free(task->from);
    g_free(task->to);
    g_free(task->to_uuid);
    g_free(task->reason);
    g_free(task->fix);
    g_free(task);
}

static void
replace(char **where, const char *text)
{
    char *copy = g_strdup(text);

    g_free(*where);
    *where = copy;
}

void
vmg_task_set_to(VmgTask *task, const char *name, const char *uuid)
{
    replace(&task->to, name);
    replace(&task->to_uuid, uuid);
}

void
vmg_task_set_reason(VmgTask *task, const char *reason, const char *fix)
{
    replace(&task->reason, reason);
    replace(&task->fix, fix);
}

void
vmg_task_give_up(VmgTask *task)
{
    if (task->to_uuid)
        g_ptr_array_add(task->tried, g_strdup(task->to_uuid));
}

gboolean
vmg_task_has_tried(const VmgTask *task, const char *host_uuid)
{
    for (guint i = 0; i < task->tried->len; i++)
        if (g_ascii_strcasecmp(task->tried->pdata[i], host_uuid) == 0)
            return TRUE;
    return FALSE;
}

const char *
vmg_task_state_name(VmgTaskState state)
{
    return states[state];
}

gboolean
vmg_task_state_of(const char *name, VmgTaskState *state)
{
    for (guint i = 0; i < G_N_ELEMENTS(states); i++)
        if (g_strcmp0(name, states[i]) == 0) {
            *state = (VmgTaskState)i;
            return TRUE;
        }
    return FALSE;
}

guint
vmg_tasks_count(const GPtrArray *tasks, VmgTaskState state)
{
    guint count = 0;

    for (guint i = 0; i < tasks->len; i++)
        count += ((const VmgTask *)tasks->pdata[i])->state == state ? 1 : 0;
    return count;
}

static guint
count_arriving(const GPtrArray *tasks, const char *to_uuid)
{
    guint count = 0;

    for (guint i = 0; i < tasks->len; i++) {
        const VmgTask *task = tasks->pdata[i];

        count += task->state == VMG_TASK_MOVING && g_strcmp0(task->to_uuid, to_uuid) == 0 ? 1 : 0;
    }
    return count;
}

VmgTask *
vmg_tasks_next(const GPtrArray *tasks, guint outgoing, guint incoming, gint64 now)
{
    VmgTask *next = NULL;

    if (vmg_tasks_count(tasks, VMG_TASK_MOVING) >= MAX(1, outgoing))
        return NULL;
    for (guint i = 0; i < tasks->len; i++) {
        VmgTask *task = tasks->pdata[i];

        if (task->state != VMG_TASK_WAITING || task->not_before > now ||
            count_arriving(tasks, task->to_uuid) >= MAX(1, incoming))
            continue;
        if (!next || task->wave < next->wave)
            next = task;
    }
    return next;
}

/* Finds the guard's refusal in libvirt's error; NULL if there is none. The language of the refusal
 * is that of the destination, but in every language the lines of the failed checks begin with FAIL.
 * The line before them is the first line of the refusal. */
static const char *
find_refusal(const char *error)
{
    const char *fail = strstr(error, "\nFAIL "), *line = fail, *english;

    if (!fail)
        return NULL;
    while (line > error && line[-1] != '\n')
        line--;
    english = strstr(line, REFUSAL);
    return english && english < fail ? english : line;
}

VmgFailure
vmg_failure_of(const char *error)
{
    const char *first = strstr(error, "FAIL ");

    if (!find_refusal(error))
        return VMG_FAILURE_OTHER;
    if (g_str_has_prefix(first, "FAIL concurrency") && !strstr(first + 1, "FAIL "))
        return VMG_FAILURE_BUSY;
    return VMG_FAILURE_REFUSED;
}

char *
vmg_failure_line(const char *error)
{
    const char *start = find_refusal(error);
    g_auto(GStrv) lines = g_strsplit(start ? start : error, "\n", -1);
    GString *line = g_string_new(NULL);
    gboolean counts = TRUE;

    for (char **part = lines; *part; part++) {
        counts = (counts || g_str_has_prefix(*part, "FAIL ")) && !g_str_has_prefix(*part, "WARN ");
        g_strstrip(*part);
        if (counts && **part)
            g_string_append_printf(line, "%s%s", line->len > 0 ? "; " : "", *part);
    }
    return g_string_free(line, FALSE);
}
