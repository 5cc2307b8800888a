/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Modules that are asked: broken modules, modules of the first ABI version, and the examples. */
#include "checks/builtin.h"
#include "decide/judge.h"

#include "tests/unit/support/module-dir.h"

#include <string.h>
#include <sys/stat.h>

#define DISK "<disk><driver cache='none'/><source file='/srv/images/a'/><target dev='vda'/></disk>"

/* The findings of the modules in DIR, without those of the built-in checks. */
static char *
without_builtin(const char *findings)
{
    g_auto(GStrv) lines = g_strsplit(findings, "\n", -1);
    GString *kept = g_string_new(NULL);

    for (char **line = lines; *line && **line; line++) {
        g_autofree char *name = g_strndup(*line, strcspn(*line, " "));

        if (!vmg_builtin_find(name))
            g_string_append_printf(kept, "%s\n", *line);
    }
    return g_string_free(kept, FALSE);
}

static VmgJudgement *
judge(const TestDir *dir, const char *config, const char *xml)
{
    g_autofree char *facts = test_dest_xml();
    g_autoptr(VmgConfig) policy = NULL;
    g_autoptr(GError) error = NULL;
    VmgQuestion question = {
        .xml = xml, .len = strlen(xml), .what = "domain XML", .paths = &dir->paths};
    VmgJudgement *judgement;

    test_now_ms = 1000;
    test_write(dir, "run/host.xml", facts);
    test_write(dir, "etc/guard.conf", config);
    policy = vmg_config_load(dir->paths.config_file, dir->paths.config_directory, &error);
    if (!policy)
        fail_msg("%s", error->message);
    question.config = policy;
    judgement = vmg_judge(&question, &error);
    if (!judgement)
        fail_msg("%s", error->message);
    return judgement;
}

static char *
ask(const TestDir *dir, const char *config, const char *metadata)
{
    g_autofree char *xml = test_stamped(metadata, DISK);
    g_autoptr(VmgJudgement) judgement = judge(dir, config, xml);
    g_autofree char *findings = test_findings(judgement->verdict);

    return without_builtin(findings);
}

static void
what_a_module_does_counts(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *file, *config, *like;
    } rows[] = {
        {"good", "", "good PASS f\n"},
        {"bad", "", "bad FAIL none\n"},
        {"bad", "[bad]\ntext=from [bad]\n", "bad FAIL from ?bad]\n"},
        {"bad", "[checks]\nbad=warn\n", "bad WARN none\n"},
        {"bad", "[checks]\nbad=off\n", ""},
        {"other-file", "[checks]\nother-name=off\n", ""},
        {"error", "", "error PASS f\nerror FAIL the check could not decide\n"},
        {"nothing", "", "nothing FAIL the check reported none\n"},
        {"no-finding", "", "no-finding FAIL a shorter one\n"},
        {"major", "", "major FAIL /*/checks.d/major.so: built for version 2 of the ABI, *\n"},
        {"major", "[checks]\nmajor=warn\n", "major WARN *\n"},
        {"major", "[checks]\nmajor=off\n", ""},
        {"builtin", "", "builtin FAIL *\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autofree char *file = g_strconcat(rows[i].file, ".so", NULL), *findings = NULL;

        test_put_module(dir, TEST_MODULE, file, 0644);
        findings = ask(dir, rows[i].config, "");
        test_like(rows[i].file, findings, rows[i].like);
    }
}

/* A broken module counts as one failed check, which the refusal names. All other checks are
 * asked. */
static void
a_broken_module_refuses_and_the_others_are_asked(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *xml = test_stamped("", DISK), *refusal = NULL, *findings = NULL;
    g_autoptr(VmgJudgement) none = judge(dir, "", xml);
    g_autoptr(VmgJudgement) judgement = NULL;

    assert_false(vmg_verdict_refuses(none->verdict));
    test_put_module(dir, TEST_MODULE, "good.so", 0644);
    test_put_module(dir, TEST_MODULE, "short.so", 0644);
    test_put_module(dir, TEST_MODULE, "bad\x1b\xff.so", 0644);
    judgement = judge(dir, "", xml);
    assert_true(vmg_verdict_refuses(judgement->verdict));
    assert_int_equal(judgement->verdict->checks, none->verdict->checks + 3);
    assert_int_equal(judgement->verdict->failed->len, 2);
    refusal = vmg_verdict_refusal(judgement->verdict, FALSE);
    test_like("refusal", refusal,
              "*2 of *checks failed\n*FAIL short: /*short.so: wanted: a check module that can be "
              "asked; found: its struct vmg_check has *; fix: build it again *");
    assert_null(strchr(refusal, '\x1b'));
    findings = test_findings(judgement->verdict);
    test_like("others", findings, "cluster PASS *cache PASS *good PASS f\n*");
}

static void
a_directory_of_others_refuses(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *findings = NULL;

    test_put_module(dir, TEST_MODULE, "good.so", 0644);
    assert_int_equal(chmod(dir->paths.modules, 0777), 0);
    findings = ask(dir, "", "");
    test_like("0777", findings, "checks.d FAIL /*/checks.d: writable by *\n");
}

