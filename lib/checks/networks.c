/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* networks: both hosts have the same logical networks, with the same VLANs, and the destination
 * has the network of each NIC of the guest. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/nics.h"

#include <string.h>

static gboolean
is_identical(const struct vmg_input *input)
{
    return g_strcmp0(input->option(input, "match"), "guest") != 0;
}

static gboolean
is_plugged(const struct vmg_nic *nic)
{
    return !(nic->flags & VMG_NIC_LINK_DOWN);
}

/* Whether the NIC needs a network: its link is up, and it has a source. */
static gboolean
counts(const struct vmg_nic *nic)
{
    return vmg_nic_is_placed(nic) && is_plugged(nic);
}

static const struct vmg_network *
source_network(const struct vmg_input *input, const struct vmg_nic *nic)
{
    return input->source ? vmg_nic_network(input->source, nic, input->destination) : NULL;
}

static gboolean
is_state(const struct vmg_network *network, const char *state)
{
    return strcmp(network->state, state) == 0;
}

static char *
name_vlan(guint32 vlan)
{
    return vlan ? g_strdup_printf(_("VLAN %u"), vlan) : g_strdup(_("no VLAN"));
}

char *
vmg_name_nic(const struct vmg_nic *nic)
{
    const char *name = nic->mac ? nic->mac : nic->source;

    return g_strdup_printf(_("NIC %s"), name ? name : nic->type);
}

static char *
name_network(const struct vmg_network *network)
{
    return g_strdup_printf(_("network %s"), network->name);
}

/* The fix for a network that HOST does not have. */
static char *
fix_host(const struct vmg_host *host, const struct vmg_network *network)
{
    if (vmg_host_is_managed_by(host, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, attach it to %s: Network "
                                 "Interfaces, Setup Host Networks"),
                               host->name);
    return g_strdup_printf(_("set it up on %s, or set [network %s] device in guard.conf"),
                           host->name, network->name);
}

/* Reports a network that exists on the host HAS, but not on the host LACKS. */
static guint
report_missing(const struct vmg_input *input, const struct vmg_network *network,
               const struct vmg_host *has, const struct vmg_host *lacks)
{
    g_autofree char *there = fix_host(lacks, network);

    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_NETWORK_MISSING, name_network(network),
        g_strdup(_("on both hosts")),
        g_strdup_printf(_("%s has no network of that name"), lacks->name),
        g_strdup_printf(_("%s; if %s does not need it: [network %s] required = no on %s"), there,
                        lacks->name, network->name, has->name));
}

static guint
report_not_up(const struct vmg_input *input, const struct vmg_network *to)
{
    const struct vmg_host *host = input->destination;

    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_NETWORK_DOWN, name_network(to),
        g_strdup_printf(_("up on %s"), host->name),
        is_state(to, "missing") ? g_strdup_printf(_("%s has no device for it"), host->name)
        : to->device            ? g_strdup_printf(_("%s is %s there"), to->device, to->state)
                                : g_strdup_printf(_("it is %s there"), to->state),
        g_strdup_printf(_("on %s: check the cable and the switch port (ip link show%s%s); "
                          "virt-migration-guard host lists what each network is on"),
                        host->name, to->device ? " " : "", to->device ? to->device : ""));
}

static guint
report_vlan(const struct vmg_input *input, const struct vmg_network *from,
            const struct vmg_network *to)
{
    g_autofree char *here = name_vlan(from->vlan);
    g_autofree char *there = name_vlan(to->vlan);

    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_NETWORK_VLAN_DIFFERS, name_network(from),
        g_strdup_printf(_("%s, as on %s"), here, input->source->name),
        g_strdup_printf(_("%s on %s"), there, input->destination->name),
        g_strdup_printf(_("put it on the same VLAN on both hosts; if a switch port sets the tag: "
                          "[network %s] vlan = %u on the host that does not see it"),
                        from->name, from->vlan ? from->vlan : to->vlan));
}

/* Compares the network FROM of the source with the same network on the destination. */
static guint
judge_network(const struct vmg_input *input, const struct vmg_network *from)
{
    const struct vmg_network *to =
        vmg_nics_network_counterpart(input->source, from, input->destination);

    if (!to)
        return report_missing(input, from, input->source, input->destination);
    if (!is_state(to, "up"))
        return report_not_up(input, to);
    return from->vlan != to->vlan ? report_vlan(input, from, to) : 0;
}

static gboolean
is_used(const struct vmg_input *input, const struct vmg_network *network)
{
    for (size_t i = 0; i < input->guest->nic_count; i++)
        if (counts(input->guest->nics[i]) &&
            source_network(input, input->guest->nics[i]) == network)
            return TRUE;
    return FALSE;
}

