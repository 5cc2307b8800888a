/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files by which the agent recognizes the manager of the host's guests. */
#include "tests/unit/support/helper.h"

#include "agent/facts/manager.h"
#include "virt-migration-guard.h"

#include <unistd.h>

#define CIB        "var/lib/pacemaker/cib/cib.xml"
#define PACEMAKERD "usr/sbin/pacemakerd"
#define V2(unit)   "sys/fs/cgroup/system.slice/" unit ".service/cgroup.procs"
#define V1(unit)   "sys/fs/cgroup/systemd/system.slice/" unit ".service/tasks"
#define BOOT(unit) "etc/systemd/system/multi-user.target.wants/" unit ".service"

static void
files_tell_the_manager(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *manager, *files[3];
    } rows[] = {
        {VMG_MANAGER_NONE, {NULL}},
        {VMG_MANAGER_VDSM, {"etc/vdsm/vdsm.conf"}},
        {VMG_MANAGER_NONE, {"etc/vdsm/logger.conf"}},
        {VMG_MANAGER_NOVA, {V2("nova-compute")}},
        {VMG_MANAGER_NOVA, {V1("nova-compute")}},
        {VMG_MANAGER_NOVA, {BOOT("nova-compute")}},
        {VMG_MANAGER_NOVA, {BOOT("openstack-nova-compute")}},
        {VMG_MANAGER_NONE, {V2("nova-api")}},
        {VMG_MANAGER_PACEMAKER, {V2("pacemaker")}},
        {VMG_MANAGER_PACEMAKER, {V1("pacemaker_remote")}},
        {VMG_MANAGER_PACEMAKER, {CIB, PACEMAKERD}},
        /* The files of a package that was removed, or that was never configured. */
        {VMG_MANAGER_NONE, {CIB}},
        {VMG_MANAGER_NONE, {PACEMAKERD}},
        /* A compute node may belong to a Pacemaker cluster that manages only the services of the
         * node. */
        {VMG_MANAGER_NOVA, {V2("pacemaker_remote"), V2("nova-compute")}},
        {VMG_MANAGER_VDSM, {V2("pacemaker"), "etc/vdsm/vdsm.conf"}},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();

        for (gsize j = 0; j < G_N_ELEMENTS(rows[i].files) && rows[i].files[j]; j++)
            test_write(dir, rows[i].files[j], "");
        test_same(rows[i].files[0], vmg_manager_find(dir->path), rows[i].manager);
    }
}

/* The link to the unit file counts even if its target does not exist as this process sees it. */
static void
a_link_counts_wherever_it_leads(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *link = test_path(dir, BOOT("pacemaker"));

    test_write(dir, "etc/systemd/system/multi-user.target.wants/other.service", "");
    assert_int_equal(symlink("/nowhere/pacemaker.service", link), 0);
    assert_string_equal(vmg_manager_find(dir->path), VMG_MANAGER_PACEMAKER);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_tell_the_manager),
        cmocka_unit_test(a_link_counts_wherever_it_leads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
