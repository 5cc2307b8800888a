/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/networks.h"

#include "agent/network/topology.h"
#include "base/sys.h"

static gboolean
is_on(const char *path)
{
    g_autofree char *text = vmg_sys_read_file(path, 64, NULL, NULL);

    return text && *text != '0';
}

void
vmg_networks_add_addresses(VmgHost *host, const VmgLinks *links)
{
    if (is_on("/proc/sys/net/ipv4/ip_nonlocal_bind") ||
        is_on("/proc/sys/net/ipv6/ip_nonlocal_bind"))
        return;
    host->view.flags |= VMG_HOST_KNOWS_ADDRESSES;
    for (guint i = 0; i < links->addresses->len; i++) {
        const VmgLinkAddress *address = g_ptr_array_index(links->addresses, i);
        const struct vmg_resource resource = {.kind = VMG_KIND_ADDRESS, .name = address->text};

        vmg_host_add_resource(host, &resource);
    }
}

/* The device's first address, as libvirt's virNetDevIPAddrGet() finds it: IPv4 before IPv6. */
static const char *
address_on(const VmgLinks *links, const char *device)
{
    const VmgLink *link = vmg_topology_by_name(links, device);
    const VmgLinkAddress *first = NULL;

    for (guint i = 0; link && i < links->addresses->len; i++) {
        const VmgLinkAddress *address = g_ptr_array_index(links->addresses, i);

        if (address->ifindex == link->ifindex && (!first || (first->ipv6 && !address->ipv6)))
            first = address;
    }
    return first ? first->text : NULL;
}

/* Adds the listen addresses of inactive libvirt networks as well: when a guest starts, libvirt asks
 * for the address of the network, and does not check whether the network is active
 * (qemuProcessGetNetworkAddress). */
void
vmg_networks_add_listens(VmgHost *host, const VmgLinks *links, const GPtrArray *libvirt)
{
    if (!libvirt)
        return;
    host->view.flags |= VMG_HOST_KNOWS_LISTENS;
    for (guint i = 0; i < libvirt->len; i++) {
        const VmgLibvirtNetwork *network = g_ptr_array_index(libvirt, i);
        const struct vmg_resource resource = {
            .kind = VMG_KIND_LISTEN,
            .name = network->name,
            .detail = network->device ? address_on(links, network->device) : network->address,
        };

        vmg_host_add_resource(host, &resource);
    }
}
