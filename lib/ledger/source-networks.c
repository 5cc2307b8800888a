/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger/source-networks.h"

#include "base/sys.h"
#include "base/xml.h"
#include "ledger/file.h"

#include <string.h>
#include <unistd.h>

gboolean
vmg_source_networks_write(const char *directory, const char *guest, const VmgHost *source,
                          GError **error)
{
    g_autofree char *text = vmg_host_to_string(source, VMG_HOST_NETWORKS);
    char path[VMG_LEDGER_PATH_SIZE];

    vmg_ledger_file_source(directory, guest, path);
    return vmg_sys_write_file(path, text, strlen(text), 0600, error);
}

VmgHost *
vmg_source_networks_read(const char *directory, const char *guest)
{
    char path[VMG_LEDGER_PATH_SIZE];
    g_autofree char *text = NULL;
    gsize len = 0;

    vmg_ledger_file_source(directory, guest, path);
    text = vmg_sys_read_file(path, VMG_XML_MAX, &len, NULL);
    return text ? vmg_host_parse(text, len, path, NULL) : NULL;
}

void
vmg_source_networks_remove(const char *directory, const char *guest)
{
    char path[VMG_LEDGER_PATH_SIZE];

    vmg_ledger_file_source(directory, guest, path);
    unlink(path);
}
