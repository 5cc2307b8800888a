/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tests preload this library into a program. One system call of the program then fails.
 *
 *   VMG_FAULT=N:WHAT   the Nth call fails; WHAT is an errno, "short" (the call reads or
 *                      writes half of the bytes), "kill" (SIGKILL before the call), or
 *                      "nomem" (the Nth allocation fails)
 *   VMG_FAULT_LOG=PATH the file that gets the name and the descriptor of the call that
 *                      failed; there is no such file if no call failed
 *   VMG_CLOCK=SECONDS  CLOCK_REALTIME is so many seconds ahead
 *
 * This library does not see calls that libc makes by itself.
 */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *data, size_t size);

enum { OFF, ERRNO, SHORT, KILL, NOMEM };

static long calls, wanted;
static int mode, code;
static const char *log_path;

/* The variables are read before main(), so that reading them does not disturb the program's calls.
 */
__attribute__((constructor)) static void
read_environment(void)
{
    const char *fault = getenv("VMG_FAULT"), *what = fault ? strchr(fault, ':') : NULL;

    log_path = getenv("VMG_FAULT_LOG");
    if (!what)
        return;
    wanted = atol(fault);
    code = atoi(what + 1);
    mode = strcmp(what + 1, "short") == 0   ? SHORT
           : strcmp(what + 1, "kill") == 0  ? KILL
           : strcmp(what + 1, "nomem") == 0 ? NOMEM
                                            : ERRNO;
}

static void
tell(const char *name, int fd)
{
    char text[64];
    int len = snprintf(text, sizeof(text), "%s %d", name, fd);
    long log = log_path
                   ? syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND, 0600)
                   : -1;

    if (log >= 0) {
        syscall(SYS_write, log, text, len);
        syscall(SYS_close, log);
    }
}

static int
is_the_one(const char *name, int fd)
{
    if (++calls != wanted)
        return 0;
    tell(name, fd);
    if (mode == KILL)
        kill(getpid(), SIGKILL);
    return 1;
}

/* Whether this call must fail. */
static int
fails(const char *name, int fd)
{
    if (mode == OFF || mode == NOMEM || mode == SHORT || !is_the_one(name, fd))
        return 0;
    errno = code;
    return 1;
}

/* How many of SIZE bytes the call may transfer; 0 = the call fails. Half of one byte is one byte.
 */
static size_t
part(const char *name, int fd, size_t size)
{
    if (mode == SHORT)
        return size > 1 && is_the_one(name, fd) ? size / 2 : size;
    return fails(name, fd) ? 0 : size;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRAP(type, name, bad, fd, parameters, arguments)                                           \
    type name parameters                                                                           \
    {                                                                                              \
        return fails(#name, fd) ? (bad) : REAL(name) arguments;                                    \
    }

#define OPEN(name, parameters, arguments)                                                          \
    int name parameters                                                                            \
    {                                                                                              \
        mode_t permissions = 0;                                                                    \
        va_list more;                                                                              \
                                                                                                   \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                       \
            va_start(more, flags);                                                                 \
            permissions = va_arg(more, mode_t);                                                    \
            va_end(more);                                                                          \
        }                                                                                          \
        return fails(#name, -1) ? -1 : REAL(name) arguments;                                       \
    }
OPEN(open, (const char *path, int flags, ...), (path, flags, permissions))
OPEN(open64, (const char *path, int flags, ...), (path, flags, permissions))
OPEN(openat, (int fd, const char *path, int flags, ...), (fd, path, flags, permissions))
OPEN(openat64, (int fd, const char *path, int flags, ...), (fd, path, flags, permissions))

WRAP(DIR *, opendir, NULL, -1, (const char *path), (path))
WRAP(DIR *, fdopendir, NULL, fd, (int fd), (fd))
WRAP(struct dirent *, readdir, NULL, -1, (DIR * dir), (dir))
WRAP(struct dirent64 *, readdir64, NULL, -1, (DIR * dir), (dir))
WRAP(int, stat, -1, -1, (const char *path, struct stat *st), (path, st))
WRAP(int, stat64, -1, -1, (const char *path, struct stat64 *st), (path, st))
WRAP(int, lstat, -1, -1, (const char *path, struct stat *st), (path, st))
WRAP(int, fstat, -1, fd, (int fd, struct stat *st), (fd, st))
WRAP(int, fstat64, -1, fd, (int fd, struct stat64 *st), (fd, st))
WRAP(int, access, -1, -1, (const char *path, int how), (path, how))
WRAP(int, mkdir, -1, -1, (const char *path, mode_t permissions), (path, permissions))
WRAP(int, rename, -1, -1, (const char *from, const char *to), (from, to))
WRAP(int, unlink, -1, -1, (const char *path), (path))
WRAP(int, fsync, -1, fd, (int fd), (fd))
WRAP(int, fchmod, -1, fd, (int fd, mode_t permissions), (fd, permissions))
WRAP(int, flock, -1, fd, (int fd, int operation), (fd, operation))
WRAP(int, socket, -1, -1, (int family, int type, int protocol), (family, type, protocol))
WRAP(int, connect, -1, fd, (int fd, const struct sockaddr *to, socklen_t len), (fd, to, len))
WRAP(ssize_t, sendmsg, -1, fd, (int fd, const struct msghdr *message, int flags),
     (fd, message, flags))
WRAP(void *, dlopen, NULL, -1, (const char *path, int flags), (path, flags))

ssize_t
read(int fd, void *data, size_t size)
{
    size_t some = part("read", fd, size);

    return some == 0 && size > 0 ? -1 : REAL(read)(fd, data, some);
}

ssize_t
write(int fd, const void *data, size_t size)
{
    size_t some = part("write", fd, size);

    return some == 0 && size > 0 ? -1 : REAL(write)(fd, data, some);
}

/* Linux closes the descriptor even if close() reports an error. */
int
close(int fd)
{
    int bad = fails("close", fd), saved = errno, result = REAL(close)(fd);

    if (!bad)
        return result;
    errno = saved;
    return -1;
}

static int
is_out_of_memory(void)
{
    if (mode != NOMEM || !is_the_one("malloc", -1))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *
malloc(size_t size)
{
    return is_out_of_memory() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    return is_out_of_memory() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *data, size_t size)
{
    return is_out_of_memory() ? NULL : __libc_realloc(data, size);
}

static time_t
ahead(void)
{
    const char *text = getenv("VMG_CLOCK");

    return text ? atol(text) : 0;
}

time_t
time(time_t *result)
{
    struct timespec now;

    syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    now.tv_sec += ahead();
    if (result)
        *result = now.tv_sec;
    return now.tv_sec;
}

int
clock_gettime(clockid_t clock, struct timespec *now)
{
    long result = syscall(SYS_clock_gettime, clock, now);

    if (clock == CLOCK_REALTIME)
        now->tv_sec += ahead();
    return (int)result;
}
