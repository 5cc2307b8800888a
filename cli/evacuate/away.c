/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Empties this host: checks whether that is allowed now, makes a task for each guest, and says
 * at the end which guests are left. */
#include "cli/evacuate/verb.h"

#include "agent/facts/manager.h"
#include "base/paths.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/evacuate/runner.h"
#include "cli/maintenance.h"
#include "cli/plan-input.h"
#include "cli/planner.h"
#include "cli/running.h"

#include <string.h>
#include <unistd.h>

/* How an administrator empties the host with the program that manages its guests; NULL if no
 * program manages them. */
static const char *
managers_way(const char *manager)
{
    if (strcmp(manager, VMG_MANAGER_VDSM) == 0)
        return _("VDSM manages this host; fix: in the Administration Portal, under Compute, Hosts, "
                 "choose "
                 "it, then Management, Maintenance");
    if (strcmp(manager, VMG_MANAGER_NOVA) == 0)
        return _(
            "Nova manages this host; fix: openstack compute service set --disable HOST "
            "nova-compute, and openstack server migrate --live-migration SERVER for each guest");
    if (strcmp(manager, VMG_MANAGER_PACEMAKER) == 0)
        return _("Pacemaker manages this host; fix: crm node standby, or pcs node standby");
    return NULL;
}

/* Prints why this host can't be emptied. Returns an exit status, VMG_EXIT_GOOD if nothing
 * prevents it. */
static int
check_host(const VmgEvacuateVerb *verb, const VmgPlanInput *input)
{
    const char *way = verb->unmanaged_anyway ? NULL : managers_way(vmg_manager_find(""));

    if (way)
        return vmg_cli_fail(_("%s; if its manager is to know nothing of it: --unmanaged-anyway"),
                            way);
    if (!input->is_own)
        return vmg_cli_fail(_("evacuate works for the host that it runs on; fix: run it on %s"),
                            vmg_plan_input_name(input));
    if (!input->home)
        return vmg_cli_fail(_("this host is not in the registry; fix: see virt-migration-guard "
                              "doctor"));
    if (g_strcmp0(vmg_config_get(input->config, "status", "evacuate"), "no") == 0)
        return vmg_cli_fail(_("[status] evacuate = no: guests may not leave a host in maintenance; "
                              "fix: set it to yes in guard.conf on every host"));
    return VMG_EXIT_GOOD;
}

static int
print_plan(const VmgEvacuateVerb *verb)
{
    g_autoptr(GPtrArray) args = g_ptr_array_new();

    g_ptr_array_add(args, (gpointer) "plan");
    for (char **to = verb->given.to; to && *to; to++) {
        g_ptr_array_add(args, (gpointer) "--to");
        g_ptr_array_add(args, *to);
    }
    if (verb->json)
        g_ptr_array_add(args, (gpointer) "--json");
    g_ptr_array_add(args, NULL);
    return vmg_cli_plan((int)args->len - 1, (char **)args->pdata);
}

static VmgTask *
task_of(const VmgMove *move, const VmgTask *before)
{
    VmgTask *task = vmg_task_new(move->guest->view.uuid, move->running->name);

    task->memory_kib = move->guest->view.memory_kib;
    task->wave = move->wave;
    if (before && before->state == VMG_TASK_MOVING) {
        /* the guest may still be migrating to the host that the earlier evacuation chose */
        vmg_task_set_to(task, before->to, before->to_uuid);
    } else if (move->peer) {
        vmg_task_set_to(task, vmg_peer_name(move->peer), move->peer->uuid);
    } else {
        task->state = VMG_TASK_LEFT;
        vmg_task_set_reason(task,
                            move->reason ? move->reason : _("the registry knows of no other host"),
                            move->fix);
    }
    return task;
}

/* Whether the guest of TASK, which does not run here any more, has moved to another host. A
 * migration goes on if the command that began it is killed, so a guest that the record shows as
 * moving counts as moved. */
static gboolean
is_away(const VmgTask *task)
{
    return task->to && (task->state == VMG_TASK_MOVED || task->state == VMG_TASK_MOVING);
}

/* Copies into the new record the guests that earlier evacuations have moved, so that --back
 * finds them. Guests that run here again are not copied. */
static void
keep_moved(VmgEvacuation *evacuation, VmgEvacuation *before)
{
    for (guint i = before ? before->tasks->len : 0; i-- > 0;) {
        VmgTask *task = before->tasks->pdata[i];

        if (!is_away(task) || vmg_evacuation_find(evacuation, task->uuid))
            continue;
        task->state = VMG_TASK_MOVED;
        g_ptr_array_add(evacuation->tasks, g_ptr_array_steal_index(before->tasks, i));
    }
}

/* Makes a task for each guest of the plan. */
static GPtrArray *
make_tasks(const VmgPlanInput *input, VmgEvacuation *evacuation, VmgEvacuation *before,
           GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GPtrArray) moves =
        vmg_plan(input->running, input->peers, input->config, &paths, error);
    GPtrArray *tasks;

    if (!moves)
        return NULL;
    vmg_plan_waves(moves, 1, 1);
    tasks = g_ptr_array_new();
    for (guint i = 0; i < moves->len; i++) {
        const VmgMove *move = moves->pdata[i];
        const VmgTask *old = before ? vmg_evacuation_find(before, move->guest->view.uuid) : NULL;

        g_ptr_array_add(evacuation->tasks, task_of(move, old));
        g_ptr_array_add(tasks, evacuation->tasks->pdata[evacuation->tasks->len - 1]);
    }
    keep_moved(evacuation, before);
    return tasks;
}

