/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* network: shows the migration network that the configuration wants, and configures libvirt for it.
 */
#include "cli/network.h"

#include "agent/facts/migration.h"
#include "base/error.h"
#include "base/sys.h"
#include "base/text.h"
#include "checks/checks.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "decide/decide.h"
#include "host/facts.h"
#include "match/nics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKUP ".before-virt-migration-guard"

enum { CONF_MAX = 1024 * 1024 };

/* The data that both actions, network show and network apply, use. */
typedef struct {
    VmgConfig *config;
    VmgHost *host;
    const char *name; /* name of the migration network; NULL if there is none */
    const struct vmg_network *network;
    gboolean configured;
    char *text; /* the text of qemu.conf; "" if there is no such file */
} View;

static void
view_clear(View *view)
{
    g_clear_pointer(&view->config, vmg_config_free);
    g_clear_pointer(&view->host, vmg_host_free);
    g_clear_pointer(&view->text, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(View, view_clear)

static gboolean
read_qemu_conf(View *view)
{
    g_autoptr(GError) error = NULL;

    view->text = vmg_sys_read_if_there(VMG_QEMU_CONF, CONF_MAX, NULL, &error);
    if (!view->text && !error)
        view->text = g_strdup("");
    if (error)
        vmg_cli_fail(_("%s; fix: run it as root"), error->message);
    return view->text != NULL;
}

/* Reads the configuration and the facts, and finds the migration network. If that fails, prints
 * an error and returns FALSE. Old facts are not enough, because they may have an address that
 * the host no longer has. */
static gboolean
load(View *view)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GError) error = NULL;

    view->config = vmg_cli_load_config(&error);
    if (!view->config) {
        vmg_cli_fail("%s", error->message);
        return FALSE;
    }
    view->host =
        vmg_facts_load(&paths, vmg_config_get_uint(view->config, "guard", "facts-max-age"), &error);
    if (!view->host) {
        vmg_cli_fail(_("%s; fix: systemctl restart virt-migration-guard"), error->message);
        return FALSE;
    }
    view->name = vmg_migration_facts_network(view->config, &view->host->view, &view->configured);
    view->network = view->name ? vmg_nics_network_find(&view->host->view, view->name) : NULL;
    return read_qemu_conf(view);
}

/* The address of the network. libvirt accepts only one address for migrations, so IPv4 is
 * preferred. */
static const char *
address_of(const View *view)
{
    return view->network && view->network->address_count > 0 ? view->network->addresses[0]->address
                                                             : NULL;
}

static const char *
or_none(const char *text)
{
    return text ? text : _("not set");
}

VmgVerdict *
vmg_cli_judge_migration_network(const VmgConfig *config, const VmgHost *host)
{
    static const struct vmg_check *const checks[] = {&vmg_check_migration_network, NULL};
    static const struct vmg_guest nobody = {.struct_size = sizeof(nobody), .name = "", .uuid = ""};
    const VmgCase question = {
        .config = config, .checks = checks, .guest = &nobody, .destination = host, .partial = TRUE};

    return vmg_decide(&question);
}

/* The name of the network's device according to the facts. If the facts have no device: the device
 * that guard.conf sets, which the host may not have, or else the name of the network. */
static const char *
device_of(const View *view)
{
    g_autofree char *group = g_strconcat("network ", view->name, NULL);
    const char *declared = vmg_config_get(view->config, group, "device");

    if (view->network->device)
        return view->network->device;
    return declared ? declared : view->name;
}

/* Prints what else uses the network or its device: management, storage traffic, or other
 * networks. */
static void
print_shared(const View *view)
{
    const struct vmg_host *host = &view->host->view;

    if (view->network->roles & VMG_ROLE_MANAGEMENT)
        vmg_cli_print(
            _("shared:     the network is also the management network; use a separate network\n"));
    if (view->network->flags & VMG_NETWORK_STORAGE)
        vmg_cli_print(
            _("shared:     the network also carries storage traffic; use a separate network\n"));
    for (gsize i = 0; i < host->network_count; i++)
        if (view->network->device && host->networks[i] != view->network &&
            g_strcmp0(host->networks[i]->device, view->network->device) == 0)
            vmg_cli_print(_("shared:     with network %s, on the same device\n"),
                          host->networks[i]->name);
}

static void
print_wanted(const View *view)
{
    vmg_cli_print(view->configured
                      ? _("network:    %s\n")
                      : _("network:    %s, because no network has the role migration\n"),
                  view->name ? view->name : _("none"));
    if (!view->network)
        return;
    vmg_cli_print(_("device:     %s, %s\naddress:    %s\n"), device_of(view), view->network->state,
                  address_of(view) ? address_of(view) : _("none"));
    print_shared(view);
}

/* Whether libvirt accepts migrations on the network's address. On VDSM hosts, VDSM passes the
 * address to libvirt itself. */
static gboolean
uses_address(const struct vmg_migration *used, const char *address)
{
    if (!used || !address)
        return FALSE;
    if (used->flags & VMG_MIGRATION_MANAGED)
        return TRUE;
    return !(used->flags & VMG_MIGRATION_UNREAD) && g_strcmp0(used->host, address) == 0 &&
           g_strcmp0(used->address, address) == 0;
}

/* Prints the findings of the check migration-network, which doctor shows as well. */
static gboolean
print_problems(const View *view)
{
    g_autoptr(VmgVerdict) verdict = vmg_cli_judge_migration_network(view->config, view->host);

    vmg_cli_print_problems(verdict);
    return vmg_verdict_is_bad(verdict);
}

/* Reports that qemu.conf can't be read: a line is wrong, or libaugeas can't read the file for
 * another reason. */
