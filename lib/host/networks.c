/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes the networks of a host: the element <networks>. */
#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "host/parts.h"
#include "host/read.h"

#include <string.h>

static const struct {
    const char *name;
    guint32 role;
} roles[] = {
    {"management", VMG_ROLE_MANAGEMENT},
    {"migration", VMG_ROLE_MIGRATION},
    {"display", VMG_ROLE_DISPLAY},
    {"vm", VMG_ROLE_VM},
};

guint32
vmg_host_role_from_name(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
        if (name && strcmp(name, roles[i].name) == 0)
            return roles[i].role;
    return 0;
}

const char *
vmg_host_role_to_name(guint32 role)
{
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
        if (role == roles[i].role)
            return roles[i].name;
    return NULL;
}

static gboolean
add_address(VmgHost *host, GPtrArray *addresses, xmlNode *node, GError **error)
{
    struct vmg_address *address = vmg_arena_new0(host->arena, struct vmg_address);
    guint64 prefix;

    if (!vmg_host_number(vmg_xml_attr(host->arena, node, "prefix"), 128, &prefix, "prefix", error))
        return FALSE;
    address->struct_size = sizeof(*address);
    address->prefix = (guint32)prefix;
    address->family = vmg_xml_attr(host->arena, node, "family");
    address->address = vmg_xml_text(host->arena, node);
    if (!address->family) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("<host>: an <address> has no family"));
        return FALSE;
    }
    g_ptr_array_add(addresses, address);
    return TRUE;
}

static struct vmg_portgroup *
read_portgroup(VmgHost *host, xmlNode *node)
{
    struct vmg_portgroup *group = vmg_arena_new0(host->arena, struct vmg_portgroup);

    group->struct_size = sizeof(*group);
    group->name = vmg_xml_attr_or(host->arena, node, "name", "");
    group->vlans = vmg_xml_attr(host->arena, node, "vlans");
    group->is_default = vmg_xml_attr_is(node, "default", "yes") ? 1 : 0;
    return group;
}

static gboolean
read_network_children(VmgHost *host, struct vmg_network *network, xmlNode *node, GError **error)
{
    g_autoptr(GPtrArray) addresses = g_ptr_array_new();
    g_autoptr(GPtrArray) groups = g_ptr_array_new();

    for (xmlNode *part = node->children; part; part = part->next) {
        if (vmg_xml_is_ours(part, "role"))
            network->roles |= vmg_host_role_from_name(vmg_xml_text(host->arena, part));
        else if (vmg_xml_is_ours(part, "portgroup"))
            g_ptr_array_add(groups, read_portgroup(host, part));
        else if (vmg_xml_is_ours(part, "address") && !add_address(host, addresses, part, error))
            return FALSE;
    }
    network->portgroups = vmg_arena_pointers(host->arena, groups);
    network->portgroup_count = groups->len;
    network->addresses = vmg_arena_pointers(host->arena, addresses);
    network->address_count = addresses->len;
    return TRUE;
}

static void
read_words(VmgArena *arena, struct vmg_network *network, xmlNode *node)
{
    network->name = vmg_xml_attr(arena, node, "name");
    network->device = vmg_xml_attr(arena, node, "device");
    network->kind = vmg_xml_attr(arena, node, "kind");
    network->state = vmg_xml_attr(arena, node, "state");
    network->libvirt = vmg_xml_attr(arena, node, "libvirt");
    network->trunk = vmg_xml_attr(arena, node, "trunk");
    if (vmg_xml_attr_is(node, "required", "no"))
        network->flags |= VMG_NETWORK_OPTIONAL;
    if (vmg_xml_attr_is(node, "storage", "yes"))
        network->flags |= VMG_NETWORK_STORAGE;
    if (vmg_xml_attr_is(node, "ports", "yes"))
        network->flags |= VMG_NETWORK_PORTS;
    if (vmg_xml_attr_is(node, "ports", "no"))
        network->flags |= VMG_NETWORK_ALONE;
}

