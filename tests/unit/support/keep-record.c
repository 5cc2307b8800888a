/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keeps the records of tests out of the host's journal; the last record stays in memory. The
 * linker's --wrap calls the function in this file instead of the real one. */
#include "tests/unit/support/keep-record.h"

char *test_last_record;

void __wrap_vmg_record_write(const VmgDecision *decision);

void
__wrap_vmg_record_write(const VmgDecision *decision)
{
    g_free(test_last_record);
    test_last_record = vmg_record_message(decision);
}
