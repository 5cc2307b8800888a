/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target ledger: an entry is either valid as a whole or rejected. */
#include "fuzz.h"
#include "in-memory.h"
#include "ledger/ledger.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(VmgEntry) entry = NULL;

    fuzz_set_file(data, size);
    entry = vmg_ledger_get("incoming", "g1", "n", NULL);
    if (entry) {
        g_assert_nonnull(entry->uuid);
        g_assert_nonnull(entry->digest);
        g_assert_nonnull(entry->nonce);
        g_assert_cmpint(entry->admitted_ms, >=, 0);
    }
    return 0;
}
