// SPDX-License-Identifier: LGPL-2.1-or-later
// A module in C++: the header and its macro do, with C's linkage.
#include <virt-migration-guard.h>

namespace
{
int run(const vmg_input *input)
{
    vmg_finding finding = vmg_finding();

    finding.struct_size = sizeof(finding);
    finding.result = VMG_HAS(input, log) && VMG_HAS(input->guest, name) ? VMG_PASS : VMG_FAIL;
    finding.wanted = finding.found = "C++";
    input->report(input, &finding);
    return 0;
}

const vmg_check check = {
    sizeof(vmg_check), VMG_ABI_VERSION, "cxx", "1", "written in C++", VMG_NEEDS_DESTINATION, 0, run,
};
}

VMG_REGISTER_CHECK(check)
