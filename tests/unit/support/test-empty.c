/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A module that defines no check. */
int vmg_test_nothing(void);

int
vmg_test_nothing(void)
{
    return 0;
}
