/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening a connection, and what is asked on it. Waits for libvirt: for worker
 * threads. */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

/* Called on the main loop, but for closed(): that may be any thread. */
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
    int network_event, pool_event;  /* the same */
    int socket;                     /* a duplicate, to be watched; -1 = none */
    char *uuid;                     /* the host's */
    GPtrArray *networks;            /* VmgLibvirtNetwork *; NULL where libvirt does not say */
    GPtrArray *pools;               /* VmgLibvirtPool *; likewise */
} VmgSession;

/* Opens URI, subscribes to events, and reads what does not wait for guests. */
VmgSession *vmg_session_open(const char *uri, const VmgSessionCallbacks *callbacks, gpointer data,
                             GError **error);
/* Ends it: libvirtd is told, and may not answer. */
void vmg_session_free(VmgSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgSession, vmg_session_free)

/* Whether libvirt answers now, or does not, with NETWORKS or POOLS (NULL = it does not),
 * where it did not, or did, when the session was opened. */
gboolean vmg_session_is_other(const VmgSession *session, const GPtrArray *networks,
                              const GPtrArray *pools);
/* The daemon's process; 0 where that is unknown. */
int vmg_session_daemon(const VmgSession *session);

/* The running guests, virDomain *; an event about a guest waits for no list, but
 * the list may wait for a guest. Free with g_ptr_array_unref(). */
GPtrArray *vmg_session_read_guests(virConnect *connect, GError **error);
/* The active networks; the active pools of shared kinds. Free with g_ptr_array_unref(). */
GPtrArray *vmg_session_read_networks(virConnect *connect, GError **error);
GPtrArray *vmg_session_read_pools(virConnect *connect, GError **error);
/* The host's uuid in the capabilities XML. Free with g_free(). */
char *vmg_session_parse_uuid(const char *capabilities, GError **error);
