/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The suggestion after a misspelt name must be near enough; not every short word is suggested. */
#include "base/suggest.h"

#include "tests/unit/support/helper.h"

static void
the_nearest_is_meant(void **state G_GNUC_UNUSED)
{
    static const char *const choices[] = {
        "check", "host",      "stamp",    "maintenance",   "exempt",        "decisions",
        "no",    "enforcing", "networks", "network-disks", "migration-one", "migration-two",
        NULL};
    static const struct {
        const char *word, *meant;
    } rows[] = {
        {"chekc", "check"},
        {"chck", "check"},
        {"checks", "check"},
        {"Check", "check"},
        {"hots", "host"},
        {"decsions", "decisions"},
        {"excempt", "exempt"},
        {"maintanence", "maintenance"},
        {"enforce", "enforcing"},
        {"enforcement", "enforcing"},
        {"enf", NULL},
        {"maint", NULL},
        {"network-", "networks"},
        {"network-dis", "network-disks"},
        {"migration-", NULL},
        {"x", NULL},
        {"", NULL},
        {"on", NULL},
        {"something", NULL},
        {"checkpoint", NULL},
        {"a word that is much longer than any that was meant, by far, whoever wrote it", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        test_same(rows[i].word, vmg_suggest(rows[i].word, choices), rows[i].meant);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_nearest_is_meant)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
