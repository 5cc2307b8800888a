/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sd_notify(3) by its protocol: datagrams to the socket that systemd names. */
#pragma once

#include <glib.h>

/* Sends MESSAGE ("READY=1\nSTATUS=...") to SOCKET, a path, or an abstract name
 * that begins with '@'. Does nothing where SOCKET is NULL. Never blocks. FALSE
 * where it could not be sent. */
gboolean vmg_notify(const char *socket, const char *message);

/* Says that the configuration is being read again; READY=1 ends that. */
void vmg_notify_reloading(const char *socket);

/* How often WATCHDOG=1 is due, in seconds, from the environment's WATCHDOG_USEC
 * and WATCHDOG_PID (either may be NULL): half of the limit; 0 = never. */
guint vmg_notify_watchdog_seconds(const char *usec, const char *pid);

/* What systemctl status shows: HOST's status (NULL: libvirt is away) and how many
 * guests it has. *SAID is what was said last; free with g_free(). */
void vmg_notify_status(const char *socket, char **said, const char *host, unsigned guests);
