/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent notices links that are made and removed below VDSM's directory of data centers. */
#include "agent/storage/vdsm.h"
#include "tests/unit/support/helper.h"

#include <sys/stat.h>
#include <unistd.h>

#define POOL   "5849b030-626e-47cb-ad90-3ce782d831b3"
#define DOMAIN "4f6a7c1e-7c2a-4b8e-9a53-0c5c5b1f7a10"

static void
on_changed(gpointer data)
{
    (*(guint *)data)++;
}

/* How many times CHANGED was called, after all events of inotify were read. */
static guint
changes(guint *count)
{
    guint got;

    while (g_main_context_iteration(NULL, FALSE))
        continue;
    got = *count;
    *count = 0;
    return got;
}

static void
links_come_and_go(void **state G_GNUC_UNUSED)
{
    guint count = 0;
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *center = test_path(dir, "center");
    g_autofree char *pool = test_path(dir, "center/" POOL);
    g_autofree char *link = test_path(dir, "center/" POOL "/" DOMAIN);
    g_autofree char *other = test_path(dir, "center/mnt");
    g_autofree char *below = test_path(dir, "center/mnt/" DOMAIN);
    g_autoptr(VmgVdsmWatch) watch = vmg_vdsm_watch_new(center, on_changed, &count);

    vmg_vdsm_watch_renew(watch);
    assert_int_equal(changes(&count), 0);
    assert_int_equal(mkdir(center, 0755), 0);
    vmg_vdsm_watch_renew(watch);

    /* A data center is made, and later a link inside it. */
    assert_int_equal(mkdir(pool, 0755), 0);
    assert_int_not_equal(changes(&count), 0);
    vmg_vdsm_watch_renew(watch);
    assert_int_equal(symlink("/rhev/data-center/mnt/x/" DOMAIN, link), 0);
    assert_int_not_equal(changes(&count), 0);
    assert_int_equal(unlink(link), 0);
    assert_int_not_equal(changes(&count), 0);

    /* A directory that is not a data center is not watched. */
    assert_int_equal(mkdir(other, 0755), 0);
    changes(&count);
    vmg_vdsm_watch_renew(watch);
    assert_int_equal(symlink("/x", below), 0);
    assert_int_equal(changes(&count), 0);

    /* A data center that is removed and made again is watched again. */
    assert_int_equal(rmdir(pool), 0);
    assert_int_not_equal(changes(&count), 0);
    vmg_vdsm_watch_renew(watch);
    assert_int_equal(mkdir(pool, 0755), 0);
    changes(&count);
    vmg_vdsm_watch_renew(watch);
    assert_int_equal(symlink("/x", link), 0);
    assert_int_not_equal(changes(&count), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(links_come_and_go)};

    vmg_vdsm_watch_free(NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
