/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hook as a process. It is built from the same sources, with paths relative to its working
 * directory, which is a temporary directory. */
#include "base/sys.h"
#include "ledger/file.h"
#include "tests/unit/support/module-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOOK   BUILDDIR "/tests/unit/hook-under-test"
#define MODULE BUILDDIR "/tests/unit/.libs/test-policy.so"
#define GOOD   "<disk><driver cache='none'/><source file='/srv/images/a'/><target dev='vda'/></disk>"
#define BAD    "<disk><driver cache='unsafe'/><source file='/srv/images/a'/><target dev='vda'/></disk>"

#define NONCE "0c1d2e3f-0000-4000-8000-000000000001"
#define OTHER "0c1d2e3f-0000-4000-8000-000000000002"

typedef struct {
    int status; /* as in a shell; 128 plus the number of the signal that ended the process */
    char *output, *reason;
} Outcome;

static void
outcome_clear(Outcome *outcome)
{
    g_free(outcome->output);
    g_free(outcome->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

static void
put_stream(const char *path, int flags, int fd)
{
    int opened = open(path, flags, 0600);

    if (opened < 0 || dup2(opened, fd) < 0)
        _exit(98);
    if (opened != fd)
        close(opened);
}

/* Runs the hook in place of the child process. OUT is the file for stdout; if OUT is NULL, the
 * hook runs with stdout closed. */
static void
become_hook(const TestDir *dir, const char *in, const char *out, char *const *argv)
{
    if (chdir(dir->path) < 0)
        _exit(97);
    put_stream(in, O_RDONLY, STDIN_FILENO);
    put_stream("err", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    if (out)
        put_stream(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    else
        close(STDOUT_FILENO);
    /* The hook leaves some memory to be freed by the end of the process. */
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
    execv(HOOK, argv);
    _exit(errno == ENOENT ? 96 : 95);
}

static Outcome
spawn(const TestDir *dir, const char *in, const char *out, char *const *argv)
{
    g_autofree char *output = test_path(dir, "out"), *reason = test_path(dir, "err");
    Outcome outcome = {0};
    pid_t child;
    int status;

    unlink(output);
    child = fork();
    if (child == 0)
        become_hook(dir, in, out, argv);
    assert_int_equal(waitpid(child, &status, 0), child);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    outcome.output = test_read(output);
    outcome.reason = test_read(reason);
    return outcome;
}

static Outcome
run(const TestDir *dir, const char *operation, const char *phase, const char *xml)
{
    char *const argv[] = {(char *)"hook", (char *)"g1", (char *)operation,
                          (char *)phase,  (char *)"-",  NULL};

    test_write(dir, "in", xml);
    return spawn(dir, "in", "out", argv);
}

/* A temporary directory for host-b with new facts, and with policy.so unless the test wants none.
 */
static TestDir *
make_host(gboolean module)
{
    TestDir *dir = test_dir_new();
    g_autofree char *xml = test_dest_xml(), *facts = NULL, *link = test_path(dir, "policy.so");
    g_autoptr(VmgHost) host = test_host(xml);

    host->boottime_ms = vmg_sys_boottime_ms();
    facts = vmg_host_to_string(host, VMG_HOST_WHOLE);
    test_write(dir, "run/host.xml", facts);
    /* On a busy disk it can take seconds to sync the entry; this directory is not in /run. */
    test_write(dir, "etc/guard.conf", "[guard]\ndeadline-ms = 60000\n");
    if (module)
        assert_int_equal(symlink(MODULE, link), 0);
    return dir;
}

static char *
entry_path(const TestDir *dir)
{
    return g_build_filename(dir->paths.ledger, "g1@" NONCE, NULL);
}

static void
needs_root(void)
{
    if (geteuid() != 0)
        skip(); /* the hook accepts only files that only root can write */
}

static void
events_without_a_decision_load_nothing(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"reconnect", "begin"}, {"start", "begin"},  {"started", "begin"}, {"stopped", "end"},
        {"release", "end"},     {"attach", "begin"}, {"restore", "begin"}, {"prepare", "begin"},
        {"migrate", "end"},     {"prepare", "end"},  {"future", "begin"},  {"", ""},
    };
    g_autoptr(TestDir) dir = make_host(FALSE);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Outcome) outcome = run(dir, rows[i][0], rows[i][1], "nonsense");

        test_same(rows[i][0], outcome.reason, "");
        test_same(rows[i][0], outcome.output, "");
        assert_int_equal(outcome.status, 0);
    }
}

