/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds a connection of a process, by the kernel's sock_diag(7). */
#pragma once

#include "agent/virt/qemu-conf.h"

/* The local address of the first established TCP connection of the process PID on one of PORTS, as
 * inet_ntop(3) writes it; NULL = there is none. *SEEN is TRUE if connections of the process PID can
 * be seen. They can't be seen if the agent is not allowed to read the process's descriptors, if the
 * process is in another network namespace than the agent, or if the kernel has no sock_diag. Lists
 * all connections on these ports, so call it in a worker thread. Free with g_free(). */
char *vmg_sockets_find(int pid, VmgPorts ports, gboolean *seen);
