/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* migration-network: the destination's migration network is up and has an address, libvirt uses
 * this address for migrations, and the source has the same migration network. If no migration
 * network is configured, this is only a warning. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/nics.h"

#include <string.h>

static guint
refuse(const struct vmg_input *input, const char *code, char *wanted, char *found, char *fix)
{
    return vmg_report_take(input, VMG_FAIL, code, NULL, wanted, found, fix);
}

static void
warn(const struct vmg_input *input, const char *code, char *wanted, char *found, char *fix)
{
    vmg_report_take(input, VMG_WARN, code, NULL, wanted, found, fix);
}

static gboolean
has_address(const struct vmg_network *network, const char *address)
{
    for (size_t i = 0; address && i < network->address_count; i++)
        if (vmg_nics_address_is_same(network->addresses[i]->address, address))
            return TRUE;
    return FALSE;
}

/* The fix: give a network the role of the migration network. With VDSM the role is set in the
 * engine's cluster, otherwise in guard.conf on each host. */
static char *
fix_role(const struct vmg_host *host)
{
    if (vmg_host_is_managed_by(host, VMG_MANAGER_VDSM))
        return g_strdup(_("in the Administration Portal, give one network of the cluster the role "
                          "Migration Network: Logical Networks, Manage Networks"));
    return g_strdup_printf(_("set [network NAME] roles = migration in guard.conf on %s, then run "
                             "there: virt-migration-guard network apply"),
                           host->name);
}

static char *
fix_network(const struct vmg_host *host)
{
    if (vmg_host_is_managed_by(host, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, attach it to %s with an address: "
                                 "Network Interfaces, Setup Host Networks"),
                               host->name);
    return g_strdup_printf(_("set it up on %s with an address, or name another in guard.conf "
                             "there: [migration] network = NAME"),
                           host->name);
}

static guint
judge_network(const struct vmg_input *input, const struct vmg_network *network)
{
    const struct vmg_host *host = input->destination;
    const char *name = host->migration->network;

    if (network && strcmp(network->state, "up") == 0 && network->address_count > 0)
        return 0;
    return refuse(
        input, VMG_CODE_MIGRATION_NETWORK_DOWN,
        g_strdup_printf(_("migration network %s up, with an address, on %s"), name, host->name),
        !network                            ? g_strdup(_("there is no such network"))
        : strcmp(network->state, "up") != 0 ? g_strdup_printf(_("it is %s"), network->state)
                                            : g_strdup(_("it has no address")),
        fix_network(host));
}

/* Whether migration_host is a name and migration_address is right. The source resolves the name,
 * and this host does not know the result, so this is only a warning. */
static gboolean
is_by_name(const struct vmg_network *network, const struct vmg_migration *migration)
{
    return migration->host && vmg_nics_address_is_name(migration->host) &&
           has_address(network, migration->address);
}

static guint
report_name(const struct vmg_input *input, const struct vmg_network *network)
{
    const struct vmg_host *host = input->destination;

    warn(input, VMG_CODE_MIGRATION_NETWORK_NAME,
         g_strdup_printf(_("migration_host of %s leads to %s"), host->name,
                         network->addresses[0]->address),
         g_strdup_printf(_("it is a name, which the source resolves: %s"), host->migration->host),
         g_strdup_printf(
             _("on the source: getent hosts %s; or on %s: virt-migration-guard network apply"),
             host->migration->host, host->name));
    return 1;
}

/* Judges migration_host and migration_address of libvirt. With VDSM these settings are not
 * judged, because VDSM sets the address of each migration itself. */
static guint
judge_libvirt(const struct vmg_input *input, const struct vmg_network *network)
{
    const struct vmg_host *host = input->destination;
    const struct vmg_migration *migration = host->migration;

    if ((migration->flags & VMG_MIGRATION_MANAGED) ||
        (has_address(network, migration->host) && has_address(network, migration->address)))
        return 0;
    if (is_by_name(network, migration))
        return report_name(input, network);
    return refuse(
        input, VMG_CODE_MIGRATION_NETWORK_UNUSED,
        g_strdup_printf(_("migrations into %s on network %s (%s)"), host->name, network->name,
                        network->addresses[0]->address),
        g_strdup_printf("migration_host %s, migration_address %s",
                        migration->host ? migration->host : _("not set"),
                        migration->address ? migration->address : _("not set")),
        g_strdup_printf(
            _("on %s: virt-migration-guard network apply; then restart the daemon it names"),
            host->name));
}

