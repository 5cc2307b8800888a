/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A destination that has a key judges stamps that are signed with this key, and stamps that are
 * not. */
#include "decide/judge.h"

#include "stamp/stamp.h"
#include "tests/unit/support/helper.h"

#include <string.h>
#include <sys/stat.h>

#define DISK "<disk><driver cache='none'/><source file='/srv/images/a'/><target dev='vda'/></disk>"
#define KEY  "the key of the cluster"

#define MISFIT                                                                                     \
    "cluster FAIL a stamp whose signature does not fit: another key, or altered\nstatus FAIL *"
#define GOOD "cluster PASS *cache PASS no disk keeps data in the host's cache\n*"

/* The stamp that host-a writes for the guest UUID, in the guard's namespace. */
static char *
make_stamp(const char *uuid, const char *key)
{
    g_autofree char *plain = test_domain("", DISK), *from = test_source_xml();
    g_auto(GStrv) parts = g_strsplit(plain, TEST_GUEST_UUID, -1);
    g_autofree char *domain = g_strjoinv(uuid, parts), *text = NULL;
    g_autoptr(VmgHost) host = test_host(from);
    g_autoptr(VmgGuest) guest = test_guest(domain);
    g_autoptr(GBytes) bytes = key ? g_bytes_new_static(key, strlen(key)) : NULL;

    text = vmg_stamp_to_string(host, &guest->view, NULL, 0, bytes);
    return g_strconcat("<stamp xmlns='" VMG_XMLNS "'>", text + strlen("<stamp>"), NULL);
}

static void
put_key(const TestDir *dir, const char *key, mode_t mode)
{
    g_autofree char *path = test_path(dir, "key"), *line = NULL;

    line = g_strdup_printf("[cluster]\nkey-file = %s\n", path);
    test_write(dir, "etc/guard.conf", line);
    if (!key)
        return;
    test_write(dir, "key", key);
    assert_int_equal(chmod(path, mode), 0);
}

static VmgJudgement *
judge(const TestDir *dir, const char *stamp, VmgHost *source)
{
    g_autofree char *xml = test_domain(stamp, DISK), *facts = test_dest_xml();
    g_autoptr(VmgConfig) config =
        vmg_config_load(dir->paths.config_file, dir->paths.config_directory, NULL);
    const VmgQuestion question = {.xml = xml,
                                  .len = strlen(xml),
                                  .what = "domain XML",
                                  .config = config,
                                  .paths = &dir->paths,
                                  .source = source};
    VmgJudgement *judgement;

    test_now_ms = 1000;
    test_write(dir, "run/host.xml", facts);
    judgement = vmg_judge(&question, NULL);
    assert_non_null(judgement);
    return judgement;
}

static void
stamps_where_there_is_a_key(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name;
        const char *uuid; /* UUID of the guest that was stamped */
        const char *key;  /* the key that signed the stamp; NULL: unsigned */
        /* a text of the stamp, and the text that replaced it after signing */
        const char *from, *to;
        const char *findings;
    } rows[] = {
        {"good", TEST_GUEST_UUID, KEY, "", "", GOOD},
        {"unsigned", TEST_GUEST_UUID, NULL, "", "", "cluster FAIL a stamp without a signature\n*"},
        {"another key", TEST_GUEST_UUID, "another key, not ours", "", "", MISFIT},
        {"another cluster", TEST_GUEST_UUID, KEY, ">east<", ">west<", MISFIT},
        {"another status", TEST_GUEST_UUID, KEY, "<status>up<", "<status>maintenance<", MISFIT},
        {"another host", TEST_GUEST_UUID, KEY, TEST_SOURCE_UUID, TEST_OTHER_UUID, MISFIT},
        {"another cache mode", TEST_GUEST_UUID, KEY, "\"none\"", "\"directsync\"", MISFIT},
        {"a disk less", TEST_GUEST_UUID, KEY, "target=\"vda\"", "target=\"vdb\"", MISFIT},
        {"another generation", TEST_GUEST_UUID, KEY, "\"7\"", "\"8\"", MISFIT},
        {"something more", TEST_GUEST_UUID, KEY, "</host>", "<x/></host>", MISFIT},
        {"signature taken away", TEST_GUEST_UUID, KEY, "signature>", "was>",
         "cluster FAIL a stamp without a signature\n*"},
        {"of another guest", TEST_OTHER_UUID, KEY, "", "",
         "cluster FAIL a stamp that belongs to another guest (" TEST_OTHER_UUID ")\n*"},
        {"of another guest, altered", TEST_OTHER_UUID, KEY, TEST_OTHER_UUID, TEST_GUEST_UUID,
         MISFIT},
        {"formatted anew", TEST_GUEST_UUID, KEY, ">\n", ">", GOOD},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    put_key(dir, KEY "\n", 0600);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = make_stamp(rows[i].uuid, rows[i].key);
        g_auto(GStrv) parts = *rows[i].from ? g_strsplit(text, rows[i].from, -1) : NULL;
        g_autofree char *stamp = parts ? g_strjoinv(rows[i].to, parts) : g_strdup(text);
        g_autoptr(VmgJudgement) judgement = judge(dir, stamp, NULL);
        g_autofree char *findings = test_findings(judgement->verdict);

        assert_true(!parts || g_strv_length(parts) > 1);
        test_like(rows[i].name, findings, rows[i].findings);
        assert_null(judgement->verdict->error);
        assert_true((judgement->the_case.source != NULL) ==
                    !vmg_verdict_is_bad(judgement->verdict));
        assert_non_null(judgement->key);
        assert_false(judgement->no_key);
    }
}

