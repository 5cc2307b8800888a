/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/normalise.h"

static void
add_text(GString *out, const xmlChar *text)
{
    g_autofree char *word = g_strstrip(g_strdup((const char *)text));
    g_autofree char *escaped = g_markup_escape_text(word, -1);

    g_string_append(out, escaped);
}

static void
add_attributes(GString *out, const xmlNode *node)
{
    for (xmlAttr *attr = node->properties; attr; attr = attr->next) {
        xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);

        g_string_append_printf(out, " %s='", (const char *)attr->name);
        if (value)
            add_text(out, value);
        g_string_append_c(out, '\'');
        xmlFree(value);
    }
}

static void
add_node(GString *out, const xmlNode *node)
{
    g_string_append_printf(out, "<%s", (const char *)node->name);
    add_attributes(out, node);
    g_string_append_c(out, '>');
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE)
            add_node(out, child);
        else if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            add_text(out, child->content);
    }
    g_string_append(out, "</>");
}

char *
vmg_normalise(const xmlNode *node)
{
    GString *out = g_string_new(NULL);

    add_node(out, node);
    return g_string_free(out, FALSE);
}