static guint
judge_source(const struct vmg_input *input)
{
    const struct vmg_migration *here = input->source ? input->source->migration : NULL;
    const struct vmg_migration *there = input->destination->migration;

    if (!input->source || (here && g_strcmp0(here->network, there->network) == 0))
        return 0;
    return refuse(
        input, VMG_CODE_MIGRATION_NETWORK_DIFFERS,
        g_strdup_printf(_("the same migration network on both hosts, %s"), there->network),
        here && here->network ? g_strdup_printf(_("%s on %s"), here->network, input->source->name)
                              : g_strdup_printf(_("none on %s"), input->source->name),
        g_strdup_printf(_("give the same network the role migration on both hosts: [network %s] "
                          "roles = migration in guard.conf"),
                        there->network));
}

/* Reports a migration network that works. This is a warning if libvirt's daemon may not have
 * read qemu.conf yet, or if the network carries other traffic as well; otherwise a pass. */
static void
report_good(const struct vmg_input *input, const struct vmg_network *network)
{
    const struct vmg_migration *migration = input->destination->migration;
    char *wanted = g_strdup(_("a network that only carries migrations"));

    if (migration->flags & VMG_MIGRATION_UNREAD)
        warn(input, VMG_CODE_MIGRATION_NETWORK_UNREAD, wanted,
             g_strdup(_("qemu.conf was changed after libvirt's daemon began")),
             g_strdup_printf(_("on %s: systemctl restart libvirtd, or virtqemud if that runs "
                               "there; guests run on"),
                             input->destination->name));
    else if (network->roles & VMG_ROLE_MANAGEMENT)
        warn(input, VMG_CODE_MIGRATION_NETWORK_SHARED, wanted,
             g_strdup_printf(_("%s is also the management network"), network->name),
             fix_role(input->destination));
    else if (network->flags & VMG_NETWORK_STORAGE)
        warn(input, VMG_CODE_MIGRATION_NETWORK_SHARED, wanted,
             g_strdup_printf(_("%s also carries storage traffic"), network->name),
             fix_role(input->destination));
    else
        vmg_report_take(input, VMG_PASS, NULL, NULL, wanted,
                        g_strdup_printf("%s, %s", network->name, network->addresses[0]->address),
                        NULL);
}

static void
report_none(const struct vmg_input *input)
{
    const char *management = input->destination->migration->network;

    warn(input, VMG_CODE_MIGRATION_NETWORK_UNSET, g_strdup(_("a migration network")),
         management ? g_strdup_printf(_("none is configured on %s: migrations share %s"),
                                      input->destination->name, management)
                    : g_strdup_printf(_("none is configured on %s"), input->destination->name),
         fix_role(input->destination));
}

static int
run(const struct vmg_input *input)
{
    const struct vmg_migration *migration =
        input->destination ? input->destination->migration : NULL;
    const struct vmg_network *network;

    if (!input->destination)
        return 0;
    if (!migration) {
        refuse(input, VMG_CODE_MIGRATION_NETWORK_FACTS,
               g_strdup(_("facts about the destination's migration network")),
               g_strdup_printf(_("%s does not report them"), input->destination->name),
               g_strdup_printf(_("on %s: update virt-migration-guard, then: systemctl restart "
                                 "virt-migration-guard"),
                               input->destination->name));
        return 0;
    }
    if (!(migration->flags & VMG_MIGRATION_CONFIGURED)) {
        report_none(input);
        return 0;
    }
    network = vmg_nics_network_find(input->destination, migration->network);
    if (judge_network(input, network) == 0 && judge_libvirt(input, network) == 0 &&
        judge_source(input) == 0)
        report_good(input, network);
    return 0;
}

const struct vmg_check vmg_check_migration_network =
    VMG_CHECK_INIT("migration-network", N_("the migration network works, and libvirt uses it"),
                   VMG_NEEDS_DESTINATION, run);
