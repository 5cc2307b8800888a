/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide/judge.h"

#include "base/render.h"
#include "tests/unit/support/helper.h"

#include <string.h>

#define GOOD "<disk><driver cache='none'/><source file='/srv/images/a'/><target dev='vda'/></disk>"
#define BAD                                                                                        \
    "<disk><driver cache='writeback'/><source file='/srv/images/a'/><target dev='vda'/></disk>"
#define ALL_GOOD                                                                                   \
    "cluster PASS host-a is in 'east'\n"                                                           \
    "status PASS source host host-a: up\nstatus PASS destination host host-b: up\n"                \
    "cache PASS no disk keeps data in the host's cache\n"

typedef struct {
    TestDir *dir;
    VmgConfig *config;
    VmgQuestion question;
} Setting;

static void
setting_clear(Setting *setting)
{
    vmg_config_free(setting->config);
    test_dir_free(setting->dir);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Setting, setting_clear)

/* The facts on disk are about host-b and are new. */
static Setting
make_setting(const char *xml)
{
    g_autofree char *facts = test_dest_xml();
    Setting setting = {.dir = test_dir_new(), .config = vmg_config_defaults()};

    test_now_ms = 1000;
    test_write(setting.dir, "run/host.xml", facts);
    setting.question = (VmgQuestion){
        .xml = xml,
        .len = strlen(xml),
        .what = "domain XML",
        .config = setting.config,
        .paths = &setting.dir->paths,
    };
    return setting;
}

/* The findings of a few checks, which are enough to see what was judged. */
static char *
keep_lines(const char *findings)
{
    g_auto(GStrv) lines = g_strsplit(findings, "\n", -1);
    GString *kept = g_string_new(NULL);

    for (char **line = lines; *line; line++)
        if (g_str_has_prefix(*line, "cluster ") || g_str_has_prefix(*line, "status ") ||
            g_str_has_prefix(*line, "cache "))
            g_string_append_printf(kept, "%s\n", *line);
    return g_string_free(kept, FALSE);
}

static char *
findings_of(const VmgJudgement *judgement)
{
    g_autofree char *findings = test_findings(judgement->verdict);

    return keep_lines(findings);
}

static char *
judge(const VmgQuestion *question)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgJudgement) judgement = vmg_judge(question, &error);

    if (!judgement)
        fail_msg("%s", error->message);
    return findings_of(judgement);
}

static void
a_stamped_guest_with_fresh_facts(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_stamped("", GOOD), *findings = NULL;
    g_auto(Setting) setting = make_setting(xml);
    g_autoptr(VmgJudgement) judgement = vmg_judge(&setting.question, NULL);

    assert_non_null(judgement);
    findings = findings_of(judgement);
    assert_string_equal(findings, ALL_GOOD);
    assert_true(judgement->verdict->checks >= 3);
    assert_string_equal(judgement->the_case.source->view.name, "host-a");
    assert_string_equal(judgement->the_case.destination->view.name, "host-b");
    assert_null(judgement->no_destination);
    vmg_judgement_free(NULL);
}

static void
an_unstamped_guest(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_domain("", BAD);
    g_auto(Setting) setting = make_setting(xml);
    g_autofree char *findings = judge(&setting.question);

    assert_string_equal(findings, "cluster FAIL no stamp in the guest's metadata\n"
                                  "status FAIL no stamp in the guest's metadata\n"
                                  "status PASS destination host host-b: up\n"
                                  "cache FAIL no stamp in the guest's metadata\n"
                                  "cache FAIL disk vda: cache mode writeback\n");
}

static void
facts_that_are_missing_or_stale(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_stamped("", GOOD);
    g_auto(Setting) setting = make_setting(xml);
    g_autofree char *stale = NULL, *missing = NULL;

    test_now_ms = 61000;
    stale = judge(&setting.question);
    test_like("stale", stale,
              "cluster FAIL */host.xml: 61 seconds old\nstatus FAIL *: 61 seconds *");
    test_write(setting.dir, "run/host.xml", "");
    missing = judge(&setting.question);
    test_like("empty", missing, "cluster FAIL */host.xml: empty\n*");
}

/* The guest left this host with this host's stamp, and came back from a host that did not write
 * a new stamp. */
static void
a_stamp_of_this_host_itself_is_none(void **state G_GNUC_UNUSED)
{
    g_autofree char *plain = test_domain("", GOOD), *host = test_dest_xml();
    g_autofree char *stamp = test_stamp(host, plain);
    g_autofree char *xml = test_domain(stamp, GOOD);
    g_auto(Setting) setting = make_setting(xml);
    g_autoptr(VmgJudgement) judgement = vmg_judge(&setting.question, NULL);
    g_autofree char *findings = findings_of(judgement);

    assert_null(judgement->stamp);
    assert_null(judgement->the_case.source);
    test_like("own stamp", findings, "cluster FAIL an old stamp of host-b itself, so *");
}

