/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The lab's journal: binds journald's socket and appends the records that come,
 * FIELD=value lines and an empty line each. Usage: journal SOCKET FILE
 * Format: https://systemd.io/JOURNAL_NATIVE_PROTOCOL/
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { RECORD_MAX = 256 * 1024 };

/* A field is NAME=value, or NAME, a length in 8 bytes, that many bytes. */
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
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        perror(argv[1]);
        return EXIT_FAILURE;
    }
    while ((got = recv(fd, record, sizeof(record), 0)) >= 0)
        print_record(out, record, record + got);
    return EXIT_SUCCESS;
}
