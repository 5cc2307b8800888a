/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hook's side of the question about paths. Without an answer, the hook gives up in time.
 * tests/unit/agent/storage/looker_unit.c uses a real agent. */
#include "probe/probe.h"

#include "tests/unit/support/helper.h"

static guint
flags_after(const char *socket, const char *devices)
{
    g_autofree char *xml = test_domain("", devices);
    g_autoptr(VmgGuest) guest = test_guest(xml);

    vmg_probe_guest(socket, 10, NULL, guest);
    return guest->view.claims[0]->flags;
}

static void
nobody_listens(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();

    assert_int_equal(
        flags_after(dir->paths.probe, "<interface type='user'><rom file='/rom'/></interface>"),
        VMG_CLAIM_UNANSWERED);
    assert_int_equal(flags_after(dir->paths.probe, "<rng><backend>/dev/urandom</backend></rng>"),
                     0);
    assert_int_equal(flags_after(dir->paths.probe, "<tpm><backend type='emulator'/></tpm>"), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_listens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
