/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/base/notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

gboolean
vmg_notify(const char *socket_name, const char *message)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    gsize len = socket_name ? strlen(socket_name) : 0;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    gssize sent;
    int fd;

    if (len < 2 || len >= sizeof(address.sun_path) || !strchr("/@", *socket_name))
        return FALSE;
    memcpy(address.sun_path, socket_name, len);
    if (*socket_name == '@')
        address.sun_path[0] = '\0';
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return FALSE;
    sent = sendto(fd, message, strlen(message), MSG_DONTWAIT | MSG_NOSIGNAL,
                  (const struct sockaddr *)&address, size);
    close(fd);
    return sent >= 0;
}

void
vmg_notify_reloading(const char *socket)
{
    g_autofree char *text =
        g_strdup_printf("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time());

    vmg_notify(socket, text);
}

guint
vmg_notify_watchdog_seconds(const char *usec, const char *pid)
{
    guint64 limit, owner;

    if (!usec || !g_ascii_string_to_unsigned(usec, 10, 1, G_MAXUINT64, &limit, NULL))
        return 0;
    if (pid && (!g_ascii_string_to_unsigned(pid, 10, 1, G_MAXINT, &owner, NULL) ||
                owner != (guint64)getpid()))
        return 0;
    return (guint)CLAMP(limit / 2 / G_USEC_PER_SEC, 1, 86400);
}

void
vmg_notify_status(const char *socket, char **said, const char *host, unsigned guests)
{
    g_autofree char *text = host ? g_strdup_printf("STATUS=Host is %s; %u guests", host, guests)
                                 : g_strdup("STATUS=Waiting for libvirt");

    if (g_strcmp0(text, *said) == 0)
        return;
    vmg_notify(socket, text);
    g_free(*said);
    *said = g_steal_pointer(&text);
}
