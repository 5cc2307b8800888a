/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A clock that tests can set. The linker's --wrap uses it instead of the system's clock. */
#include "base/sys.h"
#include "tests/unit/support/helper.h"

gint64 test_now_ms = 1000000;

gint64 __wrap_vmg_sys_boottime_ms(void);

gint64
__wrap_vmg_sys_boottime_ms(void)
{
    return test_now_ms;
}