static gboolean
is_optional(const struct vmg_network *network)
{
    return network && (network->flags & VMG_NETWORK_OPTIONAL);
}

/* Whether the network FROM must be up on the destination, even if the guest does not use it. A
 * network that is not up on the source need not be up on the destination. */
static gboolean
must_match(const struct vmg_input *input, const struct vmg_network *from)
{
    return is_state(from, "up") && !is_optional(from) &&
           !is_optional(vmg_nics_network_counterpart(input->source, from, input->destination));
}

static guint
judge_networks(const struct vmg_input *input)
{
    const struct vmg_host *source = input->source, *destination = input->destination;
    gboolean identical = is_identical(input);
    guint reported = 0;

    for (size_t i = 0; i < source->network_count; i++) {
        const struct vmg_network *from = source->networks[i];

        if ((identical && must_match(input, from)) || is_used(input, from))
            reported += judge_network(input, from);
    }
    for (size_t i = 0; identical && i < destination->network_count; i++) {
        const struct vmg_network *to = destination->networks[i];

        /* A network that is down on the destination need not exist on the source: for example a
         * bridge without a cable. */
        if (!is_optional(to) && is_state(to, "up") &&
            !vmg_nics_network_counterpart(destination, to, source))
            reported += report_missing(input, to, destination, source);
    }
    return reported;
}

static gboolean
carries_networks(const struct vmg_host *host, const struct vmg_nic *nic)
{
    for (size_t i = 0; i < host->network_count; i++)
        if (vmg_nics_network_is_on(host->networks[i], nic))
            return TRUE;
    return FALSE;
}

/* Whether the destination has a bridge, device or libvirt network with the name of the NIC's
 * source. The facts may be older than a bridge that a manager has just made, but the agent has
 * seen this bridge. */
static gboolean
is_there(const struct vmg_input *input, const struct vmg_nic *nic)
{
    const struct vmg_host *host = input->destination;

    return vmg_nics_local(host, nic) || carries_networks(host, nic) ||
           vmg_services_has_bridge(input->guest, nic->source);
}

/* The name of a NIC's source in findings. */
static char *
name_source(const struct vmg_nic *nic)
{
    return g_strdup_printf(
        strcmp(nic->type, "network") == 0 ? _("libvirt network %s") : _("device %s"), nic->source);
}

/* Reports a finding about a NIC. Returns 0 for a warning, because the check still passes. */
static guint
report_nic(const struct vmg_input *input, const struct vmg_nic *nic, enum vmg_result result,
           const char *code, char *found, char *fix)
{
    guint reported = vmg_report_take(input, result, code, vmg_name_nic(nic),
                                     g_strdup(_("a network that both hosts reach")), found, fix);

    return result == VMG_FAIL ? reported : 0;
}

static char *
fix_place(const struct vmg_input *input, const struct vmg_nic *nic)
{
    if (vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, edit the network interface of %s: "
                                 "choose a network that both hosts have"),
                               input->guest->name);
    return g_strdup_printf(_("use a network that both hosts have; if %s leads to one: [network "
                             "NAME] device = %s on both"),
                           nic->source, nic->source);
}

static guint
refuse_absent(const struct vmg_input *input, const struct vmg_nic *nic)
{
    g_autofree char *source = name_source(nic);

    return report_nic(
        input, nic, VMG_FAIL, VMG_CODE_NIC_DEVICE_MISSING,
        g_strdup_printf(_("%s, and %s has none of that name"), source, input->destination->name),
        fix_place(input, nic));
}

static gboolean
is_same(const struct vmg_network *a, const struct vmg_network *b, const struct vmg_nic *nic)
{
    return b && vmg_nics_network_is_on(b, nic) && a->vlan == b->vlan &&
           g_strcmp0(a->kind, b->kind) == 0;
}

/* Whether every network that the host FROM has on the NIC's device is also on the same device of
 * the host TO. */
static gboolean
has_all(const struct vmg_host *from, const struct vmg_host *to, const struct vmg_nic *nic)
{
    for (size_t i = 0; i < from->network_count; i++) {
        const struct vmg_network *network = from->networks[i];

        if (vmg_nics_network_is_on(network, nic) &&
            !is_same(network, vmg_nics_network_counterpart(from, network, to), nic))
            return FALSE;
    }
    return TRUE;
}

static gboolean
is_alike(const struct vmg_host *a, const struct vmg_host *b, const struct vmg_nic *nic)
{
    return has_all(a, b, nic) && has_all(b, a, nic);
}

/* Judges a NIC on something that each host has for itself: a bridge without an uplink, NAT, a
 * NIC of the host. On the destination the guest gets the thing with the same name, which may
 * lead to another network. */
