/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide/decide.h"

#include "base/codes.h"
#include "checks/builtin.h"
#include "tests/unit/support/helper.h"

#include <string.h>
#include <syslog.h>

/* Checks that the test itself defines. Each does one thing that a check may do. */
static void
say(const struct vmg_input *input, int result, uint32_t size)
{
    const struct vmg_finding finding = {
        .struct_size = size, .result = result, .wanted = "w", .found = "f", .fix = "x"};

    input->report(input, &finding);
}

static int
run_pass(const struct vmg_input *input)
{
    say(input, VMG_PASS, sizeof(struct vmg_finding));
    return 0;
}

static int
run_warn(const struct vmg_input *input)
{
    say(input, VMG_WARN, sizeof(struct vmg_finding));
    return 0;
}

static int
run_fail(const struct vmg_input *input)
{
    say(input, VMG_FAIL, sizeof(struct vmg_finding));
    return 0;
}

static int
run_unknown(const struct vmg_input *input)
{
    say(input, 77, sizeof(struct vmg_finding));
    return 0;
}

static int
run_negative(const struct vmg_input *input)
{
    say(input, -1, sizeof(struct vmg_finding));
    return 0;
}

static int
run_short(const struct vmg_input *input)
{
    say(input, VMG_PASS, offsetof(struct vmg_finding, code) - 1);
    return 0;
}

/* Plays a module of the first ABI version. Its findings end before the member code, so the bytes
 * that are there must not be read. */
static int
run_first(const struct vmg_input *input)
{
    const struct vmg_finding finding = {.struct_size = offsetof(struct vmg_finding, code),
                                        .result = VMG_FAIL,
                                        .wanted = "w",
                                        .found = "f",
                                        .fix = "x",
                                        .code = (const char *)8};

    input->report(input, &finding);
    return 0;
}

static int
run_coded(const struct vmg_input *input)
{
    struct vmg_finding finding = {.struct_size = sizeof(finding),
                                  .result = VMG_WARN,
                                  .wanted = "w",
                                  .found = "f",
                                  .code = "own-code-2"};

    input->report(input, &finding);
    finding.code = "Two words";
    input->report(input, &finding);
    finding.code = "";
    input->report(input, &finding);
    finding.result = VMG_PASS;
    finding.code = NULL;
    input->report(input, &finding);
    return 0;
}

static int
run_larger(const struct vmg_input *input)
{
    say(input, VMG_PASS, sizeof(struct vmg_finding) + 8);
    return 0;
}

static int
run_nothing(const struct vmg_input *input G_GNUC_UNUSED)
{
    return 0;
}

static int
run_error(const struct vmg_input *input)
{
    say(input, VMG_PASS, sizeof(struct vmg_finding));
    return -5;
}

/* Reports as a finding what a check can see. */
static int
run_look(const struct vmg_input *input)
{
    const char *option = input->option(input, "properties");
    g_autofree char *found = g_strdup_printf(
        "%u %x %s %s %s %s", input->struct_size == sizeof(*input), input->abi_version,
        input->guest->name, input->source ? input->source->name : "-",
        input->destination ? input->destination->name : "-", option ? option : "-");
    const struct vmg_finding finding = {
        .struct_size = sizeof(finding), .result = VMG_PASS, .wanted = "w", .found = found};

    input->log(input, LOG_DEBUG, "looked");
    input->report(input, &finding);
    return 0;
}

#define CHECK(check_run, check_needs)                                                              \
    {                                                                                              \
        .struct_size = sizeof(struct vmg_check), .abi_version = VMG_ABI_VERSION, .name = "cache",  \
        .version = "1", .summary = "s", .needs = check_needs, .run = check_run                     \
    }

typedef struct {
    VmgConfig *config;
    VmgGuest *guest;
    VmgHost *source, *destination;
} Setting;

static void
setting_clear(Setting *setting)
{
    vmg_config_free(setting->config);
    vmg_guest_free(setting->guest);
    vmg_host_free(setting->source);
    vmg_host_free(setting->destination);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Setting, setting_clear)

static Setting
make_setting(const char *config)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *domain = test_domain("", ""), *source = test_source_xml();
    g_autofree char *destination = test_dest_xml();
    Setting setting = {
        .guest = test_guest(domain),
        .source = test_host(source),
        .destination = test_host(destination),
    };

    test_write(dir, "etc/guard.conf", config);
    setting.config = vmg_config_load(dir->paths.config_file, dir->paths.config_directory, NULL);
    assert_non_null(setting.config);
    return setting;
}

