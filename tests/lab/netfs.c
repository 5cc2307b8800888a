/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Usage: netfs SOURCE PATH. Mounts an empty filesystem on PATH that looks like fuse.glusterfs,
 * until this process ends. The filesystem answers statfs(2) as long as this process runs. If
 * this process is stopped, the filesystem behaves as if its server were dead. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void
reply(int fd, uint64_t unique, int error, void *data, size_t len)
{
    struct fuse_out_header header = {(uint32_t)(sizeof(header) + len), -error, unique};
    struct iovec parts[] = {{&header, sizeof(header)}, {data, len}};

    if (writev(fd, parts, len > 0 ? 2 : 1) < 0 && errno != ENOENT)
        warn("reply");
}

static void
answer(int fd, const struct fuse_in_header *request)
{
    struct fuse_init_out init = {
        .major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_write = 4096};
    struct fuse_statfs_out statfs = {.st = {.bsize = 4096, .namelen = 255}};
    struct fuse_attr_out attr = {.attr = {.ino = 1, .mode = S_IFDIR | 0755, .nlink = 2}};

    switch (request->opcode) {
    case FUSE_INIT:
        reply(fd, request->unique, 0, &init, sizeof(init));
        break;
    case FUSE_STATFS:
        reply(fd, request->unique, 0, &statfs, sizeof(statfs));
        break;
    case FUSE_GETATTR:
        reply(fd, request->unique, 0, &attr, sizeof(attr));
        break;
    case FUSE_FORGET:
    case FUSE_INTERRUPT:
        break;
    default:
        reply(fd, request->unique, request->opcode == FUSE_LOOKUP ? ENOENT : ENOSYS, NULL, 0);
    }
}

int
main(int argc, char **argv)
{
    static union {
        struct fuse_in_header header;
        char bytes[FUSE_MIN_READ_BUFFER + 4096];
    } request;
    char options[64];
    int fd;

    if (argc != 3)
        errx(2, "usage: netfs SOURCE PATH");
    fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (fd < 0)
        err(1, "/dev/fuse");
    snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
    if (mount(argv[1], argv[2], "fuse.glusterfs", MS_NOSUID | MS_NODEV, options) < 0)
        err(1, "%s", argv[2]);
    for (;;) {
        if (read(fd, &request, sizeof(request)) >= 0)
            answer(fd, &request.header);
        else if (errno != EINTR && errno != EAGAIN && errno != ENOENT)
            return errno == ENODEV ? 0 : 1;
    }
}