static gboolean
add_network(VmgHost *host, GPtrArray *networks, xmlNode *node, GError **error)
{
    struct vmg_network *network = vmg_arena_new0(host->arena, struct vmg_network);
    guint64 mtu, vlan;

    network->struct_size = sizeof(*network);
    read_words(host->arena, network, node);
    if (!network->name || !network->state) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("<host>: a <network> has no name or no state"));
        return FALSE;
    }
    if (!vmg_host_number(vmg_xml_attr(host->arena, node, "mtu"), G_MAXUINT32, &mtu, "mtu", error) ||
        !vmg_host_number(vmg_xml_attr(host->arena, node, "vlan"), 4094, &vlan, "vlan", error))
        return FALSE;
    network->mtu = (guint32)mtu;
    network->vlan = (guint32)vlan;
    g_ptr_array_add(networks, network);
    return !node->children || read_network_children(host, network, node, error);
}

static void
add_local(VmgHost *host, GPtrArray *locals, xmlNode *node)
{
    struct vmg_local *local = vmg_arena_new0(host->arena, struct vmg_local);

    local->struct_size = sizeof(*local);
    local->name = vmg_xml_attr_or(host->arena, node, "name", "");
    local->kind = vmg_xml_attr_or(host->arena, node, "kind", "");
    local->state = vmg_xml_attr(host->arena, node, "state");
    g_ptr_array_add(locals, local);
}

static gint
compare(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const struct vmg_network *const *)a)->name,
                  (*(const struct vmg_network *const *)b)->name);
}

gboolean
vmg_host_read_networks(VmgHost *host, xmlNode *node, GError **error)
{
    g_autoptr(GPtrArray) networks = g_ptr_array_new();
    g_autoptr(GPtrArray) locals = g_ptr_array_new();
    xmlNode *list = vmg_host_child(node, "networks");

    for (xmlNode *part = list ? list->children : NULL; part; part = part->next) {
        if (vmg_xml_is_ours(part, "local"))
            add_local(host, locals, part);
        else if (vmg_xml_is_ours(part, "network") && !add_network(host, networks, part, error))
            return FALSE;
    }
    g_ptr_array_sort(networks, compare);
    host->view.locals = vmg_arena_pointers(host->arena, locals);
    host->view.local_count = locals->len;
    host->view.networks = vmg_arena_pointers(host->arena, networks);
    host->view.network_count = networks->len;
    return TRUE;
}

static void
write_address(xmlNode *parent, xmlNs *ns, const struct vmg_address *address)
{
    xmlNode *node = vmg_xml_add(parent, ns, "address", address->address);

    vmg_xml_set(node, "family", address->family);
    vmg_xml_set_uint(node, "prefix", address->prefix);
}

static void
write_portgroup(xmlNode *parent, xmlNs *ns, const struct vmg_portgroup *group)
{
    xmlNode *node = vmg_xml_add(parent, ns, "portgroup", NULL);

    vmg_xml_set(node, "name", group->name);
    vmg_xml_set(node, "vlans", group->vlans);
    vmg_xml_set(node, "default", group->is_default ? "yes" : NULL);
}

static void
write_words(xmlNode *node, const struct vmg_network *network)
{
    vmg_xml_set(node, "name", network->name);
    vmg_xml_set(node, "device", network->device);
    vmg_xml_set(node, "kind", network->kind);
    vmg_xml_set(node, "state", network->state);
    if (network->mtu)
        vmg_xml_set_uint(node, "mtu", network->mtu);
    if (network->vlan)
        vmg_xml_set_uint(node, "vlan", network->vlan);
    vmg_xml_set(node, "libvirt", network->libvirt);
    vmg_xml_set(node, "trunk", network->trunk);
    vmg_xml_set(node, "required", network->flags & VMG_NETWORK_OPTIONAL ? "no" : NULL);
    vmg_xml_set(node, "storage", network->flags & VMG_NETWORK_STORAGE ? "yes" : NULL);
    if (network->flags & (VMG_NETWORK_PORTS | VMG_NETWORK_ALONE))
        vmg_xml_set(node, "ports", network->flags & VMG_NETWORK_PORTS ? "yes" : "no");
}

