/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/lock.h"

#include "tests/unit/support/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Two locks on files that were opened twice behave like the locks of two processes. */
static void
one_holds_it(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "lock");
    int first, second;

    test_write(dir, "lock", "");
    first = open(path, O_RDWR | O_CLOEXEC);
    second = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(vmg_lock_fd(first, 0), 0);
    assert_int_equal(vmg_lock_fd(second, 20), -1);
    assert_int_equal(errno, EWOULDBLOCK);
    close(first);
    assert_int_equal(vmg_lock_fd(second, 0), 0);
    close(second);
    assert_int_equal(vmg_lock_fd(-1, 1000), -1);
    assert_int_equal(errno, EBADF);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_holds_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
