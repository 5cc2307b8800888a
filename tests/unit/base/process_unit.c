/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/process.h"

#include "tests/unit/support/helper.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define REST "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18"

static void
stat_is_parsed(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        gboolean good;
        char state;
        gint64 start;
        const char *name;
    } rows[] = {
        {"7 (cat) S " REST " 4711 22", TRUE, 'S', 4711, "cat"},
        {"7 (a) R (b) T " REST " 4711 22\n", TRUE, 'T', 4711, "a) R (b"},
        {"7 (much-longer-than-that) S " REST " 4711", TRUE, 'S', 4711, "much-longer-tha"},
        {"7 (cat) S " REST, FALSE, 0, 0, NULL},
        {"7 (cat) S " REST " 0 22", FALSE, 0, 0, NULL},
        {"7 )cat( S " REST " 4711 22", FALSE, 0, 0, NULL},
        {"7 (cat)", FALSE, 0, 0, NULL},
        {"", FALSE, 0, 0, NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        VmgProcess process = {0};

        assert_int_equal(vmg_process_parse(rows[i].text, &process), rows[i].good);
        if (rows[i].good) {
            assert_int_equal(process.state, rows[i].state);
            assert_int_equal(process.start, rows[i].start);
            assert_int_equal(process.parent, 1);
            assert_string_equal(process.name, rows[i].name);
        }
    }
}

static void
processes_have_begun(void **state G_GNUC_UNUSED)
{
    gint64 now = g_get_real_time() * 1000, started = vmg_process_start(getpid());

    assert_true(started > 0 && started <= now + G_GINT64_CONSTANT(1000000000));
    assert_true(vmg_process_start(1) <= started);
    assert_int_equal(vmg_process_start(0), 0);
}

static void
a_process_is_seen_until_it_ends(void **state G_GNUC_UNUSED)
{
    VmgProcess process;
    pid_t child = fork();

    if (child == 0)
        for (;;)
            pause();
    assert_true(vmg_process_look(child, &process));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_false(vmg_process_look(child, &process));
    assert_false(vmg_process_look(-1, &process));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stat_is_parsed),
        cmocka_unit_test(processes_have_begun),
        cmocka_unit_test(a_process_is_seen_until_it_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
