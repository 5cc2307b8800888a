/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* doctor: whether what is installed is live, and the way out where it is not. */
#include "cli.h"

#include "agent/facts/migration.h"
#include "agent/virt/error.h"
#include "base/process.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/xml.h"
#include "checks/checks.h"
#include "config/exemptions.h"
#include "config/key.h"
#include "decide/decide.h"
#include "decide/modules.h"
#include "explain.h"
#include "host/facts.h"
#include "libvirt.h"
#include "stamp/signature.h"
#include "stamp/stamp.h"

#include <inttypes.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINK      VMG_QEMU_HOOKS "/" LINK_NAME
#define LINK_NAME "99-virt-migration-guard"
#define INSTALL   _("install the package virt-migration-guard again")
#define RELOAD    _("systemctl reload libvirtd (or virtqemud); guests run on")
#define START     "systemctl enable --now virt-migration-guard"

enum { GUESTS_NAMED = 10 };

typedef struct {
    VmgPaths paths;
    VmgConfig *config;   /* the defaults where it can't be read */
    GBytes *key;         /* NULL where there is none */
    VmgHost *facts;      /* NULL where there are none */
    VmgVerdict *verdict; /* what was found */
} Doctor;

static void
doctor_clear(Doctor *doctor)
{
    g_clear_pointer(&doctor->config, vmg_config_free);
    g_clear_pointer(&doctor->key, g_bytes_unref);
    g_clear_pointer(&doctor->facts, vmg_host_free);
    g_clear_pointer(&doctor->verdict, vmg_verdict_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Doctor, doctor_clear)

static void
add(const Doctor *doctor, const char *topic, int result, const char *wanted, const char *found,
    const char *fix)
{
    vmg_verdict_add(doctor->verdict, topic, result, NULL, NULL, wanted, found, fix);
}

/* FOUND is taken over. */
static void
add_text(const Doctor *doctor, const char *topic, int result, const char *wanted, char *found,
         const char *fix)
{
    g_autofree char *text = found;

    add(doctor, topic, result, wanted, text, fix);
}

static gboolean
is_trusted(const char *path, mode_t bits, char **why)
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

static void
look_at_hook(const Doctor *doctor)
{
    char *why = NULL;

    if (is_trusted(LINK, S_IXUSR | S_IXGRP | S_IXOTH, &why))
        add(doctor, "hook", VMG_PASS, _("a hook that libvirt can run"), LINK, NULL);
    else
        add_text(doctor, "hook", VMG_FAIL, _("a hook that libvirt can run"), why, INSTALL);
    why = NULL;
    if (is_trusted(VMG_POLICY_PATH, 0, &why))
        add(doctor, "policy", VMG_PASS, "policy.so", VMG_POLICY_PATH, NULL);
    else
        add_text(doctor, "policy", VMG_FAIL, "policy.so", why, INSTALL);
}

/* What runs later can change what was admitted. */
static void
look_at_other_hooks(const Doctor *doctor)
{
    g_autoptr(GPtrArray) names = vmg_sys_list(VMG_QEMU_HOOKS, "", NULL);
    g_autoptr(GString) later = g_string_new(NULL);
    g_autofree char *last = g_strdup_printf(_("no hook in %s after %s"), VMG_QEMU_HOOKS, LINK_NAME);

    for (guint i = 0; names && i < names->len; i++) {
        g_autofree char *path = g_build_filename(VMG_QEMU_HOOKS, names->pdata[i], NULL);

        if (strcmp(names->pdata[i], LINK_NAME) > 0 && access(path, X_OK) == 0)
            g_string_append_printf(later, "%s%s", later->len ? ", " : "", (char *)names->pdata[i]);
    }
    if (later->len > 0)
        add(doctor, "other hooks", VMG_WARN, last, later->str,
            _("give it a name that sorts before, or see that it changes no migration"));
    else
        add(doctor, "other hooks", VMG_PASS, _("ours is the last one"), _("ours is the last one"),
            NULL);
}

static int
daemon_pid(void)
{
    static const char *const files[] = {"/run/virtqemud.pid", "/run/libvirtd.pid",
                                        "/run/libvirt/libvirtd.pid"};

    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *text = vmg_sys_read_file(files[i], 64, NULL, NULL);
        int pid = text ? (int)g_ascii_strtoll(text, NULL, 10) : 0;

        if (vmg_process_start(pid) > 0)
            return pid;
    }
    return 0;
}

