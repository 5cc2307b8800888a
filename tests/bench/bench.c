/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench: what a hook costs, as ratios of medians of one run. Each round starts
 * every command once, one after the other, so that a machine whose speed drifts
 * drifts for all of them. Usage: bench HOOK FLOOR PYTHON-HOOK DOMAIN.XML ROUNDS
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { TRUE, NO_DECISION, FLOOR, DECISION, VDSM, PYTHON, COMMANDS, ROUNDS_MAX = 10000 };

#define VDSM_HOOK "/usr/libexec/vdsm/hooks/before_vm_migrate_destination/50_virt_migration_guard"

typedef struct {
    const char *title;
    char *argv[6];
    double *ms; /* one a round */
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

/* From posix_spawn to exit. */
static double
run(char *const argv[], const char *input)
{
    posix_spawn_file_actions_t actions;
    double begin = now_ms();
    int status;
    pid_t pid;

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
    char *its = strdup(text);

    if (!its)
        die("strdup");
    return its;
}

/* As libvirt runs a hook: guest, operation, phase, extra. */
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
    print_ratio("event without a decision / /bin/true", ms[NO_DECISION], ms[TRUE], "(goal: 1.20)");
    print_ratio("decision / loading glib and libxml2", ms[DECISION], ms[FLOOR], "(goal: 1.30)");
    print_ratio("VDSM hook's decision / decision", ms[VDSM], ms[DECISION], "(goal: 1.20)");
    print_ratio("decision / Python ElementTree hook", ms[DECISION], ms[PYTHON], "");
}

/* One decision, for a curve over sizes. */
static int
measure_one(char **argv)
{
    Command decision = command("", argv[2], "migrate");
    size_t rounds = strtoul(argv[4], NULL, 10);

    if (rounds < 1 || rounds > ROUNDS_MAX)
        return EXIT_FAILURE;
    decision.ms = calloc(rounds, sizeof(double));
    if (!decision.ms)
        die("calloc");
    run(decision.argv, argv[3]);
    for (size_t round = 0; round < rounds; round++)
        decision.ms[round] = run(decision.argv, argv[3]);
    printf("%.2f\n", median(decision.ms, rounds));
    return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
    Command commands[COMMANDS];
    size_t rounds = argc == 6 ? strtoul(argv[5], NULL, 10) : 0;

    if (argc == 5 && strcmp(argv[1], "--one") == 0)
        return measure_one(argv);

    if (rounds < 1 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: bench HOOK FLOOR PYTHON-HOOK DOMAIN.XML ROUNDS\n"
                        "       bench --one HOOK DOMAIN.XML ROUNDS\n");
        return EXIT_FAILURE;
    }
    commands[TRUE] = command("/bin/true", "/bin/true", "started");
    commands[NO_DECISION] = command("hook, event without a decision", argv[1], "started");
    commands[FLOOR] =
        command("program that loads glib and libxml2, copies the XML", argv[2], "migrate");
    commands[DECISION] = command("hook, decision (admitted, rewritten)", argv[1], "migrate");
    commands[VDSM] = command("VDSM hook, decision (admitted)", VDSM_HOOK, "");
    setenv("_hook_domxml", argv[4], 1);
    commands[PYTHON] = command("Python ElementTree hook", argv[3], "migrate");
    measure(commands, argv[4], rounds);
    print_results(commands, rounds);
    return EXIT_SUCCESS;
}
