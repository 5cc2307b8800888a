/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A module that calls a function that does not exist. It can't be loaded, because symbols are bound
 * when it is loaded. */
#include "virt-migration-guard.h"

int vmg_test_nowhere(const struct vmg_input *input);

static int
run(const struct vmg_input *input)
{
    return vmg_test_nowhere(input);
}

static const struct vmg_check check = {
    .struct_size = sizeof(struct vmg_check),
    .abi_version = VMG_ABI_VERSION,
    .name = "unresolved",
    .version = "1",
    .summary = "s",
    .run = run,
};

VMG_REGISTER_CHECK(check)
