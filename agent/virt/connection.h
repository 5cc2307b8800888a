/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection to libvirt: opened and reopened for as long as it takes. All
 * functions and callbacks are the main loop's; what may wait is done elsewhere. */
#pragma once

#include "agent/base/say.h"

#include <libvirt/libvirt.h>

typedef struct {
    /* The host's uuid by libvirt; its networks and shared pools (VmgLibvirtNetwork *,
     * VmgLibvirtPool *, borrowed, NULL where libvirt does not say); running guests
     * follow. CONNECT is good until lost() is called. */
    void (*connected)(gpointer data, virConnect *connect, const char *uuid, GPtrArray *networks,
                      GPtrArray *pools);
    /* All running guests have followed. */
    void (*told)(gpointer data);
    /* Those again. CHANGED: because libvirt says that something did. */
    void (*resources)(gpointer data, GPtrArray *networks, GPtrArray *pools, gboolean changed);
    void (*lost)(gpointer data);
    /* A guest begins to arrive, or has arrived; guest() follows. */
    void (*guest_arrives)(gpointer data, virDomain *domain);
    void (*guest_arrived)(gpointer data, virDomain *domain);
    /* A guest runs or arrives, or its devices changed. */
    void (*guest)(gpointer data, virDomain *domain);
    /* Somebody wrote the guard's element of its metadata. */
    void (*metadata)(gpointer data, virDomain *domain);
    void (*guest_stopped)(gpointer data, virDomain *domain);
    /* An iteration of its migration out of here begins. */
    void (*guest_leaves)(gpointer data, virDomain *domain);
    /* Its configuration was written. */
    void (*guest_defined)(gpointer data, virDomain *domain);
    /* The list of guests, or the state of a guest in it, may have changed. */
    void (*list_changed)(gpointer data);
} VmgConnectionEvents;

typedef struct VmgConnection VmgConnection;

/* Begins to connect to URI. EVENTS must live as long as the connection. */
VmgConnection *vmg_connection_new(const char *uri, VmgSay *say, const VmgConnectionEvents *events,
                                  gpointer data);
/* Not before vmg_connection_is_idle(). */
void vmg_connection_free(VmgConnection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgConnection, vmg_connection_free)

/* Another URI; nothing happens where it is the same. */
void vmg_connection_set_uri(VmgConnection *connection, const char *uri);
/* Asks anew for networks and pools. They are asked for by itself when they change; but a
 * daemon of their own that is restarted, or starts late, says nothing. Then the connection
 * is opened anew. */
void vmg_connection_read_resources(VmgConnection *connection);
/* Ends it; libvirt is told in the background. */
void vmg_connection_close(VmgConnection *connection);
/* Whether nothing is being asked of libvirt. */
gboolean vmg_connection_is_idle(const VmgConnection *connection);
gboolean vmg_connection_is_up(const VmgConnection *connection);
/* The daemon's process; 0 where that is unknown. */
int vmg_connection_daemon(const VmgConnection *connection);
