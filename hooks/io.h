/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes the pipes of a hook. */
#pragma once

#include <stddef.h>

enum { HOOK_INPUT_MAX = 16 * 1024 * 1024 }; /* bytes */

/* Reads FD to its end; the text ends with a NUL. Returns NULL if FD can't be read or has more
 * than HOOK_INPUT_MAX bytes. Free with free(). */
char *io_read_all(int fd, size_t *len);
/* Writes LEN bytes to FD. Returns 0, or -1 if not all bytes could be written. */
int io_write_all(int fd, const char *data, size_t len);
/* Writes a string and ignores errors. Use this function for messages that the hook can do
 * without. */
void io_write_text(int fd, const char *text);

/* Opens /dev/null for each of stdin, stdout and stderr that is closed, and ignores SIGPIPE. */
void io_keep_streams(void);
