/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/networks.h"
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
