/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* doctor: finds the reasons why an installed guard does not work, and says how to correct each
 * of them. */
#include "cli/doctor/doctor.h"

#include "base/text.h"
#include "cli/cli.h"
#include "cli/explain.h"

#include <errno.h>
#include <sys/stat.h>

/* For each topic, a name for programs and a sentence for people. The sentence is true if all is
 * well. */
static const struct {
    const char *name, *label;
} topics[DOCTOR_TOPICS] = {
    [DOCTOR_HOOK] = {"hook", N_("libvirt can run the guard's hook")},
    [DOCTOR_POLICY] = {"policy", N_("the hook can load policy.so")},
    [DOCTOR_OTHER_HOOKS] = {"other-hooks", N_("no other hook runs after the guard's")},
    [DOCTOR_VDSM_HOOKS] = {"vdsm-hooks", N_("VDSM can run the guard's hooks")},
    [DOCTOR_DAEMON] = {"daemon", N_("libvirt's daemon has loaded the hook")},
    [DOCTOR_CONFIGURATION] = {"configuration", N_("guard.conf is valid, only root can change it")},
    [DOCTOR_MODE] = {"mode", N_("the guard refuses migrations")},
    [DOCTOR_CHECKS] = {"checks", N_("every check can refuse")},
    [DOCTOR_UNDECIDED] = {"undecided", N_("what can't be judged is refused")},
    [DOCTOR_KEY] = {"key", N_("the cluster's key can be read, by root alone")},
    [DOCTOR_MODULES] = {"modules", N_("every check module can be loaded")},
    [DOCTOR_EXEMPTIONS] = {"exemptions", N_("no guest is exempt from a check")},
    [DOCTOR_PACEMAKER] = {"pacemaker", N_("no migration is ended under Pacemaker")},
    [DOCTOR_AGENT] = {"agent", N_("virt-migration-guardd runs")},
    [DOCTOR_BOOT] = {"boot", N_("virt-migration-guardd starts at boot")},
    [DOCTOR_AGENT_CONFIGURATION] = {"agent-config",
                                    N_("virt-migration-guardd has read guard.conf as it is")},
    [DOCTOR_FACTS] = {"facts", N_("the facts about this host are fresh")},
    [DOCTOR_STATUS] = {"status", N_("this host is up")},
    [DOCTOR_STATE_FILES] = {"state-files", N_("the guard's directories can be written")},
    [DOCTOR_METRICS] = {"metrics", N_("the metrics are written")},
    [DOCTOR_CLOCK] = {"clock", N_("the clock is set")},
    [DOCTOR_MIGRATION_NETWORK] = {"migration-network", N_("libvirt uses the migration network")},
    [DOCTOR_NETWORKS] = {"networks", N_("the networks of guard.conf are up")},
    [DOCTOR_STORAGE] = {"storage", N_("the storage domains of guard.conf are up")},
    [DOCTOR_REGISTRY] = {"registry", N_("the hosts of the cluster see each other")},
    [DOCTOR_LIBVIRT] = {"libvirt", N_("libvirt answers")},
    [DOCTOR_GUESTS] = {"guests", N_("every running guest is stamped")},
};

static void
doctor_clear(Doctor *doctor)
{
    g_clear_pointer(&doctor->config, vmg_config_free);
    g_clear_pointer(&doctor->key, g_bytes_unref);
    g_clear_pointer(&doctor->agent, vmg_agent_state_free);
    g_clear_pointer(&doctor->facts, vmg_host_free);
    g_clear_pointer(&doctor->verdict, vmg_verdict_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Doctor, doctor_clear)

void
doctor_add_wanted(const Doctor *doctor, DoctorTopic topic, int result, const char *wanted,
                  const char *found, const char *fix)
{
    vmg_verdict_add(doctor->verdict, topics[topic].name, result, NULL, _(topics[topic].label),
                    wanted, found, fix);
}

void
doctor_add(const Doctor *doctor, DoctorTopic topic, int result, char *found, const char *fix)
{
    g_autofree char *text = found;

    doctor_add_wanted(doctor, topic, result, NULL, text, fix);
}

gboolean
doctor_is_trusted(const char *path, mode_t bits, char **why)
{
    struct stat st;

    if (stat(path, &st) < 0)
        *why = g_strdup_printf("%s: %s", path, g_strerror(errno));
    else if (!S_ISREG(st.st_mode) || st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)))
        *why = g_strdup_printf(_("%s is not a regular file that only root can write"), path);
    else if ((st.st_mode & bits) != bits)
        *why = g_strdup_printf(_("%s can't be executed"), path);
    return *why == NULL;
}

void
doctor_append_name(GString *text, const char *name)
{
    g_string_append_printf(text, "%s%s", text->len ? ", " : "", name);
}

static void
look(Doctor *doctor)
{
    doctor->verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    doctor_look_at_hooks(doctor);
    doctor_look_at_configuration(doctor);
    doctor_look_at_agent(doctor);
    doctor_look_at_files(doctor);
    doctor_look_at_networks(doctor);
    doctor_look_at_registry(doctor);
    doctor_look_at_guests(doctor);
}

/* Prints the findings. If a finding is good or was skipped, what was found is printed on the
 * line of the label; otherwise what was found has a line of its own. */
static void
print_text(const VmgVerdict *verdict)
{
    g_autoptr(VmgVerdict) lines = vmg_verdict_new(verdict->mode);

    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);
        gboolean beside = finding->result == VMG_PASS || finding->result == VMG_SKIP;
        g_autofree char *title = beside
                                     ? g_strdup_printf("%s: %s", finding->subject, finding->found)
                                     : g_strdup(finding->subject);

        vmg_verdict_add(lines, finding->check, finding->result, NULL, title, finding->wanted,
                        finding->found, finding->fix);
    }
    vmg_cli_print_findings(lines);
}

static void
print_json(const VmgVerdict *verdict)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    guint failed = vmg_verdict_count(verdict, VMG_FAIL);
    guint warned = vmg_verdict_count(verdict, VMG_WARN);

    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "result", failed ? "FAIL" : warned ? "WARN" : "PASS");
    vmg_cli_json_number(builder, "failed", failed);
    vmg_cli_json_number(builder, "warned", warned);
    vmg_cli_json_findings(builder, verdict);
    json_builder_end_object(builder);
    vmg_cli_print_json(builder);
}

int
vmg_cli_doctor(int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, _("print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(Doctor) doctor = {.paths = VMG_PATHS_INSTALLED};

    if (!vmg_cli_parse(&argc, &argv, NULL,
                       _("Looks for everything that keeps the guard from working on this host, and "
                         "says how to fix it. The command changes nothing. Exit status: 0, or 1 if "
                         "a line ends in FAIL."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 1)
        return vmg_cli_fail(
            _("doctor takes no names; fix: see virt-migration-guard doctor --help"));
    look(&doctor);
    if (json)
        print_json(doctor.verdict);
    else
        print_text(doctor.verdict);
    return vmg_verdict_is_bad(doctor.verdict) ? VMG_EXIT_REFUSED : VMG_EXIT_GOOD;
}
