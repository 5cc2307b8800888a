/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libvirt's event loop on GLib's default main context, without its socket. */
#pragma once

#include <glib.h>

/* Once, before the first connection.
 *
 * libvirt-glib, as any event loop that takes libvirt's socket, makes the client
 * announce that it answers keepalive messages, and libvirtd then sends it one
 * every 5 seconds (keepalive_interval of libvirtd.conf, which is not ours to
 * edit): four more wake-ups of an idle agent in a facts period. There is no other way
 * to say no: virConnectSetKeepAlive() is about the other direction. So this loop has
 * timers only; libvirt then goes without keepalive and without reading events by
 * itself, and connection.c watches the socket for it. */
void vmg_events_register(void);

/* A duplicate of the socket that libvirt opened on this thread since the last
 * call, to be closed with close(); -1 where there is none. */
int vmg_events_take_socket(void);
