/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Brings guests back to this host after its maintenance. */
#include "cli/evacuate/verb.h"

#include "base/paths.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/evacuate/choose.h"
#include "cli/evacuate/runner.h"
#include "cli/plan-input.h"
#include "cli/running.h"
#include "config/status.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
is_here(const VmgPlanInput *input, const char *name)
{
    for (guint i = 0; i < input->running->len; i++)
        if (strcmp(((VmgRunning *)input->running->pdata[i])->name, name) == 0)
            return TRUE;
    return FALSE;
}

/* The task that brings a guest back. The guest is fetched from the host that runs it now. That
 * may be another host than the one to which the evacuation moved it. */
static VmgTask *
task_home(const VmgPlanInput *input, const VmgTask *moved)
{
    VmgTask *task = vmg_task_new(moved->uuid, moved->name);

    task->from = vmg_evacuate_where(input->config, input->home->uuid, moved->uuid);
    if (!task->from)
        task->from = g_strdup(moved->to);
    task->memory_kib = moved->memory_kib;
    vmg_task_set_to(task, vmg_peer_name(input->home), input->home->uuid);
    return task;
}

static GPtrArray *
make_tasks(const VmgPlanInput *input, const VmgEvacuation *evacuation)
{
    GPtrArray *tasks = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_task_free);

    for (guint i = 0; i < evacuation->tasks->len; i++) {
        const VmgTask *task = evacuation->tasks->pdata[i];

        if (task->state == VMG_TASK_MOVED && task->to && !is_here(input, task->name))
            g_ptr_array_add(tasks, task_home(input, task));
    }
    return tasks;
}

/* Removes from the record each guest that has come back to this host, and removes the record when
 * all guests have come back. */
static void
update_record(VmgEvacuation *evacuation, const GPtrArray *tasks)
{
    g_autoptr(GError) error = NULL;

    for (guint i = evacuation->tasks->len; i-- > 0;) {
        const VmgTask *task = evacuation->tasks->pdata[i];
        gboolean away = FALSE;

        for (guint k = 0; k < tasks->len; k++) {
            const VmgTask *back = tasks->pdata[k];

            away |= back->state != VMG_TASK_MOVED && strcmp(back->uuid, task->uuid) == 0;
        }
        if (!away)
            g_ptr_array_remove_index(evacuation->tasks, i);
    }
    if (evacuation->tasks->len == 0)
        unlink(vmg_run_record());
    else if (!vmg_evacuation_write(evacuation, vmg_run_record(), &error))
        vmg_cli_note("%s", error->message);
}

static int
conclude(const VmgRun *run)
{
    guint left = 0;

    for (guint i = 0; i < run->tasks->len; i++) {
        const VmgTask *task = run->tasks->pdata[i];

        if (task->state == VMG_TASK_MOVED)
            continue;
        left++;
        vmg_progress_left(run->progress, task->name, task->reason ? task->reason : task->from,
                          NULL);
    }
    vmg_progress_home(run->progress, run->tasks->len - left, left);
    return left == 0 ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}

static int
carry_out(const VmgEvacuateVerb *verb, const VmgPlanInput *input, VmgEvacuation *evacuation)
{
    g_autoptr(VmgProgress) progress = vmg_progress_new(verb->json);
    g_autoptr(GPtrArray) tasks = make_tasks(input, evacuation);
    VmgEvacuateOptions options = verb->given;
    const VmgRun run = {input->config, &options, NULL, tasks, input->home->uuid, progress};
    int status;

    options.to = NULL;
    options.uri = g_strdup(verb->given.uri);
    vmg_evacuate_options_fill(&options, &evacuation->options);
    vmg_run(&run);
    update_record(evacuation, tasks);
    status = conclude(&run);
    g_strfreev(options.to);
    g_free(options.uri);
    return status;
}

static int
bring_back(const VmgEvacuateVerb *verb, VmgEvacuation *evacuation)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    const char *status = vmg_status_read(paths.status_file, NULL);
    g_auto(VmgPlanInput) input = {0};
    g_autoptr(GError) error = NULL;

    if (!status || strcmp(status, VMG_STATUS_UP) != 0)
        return vmg_cli_fail(_("this host is in maintenance, and takes no guests; fix: "
                              "if that is over: virt-migration-guard maintenance off"));
    if (!vmg_plan_input_read(&input, NULL, NULL, NULL, &error))
        return vmg_cli_fail("%s", error->message);
    if (!input.home)
        return vmg_cli_fail(_("this host is not in the registry; fix: see virt-migration-guard "
                              "doctor"));
    return carry_out(verb, &input, evacuation);
}

int
vmg_evacuate_back(const VmgEvacuateVerb *verb)
{
    int lock = vmg_evacuate_lock(), status;
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgEvacuation) evacuation =
        lock < 0 ? NULL : vmg_evacuation_read(vmg_run_record(), &error);

    if (lock < 0)
        return VMG_EXIT_UNDECIDED;
    if (error)
        status = vmg_cli_fail("%s", error->message);
    else if (!evacuation)
        status = vmg_cli_fail(_("no evacuation of this host is on record"));
    else
        status = bring_back(verb, evacuation);
    close(lock);
    return status;
}
