/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger/file.h"

#include "base/escape.h"

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

int64_t
vmg_ledger_file_age(const char *text, int64_t now_ms)
{
    static const char key[] = "\nadmitted=";
    const char *admitted = strstr(text, key);

    return admitted ? now_ms - strtoll(admitted + strlen(key), NULL, 10) : -1;
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