static int
fail_to_parse(const GError *error)
{
    if (g_error_matches(error, VMG_ERROR, VMG_ERROR_INVALID))
        return vmg_cli_fail(_("%s: %s; fix: correct that line"), VMG_QEMU_CONF, error->message);
    return vmg_cli_fail(_("%s can't be read: %s; fix: install libvirt's QEMU driver, which has "
                          "the lens: apt install libvirt-daemon-driver-qemu, or dnf install "
                          "libvirt-daemon-driver-qemu"),
                        VMG_QEMU_CONF, error->message);
}

static int
show(const View *view)
{
    const struct vmg_migration *used = view->host->view.migration;
    g_auto(VmgQemuConf) conf = {0};
    g_autoptr(GError) error = NULL;
    gboolean bad;

    print_wanted(view);
    if (!vmg_qemu_conf_parse(view->text, &conf, &error))
        return fail_to_parse(error);
    vmg_cli_print(_("qemu.conf:  migration_host %s, migration_address %s\n"), or_none(conf.host),
                  or_none(conf.address));
    if (!used || (used->flags & VMG_MIGRATION_UNREAD))
        vmg_cli_print(_("daemon:     unknown: qemu.conf was changed after it began; restart it\n"));
    else
        vmg_cli_print(_("daemon:     migration_host %s, migration_address %s\n"),
                      or_none(used->host), or_none(used->address));
    bad = print_problems(view);
    return !bad && uses_address(used, address_of(view)) ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}

static void
print_lines(const char *sign, const char *text, const char *other)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1), others = g_strsplit(other, "\n", -1);

    for (char **line = lines; *line; line++)
        if (**line && !g_strv_contains((const char *const *)others, *line))
            printf("%s%s\n", sign, *line);
}

/* Writes TEXT to qemu.conf, and before that the OLD content to a backup file in the same
 * directory. If qemu.conf is a symbolic link, the file that the link leads to is written, and
 * the link stays. */
static gboolean
write_conf(const char *old, const char *text, GError **error)
{
    g_autofree char *path = g_strdup(VMG_QEMU_CONF), *backup = NULL;
    char *real = realpath(VMG_QEMU_CONF, NULL);
    struct stat st = {.st_mode = 0600};
    gboolean good;

    if (real) {
        g_free(path);
        path = g_strdup(real);
        free(real);
    }
    if (stat(path, &st) < 0)
        st.st_mode = 0600;
    backup = g_strconcat(path, BACKUP, NULL);
    good = vmg_sys_write_file(backup, old, strlen(old), st.st_mode & 0777, error) &&
           vmg_sys_write_file(path, text, strlen(text), st.st_mode & 0777, error);
    if (good)
        vmg_cli_print(_("%s: changed; as it was: %s\n"), path, backup);
    return good;
}

static const char *
daemon_name(void)
{
    return access("/run/virtqemud.pid", F_OK) == 0 ? "virtqemud" : "libvirtd";
}

static void
warn_of_vdsm(const View *view)
{
    const struct vmg_migration *migration = view->host->view.migration;

    if (migration && (migration->flags & VMG_MIGRATION_MANAGED))
        vmg_cli_print(
            _("VDSM: a migration for which the engine names no migration address goes to the "
              "management address, and can't connect there any more: give the cluster a "
              "migration network in the engine first\n"));
}

static int
apply(const View *view, gboolean dry_run)
{
    const char *address = address_of(view);
    g_autoptr(GError) error = NULL;
    g_auto(VmgQemuConf) conf = {0};
    g_autofree char *text = NULL;

    if (!address)
        return vmg_cli_fail(
            _("the migration network %s has no address on this host; fix: give it one, "
              "or name another in guard.conf: [migration] network = NAME"),
            view->name ? view->name : _("(there is none)"));
    if (!vmg_qemu_conf_parse(view->text, &conf, &error))
        return fail_to_parse(error);
    if (g_strcmp0(conf.host, address) == 0 && g_strcmp0(conf.address, address) == 0) {
        printf(_("%s: right already\n"), VMG_QEMU_CONF);
        return VMG_EXIT_GOOD;
    }
    text = vmg_qemu_conf_set(view->text, address, &error);
    if (!text)
        return vmg_cli_fail(_("%s: %s; it stays as it is"), VMG_QEMU_CONF, error->message);
    warn_of_vdsm(view);
    print_lines("-", view->text, text);
    print_lines("+", text, view->text);
    if (dry_run)
        return VMG_EXIT_GOOD;
    if (!write_conf(view->text, text, &error))
        return vmg_cli_fail(_("%s; it stays as it is"), error->message);
    vmg_cli_print(_("now restart the daemon, guests run on: systemctl restart %s\n"),
                  daemon_name());
    return VMG_EXIT_GOOD;
}

int
vmg_cli_network(int argc, char **argv)
{
    gboolean dry_run = FALSE;
    const GOptionEntry entries[] = {
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run,
         _("apply: print what would change, and change nothing"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(View) view = {0};

    if (!vmg_cli_parse(
            &argc, &argv, "show | apply",
            _("show prints which migration network is configured, and which address libvirt uses. "
              "apply sets migration_host and migration_address in libvirt's qemu.conf to the "
              "address of this host in that network, and keeps a copy of the old file."),
            entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 2 || (strcmp(argv[1], "show") != 0 && strcmp(argv[1], "apply") != 0))
        return vmg_cli_fail(
            _("expected show or apply; fix: see virt-migration-guard network --help"));
    if (dry_run && strcmp(argv[1], "apply") != 0)
        return vmg_cli_fail(
            _("--dry-run is for apply only: show changes nothing; fix: leave it out"));
    if (!load(&view))
        return VMG_EXIT_UNDECIDED;
    return strcmp(argv[1], "show") == 0 ? show(&view) : apply(&view, dry_run);
}
