/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Locks between processes, with libc only: the hooks take them without loading anything. */
#pragma once

/* Locks the open file FD for this process alone, waiting at most WAIT_MS milliseconds. The
 * kernel's lock: it ends with its holder. Returns 0, or -1 with errno. */
int vmg_lock_fd(int fd, unsigned wait_ms);
