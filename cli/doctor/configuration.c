/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Examines guard.conf, and the settings in it that keep the guard from refusing. */
#include "cli/doctor/doctor.h"

#include "base/sys.h"
#include "base/render.h"
#include "base/text.h"
#include "checks/builtin.h"
#include "config/exemptions.h"
#include "config/key.h"
#include "config/problem.h"
#include "decide/modules.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Appends PATH to TEXT if users other than root can write it: whoever can write guard.conf can
 * turn the guard off. */
static void
append_if_open(GString *text, const char *path)
{
    struct stat st;

    if (stat(path, &st) == 0 && (st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH))))
        doctor_append_name(text, path);
}

static char *
files_open_to_others(const VmgPaths *paths)
{
    g_autoptr(GPtrArray) names = vmg_sys_list(paths->config_directory, ".conf", NULL);
    g_autofree char *directory = g_path_get_dirname(paths->config_file);
    g_autoptr(GString) text = g_string_new(NULL);

    append_if_open(text, directory);
    append_if_open(text, paths->config_file);
    append_if_open(text, paths->config_directory);
    for (guint i = 0; names && i < names->len; i++) {
        g_autofree char *path = g_build_filename(paths->config_directory, names->pdata[i], NULL);

        append_if_open(text, path);
    }
    return text->len ? g_strdup(text->str) : NULL;
}

/* Unknown names in guard.conf have no effect. Any other mistake makes the guard refuse every
 * migration. */
static void
add_problem(const Doctor *doctor, const VmgProblem *problem)
{
    gboolean harmless = problem->kind == VMG_PROBLEM_WARNING;

    doctor_add(doctor, DOCTOR_CONFIGURATION, harmless ? VMG_WARN : VMG_FAIL,
               vmg_problem_to_string(problem),
               problem->fix ? problem->fix
               : harmless   ? _("correct the name, or remove the line: it has no effect")
                            : VMG_CONFIG_FIX);
}

static void
judge_configuration(const Doctor *doctor, const GPtrArray *problems)
{
    g_autofree char *open_files = files_open_to_others(&doctor->paths);

    for (guint i = 0; i < problems->len; i++)
        add_problem(doctor, problems->pdata[i]);
    if (open_files)
        doctor_add(doctor, DOCTOR_CONFIGURATION, VMG_FAIL,
                   g_strdup_printf(_("users other than root can write: %s"), open_files),
                   _("chown root:root and chmod go-w each of them"));
    if (!open_files && problems->len == 0)
        doctor_add(doctor, DOCTOR_CONFIGURATION, VMG_PASS, g_strdup(doctor->paths.config_file),
                   NULL);
}

static void
load_configuration(Doctor *doctor)
{
    g_autoptr(GPtrArray) problems = vmg_problems_new();
    g_auto(GStrv) modules = vmg_modules_file_names(doctor->paths.modules);
    g_auto(GStrv) checks = vmg_builtin_names();
    const VmgConfigNames names = {(const char *const *)checks, (const char *const *)modules};

    doctor->config = vmg_config_read(doctor->paths.config_file, doctor->paths.config_directory,
                                     &names, problems);
    doctor->is_broken = vmg_problems_count(problems, VMG_PROBLEM_ERROR) > 0;
    judge_configuration(doctor, problems);
}

static void
look_at_mode(const Doctor *doctor)
{
    VmgMode mode = vmg_config_mode(doctor->config);

    if (mode == VMG_MODE_ENFORCING)
        doctor_add(doctor, DOCTOR_MODE, VMG_PASS, g_strdup("mode = enforcing"), NULL);
    else
        doctor_add(doctor, DOCTOR_MODE, VMG_WARN,
                   g_strdup(mode == VMG_MODE_PERMISSIVE
                                ? _("mode = permissive: nothing is refused")
                                : _("mode = disabled: nothing is judged, nothing is refused")),
                   _("set mode = enforcing in [guard] when virt-migration-guard decisions "
                     "--refused shows nothing unexpected"));
}

static void
append_action(const VmgConfig *config, const char *check, GString *off, GString *warn)
{
    VmgAction action = vmg_config_action(config, check);

    if (action == VMG_ACTION_OFF)
        doctor_append_name(off, check);
    if (action == VMG_ACTION_WARN)
        doctor_append_name(warn, check);
}

static void
look_at_checks(const Doctor *doctor)
{
    g_autoptr(GString) off = g_string_new(NULL), warn = g_string_new(NULL);

    for (const struct vmg_check *const *check = vmg_builtin_checks(); *check; check++)
        append_action(doctor->config, (*check)->name, off, warn);
    if (off->len > 0)
        doctor_add(doctor, DOCTOR_CHECKS, VMG_WARN, g_strdup_printf(_("off: %s"), off->str),
                   _("if that is no longer intended: remove these lines from [checks]"));
    if (warn->len > 0)
        doctor_add(doctor, DOCTOR_CHECKS, VMG_WARN, g_strdup_printf(_("only warn: %s"), warn->str),
                   _("if that is no longer intended: remove these lines from [checks]"));
    if (off->len + warn->len == 0)
        doctor_add(doctor, DOCTOR_CHECKS, VMG_PASS, g_strdup(_("all of them")), NULL);
}

