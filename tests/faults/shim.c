/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tests preload this library into a program. One system call of the program then fails.
 *
 *   VMG_FAULT=N:WHAT   The Nth call fails. WHAT is an errno, "short" (the call reads or
 *                      writes half of the bytes), "kill" (SIGKILL before the call), or
 *                      "nomem" (the Nth allocation fails).
 *   VMG_FAULT_LOG=PATH The library writes the name and the descriptor of the call that
 *                      failed to this file. If no call failed, it does not make the file.
 *   VMG_CLOCK=SECONDS  The program sees CLOCK_REALTIME so many seconds ahead.
 *
 * A program can call vmg_fault_arm() to begin or to stop counting in the middle of its run.
 * The calls of all threads are counted together.
 *
 * The library does not see system calls that libc makes inside its own functions. It does not
 * count the calls by which GLib's main loop waits and is woken, because GLib relies on their
 * success.
 */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *data, size_t size);

enum { OFF, ERRNO, SHORT, KILL, NOMEM, WAKERS_MAX = 1024 };

/* waited: seconds by which CLOCK_MONOTONIC is set forward */
static long calls, wanted, waited;
static int mode, code;
static const char *log_path;
static char wakers[WAKERS_MAX]; /* whether GLib uses the descriptor to wake a main loop */

void vmg_fault_arm(const char *fault);
void vmg_fault_wait(long seconds);

/* From now on the call that FAULT names fails. FAULT has the form of VMG_FAULT; NULL means that
 * no call fails. */
void
vmg_fault_arm(const char *fault)
{
    const char *what = fault ? strchr(fault, ':') : NULL;

    mode = OFF;
    if (!what)
        return;
    __atomic_store_n(&calls, 0, __ATOMIC_SEQ_CST);
    wanted = atol(fault);
    code = atoi(what + 1);
    mode = strcmp(what + 1, "short") == 0   ? SHORT
           : strcmp(what + 1, "kill") == 0  ? KILL
           : strcmp(what + 1, "nomem") == 0 ? NOMEM
                                            : ERRNO;
}

/* Sets CLOCK_MONOTONIC forward by SECONDS, as if the program had waited so long. */
void
vmg_fault_wait(long seconds)
{
    waited += seconds;
}

/* Reads the environment variables before main(), so that this does not disturb the program's
 * calls. */
__attribute__((constructor)) static void
read_environment(void)
{
    log_path = getenv("VMG_FAULT_LOG");
    vmg_fault_arm(getenv("VMG_FAULT"));
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
    if (fd >= 0 && fd < WAKERS_MAX && wakers[fd])
        return 0;
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST) != wanted)
        return 0;
    tell(name, fd);
    if (mode == KILL)
        kill(getpid(), SIGKILL);
    return 1;
}

/* Counts a call of the function NAME on the descriptor FD. Returns whether this call must fail. */
static int
fails(const char *name, int fd)
{
    if (mode == OFF || mode == NOMEM || mode == SHORT || !is_the_one(name, fd))
        return 0;
    errno = code;
    return 1;
}

/* Counts a call of the function NAME. Returns how many of SIZE bytes it may transfer; 0 = the
 * call fails. A transfer of one byte can't be made shorter, so it is not counted. */
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
WRAP(int, accept4, -1, fd, (int fd, struct sockaddr *from, socklen_t *len, int flags),
     (fd, from, len, flags))
WRAP(int, bind, -1, fd, (int fd, const struct sockaddr *to, socklen_t len), (fd, to, len))
WRAP(int, chmod, -1, -1, (const char *path, mode_t permissions), (path, permissions))
WRAP(int, fstatfs, -1, fd, (int fd, struct statfs *fs), (fd, fs))
WRAP(int, fstatvfs, -1, fd, (int fd, struct statvfs *fs), (fd, fs))
WRAP(int, getpeername, -1, fd, (int fd, struct sockaddr *name, socklen_t *len), (fd, name, len))
WRAP(int, getsockname, -1, fd, (int fd, struct sockaddr *name, socklen_t *len), (fd, name, len))
WRAP(int, getsockopt, -1, fd, (int fd, int level, int option, void *value, socklen_t *len),
     (fd, level, option, value, len))
