/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/session.h"

#include "agent/virt/credentials.h"
#include "agent/virt/error.h"
#include "agent/virt/events.h"
#include "agent/virt/network.h"
#include "agent/virt/pool.h"
#include "base/error.h"
#include "base/xml.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static gboolean
fail(const char *doing, GError **error)
{
    vmg_virt_error(error, doing);
    return FALSE;
}

char *
vmg_session_parse_uuid(const char *capabilities, GError **error)
{
    g_autoptr(xmlDoc) doc =
        vmg_xml_parse(capabilities, strlen(capabilities), "host capabilities", error);
    g_autoptr(VmgArena) arena = vmg_arena_new();
    const xmlNode *host = doc ? vmg_xml_child(xmlDocGetRootElement(doc), "host") : NULL;
    const char *uuid = vmg_xml_text(arena, vmg_xml_child(host, "uuid"));

    if (!doc)
        return NULL;
    if (!uuid || !g_uuid_string_is_valid(uuid)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, "host capabilities: no valid host uuid");
        return NULL;
    }
    return g_strdup(uuid);
}

static gboolean
read_uuid(VmgSession *session, GError **error)
{
    char *text = virConnectGetCapabilities(session->connect);

    if (!text)
        return fail("can't read host capabilities", error);
    session->uuid = vmg_session_parse_uuid(text, error);
    free(text);
    return session->uuid != NULL;
}

static gboolean
add_network(virNetwork *network, GPtrArray *found, GError **error)
{
    char *text = virNetworkGetXMLDesc(network, 0);
    VmgLibvirtNetwork *read;

    /* The network may have been removed meanwhile. */
    if (!text)
        return virGetLastErrorCode() == VIR_ERR_NO_NETWORK || fail("can't read a network", error);
    read = vmg_libvirt_network_parse(text);
    free(text);
    if (read) {
        read->active = virNetworkIsActive(network) == 1;
        g_ptr_array_add(found, read);
    }
    return TRUE;
}

GPtrArray *
vmg_session_read_networks(virConnect *connect, GError **error)
{
    g_autoptr(GPtrArray) found =
        g_ptr_array_new_with_free_func((GDestroyNotify)vmg_libvirt_network_free);
    virNetwork **networks = NULL;
    int count = virConnectListAllNetworks(connect, &networks, 0);
    gboolean good = TRUE;

    /* libvirt without its network driver has no networks. */
    if (count < 0 && virGetLastErrorCode() == VIR_ERR_NO_SUPPORT)
        return g_steal_pointer(&found);
    if (count < 0) {
        fail("can't list networks", error);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        good = good && add_network(networks[i], found, error);
        virNetworkFree(networks[i]);
    }
    free(networks);
    return good ? g_steal_pointer(&found) : NULL;
}

static gboolean
add_pool(virStoragePool *pool, GPtrArray *found, GError **error)
{
    char *text = virStoragePoolGetXMLDesc(pool, 0);
    VmgLibvirtPool *read;

    /* The pool may have been stopped meanwhile. */
    if (!text)
        return virGetLastErrorCode() == VIR_ERR_NO_STORAGE_POOL || fail("can't read a pool", error);
    read = vmg_libvirt_pool_parse(text);
    free(text);
    if (read)
        g_ptr_array_add(found, read);
    return TRUE;
}

GPtrArray *
vmg_session_read_pools(virConnect *connect, GError **error)
{
    g_autoptr(GPtrArray) found =
        g_ptr_array_new_with_free_func((GDestroyNotify)vmg_libvirt_pool_free);
    virStoragePool **pools = NULL;
    int count =
        virConnectListAllStoragePools(connect, &pools, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);
    gboolean good = TRUE;

    /* libvirt without its storage driver has no pools. */
    if (count < 0 && virGetLastErrorCode() == VIR_ERR_NO_SUPPORT)
        return g_steal_pointer(&found);
    if (count < 0) {
        fail("can't list pools", error);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        good = good && add_pool(pools[i], found, error);
        virStoragePoolFree(pools[i]);
    }
    free(pools);
    return good ? g_steal_pointer(&found) : NULL;
}

/* Subscribes to events of networks and pools. Networks and pools can belong to other daemons. If
 * such a daemon is missing, this is not an error. */