static void
look_at_undecided(const Doctor *doctor)
{
    gboolean on_error = vmg_config_is(doctor->config, "guard", "on-error", "admit");
    gboolean unstamped = vmg_config_is(doctor->config, "cluster", "unstamped", "admit");

    if (on_error)
        doctor_add(doctor, DOCTOR_UNDECIDED, VMG_WARN,
                   g_strdup(_("[guard] on-error = admit: a guest is admitted when the facts are "
                              "missing or the configuration is broken")),
                   _("if that is no longer intended: set on-error = refuse in [guard]"));
    if (unstamped)
        doctor_add(doctor, DOCTOR_UNDECIDED, VMG_WARN,
                   g_strdup(_("[cluster] unstamped = admit: a guest is admitted though its source "
                              "host is unknown")),
                   _("install the guard on every host, then set unstamped = refuse"));
    if (!on_error && !unstamped)
        doctor_add(doctor, DOCTOR_UNDECIDED, VMG_PASS, g_strdup(_("refused")), NULL);
}

/* Checks the cluster's key. If the guard can't read the key, it refuses every guest. Only root
 * can read the key, so this is skipped for other users. */
static void
look_at_key(Doctor *doctor)
{
    const char *file = vmg_config_get(doctor->config, "cluster", "key-file");
    g_autofree char *fix = vmg_key_fix(doctor->config);
    g_autoptr(GError) error = NULL;

    if (!file || !*file)
        return;
    if (geteuid() != 0)
        doctor_add(doctor, DOCTOR_KEY, VMG_SKIP, g_strdup(_("only root can look at it")), NULL);
    else if (vmg_key_load(doctor->config, &doctor->key, &error))
        doctor_add(doctor, DOCTOR_KEY, VMG_PASS, g_strdup(file), NULL);
    else
        doctor_add(doctor, DOCTOR_KEY, VMG_FAIL, g_strdup(error->message), fix);
}

/* Checks the check modules. If a module can't be loaded, the guard refuses every guest. */
static void
look_at_modules(const Doctor *doctor)
{
    g_autoptr(GPtrArray) modules = vmg_modules_load(doctor->paths.modules, doctor->config);
    guint good = 0;

    for (guint i = 0; i < modules->len; i++) {
        const VmgModule *module = g_ptr_array_index(modules, i);

        if (module->why && vmg_config_action(doctor->config, module->name) != VMG_ACTION_OFF)
            doctor_add(doctor, DOCTOR_MODULES, VMG_FAIL,
                       g_strdup_printf("%s: %s", module->file, module->why), module->fix);
        else
            good++;
    }
    if (good == modules->len)
        doctor_add(doctor, DOCTOR_MODULES, VMG_PASS,
                   g_strdup_printf(NG_("%u module in %s", "%u modules in %s", good), good,
                                   doctor->paths.modules),
                   NULL);
}

static void
add_exemption(const Doctor *doctor, const VmgExemption *exemption)
{
    g_autofree char *until = vmg_neutral_show_time(exemption->until);
    g_autofree char *fix = g_strdup_printf(_("if it is no longer needed: virt-migration-guard "
                                             "exempt remove %s %s"),
                                           exemption->guest, exemption->check);

    doctor_add(doctor, DOCTOR_EXEMPTIONS, VMG_WARN,
               g_strdup_printf(_("guest %s is exempt from check %s until %s: %s"), exemption->guest,
                               exemption->check, until, exemption->reason),
               fix);
}

static void
look_at_exemptions(const Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = vmg_exemptions_read(doctor->paths.exemptions, &error);
    guint valid = 0;

    if (!all)
        doctor_add(doctor, DOCTOR_EXEMPTIONS, VMG_WARN, g_strdup(error->message),
                   VMG_EXEMPTIONS_FIX);
    for (guint i = 0; all && i < all->len; i++) {
        const VmgExemption *exemption = g_ptr_array_index(all, i);

        if (exemption->until <= g_get_real_time() / G_USEC_PER_SEC)
            continue;
        add_exemption(doctor, exemption);
        valid++;
    }
    if (all && valid == 0)
        doctor_add(doctor, DOCTOR_EXEMPTIONS, VMG_PASS, g_strdup(_("no exemption")), NULL);
}

/* Checks end-above-limit on hosts with Pacemaker. With end-above-limit the agent ends the newest
 * migration if more than max-outgoing guests are leaving. Pacemaker then stops this guest and
 * starts it on the other host. */
static void
look_at_pacemaker(const Doctor *doctor)
{
    if (access("/usr/sbin/pacemakerd", X_OK) < 0)
        return;
    if (vmg_config_is(doctor->config, "migration", "end-above-limit", "yes"))
        doctor_add(doctor, DOCTOR_PACEMAKER, VMG_WARN,
                   g_strdup(_("[migration] end-above-limit is yes, and Pacemaker is installed")),
                   _("set end-above-limit = no: Pacemaker would stop and start the guest"));
    else
        doctor_add(doctor, DOCTOR_PACEMAKER, VMG_PASS,
                   g_strdup(_("[migration] end-above-limit is no")), NULL);
}

/* Adds the topics about guard.conf as skipped, because guard.conf could not be read. */
static void
skip(const Doctor *doctor)
{
    static const DoctorTopic topics[] = {DOCTOR_MODE, DOCTOR_CHECKS, DOCTOR_UNDECIDED};

    for (gsize i = 0; i < G_N_ELEMENTS(topics); i++)
        doctor_add(doctor, topics[i], VMG_SKIP, g_strdup(_("guard.conf can't be read")), NULL);
}

static void
look_at_settings(Doctor *doctor)
{
    look_at_mode(doctor);
    look_at_checks(doctor);
    look_at_undecided(doctor);
    look_at_key(doctor);
    look_at_pacemaker(doctor);
}

void
doctor_look_at_configuration(Doctor *doctor)
{
    load_configuration(doctor);
    if (doctor->is_broken)
        skip(doctor);
    else
        look_at_settings(doctor);
    look_at_modules(doctor);
    look_at_exemptions(doctor);
}
