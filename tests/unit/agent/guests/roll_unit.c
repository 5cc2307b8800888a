/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of guests for the other hosts has the guests that are here and the guests that left
 * lately. */
#include "tests/unit/support/helper.h"

#include "agent/guests/roll.h"

/* Fails unless the list is EXPECTED, which has "NAME SERIAL here\n" or "NAME SERIAL gone\n" for
 * each guest. */
static void
is_roll(VmgRoll *roll, gint64 now, const char *expected)
{
    g_autoptr(GPtrArray) list = vmg_roll_list(roll, now);
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < list->len; i++) {
        const VmgPeerGuest *guest = list->pdata[i];

        g_string_append_printf(text, "%s %" G_GUINT64_FORMAT " %s\n", guest->name, guest->serial,
                               guest->gone ? "gone" : "here");
    }
    assert_string_equal(text->str, expected);
}

static void
guests_come_and_go(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgRoll) roll = vmg_roll_new();

    assert_true(vmg_roll_put(roll, "b", "web", 5));
    assert_false(vmg_roll_put(roll, "b", "web", 5));
    assert_true(vmg_roll_put(roll, "a", "db", 7));
    assert_true(vmg_roll_put(roll, "b", "www", 5));
    is_roll(roll, 0, "db 7 here\nwww 5 here\n");
    assert_int_equal(vmg_roll_serial(roll, "b"), 5);
    assert_int_equal(vmg_roll_serial(roll, "c"), 0);
    assert_true(vmg_roll_leave(roll, "b", 10));
    assert_false(vmg_roll_leave(roll, "b", 20));
    assert_false(vmg_roll_leave(roll, "c", 20));
    is_roll(roll, 3609, "db 7 here\nwww 6 gone\n");
    assert_int_equal(vmg_roll_serial(roll, "b"), 6);
    assert_true(vmg_roll_put(roll, "b", "www", 7));
    is_roll(roll, 3610, "db 7 here\nwww 7 here\n");
}

static void
readiness_is_news_once(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgRoll) roll = vmg_roll_new();
    g_autoptr(GPtrArray) list = NULL;

    assert_true(vmg_roll_set_stays(roll, "a", "db", "cache-mode"));
    assert_false(vmg_roll_set_stays(roll, "a", "db", "cache-mode"));
    assert_true(vmg_roll_put(roll, "a", "db", 5));
    list = vmg_roll_list(roll, 0);
    assert_int_equal(list->len, 1);
    assert_string_equal(((const VmgPeerGuest *)list->pdata[0])->stays, "cache-mode");
    assert_true(vmg_peer_guest_is_stuck(list->pdata[0]));
    assert_true(vmg_roll_set_stays(roll, "a", "db", ""));
    is_roll(roll, 0, "db 5 here\n");
}

static void
who_left_is_forgotten_after_an_hour(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgRoll) roll = vmg_roll_new();

    vmg_roll_put(roll, "a", "db", 1);
    vmg_roll_leave(roll, "a", 10);
    is_roll(roll, 3609, "db 2 gone\n");
    is_roll(roll, 3610, "");
    assert_int_equal(vmg_roll_serial(roll, "a"), 0);
}

static void
who_is_not_listed_has_left(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgRoll) roll = vmg_roll_new();
    g_autoptr(GHashTable) here = g_hash_table_new(g_str_hash, g_str_equal);

    vmg_roll_put(roll, "a", "db", 1);
    vmg_roll_put(roll, "b", "web", 1);
    g_hash_table_add(here, (gpointer) "b");
    assert_true(vmg_roll_complete(roll, here, 0));
    assert_false(vmg_roll_complete(roll, here, 0));
    is_roll(roll, 0, "db 2 gone\nweb 1 here\n");
}

/* On a host that starts and ends guests all the time, the list has at most a thousand guests that
 * have left. */
static void
there_is_a_limit(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgRoll) roll = vmg_roll_new();
    g_autoptr(GPtrArray) list = NULL;

    for (guint i = 0; i < 1100; i++) {
        g_autofree char *uuid = g_strdup_printf("%u", i);

        vmg_roll_put(roll, uuid, "g", 1);
        vmg_roll_leave(roll, uuid, 0);
    }
    list = vmg_roll_list(roll, 0);
    assert_int_equal(list->len, 1000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guests_come_and_go),
        cmocka_unit_test(readiness_is_news_once),
        cmocka_unit_test(who_left_is_forgotten_after_an_hour),
        cmocka_unit_test(who_is_not_listed_has_left),
        cmocka_unit_test(there_is_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