static guint
judge_local(const struct vmg_input *input, const struct vmg_nic *nic)
{
    g_autofree char *source = name_source(nic);

    if (vmg_nic_is_integrated(nic))
        return vmg_judge_integrated(input, nic, is_there(input, nic));
    if (!is_there(input, nic))
        return refuse_absent(input, nic);
    if (!input->source)
        return 0;
    if (vmg_nics_is_switched_off(input->destination, nic))
        return vmg_judge_switched_off(input, nic);
    if (carries_networks(input->source, nic))
        return report_nic(
            input, nic, is_alike(input->source, input->destination, nic) ? VMG_WARN : VMG_FAIL,
            VMG_CODE_NIC_NETWORK_UNKNOWN,
            g_strdup_printf(_("%s, VLAN tags: %s, which is none of the networks that "
                              "%s has there"),
                            source, nic->vlans ? nic->vlans : _("none"), input->source->name),
            g_strdup_printf(_("name it on both hosts: [network NAME] device = %s and vlan = TAG"),
                            nic->source));
    return report_nic(input, nic, VMG_WARN, VMG_CODE_NIC_LOCAL,
                      g_strdup_printf(_("%s, which each host has of its own"), source),
                      fix_place(input, nic));
}

/* Judges a NIC whose link is down. The destination must have the device of this NIC as well,
 * because libvirt needs the device to start the guest. */
static guint
judge_unplugged(const struct vmg_input *input, const struct vmg_nic *nic)
{
    const struct vmg_network *from = source_network(input, nic);
    const struct vmg_network *to =
        from ? vmg_nics_network_counterpart(input->source, from, input->destination) : NULL;

    if (!(to && vmg_nic_counterpart(from, to, nic)) && !is_there(input, nic))
        return refuse_absent(input, nic);
    if (!from || (to && is_state(to, "up") && to->vlan == from->vlan))
        return 0;
    return report_nic(
        input, nic, VMG_WARN, VMG_CODE_NIC_LINK_DOWN,
        g_strdup_printf(_("its link is down; network %s is not up on %s, or has another VLAN"),
                        from->name, input->destination->name),
        g_strdup_printf(
            _("set up that network on %s before the link; virt-migration-guard host shows it"),
            input->destination->name));
}

/* Warns about a NIC whose type is not in `known`, such as a socket, a tunnel or a tap. It is
 * unknown to which network such a NIC leads. */
static guint
judge_unplaced(const struct vmg_input *input, const struct vmg_nic *nic)
{
    /* The check devices judges hostdev and vdpa, which are devices of the host. */
    static const char *const known[] = {"network", "bridge",  "direct", "user",
                                        "null",    "hostdev", "vdpa",   NULL};

    if (!input->source || !is_plugged(nic) || g_strv_contains(known, nic->type))
        return 0;
    return report_nic(
        input, nic, VMG_WARN, VMG_CODE_NIC_UNCLEAR,
        g_strdup_printf(_("type %s: cannot verify that it leads to the same network"), nic->type),
        g_strdup_printf(_("check where it leads on %s, or use a NIC of type network or bridge"),
                        input->destination->name));
}

static char *
name_nic_on(const struct vmg_nic *nic, const struct vmg_network *network)
{
    return g_strdup_printf(_("NIC %s on network %s"), nic->mac ? nic->mac : nic->source,
                           network->name);
}

static guint
refuse_nic(const struct vmg_input *input, const struct vmg_nic *nic,
           const struct vmg_network *network, const char *code, char *wanted, char *found,
           char *fix)
{
    return vmg_report_take(input, VMG_FAIL, code, name_nic_on(nic, network), wanted, found, fix);
}

/* Judges the MTU. The guest knows the NIC's own <mtu>, otherwise the MTU of the source's bridge;
 * the destination's MTU must not be smaller. With Open vSwitch this is only a warning: the
 * bridge's device is one port among others, so larger frames may pass between the other ports. */
static guint
judge_mtu(const struct vmg_input *input, const struct vmg_nic *nic, const struct vmg_network *from,
          const struct vmg_network *to)
{
    const char *host = input->destination->name;
    guint32 mtu = nic->mtu ? nic->mtu : from->mtu;
    gboolean unclear = g_strcmp0(to->kind, "openvswitch") == 0;
    guint reported;

    if (mtu == 0 || to->mtu == 0 || to->mtu >= mtu)
        return 0;
    reported = vmg_report_take(
        input, unclear ? VMG_WARN : VMG_FAIL, VMG_CODE_NIC_MTU_TOO_SMALL, name_nic_on(nic, from),
        g_strdup_printf(_("an MTU of %u at least"), mtu),
        g_strdup_printf(_("%u on %s of %s"), to->mtu, to->device, host),
        g_strdup_printf(_("on %s: raise the MTU of %s to %u, that of its uplink first"), host,
                        to->device, mtu));
    return unclear ? 0 : reported;
}

