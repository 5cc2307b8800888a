/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A module that has nothing to say. */
int vmg_test_nothing(void);

int
vmg_test_nothing(void)
{
    return 0;
}
