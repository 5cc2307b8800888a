/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target host: facts that were read can be written, and are read again unchanged. */
#include "fuzz.h"
#include "host/host.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgHost) host = vmg_host_parse((const char *)data, size, "host.xml", &error),
                       again = NULL;
    g_autofree char *first = NULL, *second = NULL;

    g_assert_true((host == NULL) == (error != NULL));
    if (!host)
        return 0;
    first = vmg_host_to_string(host, VMG_HOST_WHOLE);
    again = vmg_host_parse(first, strlen(first), "host.xml", &error);
    g_assert_no_error(error);
    second = vmg_host_to_string(again, VMG_HOST_WHOLE);
    g_assert_cmpstr(first, ==, second);
    return 0;
}
