/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs parts of the agent again and again. In each run another system call fails. The agent must
 * not crash or hang, must report the reason in one line, must not lose a file descriptor, must
 * not leave a half-written file, and the next try must succeed. Usage: LD_PRELOAD=shim.so
 * VMG_FAULT_LOG=FILE agent short|whole [SCENARIO], in an empty directory; "short" tries one
 * errno, "whole" tries several. Prints ok and not ok. */
#include "tests/faults/agent.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HANG_SECONDS = 60, THREADS_MS = 10000, CALLS_MAX = 5000, SHOWN_MAX = 12 };

int faults_from_other, faults_to_other;

/* which call of the next run fails, in the form of VMG_FAULT (shim.c); NULL: no call fails */
static const char *fault;
static int descriptors; /* how many file descriptors were open at faults_begin() */
static gboolean is_wrong, is_over, is_again;
static const Scenario *scenario;

/* Calls the function NAME of shim.c with TEXT or NUMBER. Without the preloaded shim this program
 * can't test anything. */
static void
call_shim(const char *name, const char *text, long number)
{
    void *function = dlsym(RTLD_DEFAULT, name);

    if (!function) {
        fprintf(stderr, "tests/faults/shim.c is not preloaded\n");
        _exit(99);
    }
    if (text || number == 0)
        ((void (*)(const char *))function)(text);
    else
        ((void (*)(long))function)(number);
}

static int
count_entries(const char *path)
{
    DIR *dir = opendir(path);
    int count = 0;

    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count;
}

void
faults_begin(void)
{
    /* opens the file descriptors that a main loop keeps open, so that they do not count as lost */
    g_main_context_iteration(NULL, FALSE);
    descriptors = count_entries("/proc/self/fd");
    is_over = FALSE;
    call_shim("vmg_fault_arm", fault, 0);
}

void
faults_end(void)
{
    is_over = TRUE;
    call_shim("vmg_fault_arm", NULL, 0);
}

void
faults_wait(guint seconds)
{
    call_shim("vmg_fault_wait", NULL, (long)seconds);
}

static char *
failed_call(void)
{
    char *text = NULL;

    g_file_get_contents(getenv("VMG_FAULT_LOG"), &text, NULL, NULL);
    return text;
}

gboolean
faults_excuse(void)
{
    g_autofree char *call = is_over ? NULL : failed_call();

    return call != NULL;
}

gboolean
faults_again(void)
{
    return is_again;
}

gboolean
faults_was(const char *name)
{
    g_autofree char *call = failed_call();

    return call && g_str_has_prefix(call, name) && call[strlen(name)] == ' ';
}

void
faults_wrong(const char *format, ...)
{
    static int shown;
    g_autofree char *call = failed_call(), *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    is_wrong = TRUE;
    if (shown++ < SHOWN_MAX)
        printf("# %s, fault %s (%s): %s\n", scenario->name, fault ? fault : "none",
               call ? call : "none", text);
    fflush(stdout);
}

void
faults_judge(const char *what, gboolean right, GError **error)
{
    const char *text = *error ? (*error)->message : NULL;

    if (right && text)
        faults_wrong("%s: done, and an error: %s", what, text);
    if (!right && (!text || !*text || strchr(text, '\n')))
        faults_wrong("%s: no reason in one line: %s", what, text ? text : "none");
    if (!right && !faults_excuse())
        faults_wrong("%s: failed, and no call did: %s", what, text);
    g_clear_error(error);
}

/* Calls write(2) by syscall(2), because the shim does not count system calls that are made in
 * this way. */
void
faults_tell(int to, char what)
{
    if (syscall(SYS_write, to, &what, (size_t)1) != 1)
        _exit(98);
}

char
faults_hear(int from)
{
    char what = 0;

    return syscall(SYS_read, from, &what, (size_t)1) == 1 ? what : 0;
}

