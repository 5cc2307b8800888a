/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger/source-networks.h"

#include "base/escape.h"
#include "base/sys.h"
#include "base/xml.h"

#include <string.h>
#include <unistd.h>

/* Hidden, so that it is no entry. */
static char *
path_of(const char *directory, const char *guest)
{
    char escaped[VMG_ESCAPED_SIZE];

    vmg_escape_name(guest, escaped);
    return g_strdup_printf("%s/" VMG_ARRIVAL_PREFIX "%s", directory, escaped);
}

gboolean
vmg_arrival_write(const char *directory, const char *guest, const VmgHost *source, GError **error)
{
    g_autofree char *path = path_of(directory, guest);
    g_autofree char *text = vmg_host_to_string(source, VMG_HOST_NETWORKS);

    return vmg_sys_write_file(path, text, strlen(text), 0600, error);
}

VmgHost *
vmg_arrival_read(const char *directory, const char *guest)
{
    g_autofree char *path = path_of(directory, guest);
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_file(path, VMG_XML_MAX, &len, NULL);

    return text ? vmg_host_parse(text, len, path, NULL) : NULL;
}

void
vmg_arrival_remove(const char *directory, const char *guest)
{
    g_autofree char *path = path_of(directory, guest);

    unlink(path);
}
