/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keeps the records of tests out of the host's journal. The last record stays in memory. The
 * linker's --wrap puts this in place. */
#include "tests/unit/support/keep-record.h"

char *test_last_record;

void __wrap_vmg_record_write(const VmgDecision *decision);

void
__wrap_vmg_record_write(const VmgDecision *decision)
{
    g_free(test_last_record);
    test_last_record = vmg_record_message(decision);
}
