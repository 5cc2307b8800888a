/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide/verdict.h"

#include "base/render.h"
#include "tests/unit/support/helper.h"

#include <string.h>

static void
an_empty_verdict_admits(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    g_autofree char *summary = vmg_verdict_summary(verdict);

    assert_false(vmg_verdict_is_bad(verdict));
    assert_false(vmg_verdict_refuses(verdict));
    assert_string_equal(summary, "0 of 0 checks hold");
    vmg_verdict_free(NULL);
}

static void
only_a_fail_refuses_and_only_when_enforcing(void **state G_GNUC_UNUSED)
{
    static const struct {
        VmgMode mode;
        int result;
        gboolean bad, refuses;
    } rows[] = {
        {VMG_MODE_ENFORCING, VMG_PASS, FALSE, FALSE},  {VMG_MODE_ENFORCING, VMG_WARN, FALSE, FALSE},
        {VMG_MODE_ENFORCING, VMG_SKIP, FALSE, FALSE},  {VMG_MODE_ENFORCING, VMG_FAIL, TRUE, TRUE},
        {VMG_MODE_PERMISSIVE, VMG_PASS, FALSE, FALSE}, {VMG_MODE_PERMISSIVE, VMG_FAIL, TRUE, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgVerdict) verdict = vmg_verdict_new(rows[i].mode);

        vmg_verdict_add(verdict, "c", rows[i].result, NULL, NULL, "w", "f", NULL);
        assert_int_equal(vmg_verdict_is_bad(verdict), rows[i].bad);
        assert_int_equal(vmg_verdict_refuses(verdict), rows[i].refuses);
        assert_int_equal(vmg_verdict_count(verdict, rows[i].result), 1);
    }
}

static void
the_error_comes_first_and_stays(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    g_autofree char *text = NULL;

    verdict->checks = 3;
    vmg_verdict_add(verdict, "c", VMG_FAIL, NULL, NULL, "w", "f", NULL);
    vmg_verdict_set_error(verdict, "broken", "broken", "mend it");
    vmg_verdict_set_error(verdict, "broken", "later", "no");
    assert_true(vmg_verdict_refuses(verdict));
    text = vmg_verdict_refusal(verdict, FALSE);
    assert_string_equal(text, "migration refused: broken; fix: mend it\n"
                              "FAIL c: wanted: w; found: f\n");
}

static void
every_text_is_one_printable_line(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *line;
    } rows[] = {
        {"plain", "plain"},
        {"a\nFAIL forged", "a?FAIL forged"},
        {"\x1b[2J\r\t\x7f", "?[2J???"},
        {"\xc2\x9b"
         "31m",
         "?31m"},
        {"\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xe2\x80\xae", "?"},
        {"\xe2\x80\xa8", "?"},
        {"\xe2\x80\xa9", "?"},
        {"h\xc3\xb6st", "h\xc3\xb6st"},
        {"%s%n", "%s%n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgVerdict) verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
        g_autofree char *said = NULL;
        const VmgFinding *finding;

        vmg_verdict_add(verdict, "c", VMG_FAIL, NULL, rows[i].text, rows[i].text, rows[i].text,
                        rows[i].text);
        vmg_verdict_set_error(verdict, "broken", rows[i].text, "x");
        finding = g_ptr_array_index(verdict->findings, 0);
        test_same("subject", finding->subject, rows[i].line);
        test_same("wanted", finding->wanted, rows[i].line);
        test_same("found", finding->found, rows[i].line);
        test_same("fix", finding->fix, rows[i].line);
        said = vmg_neutral_render(verdict->error);
        assert_true(g_str_has_prefix(said, rows[i].line));
    }
}

static void
reasons_are_what_refuses_each_once(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    g_autofree char *none = vmg_verdict_reasons(verdict), *some = NULL;

    vmg_verdict_add(verdict, "a", VMG_WARN, "cache-mode-default", NULL, "w", "f", NULL);
    vmg_verdict_add(verdict, "a", VMG_FAIL, "cache-mode", "disk vda", "w", "f", NULL);
    vmg_verdict_add(verdict, "a", VMG_FAIL, "cache-mode", "disk vdb", "w", "f", NULL);
    vmg_verdict_add(verdict, "b", VMG_FAIL, "cache", NULL, "w", "f", NULL);
    vmg_verdict_set_error(verdict, "key-unreadable", "x", "y");
    vmg_verdict_set_error(verdict, "config-broken", "x", "y");
    some = vmg_verdict_reasons(verdict);
    assert_string_equal(none, "");
    assert_string_equal(some, "key-unreadable cache-mode cache");
}

static void
missing_texts_are_empty(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    g_autofree char *text = NULL;

    vmg_verdict_add(verdict, "c", VMG_FAIL, NULL, NULL, NULL, NULL, NULL);
    text = vmg_verdict_lines(verdict, VMG_FAIL);
    assert_string_equal(text, "FAIL c: wanted: ; found: \n");
}

static void
long_texts_are_cut_between_characters(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgVerdict) verdict = vmg_verdict_new(VMG_MODE_ENFORCING);
    g_autoptr(GString) umlauts = g_string_new(NULL);
    const VmgFinding *finding;

    for (int i = 0; i < 100000; i++)
        g_string_append(umlauts, "\xc3\xa4");
    vmg_verdict_add(verdict, "c", VMG_FAIL, NULL, NULL, "w", umlauts->str, NULL);
    finding = g_ptr_array_index(verdict->findings, 0);
    assert_true(g_utf8_validate(finding->found, -1, NULL));
    assert_int_equal(g_utf8_strlen(finding->found, -1), 512 + 3);
    assert_true(g_str_has_suffix(finding->found, "..."));
}

static void
results_have_names(void **state G_GNUC_UNUSED)
{
    assert_string_equal(vmg_verdict_result_name(VMG_PASS), "PASS");
    assert_string_equal(vmg_verdict_result_name(VMG_WARN), "WARN");
    assert_string_equal(vmg_verdict_result_name(VMG_FAIL), "FAIL");
    assert_string_equal(vmg_verdict_result_name(VMG_SKIP), "SKIP");
    assert_string_equal(vmg_verdict_result_name(77), "FAIL");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_verdict_admits),
        cmocka_unit_test(only_a_fail_refuses_and_only_when_enforcing),
        cmocka_unit_test(the_error_comes_first_and_stays),
        cmocka_unit_test(every_text_is_one_printable_line),
        cmocka_unit_test(reasons_are_what_refuses_each_once),
        cmocka_unit_test(missing_texts_are_empty),
        cmocka_unit_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(results_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
