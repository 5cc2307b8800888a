/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "place.h"
#include "rewrite.h"
#include "xml.h"

#include <arpa/inet.h>
#include <string.h>

/* libvirt keeps an IPv6 address as the administrator wrote it: 2001:DB8:0::1. */
static gboolean
is_same_address(const char *a, const char *b)
{
    struct in6_addr first, second;

    if (strcmp(a, b) == 0)
        return TRUE;
    return inet_pton(AF_INET6, a, &first) == 1 && inet_pton(AF_INET6, b, &second) == 1 &&
           memcmp(&first, &second, sizeof(first)) == 0;
}

/* The address that takes ADDRESS's place; NULL where it can stay. */
static const char *
counterpart(const VmgMove *move, const struct vmg_network *network,
            const struct vmg_address *address)
{
    const struct vmg_network *there = vmg_network_find(&move->destination->view, network->name);
    const struct vmg_address *its = there ? vmg_network_address(there, address->family) : NULL;

    return its && strcmp(its->address, address->address) != 0 ? its->address : NULL;
}

static const char *
find_in_network(const VmgMove *move, const struct vmg_network *network, const char *address)
{
    for (gsize i = 0; i < network->address_count; i++) {
        const char *its = NULL;

        if (is_same_address(network->addresses[i]->address, address))
            its = counterpart(move, network, network->addresses[i]);
        if (its)
            return its;
    }
    return NULL;
}

/* One bridge can carry several logical networks: the first that the destination
 * has too. */
static const char *
find_counterpart(const VmgMove *move, const char *address)
{
    for (gsize i = 0; i < move->source->network_count; i++) {
        const char *its = find_in_network(move, move->source->networks[i], address);

        if (its)
            return its;
    }
    return NULL;
}

static guint
move_attribute(xmlNode *node, const char *name, const VmgMove *move)
{
    xmlChar *address = xmlGetNoNsProp(node, (const xmlChar *)name);
    const char *its = address ? find_counterpart(move, (const char *)address) : NULL;

    xmlFree(address);
    vmg_xml_set(node, name, its);
    return its ? 1 : 0;
}

/* libvirt wants the old attribute and the first <listen> to agree: both. */
static guint
move_graphics(xmlNode *graphics, const VmgMove *move)
{
    guint changes = move_attribute(graphics, "listen", move);

    for (xmlNode *node = graphics->children; node; node = node->next)
        if (vmg_xml_is(node, "listen"))
            changes += move_attribute(node, "address", move);
    return changes;
}

guint
vmg_rewrite_listen(xmlDoc *doc, const VmgMove *move)
{
    const xmlNode *devices = vmg_xml_child(xmlDocGetRootElement(doc), "devices");
    guint changes = 0;

    if (!move->source || !devices)
        return 0;
    for (xmlNode *node = devices->children; node; node = node->next)
        if (vmg_xml_is(node, "graphics"))
            changes += move_graphics(node, move);
    return changes;
}
