/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/golden/rest.h"

#include "stamp/stamp.h"

#include <libxml/c14n.h>

static void
drop(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

static void
strip_graphics(xmlNode *graphics)
{
    xmlUnsetProp(graphics, (const xmlChar *)"listen");
    for (xmlNode *node = graphics->children; node; node = node->next)
        if (vmg_xml_is(node, "listen"))
            xmlUnsetProp(node, (const xmlChar *)"address");
}

static void
strip_nic(xmlNode *nic)
{
    xmlNode *source = vmg_xml_child(nic, "source");

    for (gsize i = 0; source && i < 3; i++)
        xmlUnsetProp(source, (const xmlChar *)((const char *[]){"bridge", "network", "dev"}[i]));
}

/* Removes from DOC all parts that the rewrites may change. No other part may change. */
static void
strip_rewritten(const xmlDoc *doc)
{
    xmlNode *domain = xmlDocGetRootElement(doc), *metadata, *stamp;
    const xmlNode *devices = vmg_xml_child(domain, "devices");

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next) {
        if (vmg_xml_is(node, "graphics"))
            strip_graphics(node);
        else if (vmg_xml_is(node, "interface"))
            strip_nic(node);
    }
    while ((stamp = vmg_stamp_find(doc)))
        drop(stamp);
    metadata = vmg_xml_child(domain, "metadata");
    if (metadata && !metadata->children)
        drop(metadata);
}

char *
golden_rest(xmlDoc *doc)
{
    xmlChar *text = NULL;
    char *copy;

    strip_rewritten(doc);
    if (xmlC14NDocDumpMemory(doc, NULL, XML_C14N_1_0, NULL, 1, &text) < 0)
        return NULL;
    copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}