static void
no_stamp_is_no_stamp(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgJudgement) judgement = NULL;
    g_autofree char *findings = NULL;

    put_key(dir, KEY, 0600);
    judgement = judge(dir, "", NULL);
    findings = test_findings(judgement->verdict);
    test_like("none", findings, "cluster FAIL no stamp in the guest's metadata\n*");
}

static void
the_fix_is_the_key(void **state G_GNUC_UNUSED)
{
    g_autofree char *stamp = make_stamp(TEST_GUEST_UUID, NULL), *lines = NULL;
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgJudgement) judgement = NULL;

    put_key(dir, KEY, 0600);
    judgement = judge(dir, stamp, NULL);
    lines = vmg_verdict_lines(judgement->verdict, VMG_FAIL);
    test_like("fix", lines,
              "FAIL cluster, status*; found: a stamp without a signature; fix: on the source "
              "host: set [cluster] key-file to a copy of this host's key; *");
}

static void
without_a_key_a_signature_is_nothing(void **state G_GNUC_UNUSED)
{
    g_autofree char *stamp = make_stamp(TEST_GUEST_UUID, "another key, not ours");
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgJudgement) judgement = judge(dir, stamp, NULL);
    g_autofree char *findings = test_findings(judgement->verdict);

    test_like("no key", findings, GOOD);
    assert_null(judgement->key);
    assert_false(vmg_verdict_is_bad(judgement->verdict));
}

/* If the key can't be read, the guest is refused. What the stamp says is shown nevertheless. */
static void
a_key_that_cannot_be_read_refuses(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *key;
        mode_t mode;
        const char *error;
    } rows[] = {
        {NULL, 0, "*/key: can't open it: No such file or directory; fix: put the cluster's key *"},
        {KEY, 0644, "*/key: open to users other than root (mode 0644); fix: *"},
        {"short", 0600, "*/key: a key of 5 bytes, but must be 16 to 4096; fix: *"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *stamp = make_stamp(TEST_GUEST_UUID, KEY), *findings = NULL;
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(VmgJudgement) judgement = NULL;

        put_key(dir, rows[i].key, rows[i].mode);
        judgement = judge(dir, stamp, NULL);
        findings = test_findings(judgement->verdict);
        test_like("findings", findings, GOOD);
        test_like("error", judgement->verdict->error, rows[i].error);
        assert_null(strstr(judgement->verdict->error, KEY));
        assert_true(vmg_verdict_refuses(judgement->verdict));
        assert_true(judgement->no_key);
    }
}

static void
a_named_source_needs_no_signature(void **state G_GNUC_UNUSED)
{
    g_autofree char *stamp = make_stamp(TEST_GUEST_UUID, NULL), *from = test_source_xml();
    g_autoptr(VmgHost) source = test_host(from);
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgJudgement) judgement = NULL;

    put_key(dir, KEY, 0600);
    judgement = judge(dir, stamp, source);
    assert_false(vmg_verdict_is_bad(judgement->verdict));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stamps_where_there_is_a_key),
        cmocka_unit_test(no_stamp_is_no_stamp),
        cmocka_unit_test(the_fix_is_the_key),
        cmocka_unit_test(without_a_key_a_signature_is_nothing),
        cmocka_unit_test(a_key_that_cannot_be_read_refuses),
        cmocka_unit_test(a_named_source_needs_no_signature),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
