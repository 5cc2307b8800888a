/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lines in which a verdict is shown. */
#include "decide/verdict.h"

#include "tests/unit/support/helper.h"

#include <string.h>

static void
the_refusal_has_fails_then_warnings(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    g_autofree char *text = NULL;

    verdict->checks = 5;
    vmg_verdict_add(verdict, "a", VMG_PASS, NULL, NULL, "wa", "fa", NULL);
    vmg_verdict_add(verdict, "b", VMG_WARN, NULL, "disk vda", "wb", "fb", "xb");
    vmg_verdict_add(verdict, "c", VMG_FAIL, NULL, NULL, "wc", "fc", "xc");
    vmg_verdict_add(verdict, "d", VMG_FAIL, NULL, "disk vdb", "wd", "fd", NULL);
    vmg_verdict_add(verdict, "d", VMG_FAIL, NULL, "disk vdc", "wd", "fd", NULL);
    text = vmg_verdict_refusal(verdict, FALSE);
    assert_string_equal(text, "migration refused: 2 of 5 checks failed, 1 warning\n"
                              "FAIL c: wanted: wc; found: fc; fix: xc\n"
                              "FAIL d: disk vdb: wanted: wd; found: fd\n"
                              "FAIL d: disk vdc: wanted: wd; found: fd\n"
                              "WARN b: disk vda: wanted: wb; found: fb; fix: xb\n");
}

static void
equal_findings_share_a_line(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    g_autofree char *text = NULL;

    vmg_verdict_add(verdict, "a", VMG_FAIL, NULL, NULL, "w", "f", "x");
    vmg_verdict_add(verdict, "a", VMG_FAIL, NULL, "disk vda", "w", "f", "x");
    vmg_verdict_add(verdict, "b", VMG_FAIL, NULL, NULL, "w", "f", "x");
    vmg_verdict_add(verdict, "c", VMG_WARN, NULL, NULL, "w", "f", "x");
    vmg_verdict_add(verdict, "d", VMG_FAIL, NULL, NULL, "w", "f", NULL);
    vmg_verdict_add(verdict, "e", VMG_FAIL, NULL, NULL, "w", "f", "x");
    text = vmg_verdict_lines(verdict, VMG_FAIL);
    assert_string_equal(text, "FAIL a, b, e: wanted: w; found: f; fix: x\n"
                              "FAIL a: disk vda: wanted: w; found: f; fix: x\n"
                              "FAIL d: wanted: w; found: f\n");
}

/* The text of a refusal is cut after about 64 KiB, because libvirt's protocol can't carry a longer
 * error message. */
static void
a_refusal_of_thousands_of_findings_is_cut(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    g_autofree char *text = NULL;

    verdict->checks = 1;
    for (int i = 0; i < 5000; i++) {
        g_autofree char *subject = g_strdup_printf("disk %d", i);

        vmg_verdict_add(verdict, "cache", VMG_FAIL, NULL, subject, "w", "f", "x");
    }
    text = vmg_verdict_refusal(verdict, FALSE);
    assert_true(strlen(text) < 64 * 1024 + 200);
    test_like("first line", text, "migration refused: 1 of 1 checks failed\nFAIL cache: disk 0: *");
    test_like("last line", text, "*; fix: x\n... and more: see journalctl*\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_refusal_has_fails_then_warnings),
        cmocka_unit_test(equal_findings_share_a_line),
        cmocka_unit_test(a_refusal_of_thousands_of_findings_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
