/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which connection a process has, as the kernel says by sock_diag(7). */
#pragma once

#include "agent/virt/qemu-conf.h"

/* The local address of the first TCP connection of process PID that is established on one
 * of PORTS, as inet_ntop(3) writes it; NULL = there is none. *SEEN: whether that can be seen
 * at all. It can't be if nobody may read the process's descriptors, if it is in another
 * network namespace, or if the kernel has no sock_diag. Lists all connections on these
 * ports: for worker threads. Free with g_free(). */
char *vmg_sockets_find(int pid, VmgPorts ports, gboolean *seen);
