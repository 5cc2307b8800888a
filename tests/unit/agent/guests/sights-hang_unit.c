/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent does not wait a second time for a path on a server that does not answer. This file
 * replaces agent/storage/sight.c by a look that can hang. */
#include "agent/guests/sights.h"
#include "agent/storage/sight.h"
#include "tests/unit/support/helper.h"

#include <stdatomic.h>
#include <unistd.h>

static atomic_bool hangs;
static atomic_int looks;

char *
vmg_sight_of(int root G_GNUC_UNUSED, const char *path G_GNUC_UNUSED, const char *top G_GNUC_UNUSED)
{
    atomic_fetch_add(&looks, 1);
    while (atomic_load(&hangs))
        g_usleep(1000);
    return g_strdup("file 6969 1 2");
}

/* Fills in what the agent has seen at the path of GUEST's only disk, and returns it; NULL if the
 * agent has not seen anything at this path. */
static const char *
fill_in(VmgSights *sights, VmgGuest *guest)
{
    vmg_sights_fill_in(sights, NULL, 0, guest);
    return guest->view.claims[guest->view.claim_count - 1]->detail;
}

static VmgGuest *
guest_at(const char *path)
{
    g_autofree char *devices =
        g_strdup_printf("<disk><source file='%s'/><target dev='vda'/></disk>", path);
    g_autofree char *xml = test_domain("", devices);

    return test_guest(xml);
}

static void
a_dead_server(void **state G_GNUC_UNUSED)
{
    VmgSights sights = {0};
    g_autoptr(VmgGuest) one = guest_at("/nfs/a"), again = guest_at("/nfs/a");
    g_autoptr(VmgGuest) other = guest_at("/nfs/b"), last = guest_at("/nfs/b");

    assert_non_null(fill_in(&sights, one));
    assert_int_equal(atomic_load(&looks), 1);
    assert_non_null(fill_in(&sights, again)); /* the path is not looked at again so soon */
    assert_int_equal(atomic_load(&looks), 1);
    atomic_store(&hangs, TRUE);
    assert_null(fill_in(&sights, other)); /* the look at another path hangs */
    assert_int_equal(atomic_load(&looks), 2);
    assert_null(fill_in(&sights, last)); /* while one thread hangs, no second thread is started */
    assert_int_equal(atomic_load(&looks), 2);
    atomic_store(&hangs, FALSE);
    for (guint i = 0; i < 5000 && sights.look; i++) {
        g_autoptr(VmgGuest) guest = guest_at("/nfs/b");

        g_usleep(1000);
        if (fill_in(&sights, guest))
            break;
    }
    assert_null(sights.look);
    vmg_sights_clear(&sights);
}

/* The guest stops while the look at its path hangs. */
static void
a_guest_that_goes(void **state G_GNUC_UNUSED)
{
    VmgSights sights = {0};
    g_autoptr(VmgGuest) guest = guest_at("/nfs/a");

    atomic_store(&hangs, TRUE);
    assert_null(fill_in(&sights, guest));
    assert_non_null(sights.look);
    vmg_sights_clear(&sights);
    atomic_store(&hangs, FALSE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dead_server),
        cmocka_unit_test(a_guest_that_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
