/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When the agent looks at a guest again, and what it knows about a guest whose XML can't be read.
 */
#include "tests/unit/support/helper.h"

#include "agent/guests/tracked.h"

enum { NOW = 1000 };

static gint64
at(gint64 seconds)
{
    return seconds * G_USEC_PER_SEC;
}

/* Tells GUEST the RESULT of a try to write its stamp. Returns after how many seconds the agent
 * tries again. */
static gint64
put_off(VmgTracked *guest, VmgStampResult result)
{
    vmg_tracked_put_off(guest, result, at(NOW));
    return guest->due / G_USEC_PER_SEC - NOW;
}

static void
one_that_migrates_is_due_soon_then_each_period(void **state G_GNUC_UNUSED)
{
    VmgTracked guest = {.news = TRUE};

    assert_int_equal(put_off(&guest, VMG_STAMP_LATER), 1);
    assert_int_equal(put_off(&guest, VMG_STAMP_LATER), 0);
    assert_int_equal(put_off(&guest, VMG_STAMP_FAILED), 0);
    guest.news = TRUE;
    assert_int_equal(put_off(&guest, VMG_STAMP_FAILED), 1);
    assert_false(vmg_tracked_hangs(&guest));
}

static void
one_that_hangs_is_asked_ever_more_seldom(void **state G_GNUC_UNUSED)
{
    static const gint64 seconds[] = {1, 1, 1, 20, 40, 80, 160, 320, 600, 600};
    VmgTracked guest = {0};

    for (gsize i = 0; i < G_N_ELEMENTS(seconds); i++) {
        assert_int_equal(vmg_tracked_hangs(&guest), i >= 3);
        assert_int_equal(put_off(&guest, VMG_STAMP_BUSY), seconds[i]);
    }
    for (guint i = 0; i < 100; i++)
        assert_int_equal(put_off(&guest, VMG_STAMP_BUSY), 600);
    assert_int_equal(put_off(&guest, VMG_STAMP_LATER), 0);
    assert_false(vmg_tracked_hangs(&guest));
    assert_int_equal(put_off(&guest, VMG_STAMP_BUSY), 1);
}

static void
one_is_stamped_once_in_five_seconds(void **state G_GNUC_UNUSED)
{
    VmgTracked guest = {0};

    assert_false(vmg_tracked_damp(&guest, at(NOW)));
    guest.stamped = at(NOW);
    assert_true(vmg_tracked_damp(&guest, at(NOW + 1)));
    assert_int_equal(guest.due, at(NOW + 5));
    assert_true(vmg_tracked_damp(&guest, at(NOW + 4)));
    assert_int_equal(guest.due, at(NOW + 5));
    assert_false(vmg_tracked_damp(&guest, at(NOW + 5)));
    guest.due = at(NOW + 600);
    assert_true(vmg_tracked_damp(&guest, at(NOW + 1)));
    assert_int_equal(guest.due, at(NOW + 600));
}

static void
one_that_is_not_read_counts_with_its_memory(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml =
        vmg_stamper_minimal("a<b&c", "5d2b9ac0-0d1c-4a4b-9e1b-0123456789ab", 4194304, 3);
    g_autoptr(xmlDoc) doc = vmg_xml_parse(xml, strlen(xml), "minimal", NULL);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, NULL) : NULL;

    assert_non_null(guest);
    assert_string_equal(guest->view.name, "a<b&c");
    assert_string_equal(guest->view.uuid, "5d2b9ac0-0d1c-4a4b-9e1b-0123456789ab");
    assert_int_equal(guest->view.vcpus_plugged, 3);
    assert_true(guest->view.commit_kib > 4194304);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_migrates_is_due_soon_then_each_period),
        cmocka_unit_test(one_that_hangs_is_asked_ever_more_seldom),
        cmocka_unit_test(one_is_stamped_once_in_five_seconds),
        cmocka_unit_test(one_that_is_not_read_counts_with_its_memory),
    };

    return cmocka_run_group_tests_name("agent: a tracked guest", tests, NULL, NULL);
}
