/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads XML from sources that may be hostile, and makes libxml2's tree easier to use. */
#pragma once

#include "base/arena.h"

#include <libxml/tree.h>
#include <string.h>

#define VMG_XMLNS           "urn:virt-migration-guard:1"
#define VMG_XMLNS_OVIRT     "http://ovirt.org/vm/1.0"
#define VMG_XMLNS_PLACEMENT "urn:virt-migration-guard:placement:1"
#define VMG_XMLNS_QEMU      "http://libvirt.org/schemas/domain/qemu/1.0"

enum { VMG_XML_MAX = 16 * 1024 * 1024 }; /* bytes; libvirt's own limit is 4 MiB */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)

/* Parses LEN bytes, without access to the network. Entities and a DOCTYPE are not allowed. An
 * error is one line that begins with WHAT and names the line of the XML. */
xmlDoc *vmg_xml_parse(const char *data, gsize len, const char *what, GError **error);

/* Whether NODE, which may be NULL, is an element of that name in no namespace. This is called
 * thousands of times, so it compares the first letters before it calls strcmp(). */
static inline gboolean
vmg_xml_is(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && node->name[0] == (xmlChar)name[0] &&
           !node->ns && strcmp((const char *)node->name, name) == 0;
}

/* The attribute of that name in no namespace; NULL if the attribute is missing, or if NODE is
 * NULL or not an element. xmlHasNsProp() would also search a DTD, but the parser accepts no DTD. */
static inline const xmlAttr *
vmg_xml_find_attr(const xmlNode *node, const char *name)
{
    /* Only elements have attributes here: in a text node, libxml2 stores a short text in this
     * member. */
    const xmlAttr *attr = node && node->type == XML_ELEMENT_NODE ? node->properties : NULL;

    while (attr && (attr->ns || attr->name[0] != (xmlChar)name[0] ||
                    strcmp((const char *)attr->name, name) != 0))
        attr = attr->next;
    return attr;
}

static inline gboolean
vmg_xml_has_attr(const xmlNode *node, const char *name)
{
    return vmg_xml_find_attr(node, name) != NULL;
}

/* Whether NODE is an element of that name in the guard's namespace. */
gboolean vmg_xml_is_ours(const xmlNode *node, const char *name);
/* Whether NODE is an element of that name, in oVirt's namespace or in no namespace. */
gboolean vmg_xml_is_ovirt(const xmlNode *node, const char *name);
/* Whether NODE is an element of that name in the namespace urn:virt-migration-guard:placement:1,
 * in which administrators write which guests must be on different hosts. */
gboolean vmg_xml_is_placement(const xmlNode *node, const char *name);
/* Whether NODE is an element of that name in libvirt's namespace for QEMU. */
gboolean vmg_xml_is_qemu(const xmlNode *node, const char *name);
/* NODE if it is an element of that name in libvirt's namespace for QEMU, otherwise the next
 * sibling that is such an element; NULL if there is none, or if NODE is NULL. */
xmlNode *vmg_xml_next_qemu(xmlNode *node, const char *name);

/* The first child element of that name in no namespace; NULL if there is none, or if NODE is
 * NULL. */
xmlNode *vmg_xml_child(const xmlNode *node, const char *name);

/* The attribute's value, in ARENA; NULL if the attribute is missing, or if NODE is NULL. */
const char *vmg_xml_attr(VmgArena *arena, xmlNode *node, const char *name);
/* As vmg_xml_attr(), but returns OTHERWISE if the attribute is missing. */
const char *vmg_xml_attr_or(VmgArena *arena, xmlNode *node, const char *name,
                            const char *otherwise);
/* The element's text without white space at both ends; NULL if NODE is NULL. */
const char *vmg_xml_text(VmgArena *arena, xmlNode *node);
/* Whether the element has the attribute NAME and its value is VALUE. */
gboolean vmg_xml_attr_is(xmlNode *node, const char *name, const char *value);

/* Makes a new element with TEXT, which may be NULL, and appends it to PARENT, which may be NULL. */
xmlNode *vmg_xml_add(xmlNode *parent, xmlNs *ns, const char *name, const char *text);
/* Sets an attribute. Does nothing if VALUE is NULL. */
void vmg_xml_set(xmlNode *node, const char *name, const char *value);
void vmg_xml_set_uint(xmlNode *node, const char *name, guint64 value);

/* The element as text, indented. Free with g_free(). */
char *vmg_xml_node_to_string(xmlNode *node);
/* Makes an indented XML document of the tree ROOT. The elements of ROOT must not have a
 * namespace yet; they get the guard's. Frees ROOT. Free the result with g_free(). */
char *vmg_xml_document_to_string(xmlNode *root);
