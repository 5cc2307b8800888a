/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent reads guard.conf again after it has changed. */
#include "agent/config.h"

#include "host/agent-state.h"
#include "tests/unit/support/helper.h"

#include <glib/gstdio.h>
#include <string.h>

enum { PATIENCE_MS = 10000, A_WHILE_MS = 1500 };

typedef struct {
    TestDir *dir;
    VmgSay *say;
    VmgConfig *config; /* in use */
    VmgConfigWatch *watch;
    guint taken;
} Agent;

static void
take(gpointer data, VmgConfig *config)
{
    Agent *agent = data;

    vmg_config_free(agent->config);
    agent->config = config;
    agent->taken++;
}

static int
set_up(void **state)
{
    Agent *agent = g_new0(Agent, 1);
    char *files = NULL;

    agent->dir = test_dir_new();
    agent->say = vmg_say_new();
    test_write(agent->dir, "etc/guard.conf", "[host]\ncluster = one\n");
    agent->config = vmg_agent_load_config(&agent->dir->paths, &files, NULL);
    assert_non_null(agent->config);
    agent->watch = vmg_config_watch_new(&agent->dir->paths, agent->config, files, agent->say, take,
                                        agent, NULL);
    assert_non_null(agent->watch);
    assert_false(vmg_config_watch_look(agent->watch));
    *state = agent;
    return 0;
}

static int
tear_down(void **state)
{
    Agent *agent = *state;

    vmg_config_watch_free(agent->watch);
    vmg_config_free(agent->config);
    vmg_say_free(agent->say);
    test_dir_free(agent->dir);
    g_free(agent);
    return 0;
}

/* Runs the main loop until COUNT configurations were read, or until the time is over. */
static void
run_until(const Agent *agent, guint taken, guint ms)
{
    gint64 end = g_get_monotonic_time() + (gint64)ms * 1000;

    while (agent->taken < taken && g_get_monotonic_time() < end) {
        while (g_main_context_iteration(NULL, FALSE))
            ;
        g_usleep(1000);
    }
}

static const char *
cluster(const Agent *agent)
{
    return vmg_config_get(agent->config, "host", "cluster");
}

static void
a_change_is_taken_by_itself(void **state)
{
    Agent *agent = *state;

    /* Write the file in several steps, as editors do. */
    test_write(agent->dir, "etc/guard.conf", "");
    test_write(agent->dir, "etc/guard.conf", "[host]\ncluster = two\n");
    run_until(agent, 1, PATIENCE_MS);
    assert_string_equal(cluster(agent), "two");
    run_until(agent, 2, A_WHILE_MS);
    assert_int_equal(agent->taken, 1);
}

static void
a_file_that_is_moved_there_or_removed_counts(void **state)
{
    Agent *agent = *state;
    g_autofree char *other = test_path(agent->dir, "etc/new");

    test_write(agent->dir, "etc/new", "[host]\ncluster = three\n");
    assert_int_equal(g_rename(other, agent->dir->paths.config_file), 0);
    run_until(agent, 1, PATIENCE_MS);
    assert_string_equal(cluster(agent), "three");
    assert_int_equal(g_unlink(agent->dir->paths.config_file), 0);
    run_until(agent, 2, PATIENCE_MS);
    assert_string_equal(cluster(agent), "default");
}

/* The directory did not exist, so inotify reports nothing about it. The agent must look at the file
 * from time to time. */
static void
a_directory_of_dropins_that_comes_late_is_read(void **state)
{
    Agent *agent = *state;
    g_autofree char *dropin = test_path(agent->dir, "etc/guard.conf.d/9.conf");

    test_write(agent->dir, "etc/guard.conf.d/9.conf", "[host]\ncluster = four\n");
    assert_true(vmg_config_watch_look(agent->watch));
    assert_string_equal(cluster(agent), "four");
    assert_false(vmg_config_watch_look(agent->watch));
    test_write(agent->dir, "etc/guard.conf.d/9.conf", "[host]\ncluster = fourteen\n");
    run_until(agent, 2, PATIENCE_MS);
    assert_string_equal(cluster(agent), "fourteen");
}

static void
a_broken_one_is_not_taken_and_published(void **state)
{
    Agent *agent = *state;
    g_autoptr(VmgAgentState) bad = NULL, good = NULL;
    g_autoptr(GPtrArray) names = NULL;

    test_write(agent->dir, "etc/guard.conf", "[guard]\nmode = no\n");
    run_until(agent, 1, A_WHILE_MS);
    assert_int_equal(agent->taken, 0);
    assert_string_equal(cluster(agent), "one");
    bad = vmg_agent_state_read(agent->dir->paths.agent, NULL);
    assert_non_null(bad);
    test_like("broken", bad->error, "*/guard.conf:2: *");
    test_like("in the facts", vmg_config_watch_broken(agent->watch), "*/guard.conf:2: *");
    names = vmg_agent_state_differences(bad, agent->config);
    assert_int_equal(names->len, 0);
    assert_false(vmg_config_watch_look(agent->watch));

    test_write(agent->dir, "etc/guard.conf", "[host]\ncluster = five\n");
    run_until(agent, 1, PATIENCE_MS);
    assert_string_equal(cluster(agent), "five");
    good = vmg_agent_state_read(agent->dir->paths.agent, NULL);
    assert_non_null(good);
    assert_null(good->error);
}

static void
what_changes_nothing_is_not_read_again(void **state)
{
    Agent *agent = *state;

    test_write(agent->dir, "etc/other", "x");
    run_until(agent, 1, A_WHILE_MS);
    assert_int_equal(agent->taken, 0);
    vmg_config_watch_reload(agent->watch); /* SIGHUP */
    assert_int_equal(agent->taken, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_change_is_taken_by_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_is_moved_there_or_removed_counts, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_directory_of_dropins_that_comes_late_is_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_broken_one_is_not_taken_and_published, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_changes_nothing_is_not_read_again, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
