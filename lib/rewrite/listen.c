/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/xml.h"
#include "match/nics.h"
#include "rewrite/rewrite.h"

#include <string.h>

static guint
move_attribute(xmlNode *node, const char *name, const VmgMove *move)
{
    xmlChar *address = xmlGetNoNsProp(node, (const xmlChar *)name);
    const char *there = NULL;

    if (address)
        vmg_nics_listen_counterpart(move->source, &move->destination->view, (const char *)address,
                                    &there);

    xmlFree(address);
    vmg_xml_set(node, name, there);
    return there ? 1 : 0;
}

/* Rewrites the attribute `listen` of <graphics> and its children <listen>, because libvirt
 * demands that the attribute and the first <listen> have the same address. */
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