static void
write_network(xmlNode *parent, xmlNs *ns, const struct vmg_network *network)
{
    xmlNode *node = vmg_xml_add(parent, ns, "network", NULL);

    write_words(node, network);
    for (guint32 role = 1; role; role <<= 1)
        if ((network->roles & role) && vmg_host_role_to_name(role))
            vmg_xml_add(node, ns, "role", vmg_host_role_to_name(role));
    for (gsize i = 0; i < network->address_count; i++)
        write_address(node, ns, network->addresses[i]);
    for (gsize i = 0; i < network->portgroup_count; i++)
        write_portgroup(node, ns, network->portgroups[i]);
}

static void
write_local(xmlNode *parent, xmlNs *ns, const struct vmg_local *local)
{
    xmlNode *node = vmg_xml_add(parent, ns, "local", NULL);

    vmg_xml_set(node, "kind", local->kind);
    vmg_xml_set(node, "name", local->name);
    vmg_xml_set(node, "state", local->state);
}

void
vmg_host_add_networks(xmlNode *parent, xmlNs *ns, VmgHostPart part, const struct vmg_host *view)
{
    xmlNode *list = vmg_xml_add(parent, ns, "networks", NULL);

    for (gsize i = 0; i < view->network_count; i++)
        write_network(list, ns, view->networks[i]);
    for (gsize i = 0; i < view->local_count; i++)
        if (part == VMG_HOST_WHOLE || (part == VMG_HOST_STAMP && view->locals[i]->state))
            write_local(list, ns, view->locals[i]);
}

static struct vmg_migration *
read_migration(VmgArena *arena, xmlNode *node)
{
    struct vmg_migration *migration = vmg_arena_new0(arena, struct vmg_migration);

    migration->struct_size = sizeof(*migration);
    migration->network = vmg_xml_attr(arena, node, "network");
    migration->host = vmg_xml_attr(arena, node, "host");
    migration->address = vmg_xml_attr(arena, node, "address");
    migration->flags =
        (vmg_xml_attr_is(node, "configured", "yes") ? VMG_MIGRATION_CONFIGURED : 0u) |
        (vmg_xml_attr_is(node, "unread", "yes") ? VMG_MIGRATION_UNREAD : 0u) |
        (vmg_xml_attr_is(node, "managed", "yes") ? VMG_MIGRATION_MANAGED : 0u);
    return migration;
}

void
vmg_host_read_migration(VmgHost *host, xmlNode *node)
{
    xmlNode *migration = vmg_host_child(node, "migration");

    host->view.migration = migration ? read_migration(host->arena, migration) : NULL;
}

void
vmg_host_add_migration(xmlNode *parent, xmlNs *ns, VmgHostPart part, const struct vmg_host *view)
{
    const struct vmg_migration *migration = view->migration;
    xmlNode *node = migration ? vmg_xml_add(parent, ns, "migration", NULL) : NULL;

    if (!node)
        return;
    vmg_xml_set(node, "network", migration->network);
    if (part != VMG_HOST_WHOLE)
        return;
    vmg_xml_set(node, "host", migration->host);
    vmg_xml_set(node, "address", migration->address);
    vmg_xml_set(node, "configured", migration->flags & VMG_MIGRATION_CONFIGURED ? "yes" : NULL);
    vmg_xml_set(node, "unread", migration->flags & VMG_MIGRATION_UNREAD ? "yes" : NULL);
    vmg_xml_set(node, "managed", migration->flags & VMG_MIGRATION_MANAGED ? "yes" : NULL);
}
