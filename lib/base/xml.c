/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/xml.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/xml-text.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

/* Stops the parser at a DOCTYPE, because only a DOCTYPE can declare entities. */
static void
refuse_doctype(void *data, const xmlChar *name G_GNUC_UNUSED, const xmlChar *id G_GNUC_UNUSED,
               const xmlChar *system_id G_GNUC_UNUSED)
{
    xmlParserCtxt *ctxt = data;
    gboolean *seen = ctxt->_private;

    *seen = TRUE;
    xmlStopParser(ctxt);
}

static void
set_parse_error(xmlParserCtxt *ctxt, gboolean doctype, const char *what, GError **error)
{
    const xmlError *last = xmlCtxtGetLastError(ctxt);

    if (doctype) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s: a DOCTYPE is not allowed"), what);
    } else if (last && last->message) {
        g_autofree char *message = g_strdup(last->message);

        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, "%s:%d: %s", what, last->line,
                    g_strstrip(g_strdelimit(message, "\n", ' ')));
    } else {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s: not XML"), what);
    }
}

xmlDoc *
vmg_xml_parse(const char *data, gsize len, const char *what, GError **error)
{
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT;
    gboolean doctype = FALSE;
    xmlParserCtxt *ctxt;
    xmlDoc *doc = NULL;

    if (len == 0 || len > VMG_XML_MAX) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, "%s: %s", what,
                    len ? _("larger than 16 MiB") : _("empty"));
        return NULL;
    }
    ctxt = xmlNewParserCtxt();
    if (!ctxt) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, _("%s: out of memory"), what);
        return NULL;
    }
    ctxt->_private = &doctype;
    ctxt->sax->internalSubset = refuse_doctype;
    doc = xmlCtxtReadMemory(ctxt, data, (int)len, NULL, NULL, options);
    if (!doc || doctype) {
        set_parse_error(ctxt, doctype, what, error);
        g_clear_pointer(&doc, xmlFreeDoc);
    }
    xmlFreeParserCtxt(ctxt);
    return doc;
}

static inline gboolean
has_name(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && node->name[0] == (xmlChar)name[0] &&
           strcmp((const char *)node->name, name) == 0;
}

static gboolean
has_ns(const xmlNode *node, const char *uri)
{
    return node->ns && node->ns->href && strcmp((const char *)node->ns->href, uri) == 0;
}

gboolean
vmg_xml_is_ours(const xmlNode *node, const char *name)
{
    return has_name(node, name) && has_ns(node, VMG_XMLNS);
}

gboolean
vmg_xml_is_placement(const xmlNode *node, const char *name)
{
    return has_name(node, name) && has_ns(node, VMG_XMLNS_PLACEMENT);
}

gboolean
vmg_xml_is_ovirt(const xmlNode *node, const char *name)
{
    return has_name(node, name) && (!node->ns || has_ns(node, VMG_XMLNS_OVIRT));
}

gboolean
vmg_xml_is_qemu(const xmlNode *node, const char *name)
{
    return has_name(node, name) && has_ns(node, VMG_XMLNS_QEMU);
}

xmlNode *
vmg_xml_next_qemu(xmlNode *node, const char *name)
{
    while (node && !vmg_xml_is_qemu(node, name))
        node = node->next;
    return node;
}

xmlNode *
vmg_xml_child(const xmlNode *node, const char *name)
{
    xmlNode *child = node ? node->children : NULL;

    while (child && !vmg_xml_is(child, name))
        child = child->next;
    return child;
}

/* The attribute's value, without a copy. NULL if the value is not one text node, which is rare. */
static const char *
plain_value(const xmlAttr *attr)
{
    const xmlNode *text = attr->children;

    if (!text)
        return "";
    return !text->next && text->type == XML_TEXT_NODE ? (const char *)text->content : NULL;
}

const char *
vmg_xml_attr(VmgArena *arena, xmlNode *node, const char *name)
{
    const xmlAttr *attr = vmg_xml_find_attr(node, name);
    const char *plain = attr ? plain_value(attr) : NULL, *copy;
    xmlChar *value;

    if (!attr)
        return NULL;
    if (plain)
        return vmg_arena_strdup(arena, plain);
    value = xmlGetNoNsProp(node, (const xmlChar *)name);
    copy = vmg_arena_strdup(arena, (const char *)value);
    xmlFree(value);
    return copy;
}

const char *
vmg_xml_attr_or(VmgArena *arena, xmlNode *node, const char *name, const char *otherwise)
{
    const char *value = vmg_xml_attr(arena, node, name);

    return value ? value : otherwise;
}

const char *
vmg_xml_text(VmgArena *arena, xmlNode *node)
{
    const xmlNode *part = node ? node->children : NULL;
    xmlChar *text = NULL;
    char *copy;

    /* This is the usual case: the element has one text node and nothing else. */
    if (part && !part->next && part->type == XML_TEXT_NODE)
        return g_strstrip(vmg_arena_strdup(arena, (const char *)part->content));
    if (node)
        text = xmlNodeGetContent(node);
    copy = vmg_arena_strdup(arena, (const char *)text);
    xmlFree(text);
    return copy ? g_strstrip(copy) : NULL;
}

gboolean
vmg_xml_attr_is(xmlNode *node, const char *name, const char *value)
{
    const xmlAttr *attr = vmg_xml_find_attr(node, name);
    const char *plain = attr ? plain_value(attr) : NULL;
    xmlChar *found = attr && !plain ? xmlGetNoNsProp(node, (const xmlChar *)name) : NULL;
    gboolean same = g_strcmp0(plain ? plain : (const char *)found, value) == 0;

    xmlFree(found);
    return same;
}

xmlNode *
vmg_xml_add(xmlNode *parent, xmlNs *ns, const char *name, const char *text)
{
    xmlNode *node = xmlNewNode(ns, (const xmlChar *)name);

    if (text)
        xmlAddChild(node, xmlNewText((const xmlChar *)text));
    return parent ? xmlAddChild(parent, node) : node;
}

void
vmg_xml_set(xmlNode *node, const char *name, const char *value)
{
    if (!value)
        return;
    /* xmlSetProp() takes twice as long as xmlNewProp(), and most attributes are new. */
    if (vmg_xml_has_attr(node, name))
        xmlSetProp(node, (const xmlChar *)name, (const xmlChar *)value);
    else
        xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)value);
}

void
vmg_xml_set_uint(xmlNode *node, const char *name, guint64 value)
{
    char text[24];

    g_snprintf(text, sizeof(text), "%" G_GUINT64_FORMAT, value);
    vmg_xml_set(node, name, text);
}

char *
vmg_xml_node_to_string(xmlNode *node)
{
    xmlBuffer *buffer = xmlBufferCreate();
    char *text;

    xmlNodeDump(buffer, node->doc, node, 0, 1);
    text = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

/* Declares the guard's namespace as the default namespace of the root. So in the written text all
 * elements are in the guard's namespace. */
char *
vmg_xml_document_to_string(xmlNode *root)
{
    g_autoptr(xmlDoc) doc = xmlNewDoc((const xmlChar *)"1.0");

    xmlNewNs(root, (const xmlChar *)VMG_XMLNS, NULL);
    xmlDocSetRootElement(doc, root);
    return vmg_xml_text_of(doc, TRUE, NULL);
}
