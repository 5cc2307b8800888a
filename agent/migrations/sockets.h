/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds a connection of a process, by the kernel's sock_diag(7). */
#pragma once

#include "agent/virt/qemu-conf.h"

/* The local address of the first established TCP connection of the process PID on one of PORTS,
 * as inet_ntop(3) writes it; NULL = there is none. *SEEN: connections of this process can be
 * seen. They can't be seen if this process may not read the other's descriptors, if the other is
 * in another network namespace, or if the kernel has no sock_diag. Lists all connections on
 * these ports, so call it in a worker thread. Free with g_free(). */
char *vmg_sockets_find(int pid, VmgPorts ports, gboolean *seen);