static VmgVerdict *
decide(const Setting *setting, const struct vmg_check *check, const char *source_missing,
       const char *destination_missing, gboolean no_destination)
{
    const struct vmg_check *const checks[] = {check, NULL};
    const VmgCase the_case = {
        .config = setting->config,
        .checks = checks,
        .guest = &setting->guest->view,
        .source = source_missing ? NULL : setting->source,
        .source_missing = source_missing,
        .destination = destination_missing || no_destination ? NULL : setting->destination,
        .destination_missing = destination_missing,
    };

    return vmg_decide(&the_case);
}

static void
what_a_check_says_counts(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *label;
        int (*run)(const struct vmg_input *input);
        const char *enforced, *warned;
    } rows[] = {
        {"pass", run_pass, "cache PASS f\n", "cache PASS f\n"},
        {"warn", run_warn, "cache WARN f\n", "cache WARN f\n"},
        {"fail", run_fail, "cache FAIL f\n", "cache WARN f\n"},
        {"unknown", run_unknown, "cache FAIL f\n", "cache WARN f\n"},
        {"negative", run_negative, "cache FAIL f\n", "cache WARN f\n"},
        {"short", run_short, "cache FAIL a shorter one\n", "cache WARN a shorter one\n"},
        {"larger", run_larger, "cache PASS f\n", "cache PASS f\n"},
        {"nothing", run_nothing, "cache FAIL the check reported none\n",
         "cache WARN the check reported none\n"},
        {"error", run_error, "cache PASS f\ncache FAIL the check could not decide\n",
         "cache PASS f\ncache WARN the check could not decide\n"},
    };
    g_auto(Setting) enforce = make_setting(""), warn = make_setting("[checks]\ncache=warn\n");

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct vmg_check check = CHECK(rows[i].run, 0);
        g_autoptr(VmgVerdict) enforced = decide(&enforce, &check, NULL, NULL, FALSE);
        g_autoptr(VmgVerdict) warned = decide(&warn, &check, NULL, NULL, FALSE);
        g_autofree char *first = test_findings(enforced), *second = test_findings(warned);

        test_same(rows[i].label, first, rows[i].enforced);
        test_same(rows[i].label, second, rows[i].warned);
        assert_int_equal(enforced->checks, 1);
        assert_int_equal(vmg_verdict_refuses(enforced), strstr(first, "FAIL") != NULL);
        assert_false(vmg_verdict_is_bad(warned));
    }
}

static void
each_finding_has_a_code(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *label;
        int (*run)(const struct vmg_input *input);
        const char *codes;
    } rows[] = {
        {"pass", run_pass, "holds"},
        {"warn", run_warn, "check-warned"},
        {"fail", run_fail, "check-failed"},
        {"unknown", run_unknown, "check-failed"},
        {"short", run_short, "module-broken"},
        {"nothing", run_nothing, "check-silent"},
        {"error", run_error, "holds check-undecided"},
        {"first version", run_first, "check-failed"},
        {"coded", run_coded, "own-code-2 check-warned check-warned holds"},
    };
    g_auto(Setting) setting = make_setting("");

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct vmg_check check = CHECK(rows[i].run, 0);
        g_autoptr(VmgVerdict) verdict = decide(&setting, &check, NULL, NULL, FALSE);
        g_autofree char *codes = test_codes(verdict);

        test_same(rows[i].label, codes, rows[i].codes);
    }
}

static void
what_is_missing_has_a_code(void **state G_GNUC_UNUSED)
{
    const struct vmg_check check = CHECK(run_pass, VMG_NEEDS_SOURCE | VMG_NEEDS_DESTINATION);
    const struct vmg_check *const checks[] = {&check, NULL};
    g_auto(Setting) setting = make_setting("");
    VmgCase the_case = {.config = setting.config,
                        .checks = checks,
                        .guest = &setting.guest->view,
                        .source_missing = "m",
                        .source_code = "no-stamp",
                        .destination_missing = "m",
                        .destination_code = "facts-stale"};
    g_autoptr(VmgVerdict) both = vmg_decide(&the_case), one = NULL;
    g_autofree char *first = test_codes(both), *second = NULL;

    the_case.destination_missing = NULL;
    one = vmg_decide(&the_case);
    second = test_codes(one);
    assert_string_equal(first, "facts-stale no-stamp holds");
    assert_string_equal(second, "no-destination no-stamp holds");
}

