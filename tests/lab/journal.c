/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lab's journal. It listens on journald's socket and appends each record to a file, as lines
 * FIELD=value and an empty line. Usage: journal SOCKET FILE. Format:
 * https://systemd.io/JOURNAL_NATIVE_PROTOCOL/ */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { RECORD_MAX = 16 * 1024 * 1024, FILE_MAX = 256 * 1024 * 1024 };

/* Writes the field at AT to OUT as NAME=value, and returns where the next field begins. In the
 * record a field is NAME=value on one line, or NAME, a line feed, the length of the value as a
 * number of 8 bytes, and the value. */
static const char *
print_field(FILE *out, const char *at, const char *end)
{
    const char *line = memchr(at, '\n', (size_t)(end - at));
    const char *equals;
    uint64_t len;

    if (!line)
        return end;
    equals = memchr(at, '=', (size_t)(line - at));
    if (equals) {
        fprintf(out, "%.*s\n", (int)(line - at), at);
        return line + 1;
    }
    if ((size_t)(end - line) < 1 + sizeof(len))
        return end;
    memcpy(&len, line + 1, sizeof(len));
    if (len > (uint64_t)(end - line) - 1 - sizeof(len))
        return end;
    fprintf(out, "%.*s=%.*s\n", (int)(line - at), at, (int)len, line + 1 + sizeof(len));
    return line + 1 + sizeof(len) + len + 1;
}

static void
print_record(FILE *out, const char *at, const char *end)
{
    while (at < end)
        at = print_field(out, at, end);
    fprintf(out, "\n");
    fflush(out);
}

/* A record that is too long for a datagram comes as a sealed memfd with an empty datagram. */
static ssize_t
read_passed(struct msghdr *message, char *record)
{
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    ssize_t got;
    int fd;

    if (!control || control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS)
        return 0;
    memcpy(&fd, CMSG_DATA(control), sizeof(fd));
    got = pread(fd, record, RECORD_MAX, 0);
    close(fd);
    return got;
}

static ssize_t
receive(int socket, char *record)
{
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec data = {.iov_base = record, .iov_len = RECORD_MAX};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    ssize_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);

    return got == 0 ? read_passed(&message, record) : got;
}

int
main(int argc, char **argv)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    static char record[RECORD_MAX];
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    FILE *out = argc == 3 ? fopen(argv[2], "a") : NULL;
    ssize_t got;

    if (!out || fd < 0)
        return EXIT_FAILURE;
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[1]);
    /* As with journald, every user may write to the socket. */
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || chmod(argv[1], 0666) < 0) {
        perror(argv[1]);
        return EXIT_FAILURE;
    }
    while ((got = receive(fd, record)) >= 0 && ftell(out) < FILE_MAX)
        if (got > 0)
            print_record(out, record, record + got);
    return EXIT_SUCCESS;
}
