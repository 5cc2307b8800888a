/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* policy.so's one exported symbol. */
#include "policy-run.h"

#include <glib.h>
#include <libxml/xmlmemory.h>

__attribute__((visibility("default"))) int
virt_migration_guard_policy(const struct vmg_request *request, struct vmg_answer *answer)
{
    static const VmgPaths installed = VMG_PATHS_INSTALLED;

    /* Where there is no memory libxml2 would go on with half a tree: end, as glib does. */
    xmlMemSetup(g_free, g_malloc, g_realloc, g_strdup);
    return vmg_policy_run(&installed, request, answer);
}
