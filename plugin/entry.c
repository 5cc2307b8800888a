/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The only symbol that policy.so exports. */
#include "plugin/event.h"
#include "plugin/xml-memory.h"

__attribute__((visibility("default"))) int
virt_migration_guard_policy(const struct vmg_request *request, struct vmg_answer *answer)
{
    static const VmgPaths installed = VMG_PATHS_INSTALLED;

    vmg_xml_memory_use();
    return vmg_event_run(&installed, request, answer);
}