static void
too_few_arguments_are_no_event(void **state G_GNUC_UNUSED)
{
    char *const argv[] = {(char *)"hook", (char *)"g1", (char *)"migrate", NULL};
    g_autoptr(TestDir) dir = make_host(FALSE);
    g_auto(Outcome) outcome = spawn(dir, "/dev/null", "out", argv);

    assert_int_equal(outcome.status, 0);
}

static void
without_policy_so_a_migration_is_refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(FALSE);
    g_autofree char *xml = test_stamped("", GOOD);
    g_auto(Outcome) missing = run(dir, "migrate", "begin", xml);
    g_auto(Outcome) broken = {0};

    assert_int_equal(missing.status, 1);
    test_same("missing", missing.reason,
              "\nmigration refused: ./policy.so can't be loaded: No such file or directory; fix: "
              "install the package virt-migration-guard again\n");
    test_write(dir, "policy.so", "no module");
    broken = run(dir, "migrate", "begin", xml);
    assert_int_equal(broken.status, 1);
    test_like("broken", broken.reason, "\nmigration refused: ./policy.so *");
}

static void
a_migration_is_answered(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(TRUE);
    g_autofree char *good = test_stamped("", GOOD), *bad = test_stamped("", BAD);
    char nonce[VMG_NONCE_SIZE];
    g_auto(Outcome) admitted = {0}, refused = {0};

    needs_root();
    admitted = run(dir, "migrate", "begin", good);
    test_same("admitted", admitted.reason, "");
    assert_int_equal(admitted.status, 0);
    test_like("admitted", admitted.output, "<?xml*<vmg:name>host-b</vmg:name>*</domain>\n");
    assert_int_equal(vmg_ledger_file_find(dir->paths.ledger, "g1", admitted.output, nonce), 1);
    refused = run(dir, "migrate", "begin", bad);
    assert_int_equal(refused.status, 1);
    test_same("refused", refused.output, "");
    test_like("refused", refused.reason,
              "\nmigration refused: 1 of * checks failed*\nFAIL cache: disk vda: *\n");
}

static void
what_starts_is_what_was_admitted(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = make_host(TRUE);
    g_autofree char *good = test_stamped("", GOOD), *bad = test_stamped("", BAD);
    g_auto(Outcome) admitted = {0}, local = {0}, changed = {0}, again = {0}, same = {0};
    g_autoptr(GString) other = NULL;

    needs_root();
    admitted = run(dir, "migrate", "begin", good);
    local = run(dir, "prepare", "begin", bad);
    /* the XML differs from the admitted XML, but has no nonce: the hook compares only guests
     * with a nonce */
    assert_int_equal(local.status, 0);
    other = g_string_new(admitted.output);
    g_string_replace(other, "<driver cache=\"none\"", "<driver cache=\"unsafe\"", 1);
    changed = run(dir, "prepare", "begin", other->str);
    assert_int_equal(changed.status, 1);
    test_like("changed", changed.reason, "\nmigration refused: the guest that is about to start *");
    again = run(dir, "migrate", "begin", good);
    same = run(dir, "prepare", "begin", again.output);
    assert_int_equal(same.status, 0);
    test_same("same", same.reason, "");
}

