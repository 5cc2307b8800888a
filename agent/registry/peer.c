/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/registry/peer.h"

#include "agent/registry/registry.h"
#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "stamp/signature.h"

#include <string.h>

#define ELEMENT "peer"

/* Seconds; used if a host has not published the length of its lease. */
enum { LEASE_DEFAULT = 30 };

void
vmg_peer_guest_free(VmgPeerGuest *guest)
{
    g_free(guest->uuid);
    g_free(guest->name);
    g_free(guest->stays);
    g_free(guest);
}

VmgPeerGuest *
vmg_peer_guest_copy(const VmgPeerGuest *guest)
{
    VmgPeerGuest *copy = g_memdup2(guest, sizeof(*guest));

    copy->uuid = g_strdup(guest->uuid);
    copy->name = g_strdup(guest->name);
    copy->stays = g_strdup(guest->stays);
    return copy;
}

void
vmg_peer_free(VmgPeer *peer)
{
    if (!peer)
        return;
    g_clear_pointer(&peer->host, vmg_host_free);
    g_ptr_array_unref(peer->guests);
    g_free(peer->uuid);
    g_free(peer->problem);
    g_free(peer->version);
    g_free(peer);
}

static void
add_guest(xmlNode *list, const VmgPeerGuest *guest)
{
    xmlNode *node = vmg_xml_add(list, NULL, "guest", NULL);

    vmg_xml_set(node, "uuid", guest->uuid);
    vmg_xml_set(node, "name", guest->name);
    vmg_xml_set_uint(node, "serial", guest->serial);
    vmg_xml_set(node, "gone", guest->gone ? "yes" : NULL);
    vmg_xml_set(node, "stays", guest->stays);
}

static void
add_guests(xmlNode *root, const GPtrArray *guests, gboolean brief)
{
    xmlNode *list = vmg_xml_add(root, NULL, "guests", NULL);

    for (guint i = 0; guests && i < guests->len; i++) {
        VmgPeerGuest guest = *(const VmgPeerGuest *)guests->pdata[i];

        if (brief)
            guest.name = guest.stays = NULL;
        add_guest(list, &guest);
    }
}

static xmlNode *
new_entry(guint64 order, guint lease)
{
    xmlNode *root = vmg_xml_add(NULL, NULL, ELEMENT, NULL);

    vmg_xml_set(root, "version", PACKAGE_VERSION);
    vmg_xml_set_uint(root, "order", order);
    vmg_xml_set_uint(root, "lease", lease);
    return root;
}

char *
vmg_peer_publish_gone(const char *uuid, guint64 order, guint lease, GBytes *key)
{
    xmlNode *root = new_entry(order, lease);

    vmg_xml_set(root, "gone", uuid);
    vmg_signature_add(root, NULL, key);
    return vmg_xml_document_to_string(root);
}

char *
vmg_peer_publish(const VmgHost *host, const GPtrArray *guests, guint64 order, guint lease,
                 GBytes *key)
{
    xmlNode *root = new_entry(order, lease);

    vmg_host_to_node(host, VMG_HOST_WHOLE, root, NULL);
    add_guests(root, guests, FALSE);
    if (key)
        vmg_signature_add(root, NULL, key);
    return vmg_xml_document_to_string(root);
}

char *
vmg_peer_publish_brief(const VmgHost *host, const GPtrArray *guests, guint64 order, guint lease,
                       GBytes *key)
{
    xmlNode *root = new_entry(order, lease);

    vmg_xml_set(root, "brief", "yes");
    vmg_host_to_node(host, VMG_HOST_IDENTITY, root, NULL);
    add_guests(root, guests, TRUE);
    if (key)
        vmg_signature_add(root, NULL, key);
    return vmg_xml_document_to_string(root);
}

static xmlNode *
find(xmlNode *root, const char *name)
{
    xmlNode *node = root->children;

    while (node && !vmg_xml_is_ours(node, name))
        node = node->next;
    return node;
}

static VmgPeerGuest *
read_guest(VmgArena *arena, xmlNode *node)
{
    VmgPeerGuest *guest = g_new0(VmgPeerGuest, 1);
    const char *serial = vmg_xml_attr(arena, node, "serial");

    guest->uuid = g_strdup(vmg_xml_attr(arena, node, "uuid"));
    guest->name = g_strdup(vmg_xml_attr(arena, node, "name"));
    guest->stays = g_strdup(vmg_xml_attr(arena, node, "stays"));
    guest->gone = vmg_xml_attr_is(node, "gone", "yes");
    if (serial)
        g_ascii_string_to_unsigned(serial, 10, 0, G_MAXUINT64, &guest->serial, NULL);
    return guest;
}

static void
read_guests(VmgPeer *peer, const xmlNode *list)
{
    g_autoptr(VmgArena) arena = vmg_arena_new();

    for (xmlNode *node = list ? list->children : NULL; node; node = node->next)
        if (vmg_xml_is_ours(node, "guest") && vmg_xml_has_attr(node, "uuid"))
            g_ptr_array_add(peer->guests, read_guest(arena, node));
}

