/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the leases of a guest. libvirt gets them from its lock manager (sanlock) when the guest
 * is resumed on the destination, after its memory was copied.
 * https://libvirt.org/formatdomain.html#device-leases */
#include "base/xml.h"
#include "guest/parts.h"

static struct vmg_lease *
read_lease(VmgArena *arena, const xmlNode *node)
{
    struct vmg_lease *lease = vmg_arena_new0(arena, struct vmg_lease);

    lease->struct_size = sizeof(*lease);
    lease->lockspace = vmg_xml_text(arena, vmg_xml_child(node, "lockspace"));
    lease->key = vmg_xml_text(arena, vmg_xml_child(node, "key"));
    lease->path = vmg_xml_attr(arena, vmg_xml_child(node, "target"), "path");
    return lease;
}

void
vmg_guest_read_leases(VmgGuest *guest, const xmlNode *devices)
{
    g_autoptr(GPtrArray) leases = g_ptr_array_new();

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "lease"))
            g_ptr_array_add(leases, read_lease(guest->arena, node));
    guest->view.leases = vmg_arena_pointers(guest->arena, leases);
    guest->view.lease_count = leases->len;
}
