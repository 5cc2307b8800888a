/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the part of the check resources that is about QEMU. More of it is in claims_unit.c. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

static void
the_machine_type_is_known_there(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"pc q35", "resources PASS *"},
        {"q35", "resources FAIL machine type pc: /q on host-b does not know it\n"},
    };
    g_autofree char *domain = test_domain("", ""), *usual = test_dest_xml();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *list = g_strdup_printf(
            "<inventory><emulator path='/q' arch='x86_64'><virts>kvm</virts><machines>%s"
            "</machines></emulator></inventory>",
            rows[i][0]);
        g_auto(GStrv) parts = g_strsplit(usual, "<inventory/>", 2);
        g_autofree char *there = g_strjoinv(list, parts);
        g_autofree char *findings = test_ask(&vmg_check_resources, "", domain, NULL, there);

        test_like(rows[i][0], findings, rows[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_type_is_known_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
