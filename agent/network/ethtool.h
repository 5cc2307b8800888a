/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks the kernel about a network device. */
#pragma once

#include <glib.h>

/* Sends COMMAND, a structure of linux/ethtool.h, about DEVICE through the socket FD, of any kind.
 * The kernel writes the answer into COMMAND. Returns 0, or a number of errno(3). Does not block. */
int vmg_ethtool_ask(int fd, const char *device, gpointer command);
