/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection to libvirt. It is opened again and again until it succeeds. All functions and
 * callbacks run on the main loop; what may wait runs in workers. */
#pragma once

#include "agent/base/say.h"

#include <libvirt/libvirt.h>

typedef struct {
    /* libvirt answers. Passes the host's UUID, its networks and its shared pools (VmgLibvirtNetwork
     * *, VmgLibvirtPool *, owned by the connection, NULL if libvirt does not list them). Afterwards
     * guest() is called for each running guest. CONNECT is valid until lost() is called. */
    void (*connected)(gpointer data, virConnect *connect, const char *uuid, GPtrArray *networks,
                      GPtrArray *pools);
    /* All running guests were passed to guest(). */
    void (*told)(gpointer data);
    /* Networks and pools were read again. CHANGED is TRUE if they were read because libvirt has
     * reported a change. */
    void (*resources)(gpointer data, GPtrArray *networks, GPtrArray *pools, gboolean changed);
    void (*lost)(gpointer data);
    /* guest_arrives: a guest begins to arrive. guest_arrived: a guest has arrived. After each of
     * these calls, guest() is called for the same guest. */
    void (*guest_arrives)(gpointer data, virDomain *domain);
    void (*guest_arrived)(gpointer data, virDomain *domain);
    /* The CPUs of a guest run, for the first time or again; a call of guest() follows. */
    void (*guest_resumed)(gpointer data, virDomain *domain);
    /* A guest runs or arrives, or its devices changed. */
    void (*guest)(gpointer data, virDomain *domain);
    /* Somebody wrote the guard's element of the guest's metadata. */
    void (*metadata)(gpointer data, virDomain *domain);
    void (*guest_stopped)(gpointer data, virDomain *domain);
    /* An iteration of a migration of the guest out of this host begins. */
    void (*guest_leaves)(gpointer data, virDomain *domain);
    /* The guest's persistent configuration was written. */
    void (*guest_defined)(gpointer data, virDomain *domain);
    /* The list of guests, or the state of a guest in it, may have changed. */
    void (*list_changed)(gpointer data);
} VmgConnectionEvents;

typedef struct VmgConnection VmgConnection;

/* Begins to connect to URI. EVENTS must outlive the connection. */
VmgConnection *vmg_connection_new(const char *uri, VmgSay *say, const VmgConnectionEvents *events,
                                  gpointer data);
/* Call this only when vmg_connection_is_idle() returns TRUE. */
void vmg_connection_free(VmgConnection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgConnection, vmg_connection_free)

/* Sets another URI. Does nothing if URI is the present URI. */
void vmg_connection_set_uri(VmgConnection *connection, const char *uri);
/* Asks libvirt for networks and pools again. libvirt reports when a network or a pool changes, and
 * then they are read without this function. But libvirt does not report that virtnetworkd or
 * virtstoraged was restarted or started late. In this case this function opens the connection
 * again. */
void vmg_connection_read_resources(VmgConnection *connection);
/* Closes the connection; a worker tells libvirt. */
void vmg_connection_close(VmgConnection *connection);
/* Whether no question to libvirt is under way. */
gboolean vmg_connection_is_idle(const VmgConnection *connection);
gboolean vmg_connection_is_up(const VmgConnection *connection);
/* The process of libvirt's daemon; 0 if it is unknown. */
int vmg_connection_daemon(const VmgConnection *connection);