static void
hosts_that_the_administrator_names(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_domain("", GOOD), *bad = test_domain("", BAD);
    g_autofree char *source = test_source_xml();
    g_autofree char *west = test_host_xml("host-c", TEST_OTHER_UUID, "west", "up", "");
    g_autoptr(VmgHost) from = test_host(source), to = test_host(west);
    g_auto(Setting) setting = make_setting(xml);
    g_autofree char *both = NULL, *only_source = NULL, *with_bad = NULL;

    setting.question.source = from;
    only_source = judge(&setting.question);
    assert_string_equal(only_source, ALL_GOOD);
    setting.question.destination = to;
    both = judge(&setting.question);
    test_like("both", both, "cluster FAIL host-a is in 'east'\n*destination host host-c: up\n*");
    setting.question.xml = bad;
    setting.question.len = strlen(bad);
    with_bad = judge(&setting.question);
    test_like("bad", with_bad, "*cache FAIL disk vda: cache mode writeback\n");
}

/* If the facts of the destination contain its policy, this policy decides, not guard.conf of the
 * host that asks. */
static void
a_destination_with_a_policy_of_its_own(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *here, *there, *findings;
    } rows[] = {
        {"", NULL, "*cache FAIL disk vda: *"},
        {"[checks]\ncache = off\n", NULL, NULL},
        {"[checks]\ncache = off\n", "", "*cache FAIL disk vda: *"},
        {"", "[checks]\ncache = warn\n", "*cache WARN disk vda: *"},
    };
    g_autofree char *xml = test_stamped("", BAD), *facts = test_dest_xml();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Setting) setting = make_setting(xml);
        g_autoptr(VmgHost) to = test_host(facts);
        g_autofree char *findings = NULL;

        vmg_config_free(setting.config);
        setting.config = test_config(rows[i].here);
        to->policy = rows[i].there ? test_config(rows[i].there) : NULL;
        setting.question.config = setting.config;
        setting.question.destination = to;
        findings = judge(&setting.question);
        if (!rows[i].findings)
            assert_null(strstr(findings, "cache"));
        else
            test_like("policy", findings, rows[i].findings);
    }
}

/* If a destination can't read its guard.conf, its hook refuses every guest, so a check on the
 * source must say so. */
static void
a_destination_whose_configuration_is_broken(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_stamped("", ""), *facts = test_dest_xml(), *findings = NULL;
    g_auto(GStrv) parts = g_strsplit(facts, "</host>", 2);
    g_autofree char *broken =
        g_strconcat(parts[0], "<policy broken='guard.conf:2: no'/></host>", NULL);
    g_auto(Setting) setting = make_setting(xml);
    g_autoptr(VmgHost) to = test_host(broken);
    g_autoptr(VmgJudgement) judgement = NULL;

    setting.question.destination = to;
    judgement = vmg_judge(&setting.question, NULL);
    assert_true(vmg_verdict_refuses(judgement->verdict));
    findings = vmg_neutral_render(judgement->verdict->error);
    test_like("broken", findings,
              "host-b can't read its configuration: guard.conf:2: no; fix: on "
              "host-b: virt-migration-guard config check");
    assert_string_equal(judgement->verdict->error_code, "config-broken");
}

/* The exemptions of the destination count. They are in the destination's facts. */
static void
a_destination_with_an_exemption(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *guest, *check, *until, *findings;
    } rows[] = {
        {TEST_GUEST_UUID, "cache", "4102444800",
         "*cache WARN *exempt until *: why\ncache WARN disk vda: *"},
        {TEST_GUEST_UUID, "cache", "1", "*cache FAIL disk vda: *"},
        {TEST_GUEST_UUID, "memory", "4102444800", "*cache FAIL disk vda: *"},
        {TEST_OTHER_UUID, "cache", "4102444800", "*cache FAIL disk vda: *"},
    };
    g_autofree char *xml = test_stamped("", BAD), *facts = test_dest_xml();
    g_auto(GStrv) parts = g_strsplit(facts, "</host>", 2);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Setting) setting = make_setting(xml);
        g_autofree char *there =
            g_strdup_printf("%s<policy><exempt guest='%s' check='%s' until='%s' reason='why'/>"
                            "</policy></host>",
                            parts[0], rows[i].guest, rows[i].check, rows[i].until);
        g_autoptr(VmgHost) to = test_host(there);
        g_autofree char *findings = NULL;

        setting.question.destination = to;
        findings = judge(&setting.question);
        test_like(rows[i].guest, findings, rows[i].findings);
    }
}

/* A CD-ROM and a shareable disk without a cache mode pass the check cache. The guest has no
 * stamp, so the named source is judged by its facts only. */
