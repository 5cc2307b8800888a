/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/lock.h"

#include <errno.h>
#include <sys/file.h>
#include <time.h>

enum { STEP_MS = 5 };

/* flock(2) has no time limit, so the lock is tried again and again. */
int
vmg_lock_fd(int fd, unsigned wait_ms)
{
    const struct timespec step = {.tv_nsec = STEP_MS * 1000000L};

    for (unsigned waited = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; waited += STEP_MS) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return -1;
        if (waited >= wait_ms) {
            errno = EWOULDBLOCK;
            return -1;
        }
        nanosleep(&step, NULL);
    }
    return 0;
}