/* If policy.so is missing, events that need it are refused. */
static void
only_an_arriving_guest_is_compared(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *entry, *xml;
        int status;
    } rows[] = {
        {"admitted=1\n", "<a>" NONCE "</a>", 1},
        {"admitted=1\nprepared=0\n", "<a>" NONCE "</a>", 1},
        {"admitted=1\nprepared=7\n", "<a>" NONCE "</a>", 0},
        {"shut-off=true\nadmitted=1\n", "<a>" NONCE "</a>", 0},
        {"admitted=1\n", "<a>" OTHER "</a>", 0},
        {"admitted=1\n", "<a/>", 0},
        {"", "<a/>", 0},
        {"admitted=1\n", "", 1},
    };
    g_autoptr(TestDir) dir = make_host(FALSE);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat("[incoming]\n", rows[i].entry, NULL);
        g_auto(Outcome) outcome = {0};

        test_write(dir, "run/incoming/g1@" NONCE, text);
        outcome = run(dir, "prepare", "begin", rows[i].xml);
        assert_int_equal(outcome.status, rows[i].status);
    }
}

/* The event release removes the entry of the guest that stopped. The entry of another admission
 * stays. */
static void
release_removes_the_entry(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *operation, *entry, *xml;
        gboolean stays;
    } rows[] = {
        {"started", "nonce=" NONCE "\n", "<a>" NONCE "</a>", TRUE},
        {"stopped", "nonce=" NONCE "\n", "<a>" NONCE "</a>", TRUE},
        {"release", "nonce=" NONCE "\n", "<a>" NONCE "</a>", FALSE},
        {"release", "nonce=" NONCE "\nprepared=7\n", "<a>" NONCE "</a>", FALSE},
        {"release", "nonce=" NONCE "\n", "<a>" OTHER "</a>", TRUE},
        {"release", "nonce=" NONCE "\n", "<a/>", TRUE},
    };
    g_autoptr(TestDir) dir = make_host(FALSE);
    g_autofree char *entry = entry_path(dir);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat("[incoming]\n", rows[i].entry, NULL);
        g_auto(Outcome) outcome = {0};

        test_write(dir, "run/incoming/g1@" NONCE, text);
        outcome = run(dir, rows[i].operation, "end", rows[i].xml);
        assert_int_equal(outcome.status, 0);
        assert_int_equal(g_file_test(entry, G_FILE_TEST_EXISTS), rows[i].stays);
    }
}

/* The event release ends in time and with success in every case: stdin is a directory instead of an
 * XML, or another process holds the lock. */
static void
release_ends_well(void **state G_GNUC_UNUSED)
{
    char *const argv[] = {(char *)"hook", (char *)"g1", (char *)"release",
                          (char *)"end",  (char *)"-",  NULL};
    g_autoptr(TestDir) dir = make_host(FALSE);
    g_autofree char *entry = entry_path(dir), *fifo = test_path(dir, "fifo");
    g_auto(Outcome) endless = {0}, directory = {0}, locked = {0}, after = {0};
    int held, writer;

    test_write(dir, "run/incoming/g1@" NONCE, "[incoming]\nnonce=" NONCE "\n");
    directory = spawn(dir, ".", "out", argv);
    assert_int_equal(directory.status, 0);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    writer = open(fifo, O_RDWR | O_CLOEXEC);
    endless = spawn(dir, "fifo", "out", argv);
    close(writer);
    assert_int_equal(endless.status, 0);
    held = vmg_ledger_file_lock(dir->paths.ledger, 0);
    locked = run(dir, "release", "end", "<a>" NONCE "</a>");
    assert_int_equal(locked.status, 0);
    assert_true(g_file_test(entry, G_FILE_TEST_EXISTS));
    close(held);
    after = run(dir, "release", "end", "<a>" NONCE "</a>");
    assert_int_equal(after.status, 0);
    assert_false(g_file_test(entry, G_FILE_TEST_EXISTS));
}

