/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Makes the buffer twice as large, plus one byte for the final NUL. */
static char *
grow(char *data, size_t *size)
{
    char *larger = realloc(data, *size * 2 + 1);

    if (!larger)
        free(data);
    *size *= 2;
    return larger;
}

char *
io_read_all(int fd, size_t *len)
{
    size_t size = (size_t)16 * 1024, used = 0;
    char *data = malloc(size + 1);

    while (data && used <= HOOK_INPUT_MAX) {
        ssize_t got = read(fd, data + used, size - used);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        if (got == 0) {
            data[used] = '\0';
            *len = used;
            return data;
        }
        used += (size_t)got;
        if (used == size)
            data = grow(data, &size);
    }
    free(data);
    return NULL;
}

int
io_write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, data, len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        data += put;
        len -= (size_t)put;
    }
    return 0;
}

void
io_write_text(int fd, const char *text)
{
    if (io_write_all(fd, text, strlen(text)) < 0)
        return;
}

/* If stdin, stdout or stderr is closed, the next file that the hook opens would get the file
 * descriptor 0, 1 or 2. SIGPIPE is ignored because, if libvirt closes its end of a pipe, write()
 * must return an error instead of killing the hook. */
void
io_keep_streams(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
    signal(SIGPIPE, SIG_IGN);
}
