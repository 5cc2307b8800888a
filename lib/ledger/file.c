/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger/file.h"

#include "base/escape.h"
#include "base/lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
write_path(const char *directory, const char *prefix, const char *name,
           char path[VMG_LEDGER_PATH_SIZE])
{
    char escaped[VMG_ESCAPED_SIZE];

    vmg_escape_name(name, escaped);
    snprintf(path, VMG_LEDGER_PATH_SIZE, "%s/%s%s", directory, prefix, escaped);
}

void
vmg_ledger_file_path(const char *directory, const char *name, char path[VMG_LEDGER_PATH_SIZE])
{
    write_path(directory, "", name, path);
}

void
vmg_ledger_file_source(const char *directory, const char *name, char path[VMG_LEDGER_PATH_SIZE])
{
    write_path(directory, VMG_LEDGER_SOURCE, name, path);
}

/* The value of KEY, which begins with a line feed and ends in '='; *LEN is its length. */
static const char *
find_value(const char *text, const char *key, size_t *len)
{
    const char *line = strstr(text, key);

    *len = line ? strcspn(line + strlen(key), "\n") : 0;
    return line ? line + strlen(key) : "";
}

static int
read_nonce(const char *text, char nonce[VMG_NONCE_SIZE])
{
    size_t len;
    const char *value = find_value(text, "\nnonce=", &len);

    if (len != VMG_NONCE_SIZE - 1)
        return 0;
    memcpy(nonce, value, len);
    nonce[len] = '\0';
    return 1;
}

int
vmg_ledger_file_has_nonce(const char *text)
{
    char nonce[VMG_NONCE_SIZE];

    return read_nonce(text, nonce);
}

int
vmg_ledger_file_is_of(const char *text, const char *xml)
{
    char nonce[VMG_NONCE_SIZE];

    return read_nonce(text, nonce) && strstr(xml, nonce) != NULL;
}

int
vmg_ledger_file_is_unprepared(const char *text)
{
    size_t len;

    return strtoll(find_value(text, "\nprepared=", &len), NULL, 10) == 0;
}

int
vmg_ledger_file_lock(const char *directory, unsigned wait_ms)
{
    char path[VMG_LEDGER_PATH_SIZE];
    int fd;

    snprintf(path, sizeof(path), "%s/" VMG_LEDGER_LOCK, directory);
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd < 0 || vmg_lock_fd(fd, wait_ms) == 0)
        return fd;
    close(fd);
    return -1;
}

void
vmg_ledger_remove(const char *directory, const char *name)
{
    char path[VMG_LEDGER_PATH_SIZE];

    vmg_ledger_file_path(directory, name, path);
    unlink(path);
    vmg_ledger_file_source(directory, name, path);
    unlink(path);
}
