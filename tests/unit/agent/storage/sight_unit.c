/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host sees at a path, compared with what another host saw. */
#include "agent/storage/sight.h"

#include "probe/probe.h"
#include "tests/unit/support/helper.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static char
answer(int root, char what, const char *there, const char *path)
{
    g_autofree char *question = g_strdup_printf("%c%s\t%s", what, there, path);

    return vmg_sight_answer(root, TRUE, question);
}

/* Opens the directory of the test, which plays the root directory of libvirt's daemon. */
static int
root_of(const TestDir *dir)
{
    int root = open(dir->path, O_PATH | O_DIRECTORY | O_CLOEXEC);

    assert_true(root >= 0);
    return root;
}

static void
files(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *a = NULL, *b = NULL, *link = test_path(dir, "link"), *linked = NULL;
    int root = root_of(dir);

    test_write(dir, "a", "12345");
    test_write(dir, "b", "123");
    assert_int_equal(symlink("/a", link), 0);
    a = vmg_sight_of(root, "/a", NULL);
    b = vmg_sight_of(root, "/b", NULL);
    linked = vmg_sight_of(root, "/link", NULL);
    assert_true(g_str_has_prefix(a, "file "));
    assert_true(g_str_has_suffix(a, " 5"));
    assert_true(g_str_has_suffix(linked, " 5 /a"));
    assert_null(vmg_sight_of(root, "/gone", NULL));
    assert_null(vmg_sight_of(root, "/", NULL));
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, a, "/a"), VMG_PROBE_THERE);
    assert_int_equal(answer(root, VMG_PROBE_WRITABLE, a, "/a"), VMG_PROBE_THERE);
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, a, "/link"), VMG_PROBE_THERE);
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, linked, "/a"), VMG_PROBE_THERE);
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, "", "/a"), VMG_PROBE_THERE);
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, a, "/gone"), VMG_PROBE_MISSING);
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, a, "/a/b"), VMG_PROBE_MISSING);
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, a, "/"), VMG_PROBE_THERE);
    assert_int_equal(answer(root, VMG_PROBE_COPY, a, "/b"), VMG_PROBE_RESIZED);
    assert_int_equal(answer(root, VMG_PROBE_COPY, "file 0 1 5", "/a"), VMG_PROBE_THERE);
    assert_int_equal(answer(root, VMG_PROBE_ROM, "file 0 1 8", "/a"), VMG_PROBE_THERE);
    assert_int_equal(answer(root, VMG_PROBE_ROM, "file 0 1 4", "/a"), VMG_PROBE_RESIZED);
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, "block naa.1 5", "/a"), VMG_PROBE_OTHER);
    close(root);
}

/* A file in a directory that is a link is not a link itself. */
static void
links_above(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *top = test_path(dir, "top"), *inside = test_path(dir, "real/link");
    g_autofree char *below = NULL, *without = NULL, *linked = NULL, *gone = NULL;
    int root = root_of(dir);

    test_write(dir, "real/a", "12345");
    assert_int_equal(symlink("real", top), 0);
    assert_int_equal(symlink("a", inside), 0);
    below = vmg_sight_of(root, "/top/a", "/top");
    without = vmg_sight_of(root, "/top/a", NULL);
    linked = vmg_sight_of(root, "/top/link", "/top");
    gone = vmg_sight_of(root, "/real/a", "/gone");
    assert_true(g_str_has_suffix(below, " 5"));
    assert_true(g_str_has_suffix(without, " 5 /real/a"));
    assert_true(g_str_has_suffix(linked, " 5 /real/a"));
    assert_true(g_str_has_suffix(gone, " 5"));
    close(root);
}

/* Inode numbers are compared on filesystems where all hosts have the same numbers. */
static void
inodes(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    int root = root_of(dir);
    struct stat st;
    g_autofree char *path = test_path(dir, "a"), *other = NULL, *fuse = NULL, *sight = NULL;

    test_write(dir, "a", "12345");
    assert_int_equal(stat(path, &st), 0);
    other = g_strdup_printf("file 6969 %ju 5", (uintmax_t)st.st_ino + 1); /* on NFS */
    fuse = g_strdup_printf("file 65735546 %ju 5", (uintmax_t)st.st_ino + 1);
    sight = vmg_sight_of(root, "/a", NULL);
    if (g_str_has_prefix(sight, "file ef53 ") || g_str_has_prefix(sight, "file 1021994 "))
        assert_int_equal(answer(root, VMG_PROBE_IMAGE, other, "/a"), VMG_PROBE_OTHER);
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, fuse, "/a"), VMG_PROBE_THERE);
    close(root);
}

/* Makes DIR read-only in a mount namespace of this process. Returns FALSE if the user may not do
 * that. */
static gboolean
make_read_only(const TestDir *dir)
{
    return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount(dir->path, dir->path, NULL, MS_BIND, NULL) == 0 &&
           mount(NULL, dir->path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0;
}

/* systemd gives the agent a mount namespace in which most filesystems are read-only. This must
 * not look like a read-only image. */
static void
what_can_be_written(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "a"), *question = g_strdup_printf("w\t%s", path);
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

    test_write(dir, "a", "12345");
    assert_int_equal(vmg_sight_answer(root, TRUE, question), VMG_PROBE_THERE);
    if (!make_read_only(dir)) {
        print_message("[  NOTE    ] a read-only mount needs root\n");
    } else {
        close(root);
        root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
        assert_int_equal(vmg_sight_answer(root, TRUE, question), VMG_PROBE_READ_ONLY);
        assert_int_equal(vmg_sight_answer(root, FALSE, question), VMG_PROBE_THERE);
        question[0] = VMG_PROBE_IMAGE;
        assert_int_equal(vmg_sight_answer(root, TRUE, question), VMG_PROBE_THERE);
        umount2(dir->path, MNT_DETACH);
    }
    close(root);
}

/* Nothing can be said about a symbolic link that leads to itself. */
static void
what_can_not_be_told(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *loop = test_path(dir, "loop");
    int root = root_of(dir);

    assert_int_equal(symlink("loop", loop), 0);
    assert_int_equal(answer(root, VMG_PROBE_IMAGE, "", "/loop"), VMG_PROBE_UNKNOWN);
    assert_null(vmg_sight_of(root, "/loop", NULL));
    close(root);
}

/* The kernel tells in /sys whether a block device can be written. The device of this test has no
 * directory there. */
static void
a_device_that_the_kernel_does_not_list(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "disk");
    int root = root_of(dir);

    if (mknod(path, S_IFBLK | 0600, makedev(4095, 7)) < 0)
        print_message("[  NOTE    ] a block device needs root\n");
    else
        assert_int_equal(answer(root, VMG_PROBE_WRITABLE, "block x 512", "/disk"),
                         VMG_PROBE_UNKNOWN);
    close(root);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files),
        cmocka_unit_test(links_above),
        cmocka_unit_test(inodes),
        cmocka_unit_test(what_can_not_be_told),
        cmocka_unit_test(what_can_be_written),
        cmocka_unit_test(a_device_that_the_kernel_does_not_list),
    };

    if (g_getenv("VMG_ON_VALGRIND")) {
        print_message("left out: valgrind does not know openat2(2)\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
