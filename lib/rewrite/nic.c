/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/xml.h"
#include "match/nics.h"
#include "rewrite/rewrite.h"

#include <string.h>

/* Returns the new <source> of the NIC; NULL if it does not change. */
static const char *
counterpart(const VmgMove *move, const struct vmg_nic *nic)
{
    const struct vmg_network *from = vmg_nic_network(move->source, nic, &move->destination->view);
    const struct vmg_network *to =
        from ? vmg_nics_network_counterpart(move->source, from, &move->destination->view) : NULL;
    const char *there = to && to->vlan == from->vlan ? vmg_nic_counterpart(from, to, nic) : NULL;

    return there && strcmp(there, nic->source) != 0 ? there : NULL;
}

static const char *
attribute_of(const struct vmg_nic *nic)
{
    if (strcmp(nic->type, "network") == 0)
        return "network";
    return strcmp(nic->type, "bridge") == 0 ? "bridge" : "dev";
}

static guint
move_nic(xmlNode *node, const struct vmg_nic *nic, const VmgMove *move)
{
    const char *there = vmg_nic_is_placed(nic) ? counterpart(move, nic) : NULL;

    vmg_xml_set(vmg_xml_child(node, "source"), attribute_of(nic), there);
    return there ? 1 : 0;
}

/* Rewrites the <source> of NICs. The NICs in move->guest are in the same order as the elements
 * <interface> in DOC. */
guint
vmg_rewrite_nic(xmlDoc *doc, const VmgMove *move)
{
    const xmlNode *devices = vmg_xml_child(xmlDocGetRootElement(doc), "devices");
    guint changes = 0;
    size_t i = 0;

    if (!move->source || !devices)
        return 0;
    for (xmlNode *node = devices->children; node && i < move->guest->nic_count; node = node->next)
        if (vmg_xml_is(node, "interface"))
            changes += move_nic(node, move->guest->nics[i++], move);
    return changes;
}
