/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How block devices are identified. Each test builds a tree of sysfs. */
#include "agent/storage/devices.h"

#include "tests/unit/support/helper.h"

#include <unistd.h>

/* Adds the device NUMBER ("8:0"). Its directory is AT, below the directory of the test. */
static void
add(const TestDir *dir, const char *number, const char *at)
{
    g_autofree char *link = g_strdup_printf("%s/dev/block/%s", dir->path, number);
    g_autofree char *target = g_strdup_printf("../../%s", at);
    g_autofree char *file = g_strdup_printf("%s/dev", at), *keep = NULL;

    test_write(dir, file, number);
    keep = g_strdup_printf("dev/block/.keep-%s", number);
    test_write(dir, keep, "");
    assert_int_equal(symlink(target, link), 0);
}

/* Adds a link in sysfs: the device ABOVE consists of the device in the directory BELOW. */
static void
add_slave(const TestDir *dir, const char *above, const char *name, const char *below)
{
    g_autofree char *keep = g_strdup_printf("%s/slaves/.keep", above);
    g_autofree char *link = g_strdup_printf("%s/%s/slaves/%s", dir->path, above, name);
    g_autofree char *target = g_strdup_printf("%s/%s", dir->path, below);

    test_write(dir, keep, "");
    assert_int_equal(symlink(target, link), 0);
}

static void
check(const TestDir *dir, guint major, guint minor, const char *expected)
{
    g_autofree char *identity = vmg_devices_identify(dir->path, major, minor);

    if (!expected)
        assert_null(identity);
    else
        assert_string_equal(identity, expected);
}

static void
disks(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();

    add(dir, "8:0", "block/sda");
    test_write(dir, "block/sda/device/wwid", "naa.5000c500\n");
    add(dir, "8:1", "block/sda/sda1");
    test_write(dir, "block/sda/sda1/partition", "1\n");
    add(dir, "8:16", "block/sdb");
    test_write(dir, "block/sdb/device/wwid", "t10.ATA     QEMU HARDDISK   QM00001 \n");
    add(dir, "253:0", "block/vda");
    test_write(dir, "block/vda/serial", "abc\n");
    add(dir, "253:16", "block/vdb");
    test_write(dir, "block/vdb/serial", "\n");
    add(dir, "253:17", "block/vdb/vdb1");
    test_write(dir, "block/vdb/vdb1/partition", "1\n");
    add(dir, "7:0", "block/loop0");
    add(dir, "147:0", "block/drbd0");
    add(dir, "259:0", "block/nvme0n1");
    test_write(dir, "block/nvme0n1/wwid", "eui.1\n");
    test_write(dir, "block/nvme0n1/device/transport", "pcie\n");
    add(dir, "259:1", "block/nvme1n1");
    test_write(dir, "block/nvme1n1/wwid", "uuid.2\n");
    test_write(dir, "block/nvme1n1/device/nvme1/transport", "tcp\n");
    check(dir, 8, 0, "naa.5000c500");
    check(dir, 8, 1, "naa.5000c500-part1");
    check(dir, 8, 16, "t10.ATA_____QEMU_HARDDISK___QM00001");
    check(dir, 8, 32, NULL);
    check(dir, 253, 0, "serial:abc");
    check(dir, 253, 16, VMG_DEVICE_UNTOLD);
    check(dir, 253, 17, VMG_DEVICE_UNTOLD);
    check(dir, 7, 0, VMG_DEVICE_LOCAL);
    check(dir, 147, 0, VMG_DEVICE_DRBD);
    check(dir, 259, 0, VMG_DEVICE_LOCAL);
    check(dir, 259, 1, "uuid.2");
}

static void
devices_on_devices(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();

    add(dir, "8:0", "block/sda");
    test_write(dir, "block/sda/device/wwid", "naa.2");
    add(dir, "8:16", "block/sdb");
    test_write(dir, "block/sdb/device/wwid", "naa.1");
    add(dir, "7:0", "block/loop0");
    add(dir, "254:0", "block/dm-0"); /* a logical volume on two disks */
    test_write(dir, "block/dm-0/dm/uuid", "LVM-abc\n");
    add_slave(dir, "block/dm-0", "sda", "block/sda");
    add_slave(dir, "block/dm-0", "sdb", "block/sdb");
    add(dir, "254:1", "block/dm-1"); /* a logical volume on a disk of this host */
    test_write(dir, "block/dm-1/dm/uuid", "LVM-def\n");
    add_slave(dir, "block/dm-1", "loop0", "block/loop0");
    add(dir, "254:2", "block/dm-2"); /* multipath: identified by its UUID, not by the disks below */
    test_write(dir, "block/dm-2/dm/uuid", "mpath-3600\n");
    add_slave(dir, "block/dm-2", "loop0", "block/loop0");
    add(dir, "254:3", "block/dm-3"); /* on nothing */
    test_write(dir, "block/dm-3/dm/uuid", "LVM-ghi\n");
    add(dir, "254:4", "block/dm-4"); /* on itself */
    test_write(dir, "block/dm-4/dm/uuid", "LVM-jkl\n");
    add_slave(dir, "block/dm-4", "dm-4", "block/dm-4");
    add(dir, "9:0", "block/md0");
    add_slave(dir, "block/md0", "dm-2", "block/dm-2");
    add(dir, "252:0", "block/bcache0"); /* a cache of this host over a shared disk */
    add_slave(dir, "block/bcache0", "loop0", "block/loop0");
    add_slave(dir, "block/bcache0", "sda", "block/sda");
    check(dir, 254, 0, "LVM-abc[naa.1,naa.2]");
    check(dir, 254, 1, VMG_DEVICE_LOCAL);
    check(dir, 254, 2, "mpath-3600");
    check(dir, 254, 3, VMG_DEVICE_UNTOLD);
    check(dir, 254, 4, VMG_DEVICE_UNTOLD);
    check(dir, 9, 0, "md0[mpath-3600]");
    check(dir, 252, 0, VMG_DEVICE_LOCAL);
}

static void
rbd(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();

    add(dir, "251:0", "block/rbd0");
    add(dir, "251:16", "block/rbd1");
    test_write(dir, "bus/rbd/devices/0/cluster_fsid", "f-s-id\n");
    test_write(dir, "bus/rbd/devices/0/pool", "vms\n");
    check(dir, 251, 0, VMG_DEVICE_UNTOLD);
    test_write(dir, "bus/rbd/devices/0/name", "g1\n");
    check(dir, 251, 0, "rbd:f-s-id/vms//g1");
    test_write(dir, "bus/rbd/devices/0/pool_ns", "space\n");
    check(dir, 251, 0, "rbd:f-s-id/vms/space/g1");
    check(dir, 251, 16, VMG_DEVICE_UNTOLD);
}

static void
what_proves_sameness(void **state G_GNUC_UNUSED)
{
    assert_true(vmg_devices_is_unique("naa.1"));
    assert_false(vmg_devices_is_unique("t10.ATA_QM00001"));
    assert_false(vmg_devices_is_unique("LVM-abc[t10.ATA_QM00001]"));
    assert_false(vmg_devices_is_unique("serial:abc"));
    assert_false(vmg_devices_is_unique(VMG_DEVICE_LOCAL));
    assert_true(vmg_devices_is_told("serial:abc"));
    assert_false(vmg_devices_is_told(VMG_DEVICE_UNTOLD));
    assert_false(vmg_devices_is_told(VMG_DEVICE_DRBD));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(disks),
        cmocka_unit_test(devices_on_devices),
        cmocka_unit_test(rbd),
        cmocka_unit_test(what_proves_sameness),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
