/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target exemptions: either the whole file is valid, or none of its exemptions is in force. */
#include "config/exemptions.h"
#include "fuzz.h"
#include "in-memory.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = NULL;

    fuzz_set_file(data, size);
    all = vmg_exemptions_read("exemptions", &error);
    g_assert_true((all == NULL) == (error != NULL));
    for (guint i = 0; all && i < all->len; i++) {
        const VmgExemption *exemption = g_ptr_array_index(all, i);

        g_assert_true(*exemption->guest && *exemption->check && exemption->until > 0);
        g_assert_false(vmg_exemption_holds(exemption, exemption->guest, NULL, exemption->until));
        g_assert_true(vmg_exemption_holds(exemption, exemption->guest, NULL, 0));
    }
    return 0;
}
