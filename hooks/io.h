/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading and writing a hook's pipes. */
#pragma once

#include <stddef.h>

enum { HOOK_INPUT_MAX = 16 * 1024 * 1024 }; /* bytes */

/* All of FD, NUL-terminated; NULL where it can't be read or is too large. Free
 * with free(). */
char *io_read_all(int fd, size_t *len);
/* Returns 0, or -1 where not all could be written. */
int io_write_all(int fd, const char *data, size_t len);
/* The same of a string, where nothing can be done about an error. */
void io_write_text(int fd, const char *text);

/* Opens what is closed of stdin, stdout and stderr, and ignores SIGPIPE. */
void io_keep_streams(void);
