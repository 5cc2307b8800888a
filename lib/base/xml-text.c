/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/xml-text.h"

#include <string.h>

/* Where the text is written to, and whether each element is on a line of its own. */
typedef struct {
    GString *out;
    gboolean indented;
} Writer;

static const char *
escape_of(char letter)
{
    switch (letter) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\n':
        return "&#10;";
    case '\t':
        return "&#9;";
    default:
        return "&#13;";
    }
}

/* Appends LEN bytes. This function is inline: a document consists of thousands of short texts,
 * and a call of GLib for each text takes too long. */
static inline void
put_bytes(const Writer *writer, const char *bytes, gsize len)
{
    GString *out = writer->out;

    if (len >= out->allocated_len - out->len) {
        g_string_append_len(out, bytes, (gssize)len);
        return;
    }
    memcpy(out->str + out->len, bytes, len);
    out->len += len;
    out->str[out->len] = '\0';
}

static inline void
put(const Writer *writer, const char *text)
{
    put_bytes(writer, text, strlen(text));
}

/* Appends TEXT and escapes each character that is in SPECIAL. */
static void
put_escaped(const Writer *writer, const xmlChar *text, const char *special)
{
    const char *at = (const char *)text;

    while (at && *at) {
        gsize plain = strcspn(at, special);

        put_bytes(writer, at, plain);
        at += plain;
        if (*at)
            put(writer, escape_of(*at++));
    }
}

static void
put_name(const Writer *writer, const xmlNs *ns, const xmlChar *name)
{
    if (ns && ns->prefix) {
        put(writer, (const char *)ns->prefix);
        put(writer, ":");
    }
    put(writer, (const char *)name);
}

static void
put_value(const Writer *writer, const xmlChar *value)
{
    put_escaped(writer, value, "&<>\"\n\t\r");
}

/* Writes the URI of a namespace. If the XML had an ampersand in the URI, libxml2 may keep it as
 * the text "&#38;". */
static void
put_uri(const Writer *writer, const xmlChar *uri)
{
    g_auto(GStrv) parts = g_strsplit(uri ? (const char *)uri : "", "&#38;", -1);

    for (guint i = 0; parts[i]; i++) {
        put(writer, i > 0 ? "&amp;" : "");
        put_value(writer, (const xmlChar *)parts[i]);
    }
}

static void
put_namespaces(const Writer *writer, const xmlNs *ns)
{
    for (; ns; ns = ns->next) {
        put(writer, ns->prefix ? " xmlns:" : " xmlns");
        put(writer, ns->prefix ? (const char *)ns->prefix : "");
        put(writer, "=\"");
        put_uri(writer, ns->href);
        put(writer, "\"");
    }
}

static void
put_attributes(const Writer *writer, const xmlAttr *attribute)
{
    for (; attribute; attribute = attribute->next) {
        put(writer, " ");
        put_name(writer, attribute->ns, attribute->name);
        put(writer, "=\"");
        for (const xmlNode *part = attribute->children; part; part = part->next)
            put_value(writer, part->content);
        put(writer, "\"");
    }
}

/* Whether the element has text. Such an element is written without indentation, because the
 * white space would become a part of the text. */
static gboolean
has_text(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            return TRUE;
    return FALSE;
}

static void
put_line(const Writer *writer, guint depth)
{
    put(writer, "\n");
    for (guint i = 0; i < depth; i++)
        put(writer, "  ");
}

static void put_node(const Writer *writer, const xmlNode *node, guint depth);

static void
put_children(const Writer *writer, const xmlNode *node, guint depth)
{
    const Writer inner = {writer->out, writer->indented && !has_text(node)};

    for (const xmlNode *child = node->children; child; child = child->next) {
        if (inner.indented)
            put_line(writer, depth + 1);
        put_node(&inner, child, depth + 1);
    }
    if (inner.indented)
        put_line(writer, depth);
}

/* This function calls itself for the children. The parser accepts at most 256 elements inside
 * each other, so the stack is large enough. */
static void
put_element(const Writer *writer, const xmlNode *node, guint depth)
{
    put(writer, "<");
    put_name(writer, node->ns, node->name);
    put_namespaces(writer, node->nsDef);
    put_attributes(writer, node->properties);
    if (!node->children) {
        put(writer, "/>");
        return;
    }
    put(writer, ">");
    put_children(writer, node, depth);
    put(writer, "</");
    put_name(writer, node->ns, node->name);
    put(writer, ">");
}

static void
put_instruction(const Writer *writer, const xmlNode *node)
{
    put(writer, "<?");
    put(writer, (const char *)node->name);
    if (node->content) {
        put(writer, " ");
        put(writer, (const char *)node->content);
    }
    put(writer, "?>");
}

static void
put_between(const Writer *writer, const char *begin, const xmlChar *content, const char *end)
{
    put(writer, begin);
    put(writer, content ? (const char *)content : "");
    put(writer, end);
}

/* Writes an element, a text, a CDATA section, a comment or a processing instruction. The tree has
 * no entities, because the parser accepts no DOCTYPE. */
static void
put_node(const Writer *writer, const xmlNode *node, guint depth)
{
    if (node->type == XML_ELEMENT_NODE)
        put_element(writer, node, depth);
    else if (node->type == XML_TEXT_NODE)
        put_escaped(writer, node->content, "&<>\r");
    else if (node->type == XML_CDATA_SECTION_NODE)
        put_between(writer, "<![CDATA[", node->content, "]]>");
    else if (node->type == XML_COMMENT_NODE)
        put_between(writer, "<!--", node->content, "-->");
    else if (node->type == XML_PI_NODE)
        put_instruction(writer, node);
}

char *
vmg_xml_text_of(const xmlDoc *doc, gboolean indented, gsize *len)
{
    enum { USUAL = 16 * 1024 };
    const Writer writer = {g_string_sized_new(USUAL), indented};

    put(&writer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    for (const xmlNode *node = doc->children; node; node = node->next) {
        put_node(&writer, node, 0);
        g_string_append_c(writer.out, '\n');
    }
    if (len)
        *len = writer.out->len;
    return g_string_free(writer.out, FALSE);
}
