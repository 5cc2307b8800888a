/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stamp/signature.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"

#include <string.h>

#define ELEMENT "signature"
/* This text is signed first. It names the way in which this file turns a stamp into bytes.
 * Change the text if you change the way. */
#define FORM "virt-migration-guard stamp 1"

/* The state of computing one signature. */
typedef struct {
    GHmac *hmac;
    const xmlNode *stamp;
} Signing;

/* Adds WORD to the bytes that are signed, after its kind and its length, so that two different
 * trees never give the same bytes. */
static void
put(const Signing *signing, char kind, const char *word)
{
    gsize len = strlen(word);
    char head[32];
    int size = g_snprintf(head, sizeof(head), "%c%" G_GSIZE_FORMAT ":", kind, len);

    g_hmac_update(signing->hmac, (const guchar *)head, size);
    g_hmac_update(signing->hmac, (const guchar *)word, (gssize)len);
}

static const char *
uri_of(const xmlNs *ns)
{
    return ns && ns->href ? (const char *)ns->href : "";
}

/* Adds the namespace of NODE to the bytes that are signed, if it is not the namespace of the
 * stamp. The agent writes a stamp and its elements without a namespace, and libvirt puts all of
 * them into the namespace of the stamp; this must not change the signature. Readers skip
 * elements in other namespaces. */
static void
put_namespace(const Signing *signing, const xmlNode *node)
{
    if (strcmp(uri_of(node->ns), uri_of(signing->stamp->ns)) != 0)
        put(signing, 'n', uri_of(node->ns));
}

static gint
compare_attributes(gconstpointer a, gconstpointer b)
{
    const xmlAttr *one = *(const xmlAttr *const *)a, *two = *(const xmlAttr *const *)b;
    int order = strcmp((const char *)one->name, (const char *)two->name);

    return order ? order : strcmp(uri_of(one->ns), uri_of(two->ns));
}

static void
put_attribute(const Signing *signing, const xmlAttr *attribute)
{
    xmlChar *value = xmlNodeListGetString(attribute->doc, attribute->children, 1);

    put(signing, 'a', (const char *)attribute->name);
    if (attribute->ns)
        put(signing, 'n', uri_of(attribute->ns));
    put(signing, 'v', value ? (const char *)value : "");
    xmlFree(value);
}

static void
put_attributes(const Signing *signing, const xmlNode *node)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();

    for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
        g_ptr_array_add(sorted, attribute);
    g_ptr_array_sort(sorted, compare_attributes);
    for (guint i = 0; i < sorted->len; i++)
        put_attribute(signing, g_ptr_array_index(sorted, i));
}

static gboolean
is_signature(const Signing *signing, const xmlNode *node)
{
    return node->parent == signing->stamp && node->type == XML_ELEMENT_NODE &&
           strcmp((const char *)node->name, ELEMENT) == 0 &&
           strcmp(uri_of(node->ns), uri_of(signing->stamp->ns)) == 0;
}

/* Adds text to the bytes that are signed. If a comment or CDATA splits the text, its parts count
 * as one text. */
static void
put_text(const Signing *signing, GString *text)
{
    g_strstrip(text->str);
    if (*text->str)
        put(signing, 't', text->str);
    g_string_truncate(text, 0);
}

/* Adds an element and its children to the bytes that are signed. The function calls itself for
 * each child; this is safe, because the parser allows at most 256 levels. */
static void
put_element(const Signing *signing, const xmlNode *node)
{
    g_autoptr(GString) text = g_string_new(NULL);

    put(signing, 'e', (const char *)node->name);
    put_namespace(signing, node);
    put_attributes(signing, node);
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
            g_string_append(text, child->content ? (const char *)child->content : "");
        } else if (child->type == XML_ELEMENT_NODE && !is_signature(signing, child)) {
            put_text(signing, text);
            put_element(signing, child);
        }
    }
    put_text(signing, text);
    put(signing, 'z', "");
}

char *
vmg_signature_of(const xmlNode *stamp, GBytes *key)
{
    gsize len = 0;
    const guchar *data = g_bytes_get_data(key, &len);
    Signing signing = {g_hmac_new(G_CHECKSUM_SHA256, data, len), stamp};
    char *text;

    put(&signing, 'f', FORM);
    put_element(&signing, stamp);
    text = g_strdup(g_hmac_get_string(signing.hmac));
    g_hmac_unref(signing.hmac);
    return text;
}

void
vmg_signature_add(xmlNode *stamp, xmlNs *ns, GBytes *key)
{
    g_autofree char *text = vmg_signature_of(stamp, key);

    vmg_xml_add(stamp, ns, ELEMENT, text);
}

/* Whether two texts are the same. For texts of the same length, the comparison always takes the
 * same time, so that an attacker can't guess a signature letter by letter. */
static gboolean
is_same(const char *a, const char *b)
{
    gsize len = strlen(a);
    guchar difference = 0;

    if (strlen(b) != len)
        return FALSE;
    for (gsize i = 0; i < len; i++)
        difference |= (guchar)((guchar)a[i] ^ (guchar)b[i]);
    return difference == 0;
}

static guint
count_signatures(const xmlNode *stamp, xmlNode **last)
{
    guint count = 0;

    for (xmlNode *node = stamp->children; node; node = node->next) {
        if (!vmg_xml_is_ours(node, ELEMENT))
            continue;
        *last = node;
        count++;
    }
    return count;
}

gboolean
vmg_signature_check(xmlNode *stamp, GBytes *key, GError **error)
{
    xmlNode *node = NULL;
    guint count = count_signatures(stamp, &node);
    g_autoptr(VmgArena) arena = vmg_arena_new();
    g_autofree char *wanted = NULL;

    if (count == 0) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_MISSING, _("a stamp without a signature"));
        return FALSE;
    }
    wanted = vmg_signature_of(stamp, key);
    if (count == 1 && is_same(wanted, vmg_xml_text(arena, node)))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("a stamp whose signature does not fit: another key, or altered"));
    return FALSE;
}
