/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/base/children.h"

#include "base/sys.h"
#include "tests/unit/support/helper.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void
a_child_is_seen(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"no-such-process", "vmg-parent", NULL};
    gint64 before = vmg_sys_boottime_ms(), began;
    pid_t child;

    prctl(PR_SET_NAME, "vmg-parent");
    assert_int_equal(vmg_children_newest(names), -1);
    child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    began = vmg_children_newest(names);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_in_range(began, before - 10, vmg_sys_boottime_ms());
    assert_int_equal(vmg_children_newest(names), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_is_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