static void
odd_streams(void **state G_GNUC_UNUSED)
{
    char *const argv[] = {(char *)"hook",  (char *)"g1", (char *)"migrate",
                          (char *)"begin", (char *)"-",  NULL};
    g_autoptr(TestDir) dir = make_host(TRUE);
    g_autofree char *xml = test_stamped("", GOOD), *large = test_path(dir, "large"), *kept = NULL;
    g_auto(Outcome) full = {0}, closed = {0}, too_large = {0}, directory = {0};

    needs_root();
    test_write(dir, "in", xml);
    full = spawn(dir, "in", "/dev/full", argv);
    assert_int_equal(full.status, 1);
    test_like("full", full.reason, "\nmigration refused: the domain XML could not be handed *");
    kept = test_read(dir->paths.decisions);
    test_like("kept", kept, "*\trefuse\t*could not be handed back to libvirt*");
    closed = spawn(dir, "in", NULL, argv);
    assert_int_equal(closed.status, 0);
    test_write(dir, "large", "");
    assert_int_equal(truncate(large, 16 * 1024 * 1024 + 1), 0);
    too_large = spawn(dir, "large", "out", argv);
    assert_int_equal(too_large.status, 1);
    test_like("large", too_large.reason, "\nmigration refused: the domain XML on stdin *");
    directory = spawn(dir, ".", "out", argv);
    assert_int_equal(directory.status, 1);
}

/* libvirt waits for a hook without a limit, but the hook ends by its own deadline. */
static void
a_stream_that_never_ends_meets_the_deadline(void **state G_GNUC_UNUSED)
{
    char *const argv[] = {(char *)"hook",  (char *)"g1", (char *)"migrate",
                          (char *)"begin", (char *)"-",  NULL};
    g_autoptr(TestDir) dir = make_host(TRUE);
    g_autofree char *fifo = test_path(dir, "fifo");
    g_auto(Outcome) outcome = {0};
    int writer;

    assert_int_equal(mkfifo(fifo, 0600), 0);
    writer = open(fifo, O_RDWR | O_CLOEXEC);
    outcome = spawn(dir, "fifo", "out", argv);
    close(writer);
    assert_int_equal(outcome.status, 1);
    test_like("endless", outcome.reason, "\nmigration refused: no decision within *\n");
}

/* If a module hangs or crashes, the guest is not admitted. Events that must always succeed do not
 * load modules. */
static void
what_modules_do_to_a_migration(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *file;
        int status;
        const char *reason;
    } rows[] = {
        {"good.so", 0, ""},
        {"bad.so", 1, "\nmigration refused: 1 of * checks failed*\nFAIL bad: *"},
        {"major.so", 1,
         "\nmigration refused: 1 of * checks failed*\nFAIL major: checks.d/major.so: *"},
        {"slow.so", 1, "\nmigration refused: no decision within *"},
        {"crash.so", 1, "*\nmigration refused: the hook crashed, *; fix: *"},
    };
    g_autofree char *good = test_stamped("", GOOD);

    needs_root();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = make_host(TRUE);
        g_auto(Outcome) outcome = {0}, released = {0};

        test_write(dir, "etc/guard.conf", "[guard]\ndeadline-ms=1500\n");
        test_put_module(dir, TEST_MODULE, rows[i].file, 0644);
        outcome = run(dir, "migrate", "begin", good);
        test_like(rows[i].file, outcome.reason, rows[i].reason);
        if (outcome.status != rows[i].status)
            fail_msg("%s: status %d", rows[i].file, outcome.status);
        released = run(dir, "release", "end", good);
        assert_int_equal(released.status, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_without_a_decision_load_nothing),
        cmocka_unit_test(too_few_arguments_are_no_event),
        cmocka_unit_test(without_policy_so_a_migration_is_refused),
        cmocka_unit_test(a_migration_is_answered),
        cmocka_unit_test(what_starts_is_what_was_admitted),
        cmocka_unit_test(only_an_arriving_guest_is_compared),
        cmocka_unit_test(release_removes_the_entry),
        cmocka_unit_test(release_ends_well),
        cmocka_unit_test(odd_streams),
        cmocka_unit_test(a_stream_that_never_ends_meets_the_deadline),
        cmocka_unit_test(what_modules_do_to_a_migration),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