static guint
judge_kind(const struct vmg_input *input, const struct vmg_nic *nic, const struct vmg_network *from,
           const struct vmg_network *to)
{
    const char *host = input->destination->name;

    if (vmg_nic_counterpart(from, to, nic))
        return 0;
    if (strcmp(nic->type, "network") == 0)
        return refuse_nic(
            input, nic, from, VMG_CODE_NIC_LIBVIRT_NETWORK,
            g_strdup(_("an active libvirt network that leads there")),
            g_strdup_printf(_("none on %s"), host),
            g_strdup_printf(_("on %s: define and start one on %s: virsh net-define FILE, "
                              "virsh net-start %s"),
                            host, to->device, nic->source));
    return refuse_nic(
        input, nic, from, VMG_CODE_NIC_KIND_DIFFERS,
        g_strdup_printf(_("a device of kind %s, as on %s"), from->kind, input->source->name),
        g_strdup_printf(_("%s on %s is of kind %s"), to->device, host, to->kind),
        g_strdup_printf(_("use one kind on both hosts, or name the right device: [network %s] "
                          "device in guard.conf on %s"),
                        from->name, host));
}

static guint
judge_tags(const struct vmg_input *input, const struct vmg_nic *nic, const struct vmg_network *from,
           const struct vmg_network *to)
{
    const char *here = vmg_nic_vlans(from, nic), *there = vmg_nic_vlans(to, nic);
    const char *host = input->destination->name;

    if (g_strcmp0(here, there) == 0)
        return 0;
    if (nic->portgroup && vmg_nic_portgroup(from, nic) && !vmg_nic_portgroup(to, nic))
        return refuse_nic(
            input, nic, from, VMG_CODE_NIC_PORTGROUP_MISSING,
            g_strdup_printf(_("portgroup %s"), nic->portgroup),
            g_strdup_printf(_("libvirt network %s on %s has no such portgroup"), to->libvirt, host),
            g_strdup_printf(_("on %s: add <portgroup name='%s'> as the other host has it: "
                              "virsh net-edit %s"),
                            host, nic->portgroup, to->libvirt));
    return refuse_nic(input, nic, from, VMG_CODE_NIC_VLAN_DIFFERS,
                      g_strdup_printf(_("VLAN tags %s"), here ? here : _("none")),
                      g_strdup_printf(_("%s by libvirt network %s on %s"),
                                      there ? there : _("none"), to->libvirt, host),
                      g_strdup_printf(_("on %s: set the same tags in the network or its portgroup: "
                                        "virsh net-edit %s"),
                                      host, to->libvirt));
}

static guint
judge_nic(const struct vmg_input *input, const struct vmg_nic *nic)
{
    const struct vmg_network *from, *to;
    guint reported;

    if (!vmg_nic_is_placed(nic))
        return judge_unplaced(input, nic);
    if (!is_plugged(nic))
        return judge_unplugged(input, nic);
    from = source_network(input, nic);
    to = from ? vmg_nics_network_counterpart(input->source, from, input->destination) : NULL;
    if (!from)
        return judge_local(input, nic);
    /* judge_networks() has already reported that this network is missing or not up. */
    if (!to || !is_state(to, "up"))
        return 0;
    reported = vmg_judge_uplink(input, from, to) + judge_kind(input, nic, from, to);
    if (reported == 0)
        reported = judge_tags(input, nic, from, to);
    return reported > 0 ? reported : judge_mtu(input, nic, from, to);
}

static void
report_pass(const struct vmg_input *input)
{
    guint nics = 0;
    g_autofree char *found = NULL;

    for (size_t i = 0; i < input->guest->nic_count; i++)
        nics += counts(input->guest->nics[i]) ? 1 : 0;
    found = g_strdup_printf(NG_("%zu on %s, %zu on %s; the guest has %u NIC on them",
                                "%zu on %s, %zu on %s; the guest has %u NICs on them", nics),
                            input->source->network_count, input->source->name,
                            input->destination->network_count, input->destination->name, nics);
    vmg_report(input, VMG_PASS, NULL, NULL, _("the needed networks on both hosts"), found, NULL);
}

static int
run(const struct vmg_input *input)
{
    guint reported = 0;

    if (!input->destination)
        return 0;
    if (input->source)
        reported += judge_networks(input);
    for (size_t i = 0; i < input->guest->nic_count; i++)
        reported += judge_nic(input, input->guest->nics[i]);
    reported += vmg_judge_displays(input);
    if (reported == 0 && input->source)
        report_pass(input);
    return 0;
}

const struct vmg_check vmg_check_networks = VMG_CHECK_INIT(
    "networks", N_("both hosts reach the same networks, and each NIC's network is there"),
    VMG_NEEDS_SOURCE | VMG_NEEDS_DESTINATION, run);