static void
subscribe_to_resources(VmgSession *session, const VmgSessionCallbacks *callbacks, gpointer data)
{
    virConnectNetworkEventLifecycleCallback callback = callbacks->network;

    session->network_event =
        virConnectNetworkEventRegisterAny(session->connect, NULL, VIR_NETWORK_EVENT_ID_LIFECYCLE,
                                          VIR_NETWORK_EVENT_CALLBACK(callback), data, NULL);
    session->pool_event = virConnectStoragePoolEventRegisterAny(
        session->connect, NULL, VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE,
        VIR_STORAGE_POOL_EVENT_CALLBACK(callbacks->pool), data, NULL);
}

static gboolean
subscribe(VmgSession *session, const VmgSessionCallbacks *callbacks, gpointer data, GError **error)
{
    const struct {
        int id;
        virConnectDomainEventGenericCallback callback;
    } wanted[VMG_SESSION_EVENTS] = {
        {VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK(callbacks->lifecycle)},
        {VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, VIR_DOMAIN_EVENT_CALLBACK(callbacks->device_added)},
        {VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, VIR_DOMAIN_EVENT_CALLBACK(callbacks->device_removed)},
        {VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, VIR_DOMAIN_EVENT_CALLBACK(callbacks->metadata)},
        {VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION, VIR_DOMAIN_EVENT_CALLBACK(callbacks->iteration)},
    };

    for (int i = 0; i < VMG_SESSION_EVENTS; i++) {
        session->events[i] = virConnectDomainEventRegisterAny(session->connect, NULL, wanted[i].id,
                                                              wanted[i].callback, data, NULL);
        if (session->events[i] < 0)
            return fail("can't subscribe to events", error);
    }
    subscribe_to_resources(session, callbacks, data);
    return virConnectRegisterCloseCallback(session->connect, callbacks->closed, data, NULL) == 0 ||
           virGetLastErrorCode() == VIR_ERR_NO_SUPPORT || fail("can't subscribe to events", error);
}

/* Unsubscribes from events, because each subscription holds a reference to the connection. */
static void
unsubscribe(const VmgSession *session)
{
    for (int i = 0; i < VMG_SESSION_EVENTS; i++)
        if (session->events[i] >= 0)
            virConnectDomainEventDeregisterAny(session->connect, session->events[i]);
    if (session->network_event >= 0)
        virConnectNetworkEventDeregisterAny(session->connect, session->network_event);
    if (session->pool_event >= 0)
        virConnectStoragePoolEventDeregisterAny(session->connect, session->pool_event);
}

static void
free_domain(gpointer domain)
{
    virDomainFree(domain);
}

GPtrArray *
vmg_session_read_guests(virConnect *connect, GError **error)
{
    g_autoptr(GPtrArray) guests = g_ptr_array_new_with_free_func(free_domain);
    virDomain **domains = NULL;
    int count = virConnectListAllDomains(connect, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE);

    if (count < 0) {
        fail("can't list guests", error);
        return NULL;
    }
    for (int i = 0; i < count; i++)
        g_ptr_array_add(guests, domains[i]);
    free(domains);
    return g_steal_pointer(&guests);
}

static VmgSession *
session_new(void)
{
    VmgSession *session = g_new0(VmgSession, 1);

    session->socket = session->network_event = session->pool_event = -1;
    for (int i = 0; i < VMG_SESSION_EVENTS; i++)
        session->events[i] = -1;
    return session;
}

VmgSession *
vmg_session_open(const char *uri, const VmgSessionCallbacks *callbacks, gpointer data,
                 GError **error)
{
    g_autoptr(VmgSession) session = session_new();

    session->connect = vmg_credentials_open(uri, error);
    session->socket = vmg_events_take_socket();
    if (!session->connect)
        return NULL;
    if (!subscribe(session, callbacks, data, error) || !read_uuid(session, error))
        return NULL;
    session->networks = vmg_session_read_networks(session->connect, NULL);
    session->pools = vmg_session_read_pools(session->connect, NULL);
    return g_steal_pointer(&session);
}

void
vmg_session_free(VmgSession *session)
{
    if (!session)
        return;
    g_clear_pointer(&session->networks, g_ptr_array_unref);
    g_clear_pointer(&session->pools, g_ptr_array_unref);
    if (session->socket >= 0)
        close(session->socket);
    if (session->connect) {
        unsubscribe(session);
        virConnectClose(session->connect);
    }
    g_free(session->uuid);
    g_free(session);
}

int
vmg_session_daemon(const VmgSession *session)
{
    struct ucred peer = {0};
    socklen_t size = sizeof(peer);

    if (session->socket < 0 ||
        getsockopt(session->socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return 0;
    return peer.pid;
}

gboolean
vmg_session_is_other(const VmgSession *session, const GPtrArray *networks, const GPtrArray *pools)
{
    return !session->networks != !networks || !session->pools != !pools;
}