/* Only the guard may skip a check. If a module returns 3, its result is unknown. */
static int
run_skip(const struct vmg_input *input)
{
    say(input, VMG_SKIP, sizeof(struct vmg_finding));
    return 0;
}

static void
a_check_can_not_skip_itself(void **state G_GNUC_UNUSED)
{
    const struct vmg_check check = CHECK(run_skip, 0);
    g_auto(Setting) setting = make_setting("");
    g_autoptr(VmgVerdict) verdict = decide(&setting, &check, NULL, NULL, FALSE);

    assert_true(vmg_verdict_refuses(verdict));
}

static void
a_check_that_is_off_is_not_asked(void **state G_GNUC_UNUSED)
{
    const struct vmg_check check = CHECK(run_fail, 0);
    g_auto(Setting) setting = make_setting("[checks]\ncache=off\n");
    g_autoptr(VmgVerdict) verdict = decide(&setting, &check, "none", NULL, FALSE);

    assert_int_equal(verdict->checks, 0);
    assert_int_equal(verdict->findings->len, 0);
    assert_false(vmg_verdict_refuses(verdict));
}

static void
permissive_decides_but_does_not_refuse(void **state G_GNUC_UNUSED)
{
    const struct vmg_check check = CHECK(run_fail, 0);
    g_auto(Setting) setting = make_setting("[guard]\nmode=permissive\n");
    g_autoptr(VmgVerdict) verdict = decide(&setting, &check, NULL, NULL, FALSE);

    assert_true(vmg_verdict_is_bad(verdict));
    assert_false(vmg_verdict_refuses(verdict));
}

static void
missing_facts_are_the_guards_finding(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config;
        uint32_t needs;
        const char *source, *destination;
        gboolean no_destination;
        const char *findings;
    } rows[] = {
        {"", VMG_NEEDS_SOURCE, "no stamp", NULL, FALSE, "cache FAIL no stamp\ncache PASS f\n"},
        {"[cluster]\nunstamped=admit\n", VMG_NEEDS_SOURCE, "no stamp", NULL, FALSE,
         "cache WARN no stamp\ncache PASS f\n"},
        {"[guard]\non-error=admit\n", VMG_NEEDS_SOURCE, "no stamp", NULL, FALSE,
         "cache FAIL no stamp\ncache PASS f\n"},
        {"[checks]\ncache=warn\n", VMG_NEEDS_SOURCE, "no stamp", NULL, FALSE,
         "cache WARN no stamp\ncache PASS f\n"},
        {"", 0, "no stamp", "no facts", FALSE, "cache PASS f\n"},
        {"", VMG_NEEDS_DESTINATION, NULL, "no facts", FALSE, "cache FAIL no facts\ncache PASS f\n"},
        {"[guard]\non-error=admit\n", VMG_NEEDS_DESTINATION, NULL, "no facts", FALSE,
         "cache WARN no facts\ncache PASS f\n"},
        {"[cluster]\nunstamped=admit\n", VMG_NEEDS_DESTINATION, NULL, "no facts", FALSE,
         "cache FAIL no facts\ncache PASS f\n"},
        {"", VMG_NEEDS_DESTINATION, NULL, NULL, TRUE, "cache SKIP none was named\ncache PASS f\n"},
        {"", VMG_NEEDS_SOURCE | VMG_NEEDS_DESTINATION, "no stamp", "no facts", FALSE,
         "cache FAIL no facts\ncache FAIL no stamp\ncache PASS f\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct vmg_check check = CHECK(run_pass, rows[i].needs);
        g_auto(Setting) setting = make_setting(rows[i].config);
        g_autoptr(VmgVerdict) verdict =
            decide(&setting, &check, rows[i].source, rows[i].destination, rows[i].no_destination);
        g_autofree char *findings = test_findings(verdict);

        test_same(rows[i].config, findings, rows[i].findings);
    }
}

/* While the guard is being installed on the hosts of an oVirt cluster, one host after the other,
 * guests without a stamp arrive. VDSM hosts admit them with a warning, unless guard.conf names a
 * key or has unstamped = refuse. */