/* libvirt looks for hooks when it starts, and at SIGHUP, which leaves no trace. */
static void
look_at_daemon(const Doctor *doctor)
{
    gint64 started = vmg_process_start(daemon_pid());
    struct stat st;

    if (started == 0)
        add(doctor, "daemon", VMG_WARN, _("libvirtd or virtqemud running"),
            _("no such process found"), _("systemctl start libvirtd (or virtqemud.socket)"));
    else if (lstat(LINK, &st) == 0 &&
             (gint64)st.st_ctim.tv_sec * G_GINT64_CONSTANT(1000000000) > started)
        add(doctor, "daemon", VMG_WARN, _("a daemon that has seen the hook"),
            _("it began before the hook was there; whether it was reloaded since can't be told"),
            RELOAD);
    else
        add(doctor, "daemon", VMG_PASS, _("a daemon that has seen the hook"),
            _("it began after the hook was there"), NULL);
}

static void
look_at_config(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;

    doctor->config =
        vmg_config_load(doctor->paths.config_file, doctor->paths.config_directory, &error);
    if (!doctor->config) {
        add(doctor, "configuration", VMG_FAIL, _("one that can be read"), error->message,
            VMG_CONFIG_FIX);
        doctor->config = vmg_config_defaults();
    } else if (vmg_config_mode(doctor->config) != VMG_MODE_ENFORCING) {
        add(doctor, "configuration", VMG_WARN, "mode = enforcing",
            vmg_config_mode(doctor->config) == VMG_MODE_PERMISSIVE
                ? _("mode = permissive: nothing is refused")
                : _("mode = disabled: nothing is refused"),
            _("set mode = enforcing in [guard] once the journal shows no surprises"));
    } else {
        add(doctor, "configuration", VMG_PASS, "mode = enforcing", "mode = enforcing", NULL);
    }
}

/* A key that can't be read, a module that can't be loaded: each refuses every guest. */
static void
look_at_key_and_modules(Doctor *doctor)
{
    g_autoptr(GPtrArray) modules = vmg_modules_load(doctor->paths.modules, doctor->config);
    g_autofree char *fix = vmg_key_fix(doctor->config);
    g_autoptr(GError) error = NULL;

    /* Who is not root can't read it, and must not. */
    if (geteuid() == 0 && !vmg_key_load(doctor->config, &doctor->key, &error))
        add(doctor, "key", VMG_FAIL, _("a key that can be read, by root alone"), error->message,
            fix);
    for (guint i = 0; i < modules->len; i++) {
        const VmgModule *module = g_ptr_array_index(modules, i);

        if (module->why && vmg_config_action(doctor->config, module->name) != VMG_ACTION_OFF)
            add_text(doctor, "module", VMG_FAIL, _("check modules that can be asked"),
                     g_strdup_printf("%s: %s", module->file, module->why), module->fix);
    }
}

static void
look_at_facts(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;

    doctor->facts = vmg_facts_load(
        &doctor->paths, vmg_config_get_uint(doctor->config, "guard", "facts-max-age"), &error);
    if (!doctor->facts)
        add(doctor, "agent", VMG_FAIL, _("fresh facts about this host"), error->message, START);
    else
        add_text(
            doctor, "agent", VMG_PASS, _("fresh facts about this host"),
            g_strdup_printf(NG_("facts %" PRIi64 " second old", "facts %" PRIi64 " seconds old",
                                (unsigned long)(vmg_facts_age_ms(doctor->facts) / 1000)),
                            vmg_facts_age_ms(doctor->facts) / 1000),
            NULL);
    if (doctor->facts && strcmp(doctor->facts->view.status, VMG_STATUS_UP) != 0)
        add(doctor, "status", VMG_WARN, "up", doctor->facts->view.status,
            "virt-migration-guard maintenance off");
}

/* The check's own words, of this host as the destination. */
static void
look_at_migration_network(const Doctor *doctor)
{
    static const struct vmg_check *const checks[] = {&vmg_check_migration_network, NULL};
    static const struct vmg_guest nobody = {.struct_size = sizeof(nobody), .name = "", .uuid = ""};
    const VmgCase its = {.config = doctor->config,
                         .checks = checks,
                         .guest = &nobody,
                         .destination = doctor->facts ? &doctor->facts->view : NULL,
                         .partial = TRUE};
    g_autoptr(VmgVerdict) verdict = vmg_decide(&its);

    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        add(doctor, "migration network", finding->result, finding->wanted, finding->found,
            finding->fix);
    }
}

