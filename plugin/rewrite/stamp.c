/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stamp.h"

#include "rewrite.h"
#include "xml.h"

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

/* Takes the old one's place, so that a second rewrite changes nothing. */
static void
put_stamp(const xmlDoc *doc, xmlNode *metadata, xmlNode *stamp)
{
    xmlNode *old = vmg_stamp_find(doc);

    if (!old) {
        xmlAddChild(metadata, stamp);
        return;
    }
    xmlAddPrevSibling(old, stamp);
    take_away(old);
}

guint
vmg_rewrite_stamp(xmlDoc *doc, const VmgMove *move)
{
    xmlNode *domain = xmlDocGetRootElement(doc);
    xmlNode *metadata = vmg_xml_child(domain, "metadata");
    xmlNode *stamp;
    xmlNs *ns;

    if (move->no_stamp)
        return take_away(vmg_stamp_find(doc));
    if (!metadata)
        metadata = vmg_xml_add(domain, NULL, "metadata", NULL);
    stamp = xmlNewNode(NULL, (const xmlChar *)"stamp");
    ns = xmlNewNs(stamp, (const xmlChar *)VMG_XMLNS, (const xmlChar *)VMG_STAMP_PREFIX);
    xmlSetNs(stamp, ns);
    vmg_stamp_fill(stamp, ns, move->destination, move->guest, move->key);
    put_stamp(doc, metadata, stamp);
    return 1;
}
