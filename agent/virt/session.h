/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens a connection to libvirt, and asks libvirt for guests, networks and pools. The functions
 * wait for libvirt, so call them in worker threads. */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

/* The functions are called on the main loop, except closed(), which any thread may call. */
typedef struct {
    virConnectDomainEventCallback lifecycle;
    virConnectDomainEventDeviceAddedCallback device_added;
    virConnectDomainEventDeviceRemovedCallback device_removed;
    virConnectDomainEventMetadataChangeCallback metadata;
    virConnectDomainEventMigrationIterationCallback iteration;
    virConnectNetworkEventLifecycleCallback network;
    virConnectStoragePoolEventLifecycleCallback pool;
    virConnectCloseFunc closed;
} VmgSessionCallbacks;

enum { VMG_SESSION_EVENTS = 5 };

typedef struct {
    virConnect *connect;
    int events[VMG_SESSION_EVENTS]; /* ids of domain event callbacks; -1 = none */
    int network_event, pool_event;  /* ids of the callbacks for events; -1 = none */
    int socket;                     /* a copy of the socket, to be watched; -1 = none */
    char *uuid;                     /* the host's UUID */
    GPtrArray *networks;            /* VmgLibvirtNetwork *; NULL if libvirt does not list them */
    GPtrArray *pools;               /* VmgLibvirtPool *; NULL if libvirt does not list them */
} VmgSession;

/* Connects to the libvirt of URI, subscribes to events, and reads the host's UUID, networks and
 * pools. Does not list the guests, because this list may have to wait for a guest. */
VmgSession *vmg_session_open(const char *uri, const VmgSessionCallbacks *callbacks, gpointer data,
                             GError **error);
/* Closes the connection. This waits for libvirtd, which can hang. */
void vmg_session_free(VmgSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgSession, vmg_session_free)

/* Whether libvirt has begun or ceased to answer about networks or pools since the session was
 * opened. NETWORKS and POOLS are the present answers; NULL = libvirt does not answer. */
gboolean vmg_session_is_other(const VmgSession *session, const GPtrArray *networks,
                              const GPtrArray *pools);
/* The process of libvirt's daemon; 0 if it is unknown. */
int vmg_session_daemon(const VmgSession *session);

/* The running guests, virDomain *. Events about a guest do not wait for this list, but the list
 * may have to wait for a guest. Free with g_ptr_array_unref(). */
GPtrArray *vmg_session_read_guests(virConnect *connect, GError **error);
/* Returns libvirt's networks, also those that are not active. Free with g_ptr_array_unref(). */
GPtrArray *vmg_session_read_networks(virConnect *connect, GError **error);
/* Returns libvirt's active pools of shared kinds, and pools that are directories. Free with
 * g_ptr_array_unref(). */
GPtrArray *vmg_session_read_pools(virConnect *connect, GError **error);
/* The host's UUID, from the capabilities XML. Free with g_free(). */
char *vmg_session_parse_uuid(const char *capabilities, GError **error);