static void
say_left(VmgProgress *progress, const VmgTask *task, const char *name)
{
    const char *reason = _("it was started meanwhile; fix: run evacuate again");

    if (task && task->state == VMG_TASK_LEFT)
        reason = task->reason ? task->reason : _("it was ended");
    else if (task)
        reason = _("its turn did not come; fix: virt-migration-guard evacuate --resume");
    vmg_progress_left(progress, name, reason, task ? task->fix : NULL);
}

/* Reports which guests are left. libvirt is asked for them, because a guest may have been
 * started or ended since the plan was made. */
static int
conclude(const VmgRun *run, const char *host, gboolean interrupted)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) running = vmg_cli_running(run->config, &error);

    if (!running)
        return vmg_cli_fail("%s", error->message);
    for (guint i = 0; i < running->len; i++) {
        const VmgRunning *guest = running->pdata[i];
        const VmgTask *task = NULL;

        for (guint k = 0; !task && k < run->tasks->len; k++)
            if (strcmp(((VmgTask *)run->tasks->pdata[k])->name, guest->name) == 0)
                task = run->tasks->pdata[k];
        say_left(run->progress, task, guest->name);
    }
    vmg_progress_end(run->progress, host, vmg_tasks_count(run->tasks, VMG_TASK_MOVED), running->len,
                     interrupted);
    return running->len == 0 ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}

static int
carry_out(const VmgEvacuateVerb *verb, const VmgPlanInput *input, VmgEvacuation *evacuation,
          GPtrArray *tasks)
{
    g_autoptr(VmgProgress) progress = vmg_progress_new(verb->json);
    const VmgRun run = {input->config, &evacuation->options, evacuation,
                        tasks,         input->home->uuid,    progress};
    g_autoptr(GError) error = NULL;
    gboolean interrupted;

    if (!vmg_evacuation_write(evacuation, vmg_run_record(), &error))
        return vmg_cli_fail("%s", error->message);
    interrupted = vmg_run(&run);
    evacuation->ended = !interrupted;
    if (!vmg_evacuation_write(evacuation, vmg_run_record(), &error))
        vmg_cli_note("%s", error->message);
    return conclude(&run, vmg_plan_input_name(input), interrupted);
}

/* Makes the record of the new evacuation. With --resume, an option that is not given now is
 * taken from BEFORE, the evacuation that is resumed. */
static VmgEvacuation *
evacuation_of(const VmgEvacuateVerb *verb, const VmgEvacuation *before)
{
    VmgEvacuation *evacuation = vmg_evacuation_new();

    evacuation->options = verb->given;
    evacuation->options.to = g_strdupv(verb->given.to);
    evacuation->options.uri = g_strdup(verb->given.uri);
    vmg_evacuate_options_fill(&evacuation->options, verb->resume ? &before->options : NULL);
    return evacuation;
}

/* Refuses --resume if there is no record of an evacuation, and refuses a new evacuation if the last
 * evacuation was interrupted. Returns an exit status. */
static int
check_record(const VmgEvacuateVerb *verb, const VmgEvacuation *before)
{
    if (verb->resume && !before)
        return vmg_cli_fail(_("there is no evacuation to go on with; fix: virt-migration-guard "
                              "evacuate"));
    if (before && !before->ended && !verb->resume)
        return vmg_cli_fail(_("an evacuation of this host was cut short; fix: virt-migration-guard "
                              "evacuate --resume"));
    return VMG_EXIT_GOOD;
}

static int
evacuate(const VmgEvacuateVerb *verb, const char *host, VmgEvacuation *before)
{
    g_autoptr(VmgEvacuation) evacuation = evacuation_of(verb, before);
    g_auto(VmgPlanInput) input = {0};
    g_autoptr(GPtrArray) tasks = NULL;
    g_autoptr(GError) error = NULL;
    int status;

    if (!vmg_plan_input_read(&input, host, NULL, evacuation->options.to, &error))
        return vmg_cli_fail("%s", error->message);
    status = check_host(verb, &input);
    if (status != VMG_EXIT_GOOD)
        return status;
    if (verb->dry_run)
        return print_plan(verb);
    status = vmg_cli_maintenance_begin();
    if (status != VMG_EXIT_GOOD)
        return status;
    tasks = make_tasks(&input, evacuation, before, &error);
    return tasks ? carry_out(verb, &input, evacuation, tasks) : vmg_cli_fail("%s", error->message);
}

int
vmg_evacuate_away(const VmgEvacuateVerb *verb, const char *host)
{
    int lock = vmg_evacuate_lock(), status;
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgEvacuation) before =
        lock < 0 ? NULL : vmg_evacuation_read(vmg_run_record(), &error);

    if (lock < 0)
        return VMG_EXIT_UNDECIDED;
    status = error ? vmg_cli_fail("%s", error->message) : VMG_EXIT_GOOD;
    if (status == VMG_EXIT_GOOD && !verb->dry_run)
        status = check_record(verb, before);
    if (status == VMG_EXIT_GOOD)
        status = evacuate(verb, host, before);
    close(lock);
    return status;
}
