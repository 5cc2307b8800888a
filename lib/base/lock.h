/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Locks between processes. Uses libc only, because the hooks take locks without loading any
 * library. */
#pragma once

/* Locks the open file FD exclusively, waiting at most WAIT_MS milliseconds. The kernel holds the
 * lock and releases it when the process ends. Returns 0, or -1 with errno. */
int vmg_lock_fd(int fd, unsigned wait_ms);
