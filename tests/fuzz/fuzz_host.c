/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target host: facts that were read can be written, and are read again unchanged. The fast
 * reader for this host's own facts gives the same result as the reader that uses libxml2. */
#include "fuzz.h"
#include "host/host.h"

#include <string.h>

static void
check_own(const char *text, gsize size, const char *first, const char *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgHost) own = vmg_host_parse_own(text, size, "host.xml", &error);
    g_autofree char *again = own ? vmg_host_to_string(own, VMG_HOST_WHOLE) : NULL;

    g_assert_cmpstr(again, ==, first);
    g_assert_cmpstr(error ? error->message : NULL, ==, problem);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgHost) host = vmg_host_parse((const char *)data, size, "host.xml", &error),
                       again = NULL;
    g_autofree char *first = NULL, *second = NULL;

    g_assert_true((host == NULL) == (error != NULL));
    if (host)
        first = vmg_host_to_string(host, VMG_HOST_WHOLE);
    check_own((const char *)data, size, first, error ? error->message : NULL);
    if (!host)
        return 0;
    check_own(first, strlen(first), first, NULL);
    again = vmg_host_parse(first, strlen(first), "host.xml", &error);
    g_assert_no_error(error);
    second = vmg_host_to_string(again, VMG_HOST_WHOLE);
    g_assert_cmpstr(first, ==, second);
    return 0;
}
