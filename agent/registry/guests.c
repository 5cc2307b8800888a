/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/registry/guests.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "stamp/signature.h"

#include <string.h>

#define ELEMENT "guests"
#define GUEST   "guest"

/* Empties the entries of <sysinfo>, because they can have data for cloud-init: passwords and keys.
 * No check uses them. A local user who may ask libvirt sees them anyway, but other users can read
 * the registry. */
static void
blank_entries(xmlNode *node)
{
    for (; node; node = node->next) {
        if (vmg_xml_is(node, "entry"))
            xmlNodeSetContent(node, NULL);
        else
            blank_entries(node->children);
    }
}

/* The domain XML without the data that only the guest is to know. Free with g_free(). */
static char *
without_secrets(const char *xml)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(xml, strlen(xml), "its XML", NULL);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

    for (xmlNode *node = root ? root->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "sysinfo"))
            blank_entries(node->children);
    return root ? vmg_xml_node_to_string(root) : NULL;
}

/* Adds the domain XML as text, because it has elements in many namespaces and elements without a
 * namespace. */
static void
add_guest(xmlNode *root, const char *xml)
{
    g_autofree char *text = without_secrets(xml);

    if (text)
        vmg_xml_add(root, NULL, GUEST, text);
}

char *
vmg_registry_guests_publish(const char *uuid, const GPtrArray *domains, GBytes *key)
{
    xmlNode *root = vmg_xml_add(NULL, NULL, ELEMENT, NULL);

    vmg_xml_set(root, "host", uuid);
    for (guint i = 0; i < domains->len; i++)
        add_guest(root, domains->pdata[i]);
    if (key)
        vmg_signature_add(root, NULL, key);
    return vmg_xml_document_to_string(root);
}

static gboolean
is_believed(xmlNode *root, const char *uuid, GBytes *key, GError **error)
{
    g_autoptr(VmgArena) arena = vmg_arena_new();

    if (!vmg_xml_is_ours(root, ELEMENT) ||
        g_ascii_strcasecmp(vmg_xml_attr_or(arena, root, "host", ""), uuid) != 0) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("what the registry has of its guests is not what its agent publishes"));
        return FALSE;
    }
    if (!key || vmg_signature_check(root, key, NULL))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("what the registry has of its guests is not signed with the cluster's key, so it "
                  "is not believed"));
    return FALSE;
}

GPtrArray *
vmg_registry_guests_read(const char *uuid, const char *text, gsize len, GBytes *key, GError **error)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(text, len, uuid, error);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    GPtrArray *domains;

    if (!root || !is_believed(root, uuid, key, error))
        return NULL;
    domains = g_ptr_array_new_with_free_func(g_free);
    for (xmlNode *node = root->children; node; node = node->next) {
        xmlChar *content = vmg_xml_is_ours(node, GUEST) ? xmlNodeGetContent(node) : NULL;

        if (content)
            g_ptr_array_add(domains, g_strdup((const char *)content));
        xmlFree(content);
    }
    return domains;
}