static void
the_first_abi_is_still_served(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *plain = NULL, *red = NULL, *unstamped = NULL;
    g_autofree char *xml = test_domain("", DISK);
    g_autoptr(VmgJudgement) judgement = NULL;

    test_put_module(dir, TEST_FIRST_ABI, "first-abi.so", 0644);
    plain = ask(dir, "",
                "<v:vm xmlns:v='http://ovirt.org/vm/1.0'><v:custom><v:p>q</v:p></v:custom></v:vm>");
    test_same(
        "plain", plain,
        "first-abi PASS guest: g1 " TEST_GUEST_UUID " kvm x86_64 1048576 KiB 2 vcpus 0 features\n"
        "first-abi PASS disk: vda none /srv/images/a 1 images -\n"
        "first-abi PASS property: p=q\n"
        "first-abi PASS source: host-a east up 8 threads 0 KiB migr 198.51.100.9 2 modes up 0 node "
        "pages\n"
        "first-abi PASS destination: host-b east up 8 threads 16777216 KiB migr 198.51.100.9 2 "
        "modes up 0 node pages\n"
        "first-abi PASS option: -\n");
    red = ask(dir, "[first-abi]\ncolour=red\n", "");
    test_like("red", red, "*first-abi FAIL option: red\n");
    judgement = judge(dir, "", xml);
    unstamped = test_findings(judgement->verdict);
    test_like("unstamped", unstamped,
              "*first-abi FAIL no stamp in *first-abi WARN source: unknown\n*");
}

static void
the_example_tags(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *property, *value, *config, *findings;
    } rows[] = {
        {"tags", "", "", "tags PASS the guest requires none\n"},
        {"other", "gpu", "", "tags PASS the guest requires none\n"},
        {"tags", "gpu", "[tags]\nhost=gpu\n", "tags PASS tag gpu: the destination has it\n"},
        {"tags", "gpu", "", "tags FAIL tag gpu: host-b has: no tags\n"},
        {"tags", "gpu", "[tags]\nhost=gpux;xgpu;GPU\n",
         "tags FAIL tag gpu: host-b has: gpux;xgpu;GPU\n"},
        {"tags", "gpu;, zone-b", "[tags]\nhost=zone-a, zone-b\n",
         "tags FAIL tag gpu: host-b has: zone-a, zone-b\n"
         "tags PASS tag zone-b: the destination has it\n"},
        {"needs", "gpu", "[tags]\nproperty=needs\nhost=ssd\n",
         "tags FAIL tag gpu: host-b has: ssd\n"},
        {"tags", "gpu", "[tags]\nhost=ssd\n[checks]\ntags=warn\n",
         "tags WARN tag gpu: host-b has: ssd\n"},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    test_put_module(dir, TEST_TAGS, "tags.so", 0644);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *metadata = g_strdup_printf(
            "<vm xmlns='http://ovirt.org/vm/1.0'>"
            "<device devtype='disk' name='vda'><custom><%s>no</%s></custom></device>"
            "<custom><%s>%s</%s></custom></vm>",
            rows[i].property, rows[i].property, rows[i].property, rows[i].value, rows[i].property);
        g_autofree char *findings = ask(dir, rows[i].config, metadata);

        test_same(rows[i].config, findings, rows[i].findings);
    }
}

/* The example module tags.c cuts a tag that is too long, and writes nothing beyond its buffer for a
 * tag. */
static void
a_tag_that_is_long(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *tag = g_strnfill(5000, 'x'), *findings = NULL;
    g_autofree char *config = g_strdup_printf("[tags]\nhost=%s;y\n", tag);
    g_autofree char *metadata = g_strdup_printf(
        "<vm xmlns='http://ovirt.org/vm/1.0'><custom><tags>%sz</tags></custom></vm>", tag);

    test_put_module(dir, TEST_TAGS, "tags.so", 0644);
    findings = ask(dir, config, metadata);
    test_like("long", findings, "tags FAIL tag xxx*: host-b has: xxx*x\n");
    assert_true(strlen(findings) < 1024);
}

/* In each row, the example module maintenance-window has the same result at any time of the day.
 * hours_unit.c tests hours whose result depends on the time. */
static void
the_example_maintenance_window(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *like;
    } rows[] = {
        {"", "maintenance-window PASS no hours are closed\n"},
        {"[maintenance-window]\nclosed=\n", "maintenance-window PASS no hours are closed\n"},
        {"[maintenance-window]\nclosed=*\n",
         "maintenance-window FAIL it is ??? ??:??; closed: ?\n"},
        {"[maintenance-window]\nclosed=Mon..Sun 00:00..24:00\n",
         "maintenance-window FAIL it is *\n"},
        {"[maintenance-window]\nclosed=weekdays\n", "maintenance-window FAIL closed = weekdays\n"},
        {"[maintenance-window]\nclosed=*\n[checks]\nmaintenance-window=warn\n",
         "maintenance-window WARN it is *\n"},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    test_put_module(dir, TEST_WINDOW, "maintenance-window.so", 0644);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *findings = ask(dir, rows[i].config, "");

        test_like(rows[i].config, findings, rows[i].like);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_module_does_counts),
        cmocka_unit_test(a_broken_module_refuses_and_the_others_are_asked),
        cmocka_unit_test(a_directory_of_others_refuses),
        cmocka_unit_test(the_first_abi_is_still_served),
        cmocka_unit_test(the_example_tags),
        cmocka_unit_test(a_tag_that_is_long),
        cmocka_unit_test(the_example_maintenance_window),
    };

    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
