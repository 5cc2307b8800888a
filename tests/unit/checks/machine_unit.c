/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the part of the check resources that is about QEMU. claims_unit.c has more tests of this
 * part. */
#include "checks/checks.h"
#include "decide/decide.h"
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

/* An emulator that libvirt does not list is only a warning, because libvirt itself refuses a
 * guest whose emulator is missing, before the hook runs. */
static void
an_emulator_that_libvirt_does_not_list(void **state G_GNUC_UNUSED)
{
    static const char list[] =
        "<inventory><emulator path='/q' arch='x86_64'><virts>kvm</virts><machines>pc</machines>"
        "</emulator></inventory>";
    static const struct {
        const char *devices;
        guint flags;
        const char *findings;
    } rows[] = {
        {"", 0, "resources PASS *"},
        {"<emulator>/q</emulator>", 0, "resources PASS nothing\n"},
        {"<emulator>/opt/q</emulator>", 0,
         "resources WARN emulator: libvirt there does not list it; *"},
        {"<emulator>/opt/q</emulator>", VMG_CLAIM_THERE, "resources PASS nothing\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain("", rows[i].devices), *usual = test_dest_xml();
        g_auto(GStrv) parts = g_strsplit(usual, "<inventory/>", 2);
        g_autofree char *there = g_strjoinv(list, parts), *findings = NULL;
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autoptr(VmgHost) destination = test_host(there);
        g_autoptr(VmgConfig) config = test_config(NULL);
        const struct vmg_check *const checks[] = {&vmg_check_resources, NULL};
        VmgCase the_case = {.config = config, .checks = checks, .guest = &guest->view};
        g_autoptr(VmgVerdict) verdict = NULL;

        the_case.destination = destination;
        for (guint j = 0; j < guest->claims->len; j++)
            ((struct vmg_claim *)guest->claims->pdata[j])->flags = rows[i].flags;
        verdict = vmg_decide(&the_case);
        findings = test_findings(verdict);
        test_like(rows[i].devices, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_type_is_known_there),
        cmocka_unit_test(an_emulator_that_libvirt_does_not_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
