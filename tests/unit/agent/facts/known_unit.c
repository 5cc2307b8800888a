/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's status, which follows from what the administrator asked for and from the guests. */
#include "agent/facts/known.h"

#include "base/sys.h"
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
        int guests; /* number of guests; -1: not known yet */
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

static VmgInventory *
active_inventory(gint64 asked_ms)
{
    VmgInventory *inventory = g_new0(VmgInventory, 1);
    VmgKnownGuest *guest = g_new0(VmgKnownGuest, 1);

    inventory->asked_ms = asked_ms;
    inventory->there = vmg_host_empty();
    inventory->guests = g_ptr_array_new_with_free_func(g_free);
    g_strlcpy(guest->uuid, TEST_GUEST_UUID, sizeof(guest->uuid));
    guest->active = TRUE;
    g_ptr_array_add(inventory->guests, guest);
    return inventory;
}

static gboolean
is_active(const VmgKnown *known)
{
    return vmg_inventory_find(known->inventory, TEST_GUEST_UUID)->active;
}

/* The agent may get an old list of guests after the event that one of these guests has stopped. */
static void
an_older_inventory_does_not_bring_a_guest_back(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgSay) say = vmg_say_new();
    VmgKnown known = {.say = say};
    gint64 before = vmg_sys_boottime_ms();

    vmg_known_take_inventory(&known, active_inventory(before), NULL);
    assert_true(is_active(&known));
    vmg_known_guest_stopped(&known, TEST_GUEST_UUID);
    assert_false(is_active(&known));
    vmg_known_take_inventory(&known, active_inventory(before), NULL);
    assert_false(is_active(&known));
    /* The guest was started again after libvirt had made the list. */
    vmg_known_guest_runs(&known, TEST_GUEST_UUID);
    vmg_known_take_inventory(&known, active_inventory(before), NULL);
    assert_true(is_active(&known));
    /* libvirt made the list after the guest had stopped. */
    vmg_known_guest_stopped(&known, TEST_GUEST_UUID);
    vmg_known_take_inventory(&known, active_inventory(vmg_sys_boottime_ms() + 1), NULL);
    assert_true(is_active(&known));
    assert_int_equal(g_hash_table_size(known.stopped), 0);
    vmg_known_clear(&known);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guests_decide),
        cmocka_unit_test(an_older_inventory_does_not_bring_a_guest_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
