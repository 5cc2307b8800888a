/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Examines the agent: its process, its configuration, and the facts that it writes. */
#include "cli/doctor/doctor.h"

#include "base/process.h"
#include "base/render.h"
#include "base/text.h"
#include "config/status.h"
#include "host/facts.h"

#include <glob.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define START   "systemctl enable --now virt-migration-guard"
#define RESTART "systemctl restart virt-migration-guard"
#define JOURNAL _("see why: journalctl -u virt-migration-guard")
#define WANTS   "/systemd/system/*.wants/virt-migration-guard.service"

enum {
    NAMED = 5, /* the largest number of changed keys that a finding names */
    /* how long to wait until the agent has read a change of guard.conf, microseconds */
    SETTLE_US = 1500000,
};

/* Whether this user can see processes of other users: /proc may be mounted with hidepid. */
static gboolean
sees_processes(void)
{
    VmgProcess first;

    return vmg_process_look(1, &first);
}

static void
judge_version(const Doctor *doctor)
{
    const VmgAgentState *agent = doctor->agent;

    if (g_strcmp0(agent->version, PACKAGE_VERSION) == 0)
        doctor_add(doctor, DOCTOR_AGENT, VMG_PASS, g_strdup_printf(_("process %d"), agent->pid),
                   NULL);
    else
        doctor_add(doctor, DOCTOR_AGENT, VMG_WARN,
                   g_strdup_printf(_("process %d is version %s, but %s is installed"), agent->pid,
                                   agent->version ? agent->version : "?", PACKAGE_VERSION),
                   RESTART);
}

static void
look_at_stopped(const Doctor *doctor)
{
    g_autofree char *fix = g_strdup_printf(_("kill -CONT %d; or %s"), doctor->agent->pid, RESTART);

    doctor_add(
        doctor, DOCTOR_AGENT, VMG_FAIL,
        g_strdup_printf(_("process %d is stopped, by a signal or a debugger"), doctor->agent->pid),
        fix);
}

static void
look_at_process(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    VmgAgentLife life;

    doctor->agent = vmg_agent_state_read(doctor->paths.agent, &error);
    life = doctor->agent ? vmg_agent_state_life(doctor->agent) : VMG_AGENT_ENDED;
    if (!doctor->agent)
        doctor_add(doctor, DOCTOR_AGENT, VMG_FAIL, g_strdup(error->message), START);
    else if (life == VMG_AGENT_RUNS)
        judge_version(doctor);
    else if (life == VMG_AGENT_STOPPED)
        look_at_stopped(doctor);
    else if (!sees_processes())
        doctor_add(doctor, DOCTOR_AGENT, VMG_SKIP, g_strdup(_("only root can look at it")), NULL);
    else
        doctor_add(doctor, DOCTOR_AGENT, VMG_FAIL,
                   g_strdup_printf(_("process %d has ended"), doctor->agent->pid),
                   _("systemctl enable --now virt-migration-guard; if it ends again: "
                     "journalctl -u virt-migration-guard"));
}

static gboolean
is_there(const char *pattern)
{
    glob_t found = {0};
    gboolean any = glob(pattern, 0, NULL, &found) == 0;

    globfree(&found);
    return any;
}

/* Checks whether systemd starts the agent at boot. Checks nothing on a host without systemd. */
static void
look_at_boot(const Doctor *doctor)
{
    if (access("/run/systemd/system", F_OK) < 0)
        return;
    if (is_there("/etc" WANTS) || is_there("/usr/lib" WANTS) || is_there("/lib" WANTS))
        doctor_add(doctor, DOCTOR_BOOT, VMG_PASS, g_strdup(_("enabled")), NULL);
    else
        doctor_add(doctor, DOCTOR_BOOT, VMG_WARN,
                   g_strdup(_("virt-migration-guard.service is not enabled")), START);
}

static char *
name_some(const GPtrArray *names)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < MIN(names->len, NAMED); i++)
        doctor_append_name(text, names->pdata[i]);
    if (names->len > NAMED)
        g_string_append_printf(text, _(" and %d more"), (int)names->len - NAMED);
    return g_strdup(text->str);
}

/* The keys whose values the agent has not read yet. The agent reads a changed guard.conf by itself
 * in less than a second, so this function waits longer than that before it reports a difference. */
