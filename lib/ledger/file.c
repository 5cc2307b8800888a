/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger/file.h"

#include "base/escape.h"
#include "base/lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ENTRY_MAX = 4096 }; /* the number of bytes that are read from the file of an entry */

void
vmg_ledger_file_path(const char *directory, const char *name, const char *nonce,
                     char path[VMG_LEDGER_PATH_SIZE])
{
    char escaped[VMG_ESCAPED_SIZE];

    vmg_escape_name(name, escaped);
    snprintf(path, VMG_LEDGER_PATH_SIZE, "%s/%s%c%s", directory, escaped, VMG_LEDGER_AT, nonce);
}

void
vmg_ledger_file_source(const char *directory, const char *name, char path[VMG_LEDGER_PATH_SIZE])
{
    char escaped[VMG_ESCAPED_SIZE];

    vmg_escape_name(name, escaped);
    snprintf(path, VMG_LEDGER_PATH_SIZE, "%s/" VMG_LEDGER_SOURCE "%s", directory, escaped);
}

/* The nonce in the file name FILE; NULL if FILE is not the name of an entry of the guest whose
 * escaped name is ESCAPED. */
static const char *
nonce_of(const char *file, const char *escaped)
{
    size_t len = strlen(escaped);

    if (strncmp(file, escaped, len) != 0 || file[len] != VMG_LEDGER_AT)
        return NULL;
    return strlen(file + len + 1) == VMG_NONCE_SIZE - 1 ? file + len + 1 : NULL;
}

int
vmg_ledger_file_find(const char *directory, const char *name, const char *xml,
                     char nonce[VMG_NONCE_SIZE])
{
    char escaped[VMG_ESCAPED_SIZE];
    DIR *dir = opendir(directory);
    const struct dirent *item;
    int found = 0;

    if (!dir)
        return errno == ENOENT ? 0 : -1;
    vmg_escape_name(name, escaped);
    errno = 0;
    while (!found && (item = readdir(dir))) {
        const char *name_nonce = nonce_of(item->d_name, escaped);

        found = name_nonce && (!xml || strstr(xml, name_nonce));
        if (found)
            snprintf(nonce, VMG_NONCE_SIZE, "%s", name_nonce);
        errno = 0;
    }
    /* If readdir() failed, the directory may contain an entry that was not read. */
    if (!found && errno != 0)
        found = -1;
    closedir(dir);
    return found;
}

static int
awaits(const char *text)
{
    static const char prepared[] = "\nprepared=";
    const char *line = strstr(text, prepared);

    return !(line && strtoll(line + strlen(prepared), NULL, 10) > 0) &&
           !strstr(text, "\nshut-off=true\n");
}

int
vmg_ledger_file_awaits(const char *directory, const char *name, const char *nonce)
{
    char path[VMG_LEDGER_PATH_SIZE], text[ENTRY_MAX];
    ssize_t got;
    int fd;

    vmg_ledger_file_path(directory, name, nonce, path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno != ENOENT;
    got = read(fd, text, sizeof(text) - 1);
    close(fd);
    if (got < 0)
        return 1;
    text[got] = '\0';
    return awaits(text);
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
vmg_ledger_file_remove(const char *directory, const char *name, const char *nonce)
{
    char path[VMG_LEDGER_PATH_SIZE], other[VMG_NONCE_SIZE];

    vmg_ledger_file_path(directory, name, nonce, path);
    unlink(path);
    if (vmg_ledger_file_find(directory, name, NULL, other) > 0)
        return;
    vmg_ledger_file_source(directory, name, path);
    unlink(path);
}