static void
a_guest_without_stamp_under_vdsm(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *manager, *code, *finding;
    } rows[] = {
        {"", VMG_MANAGER_VDSM, VMG_CODE_NO_STAMP, "cache WARN none\ncache PASS f\n"},
        {"", VMG_MANAGER_VDSM, VMG_CODE_STAMP_OLD, "cache WARN none\ncache PASS f\n"},
        {"", VMG_MANAGER_VDSM, VMG_CODE_STAMP_INVALID, "cache FAIL none\ncache PASS f\n"},
        {"", VMG_MANAGER_VDSM, VMG_CODE_STAMP_UNSIGNED, "cache FAIL none\ncache PASS f\n"},
        {"", VMG_MANAGER_VDSM, NULL, "cache FAIL none\ncache PASS f\n"},
        {"", VMG_MANAGER_NOVA, VMG_CODE_NO_STAMP, "cache FAIL none\ncache PASS f\n"},
        {"", NULL, VMG_CODE_NO_STAMP, "cache FAIL none\ncache PASS f\n"},
        {"[cluster]\nkey-file=/etc/key\n", VMG_MANAGER_VDSM, VMG_CODE_NO_STAMP,
         "cache FAIL none\ncache PASS f\n"},
        {"[cluster]\nunstamped=refuse\n", VMG_MANAGER_VDSM, VMG_CODE_NO_STAMP,
         "cache FAIL none\ncache PASS f\n"},
        {"[cluster]\nunstamped=admit\n", NULL, VMG_CODE_STAMP_INVALID,
         "cache WARN none\ncache PASS f\n"},
    };
    const struct vmg_check check = CHECK(run_pass, VMG_NEEDS_SOURCE);
    const struct vmg_check *const checks[] = {&check, NULL};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Setting) setting = make_setting(rows[i].config);
        const VmgCase the_case = {
            .config = setting.config,
            .checks = checks,
            .guest = &setting.guest->view,
            .source_missing = "none",
            .source_code = rows[i].code,
            .destination = setting.destination,
        };
        g_autoptr(VmgVerdict) verdict = NULL;
        g_autofree char *findings = NULL;

        setting.destination->view.manager = rows[i].manager;
        verdict = vmg_decide(&the_case);
        findings = test_findings(verdict);
        test_same(rows[i].code ? rows[i].code : "no code", findings, rows[i].finding);
    }
}

static void
a_check_sees_what_it_is_given(void **state G_GNUC_UNUSED)
{
    const struct vmg_check check = CHECK(run_look, 0);
    g_auto(Setting) setting = make_setting("[cache]\nproperties=a;b\n");
    g_autoptr(VmgVerdict) all = decide(&setting, &check, NULL, NULL, FALSE);
    g_autoptr(VmgVerdict) none = decide(&setting, &check, "m", "m", FALSE);
    g_autofree char *first = test_findings(all), *second = test_findings(none);

    assert_string_equal(first, "cache PASS 1 10000 g1 host-a host-b a;b\n");
    assert_string_equal(second, "cache PASS 1 10000 g1 - - a;b\n");
}

static void
the_built_in_checks_are_sound(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"cluster", "status"};
    const struct vmg_check *const *checks = vmg_builtin_checks();
    gsize count = 0;

    for (; checks[count]; count++) {
        const struct vmg_check *check = checks[count];

        assert_int_equal(check->struct_size, sizeof(*check));
        assert_int_equal(check->abi_version, VMG_ABI_VERSION);
        assert_non_null(check->version);
        assert_non_null(check->summary);
        assert_non_null(check->run);
        if (count < G_N_ELEMENTS(names))
            assert_string_equal(check->name, names[count]);
    }
    assert_true(count >= G_N_ELEMENTS(names));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_check_says_counts),
        cmocka_unit_test(each_finding_has_a_code),
        cmocka_unit_test(what_is_missing_has_a_code),
        cmocka_unit_test(a_check_can_not_skip_itself),
        cmocka_unit_test(a_check_that_is_off_is_not_asked),
        cmocka_unit_test(permissive_decides_but_does_not_refuse),
        cmocka_unit_test(missing_facts_are_the_guards_finding),
        cmocka_unit_test(a_guest_without_stamp_under_vdsm),
        cmocka_unit_test(a_check_sees_what_it_is_given),
        cmocka_unit_test(the_built_in_checks_are_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