static void
disks_that_do_not_count_at_a_named_source(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_domain(
        "", "<disk device='cdrom'><driver cache='writeback'/><source file='/srv/images/a'/>"
            "<target dev='sdc'/></disk>"
            "<disk><source file='/srv/images/a'/><target dev='vda'/><shareable/></disk>"
            "<disk device='cdrom'><target dev='sdd'/></disk>");
    g_autofree char *source = test_source_xml(), *findings = NULL;
    g_autoptr(VmgHost) from = test_host(source);
    g_auto(Setting) setting = make_setting(xml);

    setting.question.source = from;
    findings = judge(&setting.question);
    assert_string_equal(findings, ALL_GOOD);
}

/* If the caller of vmg_judge() names a source host, the facts of that host are used instead of the
 * facts in the stamp. But what the stamp says about the running guest is still used. */
static void
a_named_source_with_a_stamp(void **state G_GNUC_UNUSED)
{
    g_autofree char *there = test_domain("", BAD), *source = test_source_xml();
    g_autofree char *stamp = test_stamp(source, there), *xml = test_domain(stamp, GOOD);
    g_autofree char *named = test_host_xml("host-n", TEST_OTHER_UUID, "east", "up", "");
    g_autoptr(VmgHost) from = test_host(named);
    g_auto(Setting) setting = make_setting(xml);
    g_autofree char *findings = NULL;

    setting.question.source = from;
    findings = judge(&setting.question);
    test_like("named", findings, "cluster PASS host-n *but writeback on host-n\n");
}

/* If the caller of vmg_judge() gives the guest's persistent configuration, this configuration is
 * used instead of what the stamp says about it, because the stamp may be older. */
static void
the_persistent_configuration_counts_more_than_the_stamp(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_stamped("", BAD), *next = test_domain("", GOOD);
    g_auto(Setting) setting = make_setting(xml);
    g_autoptr(VmgGuest) configured = test_guest(next);
    g_autoptr(VmgJudgement) stamped = vmg_judge(&setting.question, NULL), asked = NULL;

    assert_null(stamped->guest->view.disks[0]->next_cache);
    setting.question.configured = &configured->view;
    asked = vmg_judge(&setting.question, NULL);
    assert_string_equal(asked->guest->view.disks[0]->next_cache, "none");
}

/* The stamp says that the guest is not resumed, and libvirt on the source says that the guest
 * has a block job. The result has both. */
static void
what_the_guest_is_doing_is_added_to_the_stamp(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_stamped("", GOOD);
    g_auto(GStrv) parts = g_strsplit(xml, "<guest uuid", 2);
    g_autofree char *stamped = g_strjoinv("<guest not-resumed='yes' uuid", parts);
    g_auto(Setting) setting = make_setting(stamped);
    g_autoptr(VmgJudgement) judgement = NULL;

    assert_non_null(parts[1]);
    setting.question.doing = VMG_SOURCE_BLOCK_JOB;
    judgement = vmg_judge(&setting.question, NULL);
    assert_int_equal(judgement->guest->view.source_flags,
                     VMG_SOURCE_NOT_RESUMED | VMG_SOURCE_BLOCK_JOB);
}

static void
without_a_destination_what_needs_one_is_skipped(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_stamped("", BAD);
    g_auto(Setting) setting = make_setting(xml);
    g_autofree char *findings = NULL;

    setting.question.no_destination = TRUE;
    findings = judge(&setting.question);
    assert_string_equal(findings, "cluster SKIP none was named\n"
                                  "status SKIP none was named\n"
                                  "status PASS source host host-a: up\n"
                                  "cache FAIL disk vda: cache mode writeback\n");
}

static void
what_is_no_guest_is_an_error(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"", "domain XML: empty"},
        {"nonsense", "domain XML:1: *"},
        {"<!DOCTYPE domain><domain/>", "domain XML: a DOCTYPE is not allowed"},
        {"<network/>", "*no <domain> as its root"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Setting) setting = make_setting(rows[i][0]);
        g_autoptr(GError) error = NULL;

        assert_null(vmg_judge(&setting.question, &error));
        test_like(rows[i][0], error->message, rows[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stamped_guest_with_fresh_facts),
        cmocka_unit_test(an_unstamped_guest),
        cmocka_unit_test(facts_that_are_missing_or_stale),
        cmocka_unit_test(a_stamp_of_this_host_itself_is_none),
        cmocka_unit_test(hosts_that_the_administrator_names),
        cmocka_unit_test(a_destination_with_a_policy_of_its_own),
        cmocka_unit_test(a_destination_whose_configuration_is_broken),
        cmocka_unit_test(a_destination_with_an_exemption),
        cmocka_unit_test(disks_that_do_not_count_at_a_named_source),
        cmocka_unit_test(a_named_source_with_a_stamp),
        cmocka_unit_test(the_persistent_configuration_counts_more_than_the_stamp),
        cmocka_unit_test(what_the_guest_is_doing_is_added_to_the_stamp),
        cmocka_unit_test(without_a_destination_what_needs_one_is_skipped),
        cmocka_unit_test(what_is_no_guest_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
