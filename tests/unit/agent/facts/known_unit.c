/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The status that follows from what was asked for and from the guests. */
#include "agent/facts/known.h"

#include "ledger/ledger.h"
#include "tests/unit/support/helper.h"

#include <unistd.h>

static void
add_guests(VmgHost *host, int guests)
{
    static const struct vmg_commitment one = {.struct_size = sizeof(one), .uuid = TEST_GUEST_UUID};

    for (int i = 0; i < guests; i++)
        vmg_host_add_commitment(host, &one);
    if (guests >= 0)
        host->view.flags |= VMG_HOST_KNOWS_GUESTS;
}

static void
guests_decide(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *asked;
        int guests; /* -1: not known yet */
        gboolean arrives;
        const char *status;
    } rows[] = {
        {"up", 0, FALSE, "up"},
        {"up", 1, FALSE, "up"},
        {"preparing-for-maintenance", -1, FALSE, "preparing-for-maintenance"},
        {"preparing-for-maintenance", 2, FALSE, "preparing-for-maintenance"},
        {"preparing-for-maintenance", 0, TRUE, "preparing-for-maintenance"},
        {"preparing-for-maintenance", 0, FALSE, "maintenance"},
        {"maintenance", -1, FALSE, "maintenance"},
        {"maintenance", 1, FALSE, "preparing-for-maintenance"},
        {"nonsense", -1, FALSE, "maintenance"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(VmgSay) say = vmg_say_new();
        g_autoptr(VmgHost) host = vmg_host_empty();
        VmgKnown known = {.say = say};
        g_autofree char *xml = test_domain("", "");
        g_autoptr(VmgGuest) guest = test_guest(xml);

        test_write(dir, "state/status", rows[i].asked);
        test_write(dir, "run/x", "");
        if (rows[i].arrives) {
            int lock = vmg_ledger_lock(dir->paths.ledger, NULL);

            assert_true(lock >= 0);
            close(lock);
            assert_true(vmg_ledger_add(dir->paths.ledger, "g1", &guest->view, "", NULL));
        }
        add_guests(host, rows[i].guests);
        vmg_known_read_status(&known, &dir->paths);
        vmg_known_count_guests(&known, &dir->paths, host);
        test_same(rows[i].asked, host->view.status, rows[i].status);
        test_same(rows[i].asked, known.status, rows[i].status);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guests_decide),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