static gboolean
is_stamped_here(const Doctor *doctor, virDomain *domain)
{
    char *xml = virDomainGetXMLDesc(domain, 0);
    g_autoptr(xmlDoc) doc = xml ? vmg_xml_parse(xml, strlen(xml), "domain XML", NULL) : NULL;
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    g_autoptr(VmgStamp) stamp = guest ? vmg_stamp_new(doc, &guest->view, NULL) : NULL;

    free(xml);
    return stamp && doctor->facts &&
           g_ascii_strcasecmp(stamp->host->view.uuid, doctor->facts->view.uuid) == 0 &&
           (!doctor->key || vmg_signature_check(vmg_stamp_find(doc), doctor->key, NULL));
}

static void
count_unstamped(const Doctor *doctor, virDomain **domains, int count)
{
    g_autoptr(GString) names = g_string_new(NULL);
    int bad = 0;

    for (int i = 0; i < count; i++) {
        if (!is_stamped_here(doctor, domains[i]) && ++bad <= GUESTS_NAMED)
            g_string_append_printf(names, "%s%s", bad > 1 ? ", " : "",
                                   virDomainGetName(domains[i]));
        virDomainFree(domains[i]);
    }
    if (bad > GUESTS_NAMED)
        g_string_append_printf(names, _(" and %d more"), bad - GUESTS_NAMED);
    if (bad > 0)
        add(doctor, "guests", VMG_FAIL, _("all running guests stamped, so that they can leave"),
            names->str, _("see why: journalctl -u virt-migration-guard"));
    else
        add_text(doctor, "guests", VMG_PASS, _("all running guests stamped"),
                 g_strdup_printf(_("%d running, all stamped"), count), NULL);
}

static void
look_at_guests(const Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgConnect) connect = vmg_cli_connect(doctor->config, FALSE, &error);
    virDomain **domains = NULL;
    int count =
        connect ? virConnectListAllDomains(connect, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE) : -1;

    if (count < 0) {
        if (!error)
            vmg_libvirt_error(&error, _("can't list guests"));
        add(doctor, "libvirt", VMG_FAIL, _("a connection"), error->message,
            _("start libvirt's daemon, or correct [libvirt] uri"));
        return;
    }
    count_unstamped(doctor, domains, count);
    free(domains);
}

static void
look_at_exemptions(const Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = vmg_exemptions_read(doctor->paths.exemptions, &error);

    if (!all)
        add(doctor, "exemptions", VMG_WARN, _("exemptions, or none"), error->message,
            _("remove that file: none of them holds"));
    for (guint i = 0; all && i < all->len; i++) {
        const VmgExemption *exemption = g_ptr_array_index(all, i);
        g_autofree char *until = vmg_exemption_until(exemption);
        g_autofree char *found =
            g_strdup_printf(_("guest %s is exempt from check %s until %s: %s"), exemption->guest,
                            exemption->check, until, exemption->reason);
        g_autofree char *fix = g_strdup_printf("virt-migration-guard exempt remove %s %s",
                                               exemption->guest, exemption->check);

        if (exemption->until > g_get_real_time() / G_USEC_PER_SEC)
            add(doctor, "exemptions", VMG_WARN, _("no exemption"), found, fix);
    }
}

/* Pacemaker answers a migration that ended with a stop and a start. */
static void
look_at_pacemaker(const Doctor *doctor)
{
    if (access("/usr/sbin/pacemakerd", X_OK) == 0 &&
        vmg_config_is(doctor->config, "migration", "end-above-limit", "yes"))
        add(doctor, "pacemaker", VMG_WARN, _("no migration ended under Pacemaker"),
            _("[migration] end-above-limit is yes, and Pacemaker is installed"),
            _("set end-above-limit = no: Pacemaker would stop and start the guest"));
}

int
vmg_cli_doctor(int argc, char **argv)
{
    const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
    g_auto(Doctor) doctor = {.paths = VMG_PATHS_INSTALLED};

    if (!vmg_cli_parse(
            &argc, &argv, NULL,
            _("Whether migrations into this host are really decided, and guests can leave\n"
              "it: each way in which the product is installed but not live, with its fix."),
            entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 1)
        return vmg_cli_fail(
            _("doctor takes no names; fix: see virt-migration-guard doctor --help"));
    doctor.verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    look_at_hook(&doctor);
    look_at_other_hooks(&doctor);
    look_at_daemon(&doctor);
    look_at_config(&doctor);
    look_at_key_and_modules(&doctor);
    look_at_facts(&doctor);
    look_at_migration_network(&doctor);
    look_at_guests(&doctor);
    look_at_exemptions(&doctor);
    look_at_pacemaker(&doctor);
    vmg_cli_print_findings(doctor.verdict);
    return vmg_verdict_is_bad(doctor.verdict) ? VMG_EXIT_REFUSED : VMG_EXIT_GOOD;
}
