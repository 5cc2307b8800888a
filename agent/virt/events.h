/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An event loop for libvirt on GLib's default main context, without libvirt's socket. */
#pragma once

#include <glib.h>

/* Registers the event loop. Call this function once, before the first connection.
 *
 * If an event loop takes libvirt's socket, as libvirt-glib does, the client announces that it
 * answers keepalive messages. libvirtd then sends one every 5 seconds (keepalive_interval of
 * libvirtd.conf, which the guard must not edit), and an idle agent would wake up four more times in
 * a facts period. There is no other way to avoid these messages: virConnectSetKeepAlive() is about
 * messages in the other direction. So this event loop has timers only. libvirt then works without
 * keepalive messages and does not read events by itself; connection.c watches a copy of the socket
 * and makes libvirt read its events. */
void vmg_events_register(void);

/* A copy of the socket that libvirt opened on this thread since the last call, to be closed with
 * close(); -1 if there is none. */
int vmg_events_take_socket(void);
