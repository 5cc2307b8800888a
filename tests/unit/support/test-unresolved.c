/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A module that calls what is nowhere: bound now, it can't be loaded. */
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
