/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/ethtool.h"

#include <errno.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>

int
vmg_ethtool_ask(int fd, const char *device, gpointer command)
{
    struct ifreq request = {.ifr_data = command};

    if (g_strlcpy(request.ifr_name, device, sizeof(request.ifr_name)) >= sizeof(request.ifr_name))
        return ENAMETOOLONG;
    return ioctl(fd, SIOCETHTOOL, &request) == 0 ? 0 : errno;
}
