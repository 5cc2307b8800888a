/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/agent-state.h"

#include "tests/unit/support/helper.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static VmgAgentState *
write_and_read(const TestDir *dir, const char *config_text, const char *error)
{
    g_autoptr(VmgConfig) config = test_config(config_text);
    VmgAgentState *state;

    assert_true(vmg_agent_state_write(dir->paths.agent, config, error, NULL));
    state = vmg_agent_state_read(dir->paths.agent, NULL);
    assert_non_null(state);
    return state;
}

static void
the_agent_says_who_it_is(void **unused G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgAgentState) state = write_and_read(dir, NULL, NULL);
    g_autoptr(VmgAgentState) bad = write_and_read(dir, NULL, "guard.conf:2: 'x'\n= [y]");

    assert_int_equal(state->pid, getpid());
    assert_string_equal(state->version, PACKAGE_VERSION);
    assert_null(state->error);
    assert_string_equal(bad->error, "guard.conf:2: 'x'\n= [y]");
    assert_int_equal(vmg_agent_state_life(state), VMG_AGENT_RUNS);
    state->start++; /* another process has this PID now */
    assert_int_equal(vmg_agent_state_life(state), VMG_AGENT_ENDED);
}

/* A child process writes the file, and plays the agent. */
static void
its_life_is_seen(void **unused G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgConfig) config = test_config(NULL);
    g_autoptr(VmgAgentState) state = NULL;
    int status;
    pid_t child = fork();

    if (child == 0) {
        vmg_agent_state_write(dir->paths.agent, config, NULL, NULL);
        raise(SIGSTOP);
        for (;;)
            pause();
    }
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    state = vmg_agent_state_read(dir->paths.agent, NULL);
    assert_non_null(state);
    assert_int_equal(state->pid, child);
    assert_int_equal(vmg_agent_state_life(state), VMG_AGENT_STOPPED);
    kill(child, SIGCONT);
    assert_int_equal(waitpid(child, &status, WCONTINUED), child);
    assert_int_equal(vmg_agent_state_life(state), VMG_AGENT_RUNS);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    assert_int_equal(vmg_agent_state_life(state), VMG_AGENT_ENDED);
}

static void
what_differs_is_named(void **unused G_GNUC_UNUSED)
{
    static const char had[] = "[host]\ncluster = one\n[network vm]\ndevice = br0\n";
    static const struct {
        const char *has, *names;
    } rows[] = {
        {had, ""},
        {"# said otherwise\n[network vm]\ndevice=br0\n[host]\ncluster=two\ncluster=one\n", ""},
        {"[host]\ncluster = two\n[network vm]\ndevice = br0\n", "[host] cluster"},
        {"[host]\ncluster = one\n", "[network vm] device"},
        {"[guard]\nmode = permissive\n[host]\ncluster = one\n[network vm]\ndevice = br1\n",
         "[guard] mode [network vm] device"},
        {NULL, "[host] cluster [network vm] device"},
    };
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgAgentState) state = write_and_read(dir, had, "broken");

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgConfig) config = test_config(rows[i].has);
        g_autoptr(GPtrArray) names = vmg_agent_state_differences(state, config);
        g_autofree char *text = NULL;

        g_ptr_array_add(names, NULL);
        text = g_strjoinv(" ", (char **)names->pdata);
        test_same(rows[i].has, text, rows[i].names);
    }
}

/* guard.conf may be readable for root only, but everybody can read the agent's state file. So
 * the state file must not have the values of guard.conf. */
static void
no_value_is_published(void **unused G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgAgentState) state =
        write_and_read(dir, "[custom-properties]\nx = hush-hush\n", NULL);
    g_autofree char *text = test_read(dir->paths.agent);

    assert_non_null(strstr(text, "x="));
    assert_null(strstr(text, "hush-hush"));
}

static void
what_is_none_is_an_error(void **unused G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *error;
    } rows[] = {
        {NULL, "*/agent: can't open it: *"},
        {"", "*/agent: it names no process"},
        {"nonsense\n", "*/agent: *"},
        {"[virt-migration-guardd]\npid=-1\n", "*/agent: it names no process"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(GError) error = NULL;

        if (rows[i].text)
            test_write(dir, "run/agent", rows[i].text);
        assert_null(vmg_agent_state_read(dir->paths.agent, &error));
        test_like(rows[i].text, error->message, rows[i].error);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_agent_says_who_it_is), cmocka_unit_test(its_life_is_seen),
        cmocka_unit_test(what_differs_is_named),    cmocka_unit_test(no_value_is_published),
        cmocka_unit_test(what_is_none_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