/* Waits for the threads that the agent itself does not wait for, because they end by themselves. */
static void
wait_for_threads(void)
{
    gint64 end = g_get_monotonic_time() + THREADS_MS * 1000;

    while (count_entries("/proc/self/task") > 3 && g_get_monotonic_time() < end)
        g_usleep(1000);
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

static void
be_the_agent(void)
{
    int left;

    alarm(HANG_SECONDS);
    is_wrong = FALSE;
    scenario->run();
    wait_for_threads();
    left = count_entries("/proc/self/fd") - descriptors;
    if (left > 0)
        faults_wrong("%d descriptors are lost", left);
    _exit(is_wrong);
}

static void
die(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(97);
}

/* Starts the process that runs the agent, with a pipe in each direction. */
static pid_t
start(void)
{
    int to[2], from[2];
    pid_t child;

    if (pipe(to) < 0 || pipe(from) < 0)
        die("pipe");
    fflush(stdout);
    child = fork();
    if (child < 0)
        die("fork");
    faults_from_other = child == 0 ? to[0] : from[0];
    faults_to_other = child == 0 ? from[1] : to[1];
    close(child == 0 ? to[1] : to[0]);
    close(child == 0 ? from[0] : from[1]);
    if (child == 0)
        be_the_agent();
    return child;
}

/* Runs the scenario once. Returns the status of the agent's process as waitpid(2) reports it. */
static int
run(void)
{
    pid_t child = start();
    int status;

    if (scenario->ask)
        scenario->ask();
    close(faults_to_other);
    close(faults_from_other);
    if (waitpid(child, &status, 0) < 0)
        die("waitpid");
    return status;
}

static void
clear_directory(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        g_autofree char *name = g_build_filename(path, entry->d_name, NULL);

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        clear_directory(name);
        if (remove(name) < 0)
            die(name);
    }
    if (dir)
        closedir(dir);
}

/* Runs the scenario once with the fault HOW. Returns whether a call failed in this run. */
static gboolean
attempt(const char *how)
{
    g_autofree char *call = NULL;
    gboolean killed;
    int status;

    unlink(getenv("VMG_FAULT_LOG"));
    clear_directory(".");
    is_wrong = FALSE;
    fault = how;
    status = run();
    call = failed_call();
    killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && g_str_has_suffix(how, ":kill");
    if (WIFSIGNALED(status) && !killed)
        faults_wrong(WTERMSIG(status) == SIGALRM ? "it hangs" : "it dies of signal %d",
                     WTERMSIG(status));
    is_wrong |= !WIFSIGNALED(status) && WEXITSTATUS(status) != 0;
    if (killed) { /* runs the agent again, with the files that the killed agent has left */
        unlink(getenv("VMG_FAULT_LOG"));
        fault = NULL;
        is_again = TRUE;
        is_wrong |= run() != 0;
        is_again = FALSE;
    }
    return call != NULL;
}

/* Runs the scenario again and again. The first call fails in the first run, the second call in
 * the second run, and so on until there is no further call. */
static gboolean
try_calls(const char *what, const char *how)
{
    int runs = 0, bad = 0;

    for (gboolean came = TRUE; came && runs < CALLS_MAX; runs++) {
        g_autofree char *text = g_strdup_printf("%d:%s", runs + 1, what);

        came = attempt(text);
        bad += is_wrong;
    }
    bad += runs < 2 || runs == CALLS_MAX;
    printf("%s - %s: %s (%d runs)\n", bad ? "not ok" : "ok", scenario->name, how, runs);
    return bad == 0;
}

static gboolean
try_scenario(gboolean whole)
{
    static const struct {
        int code;
        const char *how;
    } errors[] = {{EIO, "each call in turn fails with EIO"},
                  {EMFILE, "each call in turn fails with EMFILE"},
                  {EINTR, "each call in turn fails with EINTR"},
                  {ENOMEM, "each call in turn fails with ENOMEM"}};
    gboolean good = TRUE;

    for (gsize i = 0; i < (whole ? G_N_ELEMENTS(errors) : 1); i++) {
        g_autofree char *what = g_strdup_printf("%d", errors[i].code);

        good &= try_calls(what, errors[i].how);
    }
    if (scenario->transfers)
        good &= try_calls("short", "each transfer in turn does half");
    if (scenario->writes)
        good &= try_calls("kill", "killed before each call in turn");
    return good;
}

int
main(int argc, char **argv)
{
    static const Scenario *const scenarios[] = {&faults_probe,     &faults_storage,
                                                &faults_directory, &faults_neighbours,
                                                &faults_member,    &faults_etcd};
    gboolean good = TRUE;

    if (argc < 2 || !getenv("VMG_FAULT_LOG"))
        return 2;
    signal(SIGPIPE, SIG_IGN);
    for (gsize i = 0; i < G_N_ELEMENTS(scenarios); i++) {
        scenario = scenarios[i];
        if (argc > 2 ? strcmp(argv[2], scenario->name) == 0
                     : !scenario->needs_etcd || getenv("VMG_ETCD"))
            good &= try_scenario(strcmp(argv[1], "whole") == 0);
    }
    return !good;
}
