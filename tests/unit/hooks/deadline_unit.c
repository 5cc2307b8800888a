/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The deadline ends the process, so each test runs in a child process. */
#include "hooks/deadline.h"

#include "tests/unit/support/helper.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs ACT in a child process. Returns the exit status; stderr is in TEXT. */
static int
in_child(void (*act)(void), char text[512])
{
    int ends[2], status;
    ssize_t got;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        act();
        sleep(20);
        _exit(99);
    }
    close(ends[1]);
    got = read(ends[0], text, 511);
    assert_true(got >= 0);
    text[got] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void
built_in(void)
{
    deadline_start(20, 1);
}

static void
refusing(void)
{
    deadline_start(10000, 1);
    deadline_set(20, 1);
}

static void
admitting(void)
{
    deadline_start(10000, 1);
    deadline_set(20, 0);
}

/* The hook knows the language only after it has read the configuration. */
static void
russian(void)
{
    deadline_start(10000, 1);
    test_speak_russian();
    deadline_set(20, 1);
}

static void
past(void)
{
    deadline_start(10000, 1);
    usleep(5000);
    deadline_set(1, 1);
}

static void
answered_no(void)
{
    deadline_start(20, 1);
    deadline_answered(1);
}

static void
answered_yes(void)
{
    deadline_start(20, 1);
    deadline_answered(0);
}

static void
signal_blocked_and_ignored(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGALRM, SIG_IGN);
    deadline_start(20, 1);
}

static void
stderr_closed(void)
{
    close(STDERR_FILENO);
    deadline_start(20, 1);
}

static void
it_ends_the_process(void **state G_GNUC_UNUSED)
{
#define REFUSED "\nmigration refused: no decision within the hook's time limit; fix: *\n"
    static const struct {
        const char *label;
        void (*act)(void);
        int status;
        const char *text;
    } rows[] = {
        {"built in", built_in, 1, REFUSED},
        {"refusing", refusing, 1, REFUSED},
        {"admitting", admitting, 0, ""},
        {"russian", russian, 1, "\nмиграция отклонена: хук не принял решения *\n"},
        {"past", past, 1, REFUSED},
        {"answered no", answered_no, 1, ""},
        {"answered yes", answered_yes, 0, ""},
        {"signal blocked", signal_blocked_and_ignored, 1, REFUSED},
        {"stderr closed", stderr_closed, 1, ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        char text[512];
        int status = in_child(rows[i].act, text);

        test_like(rows[i].label, text, rows[i].text);
        assert_int_equal(status, rows[i].status);
    }
}

static void
it_tells_the_monotonic_time(void **state G_GNUC_UNUSED)
{
    gint64 before = g_get_monotonic_time();
    gint64 start = deadline_start(60000, 1);

    deadline_answered(0);
    assert_true(start >= before && start <= g_get_monotonic_time());
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_ends_the_process),
        cmocka_unit_test(it_tells_the_monotonic_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