static GPtrArray *
differences(const Doctor *doctor)
{
    GPtrArray *names = vmg_agent_state_differences(doctor->agent, doctor->config);
    gint64 end = g_get_monotonic_time() + SETTLE_US;

    while (names->len > 0 && g_get_monotonic_time() < end &&
           vmg_agent_state_life(doctor->agent) == VMG_AGENT_RUNS) {
        g_autoptr(VmgAgentState) now = NULL;

        g_usleep(SETTLE_US / 10);
        now = vmg_agent_state_read(doctor->paths.agent, NULL);
        if (!now)
            break;
        g_ptr_array_unref(names);
        names = vmg_agent_state_differences(now, doctor->config);
    }
    return names;
}

static void
compare_configuration(const Doctor *doctor)
{
    g_autoptr(GPtrArray) names = differences(doctor);
    g_autofree char *some = name_some(names);

    if (names->len > 0)
        doctor_add(doctor, DOCTOR_AGENT_CONFIGURATION, VMG_FAIL,
                   g_strdup_printf(_("guard.conf was changed after the agent read it: %s"), some),
                   "systemctl reload virt-migration-guard");
    else
        doctor_add(doctor, DOCTOR_AGENT_CONFIGURATION, VMG_PASS, g_strdup(_("the same")), NULL);
}

static void
look_at_agent_configuration(const Doctor *doctor)
{
    const char *error = doctor->agent ? doctor->agent->error : NULL;

    if (error)
        doctor_add(doctor, DOCTOR_AGENT_CONFIGURATION, VMG_FAIL,
                   g_strdup_printf(_("the agent could not read what was changed, and runs with the "
                                     "configuration before: %s"),
                                   error),
                   VMG_CONFIG_FIX);
    else if (!doctor->agent || doctor->is_broken)
        doctor_add(doctor, DOCTOR_AGENT_CONFIGURATION, VMG_SKIP, g_strdup(_("not known")), NULL);
    else
        compare_configuration(doctor);
}

static gboolean
agent_runs(const Doctor *doctor)
{
    return doctor->agent && vmg_agent_state_life(doctor->agent) == VMG_AGENT_RUNS;
}

static void
look_at_facts(Doctor *doctor)
{
    guint max_age = vmg_config_get_uint(doctor->config, "guard", "facts-max-age");
    g_autoptr(GError) error = NULL;
    gint64 age;

    doctor->facts = vmg_facts_load(&doctor->paths, max_age, &error);
    if (!doctor->facts) {
        doctor_add(doctor, DOCTOR_FACTS, VMG_FAIL, g_strdup(error->message),
                   agent_runs(doctor) ? JOURNAL : START);
        return;
    }
    age = vmg_facts_age_ms(doctor->facts) / 1000;
    doctor_add(
        doctor, DOCTOR_FACTS, VMG_PASS,
        g_strdup_printf(
            NG_("%" PRIi64 " second old", "%" PRIi64 " seconds old", (unsigned long)age), age),
        NULL);
}

static char *
describe_status(const char *what, const VmgStatus *status)
{
    g_autofree char *since = status->since ? vmg_neutral_show_time(status->since) : NULL;

    if (since && status->by)
        return g_strdup_printf(_("%s, since %s, by %s"), what, since, status->by);
    return since ? g_strdup_printf(_("%s, since %s"), what, since) : g_strdup(what);
}

static void
look_at_status(const Doctor *doctor)
{
    g_auto(VmgStatus) status = {0};
    const char *what = doctor->facts ? doctor->facts->view.status : NULL;

    if (!vmg_status_load(doctor->paths.status_file, &status, NULL))
        return; /* the finding about the facts says why the status file can't be read */
    what = what ? what : status.asked;
    if (g_strcmp0(what, VMG_STATUS_UP) == 0)
        doctor_add(doctor, DOCTOR_STATUS, VMG_PASS,
                   g_strdup(doctor->facts ? doctor->facts->view.name : what), NULL);
    else
        doctor_add(doctor, DOCTOR_STATUS, VMG_WARN, describe_status(what, &status),
                   _("if the work on this host is done: virt-migration-guard maintenance off"));
}

void
doctor_look_at_agent(Doctor *doctor)
{
    look_at_process(doctor);
    look_at_boot(doctor);
    look_at_agent_configuration(doctor);
    look_at_facts(doctor);
    look_at_status(doctor);
}
