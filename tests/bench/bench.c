/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bench: measures how long a hook takes. It prints the median time of each command, and ratios
 * of two medians of the same run. Each round starts every command once, so that a change of the
 * machine's speed affects all commands alike. Usage: bench HOOK FLOOR PYTHON-HOOK SHELL-HOOK
 * DOMAIN.XML ROUNDS */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { TRUE, NO_DECISION, FLOOR, DECISION, VDSM, SHELL, PYTHON, COMMANDS, ROUNDS_MAX = 10000 };

#define VDSM_HOOK "/usr/libexec/vdsm/hooks/before_vm_migrate_destination/50_virt_migration_guard"

typedef struct {
    const char *title;
    char *argv[6];
    double *ms; /* how long each round took, milliseconds */
} Command;

static double
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

/* Removes the ledger entries that earlier decisions have made, as the agent does when a guest
 * has arrived. Otherwise each decision would have to read one entry more than the decision
 * before. */
static void
empty_ledger(void)
{
    DIR *directory = opendir("/run/virt-migration-guard/incoming");
    const struct dirent *entry;

    while (directory && (entry = readdir(directory)))
        unlinkat(dirfd(directory), entry->d_name, 0);
    if (directory)
        closedir(directory);
}

/* Measures the time from posix_spawn() to the exit of the command. */
static double
run(char *const argv[], const char *input)
{
    posix_spawn_file_actions_t actions;
    double begin;
    int status;
    pid_t pid;

    empty_ledger();
    begin = now_ms();
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&pid, argv[0], &actions, NULL, argv, environ) != 0)
        die(argv[0]);
    if (waitpid(pid, &status, 0) < 0)
        die("waitpid");
    posix_spawn_file_actions_destroy(&actions);
    if (status != 0) {
        fprintf(stderr, "%s: unexpected status %#x\n", argv[0], (unsigned)status);
        exit(EXIT_FAILURE);
    }
    return now_ms() - begin;
}

static char *
copy(const char *text)
{
    char *copy = strdup(text);

    if (!copy)
        die("strdup");
    return copy;
}

/* The command that runs PROGRAM with the arguments that libvirt gives to a hook: guest, operation,
 * phase, extra. */
static Command
command(const char *title, const char *program, const char *operation)
{
    return (Command){
        title, {copy(program), copy("g"), copy(operation), copy("begin"), copy("-")}, NULL};
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double
median(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), compare);
    return values[count / 2];
}

static void
measure(Command *commands, const char *input, size_t rounds)
{
    for (int i = 0; i < COMMANDS; i++) {
        commands[i].ms = calloc(rounds, sizeof(double));
        if (!commands[i].ms)
            die("calloc");
        run(commands[i].argv, input); /* a warm-up */
    }
    for (size_t round = 0; round < rounds; round++)
        for (int i = 0; i < COMMANDS; i++)
            commands[i].ms[round] = run(commands[i].argv, input);
}

static void
print_ratio(const char *what, double a, double b, const char *goal)
{
    printf("ratio  %-52s %6.2f  %s\n", what, a / b, goal);
}

static void
print_results(Command *commands, size_t rounds)
{
    double ms[COMMANDS];

    for (int i = 0; i < COMMANDS; i++) {
        ms[i] = median(commands[i].ms, rounds);
        printf("median %-52s %6.2f  ms\n", commands[i].title, ms[i]);
    }
    print_ratio("event without a decision / /bin/true", ms[NO_DECISION], ms[TRUE], "(goal: 0.90)");
    print_ratio("decision / loading glib and libxml2", ms[DECISION], ms[FLOOR], "(goal: 1.15)");
    print_ratio("VDSM hook's decision / decision", ms[VDSM], ms[DECISION], "(goal: 1.20)");
    print_ratio("decision / shell hook that looks at the cache mode", ms[DECISION], ms[SHELL], "");
    print_ratio("decision / Python hook that looks at the cache mode", ms[DECISION], ms[PYTHON],
                "");
}

/* The input of one measurement, and its results: a guest, and the facts that the hook uses to
 * decide about the guest. */
typedef struct {
    const char *domain, *facts;
    double *ms;
} Size;

static void
replace(const char *path, const char *file)
{
    static const char new[] = "/run/bench.new";

    unlink(new);
    if (link(file, new) < 0 || rename(new, path) < 0)
        die(path);
    unlink(new); /* rename() does not remove the old name if both names are the same file */
}

/* Makes FACTS the facts of this host. The hook reads the facts and the configuration from fixed
 * paths only. If the file FACTS.conf exists, it becomes the configuration. */
static void
put_in_force(const char *facts)
{
    char conf[PATH_MAX];

    snprintf(conf, sizeof(conf), "%s.conf", facts);
    replace("/run/virt-migration-guard/host.xml", facts);
    if (access(conf, F_OK) == 0)
        replace("/run/guard.conf", conf);
}

/* Measures decisions about a small and a large guest, and prints how many times longer a decision
 * about the large guest takes. */
static int
measure_sizes(const char *hook, char **argv, size_t rounds)
{
    Command decision = command("", hook, "migrate");
    Size sizes[] = {{argv[0], argv[1], NULL}, {argv[2], argv[3], NULL}};
    double small, large;

    for (int i = 0; i < 2; i++) {
        sizes[i].ms = calloc(rounds, sizeof(double));
        if (!sizes[i].ms)
            die("calloc");
    }
    for (size_t round = 0; round < rounds; round++)
        for (int i = 0; i < 2; i++) {
            put_in_force(sizes[i].facts);
            /* runs the hook once without measuring, so that the files are in the page cache */
            run(decision.argv, sizes[i].domain);
            sizes[i].ms[round] = run(decision.argv, sizes[i].domain);
        }
    small = median(sizes[0].ms, rounds);
    large = median(sizes[1].ms, rounds);
    printf("%.2f times a small guest (%.2f ms, %+.2f ms)\n", large / small, large, large - small);
    return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
    Command commands[COMMANDS];
    size_t rounds = argc > 6 ? strtoul(argv[argc - 1], NULL, 10) : 0;

    if (rounds < 1 || rounds > ROUNDS_MAX || argc > 8) {
        fprintf(stderr,
                "usage: bench HOOK FLOOR PYTHON-HOOK SHELL-HOOK DOMAIN.XML ROUNDS\n"
                "       bench --sizes HOOK DOMAIN.XML HOST.XML DOMAIN.XML HOST.XML ROUNDS\n");
        return EXIT_FAILURE;
    }
    if (argc == 8)
        return measure_sizes(argv[2], argv + 3, rounds);
    commands[TRUE] = command("/bin/true", "/bin/true", "started");
    commands[NO_DECISION] = command("hook, event without a decision", argv[1], "started");
    commands[FLOOR] =
        command("program that loads glib and libxml2, copies the XML", argv[2], "migrate");
    commands[DECISION] = command("hook, decision (admitted, rewritten)", argv[1], "migrate");
    commands[VDSM] = command("VDSM hook, decision (admitted)", VDSM_HOOK, "");
    setenv("_hook_domxml", argv[5], 1);
    commands[SHELL] = command("shell hook, cache mode alone", argv[4], "migrate");
    commands[PYTHON] = command("Python ElementTree hook, cache mode alone", argv[3], "migrate");
    measure(commands, argv[5], rounds);
    print_results(commands, rounds);
    return EXIT_SUCCESS;
}