static void
read_attributes(VmgPeer *peer, xmlNode *root)
{
    g_autoptr(VmgArena) arena = vmg_arena_new();
    const char *lease = vmg_xml_attr(arena, root, "lease");
    const char *order = vmg_xml_attr(arena, root, "order");
    guint64 seconds = 0;

    peer->version = g_strdup(vmg_xml_attr(arena, root, "version"));
    if (lease && g_ascii_string_to_unsigned(lease, 10, 1, G_MAXUINT16, &seconds, NULL))
        peer->lease = (guint)seconds;
    peer->is_brief = vmg_xml_attr_is(root, "brief", "yes");
    if (order)
        g_ascii_string_to_unsigned(order, 10, 0, G_MAXUINT64, &peer->order, NULL);
}

/* Whether the XML element ROOT was published by an agent of this cluster: if KEY is not NULL,
 * its signature must be right. */
static gboolean
is_believed(xmlNode *root, GBytes *key, GError **error)
{
    if (!vmg_xml_is_ours(root, ELEMENT)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("not what an agent publishes"));
        return FALSE;
    }
    if (!key || vmg_signature_check(root, key, NULL))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("not signed with the cluster's key, so it is not believed"));
    return FALSE;
}

/* Whether HOST has exactly this UUID, with the same capital and small letters: otherwise one
 * host could have two entries. */
static gboolean
is_of(const VmgHost *host, const char *uuid, GError **error)
{
    if (strcmp(host->view.uuid, uuid) == 0)
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("the entry of another host, %s (%s)"),
                host->view.name, host->view.uuid);
    return FALSE;
}

static gboolean
read_text(VmgPeer *peer, const char *text, gsize len, GBytes *key, GError **error)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(text, len, peer->uuid, error);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    g_autoptr(VmgHost) host = NULL;

    if (!root || !is_believed(root, key, error))
        return FALSE;
    peer->is_gone = vmg_xml_attr_is(root, "gone", peer->uuid);
    if (peer->is_gone) {
        read_attributes(peer, root);
        return TRUE;
    }
    host = vmg_host_new(find(root, "host"), error);
    if (!host || !is_of(host, peer->uuid, error))
        return FALSE;
    read_attributes(peer, root);
    read_guests(peer, find(root, "guests"));
    peer->host = g_steal_pointer(&host);
    return TRUE;
}

/* The age of the entry of a host that is gone: the registry does not say since when the host is
 * gone. So the age is counted from the date in the host's facts, which is by that host's own clock.
 */
static gint64
age_of_gone(const VmgPeer *peer)
{
    const char *date = peer->host ? peer->host->date : NULL;
    g_autoptr(GDateTime) written = date ? g_date_time_new_from_iso8601(date, NULL) : NULL;
    gint64 now_ms = g_get_real_time() / 1000, least_ms = (gint64)peer->lease * 1000 + 1;

    return written ? MAX(least_ms, now_ms - g_date_time_to_unix(written) * 1000) : least_ms;
}

VmgPeer *
vmg_peer_read(const char *uuid, const char *text, gsize len, gint64 age_ms, GBytes *key)
{
    VmgPeer *peer = g_new0(VmgPeer, 1);
    g_autoptr(GError) error = NULL;

    peer->uuid = g_strdup(uuid);
    peer->age_ms = MAX(0, age_ms);
    peer->lease = LEASE_DEFAULT;
    peer->guests = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_guest_free);
    if (!read_text(peer, text, len, key, &error))
        peer->problem = g_strdup(error->message);
    if (age_ms == VMG_REGISTRY_GONE)
        peer->age_ms = age_of_gone(peer);
    return peer;
}

gboolean
vmg_peer_is_responsive(const VmgPeer *peer)
{
    return peer->age_ms <= (gint64)peer->lease * 1000;
}

const char *
vmg_peer_status(const VmgPeer *peer)
{
    return vmg_peer_is_responsive(peer) && peer->host ? peer->host->view.status
                                                      : VMG_STATUS_NON_RESPONSIVE;
}

void
vmg_peer_doubt(VmgPeer *peer, char *problem)
{
    g_clear_pointer(&peer->host, vmg_host_free);
    g_ptr_array_set_size(peer->guests, 0);
    g_free(peer->problem);
    peer->problem = problem;
    peer->is_gone = FALSE;
}

gboolean
vmg_peer_guest_is_stuck(const VmgPeerGuest *guest)
{
    return !guest->gone && guest->stays && *guest->stays;
}

guint
vmg_peer_stuck(const VmgPeer *peer)
{
    guint count = 0;

    for (guint i = 0; i < peer->guests->len; i++)
        count += vmg_peer_guest_is_stuck(peer->guests->pdata[i]) ? 1 : 0;
    return count;
}

const char *
vmg_peer_name(const VmgPeer *peer)
{
    return peer->host ? peer->host->view.name : peer->uuid;
}
