/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target peers: the hook reads the files in which the agent keeps what the registry says about
 * other hosts. */
#include "fuzz.h"
#include "host/peers.h"
#include "in-memory.h"

#include <string.h>

#define HOST  "a0000000-0000-4000-8000-00000000000a"
#define GUEST "6a4b1c5e-0d5c-4d0f-9d52-2f6c0d2a9b11"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(VmgPeersNote) note = NULL;
    g_autofree char *status = NULL;

    fuzz_set_file(data, size);
    note = vmg_peers_read("/peers", HOST, NULL);
    status = vmg_peers_status("/peers", HOST);
    if (note) {
        g_assert_nonnull(note->name);
        g_assert_nonnull(note->serials);
        g_assert_nonnull(status);
    }
    g_assert_true(memchr(data, '\t', size) || !status);
    vmg_peers_serial("/peers", HOST, GUEST);
    g_assert_cmpuint(vmg_peers_serial("/peers", HOST, "no UUID"), ==, 0);
    g_assert_null(vmg_peers_read("/peers", "../../etc/shadow", NULL));
    g_assert_cmpint(vmg_peers_silence("/peers"), >=, -1);
    return 0;
}
