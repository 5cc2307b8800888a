/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check networks: displays. VNC and SPICE listen on an address, which the
 * destination must have. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/nics.h"

#include <string.h>

static char *
fix_listen(const struct vmg_input *input, const struct vmg_listen *listen, gboolean has_network)
{
    g_autofree char *xml = NULL, *nova = NULL, *anywhere = NULL;

    if (vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, give %s an address in that "
                                 "network: Network Interfaces, Setup Host Networks"),
                               input->destination->name);
    xml = g_strdup_printf(_("set listen='0.0.0.0' in <graphics type='%s'>"), listen->graphics);
    nova = g_strdup_printf(
        _("in nova.conf of the compute nodes, set [%s] server_listen = 0.0.0.0; restart "
          "nova-compute; then: openstack server reboot --hard %s"),
        listen->graphics, input->guest->uuid);
    anywhere = vmg_fix_guest(input, xml, NULL, nova);
    if (!has_network)
        return g_steal_pointer(&anywhere);
    return g_strdup_printf(_("give %s one, or %s"), input->destination->name, anywhere);
}

static guint
refuse(const struct vmg_input *input, const struct vmg_listen *listen, const char *code,
       char *wanted, char *found, char *fix)
{
    return vmg_report_take(input, VMG_FAIL, code,
                           g_strdup_printf(_("display %s"), listen->graphics), wanted, found, fix);
}

/* Judges an address of a display. If the address is in a logical network, the hook replaces it
 * by the destination's address in the same network; otherwise the address stays the same. */
static guint
judge_address(const struct vmg_input *input, const struct vmg_listen *listen)
{
    const struct vmg_host *host = input->destination;
    const char *there;
    VmgListen result =
        input->source ? vmg_nics_listen_counterpart(input->source, host, listen->address, &there)
                      : VMG_LISTEN_STAYS;

    if (result == VMG_LISTEN_LOST)
        return refuse(input, listen, VMG_CODE_DISPLAY_ADDRESS_MISSING,
                      g_strdup_printf(_("an address on %s in the network of %s"), host->name,
                                      listen->address),
                      g_strdup_printf(_("%s has none"), host->name),
                      fix_listen(input, listen, TRUE));
    if (result == VMG_LISTEN_MOVES || vmg_nics_address_can_be_bound(host, listen->address))
        return 0;
    return refuse(
        input, listen, VMG_CODE_DISPLAY_ADDRESS_MISSING,
        g_strdup_printf(_("an address of %s to listen on"), host->name),
        g_strdup_printf(_("it listens on %s, which %s does not have"), listen->address, host->name),
        fix_listen(input, listen, FALSE));
}

static gboolean
has_libvirt_network(const struct vmg_host *host, const char *name)
{
    for (size_t i = 0; i < host->network_count; i++)
        if (g_strcmp0(host->networks[i]->libvirt, name) == 0)
            return TRUE;
    for (size_t i = 0; i < host->local_count; i++)
        if (strcmp(host->locals[i]->kind, "network") == 0 &&
            strcmp(host->locals[i]->name, name) == 0)
            return TRUE;
    return FALSE;
}

/* Whether the libvirt network is one that VDSM makes. For a logical network X, VDSM makes the
 * libvirt network vdsm-X when a guest with a display in X arrives, often just before the hook
 * runs, and removes it after the last such guest. So the host only needs X. */
static gboolean
is_made_by_vdsm(const struct vmg_host *host, const char *name)
{
    return vmg_host_is_managed_by(host, VMG_MANAGER_VDSM) && g_str_has_prefix(name, "vdsm-") &&
           vmg_nics_network_find(host, name);
}

static char *
fix_network(const struct vmg_host *host, const char *name)
{
    if (vmg_host_is_managed_by(host, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, attach it to %s: Network "
                                 "Interfaces, Setup Host Networks"),
                               host->name);
    return g_strdup_printf(
        _("on %s: virsh net-define FILE and virsh net-start %s, as on the source"), host->name,
        name);
}

/* The libvirt network with that name, whether it is active or not; NULL if the facts of the host
 * do not list it. */
static const struct vmg_resource *
find_listed(const struct vmg_host *host, const char *name)
{
    for (size_t i = 0; i < host->resource_count; i++)
        if (host->resources[i]->kind == VMG_KIND_LISTEN &&
            strcmp(host->resources[i]->name, name) == 0)
            return host->resources[i];
    return NULL;
}

/* Judges a libvirt network that the facts list. The display listens on the address of this
 * network, or of the network's device. The network may be inactive if the host has that address. */
static guint
judge_listed(const struct vmg_input *input, const struct vmg_listen *listen,
             const struct vmg_resource *network)
{
    const struct vmg_host *host = input->destination;

    if (network->detail && vmg_nics_address_can_be_bound(host, network->detail))
        return 0;
    return refuse(input, listen, VMG_CODE_DISPLAY_ADDRESS_MISSING,
                  g_strdup_printf(_("libvirt network %s on %s, with an address"), listen->network,
                                  host->name),
                  network->detail ? g_strdup_printf(_("its address %s is not on %s now"),
                                                    network->detail, host->name)
                                  : g_strdup_printf(_("%s has no address on it"), host->name),
                  network->detail
                      ? g_strdup_printf(_("on %s: virsh net-start %s"), host->name, listen->network)
                      : fix_listen(input, listen, FALSE));
}

static guint
judge_network(const struct vmg_input *input, const struct vmg_listen *listen)
{
    const struct vmg_host *host = input->destination;
    const struct vmg_resource *listed = find_listed(host, listen->network);

    if (listed)
        return judge_listed(input, listen, listed);
    if (has_libvirt_network(host, listen->network) || is_made_by_vdsm(host, listen->network))
        return 0;
    return refuse(input, listen, VMG_CODE_DISPLAY_NETWORK_MISSING,
                  g_strdup_printf(_("libvirt network %s on %s"), listen->network, host->name),
                  g_strdup_printf(_("%s has no such network"), host->name),
                  fix_network(host, listen->network));
}

/* Whether addresses of displays are judged. VDSM may send guests without the source's facts, and
 * their addresses are judged. Other guests without these facts are refused anyway, so a finding
 * about an address would only confuse. */
static gboolean
knows_addresses(const struct vmg_input *input)
{
    return input->source || vmg_is_managed_by(input, VMG_MANAGER_VDSM);
}

/* Reports an address that the destination does not have, because no program can listen on this
 * address there. */
static guint
judge_listen(const struct vmg_input *input, const struct vmg_listen *listen)
{
    if (strcmp(listen->type, "address") == 0 && listen->address)
        return knows_addresses(input) ? judge_address(input, listen) : 0;
    if (strcmp(listen->type, "network") == 0 && listen->network)
        return judge_network(input, listen);
    return 0;
}

guint
vmg_judge_displays(const struct vmg_input *input)
{
    guint reported = 0;

    for (size_t i = 0; i < input->guest->listen_count; i++)
        reported += judge_listen(input, input->guest->listens[i]);
    return reported;
}
