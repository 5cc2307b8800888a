/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sends messages to systemd, by the protocol of sd_notify(3): datagrams to a socket that systemd
 * names. */
#pragma once

#include <glib.h>

/* Sends MESSAGE ("READY=1\nSTATUS=...") to SOCKET: a path, or an abstract name that begins with
 * '@'. Does nothing if SOCKET is NULL. Never blocks. FALSE if the message could not be sent. */
gboolean vmg_notify(const char *socket, const char *message);

/* Tells systemd that the agent reads its configuration again; READY=1 ends this state. */
void vmg_notify_reloading(const char *socket);

/* The number of seconds between two messages WATCHDOG=1: half of systemd's limit; 0 = never.
 * USEC and PID are WATCHDOG_USEC and WATCHDOG_PID of the environment; either may be NULL. */
guint vmg_notify_watchdog_seconds(const char *usec, const char *pid);

/* Sends the line that `systemctl status` shows, if the line has changed. HOST is the status of this
 * host; NULL: libvirt does not answer. GUESTS is the number of guests on this host. *SAID is the
 * last line that was sent; free *SAID with g_free(). */
void vmg_notify_status(const char *socket, char **said, const char *host, unsigned guests);
