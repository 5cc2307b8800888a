/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A library for /etc/ld.so.preload. It sets the clock of every program that starts on the host
 * forward by SECONDS (-DSECONDS=...; a negative number sets the clock back). QEMU keeps the
 * right clock, because otherwise its emulated guest would try to catch up. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifndef SECONDS
#define SECONDS 0
#endif

int
clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, clock, now);

    if ((clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) &&
        strncmp(program_invocation_short_name, "qemu", 4) != 0)
        now->tv_sec += SECONDS;
    return result;
}

int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec time;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &time);
    *now = (struct timeval){time.tv_sec, time.tv_nsec / 1000};
    return 0;
}

time_t
time(time_t *now)
{
    struct timespec time;

    clock_gettime(CLOCK_REALTIME, &time);
    if (now)
        *now = time.tv_sec;
    return time.tv_sec;
}
