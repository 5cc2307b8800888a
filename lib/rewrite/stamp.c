/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stamp/stamp.h"

#include "base/xml.h"
#include "rewrite/rewrite.h"

static guint
take_away(xmlNode *old)
{
    xmlNode *next;
    guint count = 0;

    for (; old; old = next) {
        next = old->next;
        if (!vmg_xml_is_ours(old, "stamp"))
            continue;
        xmlUnlinkNode(old);
        xmlFreeNode(old);
        count++;
    }
    return count;
}

static gboolean
has_content(const VmgMove *move)
{
    return move->destination && !move->no_stamp;
}

static xmlNode *
new_stamp(const VmgMove *move)
{
    xmlNode *stamp = xmlNewNode(NULL, (const xmlChar *)"stamp");
    xmlNs *ns = xmlNewNs(stamp, (const xmlChar *)VMG_XMLNS, (const xmlChar *)VMG_STAMP_PREFIX);

    xmlSetNs(stamp, ns);
    vmg_xml_set(stamp, VMG_STAMP_ADMISSION, move->admission);
    if (has_content(move))
        vmg_stamp_fill(stamp, ns, move->destination, move->guest, NULL, 0, move->key);
    return stamp;
}

/* Puts the new stamp at the position of the old stamp, so that a second rewrite changes nothing.
 * Frees the old stamp before it makes the new one, so that the same memory can be used again. */
static void
replace(xmlNode *old, const VmgMove *move)
{
    xmlNode *place = xmlNewNode(NULL, (const xmlChar *)"place");

    xmlAddPrevSibling(old, place);
    take_away(old);
    xmlFreeNode(xmlReplaceNode(place, new_stamp(move)));
}

guint
vmg_rewrite_stamp(xmlDoc *doc, const VmgMove *move)
{
    xmlNode *domain = xmlDocGetRootElement(doc);
    xmlNode *metadata = vmg_xml_child(domain, "metadata");
    xmlNode *old = vmg_stamp_find(doc);

    if (!has_content(move) && !move->admission)
        return take_away(old);
    if (old) {
        replace(old, move);
        return 1;
    }
    if (!metadata)
        metadata = vmg_xml_add(domain, NULL, "metadata", NULL);
    xmlAddChild(metadata, new_stamp(move));
    return 1;
}