WRAP(unsigned, if_nametoindex, 0, -1, (const char *name), (name))
WRAP(int, listen, -1, fd, (int fd, int backlog), (fd, backlog))
WRAP(int, lstat64, -1, -1, (const char *path, struct stat64 *st), (path, st))
WRAP(ssize_t, readlink, -1, -1, (const char *path, char *data, size_t size), (path, data, size))
WRAP(int, setsockopt, -1, fd, (int fd, int level, int option, const void *value, socklen_t len),
     (fd, level, option, value, len))
WRAP(int, shutdown, -1, fd, (int fd, int how), (fd, how))
WRAP(int, socketpair, -1, -1, (int family, int type, int protocol, int fds[2]),
     (family, type, protocol, fds))
WRAP(int, statvfs, -1, -1, (const char *path, struct statvfs *fs), (path, fs))
WRAP(int, utimensat, -1, -1, (int dir, const char *path, const struct timespec times[2], int flags),
     (dir, path, times, flags))
WRAP(int, getaddrinfo, EAI_SYSTEM, -1,
     (const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **found),
     (host, service, hints, found))
/* EAGAIN is the only error of pthread_create() that a correct program can meet. */
WRAP(int, pthread_create, EAGAIN, -1,
     (pthread_t * thread, const pthread_attr_t *attributes, void *(*run)(void *), void *data),
     (thread, attributes, run, data))

/* ioctl() and fcntl() have at most one more argument, which has the size of a pointer. */
#define CONTROL(name, request_type)                                                                \
    int name(int fd, request_type request, ...)                                                    \
    {                                                                                              \
        va_list more;                                                                              \
        void *argument;                                                                            \
                                                                                                   \
        va_start(more, request);                                                                   \
        argument = va_arg(more, void *);                                                           \
        va_end(more);                                                                              \
        return fails(#name, fd) ? -1 : REAL(name)(fd, request, argument);                          \
    }
CONTROL(ioctl, unsigned long)
CONTROL(fcntl, int)
CONTROL(fcntl64, int)

/* Of the system calls that programs make by syscall(2), only openat2(2) can fail. GLib also
 * makes its futex calls in this way, and its locks rely on their success. */
long
syscall(long number, ...)
{
    va_list more;
    long a[6];

    va_start(more, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(more, long);
    va_end(more);
    if (number == SYS_openat2 && fails("openat2", -1))
        return -1;
    return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int
eventfd(unsigned count, int flags)
{
    int fd = REAL(eventfd)(count, flags);

    if (fd >= 0 && fd < WAKERS_MAX)
        wakers[fd] = 1;
    return fd;
}

/* Whether GLib makes this call. A call of poll(2) by GLib never fails, because GLib's main loop
 * relies on it. */
static int
is_from_glib(const void *caller)
{
    Dl_info info;

    return dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "/libglib-") != NULL;
}

int
poll(struct pollfd *fds, nfds_t count, int ms)
{
    if (!is_from_glib(__builtin_return_address(0)) && fails("poll", -1))
        return -1;
    return REAL(poll)(fds, count, ms);
}

ssize_t
recv(int fd, void *data, size_t size, int flags)
{
    size_t some = part("recv", fd, size);

    return some == 0 && size > 0 ? -1 : REAL(recv)(fd, data, some, flags);
}

/* The compiler replaces recv() by this function if _FORTIFY_SOURCE is set. */
ssize_t __recv_chk(int fd, void *data, size_t size, size_t room, int flags);
ssize_t
__recv_chk(int fd, void *data, size_t size, size_t room, int flags)
{
    if (size > room)
        abort();
    return recv(fd, data, size, flags);
}

ssize_t
send(int fd, const void *data, size_t size, int flags)
{
    size_t some = part("send", fd, size);

    return some == 0 && size > 0 ? -1 : REAL(send)(fd, data, some, flags);
}

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

    if (fd >= 0 && fd < WAKERS_MAX)
        wakers[fd] = 0;
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
    if (clock == CLOCK_MONOTONIC)
        now->tv_sec += waited;
    return (int)result;
}
