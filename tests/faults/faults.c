/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs the installed hooks again and again. In each run another system call fails (shim.c). The
 * test examines the answer of the hook, and the files that the hook has left. Usage: faults SHIM
 * GOOD.xml BAD.xml, in a directory for the test's own files, as root, in a mount namespace where
 * /run is private. Prints ok and not ok. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOOK   "/usr/sbin/virt-migration-guard-hook"
#define VDSM   "/usr/libexec/vdsm/hooks/before_vm_migrate_destination/50_virt_migration_guard"
#define LEDGER "/run/virt-migration-guard/incoming"

enum { TEXT_MAX = 65536, HANG_MS = 90000, CALLS_MAX = 5000, HUNG = 1000, SAID_MAX = 8 };

typedef enum { ADMITS, REFUSES, HARMLESS } Right;

typedef struct {
    const char *name, *program, *operation, *phase;
    int admitted; /* whether the guest has an entry in the ledger before the run */
    int changed;  /* whether the hook gets BAD.xml, in which the admitted guest was changed */
    Right right;
    int refusal; /* the exit status of a refusal */
    int others;  /* how many other guests are already in the ledger, on their way to this host */
} Scenario;

static const Scenario scenarios[] = {
    {"migrate, a good guest", HOOK, "migrate", "begin", 0, 0, ADMITS, 1},
    {"migrate, a bad guest", HOOK, "migrate", "begin", 0, 1, REFUSES, 1},
    {"migrate, when two others are on their way", HOOK, "migrate", "begin", 0, 0, REFUSES, 1, 2},
    {"prepare, what was admitted", HOOK, "prepare", "begin", 1, 0, ADMITS, 1},
    {"prepare, something else", HOOK, "prepare", "begin", 1, 1, REFUSES, 1},
    {"release", HOOK, "release", "end", 1, 0, HARMLESS, 1},
    {"reconnect", HOOK, "reconnect", "begin", 0, 0, HARMLESS, 1},
    {"started", HOOK, "started", "begin", 0, 0, HARMLESS, 1},
    {"stopped", HOOK, "stopped", "end", 0, 0, HARMLESS, 1},
    {"VDSM, a good guest", VDSM, "", "", 0, 0, ADMITS, 2},
    {"VDSM, a bad guest", VDSM, "", "", 0, 1, REFUSES, 2},
};
enum { SCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]) };

typedef struct {
    /* exit status of the hook; 256 plus the number of the signal that ended the hook; or HUNG */
    int status;
    char out[TEXT_MAX], err[TEXT_MAX], call[64];
} Outcome;

/* How this run differs from a normal run. */
typedef struct {
    const char *fault, *clock;
    int closed;   /* bit mask: which of the descriptors 0, 1 and 2 are closed */
    int broken;   /* bit mask: which of the descriptors 1 and 2 are pipes that nobody reads */
    rlim_t files; /* limit for open files; 0 = unchanged */
} Odd;

static const char *shim, *good_xml, *bad_xml;
static char expected[TEXT_MAX]; /* the good guest's XML as the hook must return it */
static int failures;

static void
die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void
slurp(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY);
    ssize_t got = fd >= 0 ? read(fd, text, size - 1) : 0;

    text[got > 0 ? got : 0] = '\0';
    if (fd >= 0)
        close(fd);
}

static void
put_stream(int fd, const char *path, int flags, const Odd *odd)
{
    int ends[2], opened;

    close(fd);
    if (odd->closed & (1 << fd))
        return;
    if (odd->broken & (1 << fd)) {
        if (pipe(ends) < 0)
            _exit(99);
        close(ends[0]);
        opened = ends[1];
    } else {
        opened = open(path, flags, 0600);
    }
    if (opened != fd && (dup2(opened, fd) < 0 || close(opened) < 0))
        _exit(98);
}

static void
become(const Scenario *scenario, const Odd *odd)
{
    const char *xml = scenario->admitted  ? scenario->changed ? "changed" : "admitted"
                      : scenario->changed ? bad_xml
                                          : good_xml;
    char *argv[] = {(char *)scenario->program, "g", (char *)scenario->operation,
                    (char *)scenario->phase,   "-", NULL};
    struct rlimit files = {odd->files, odd->files};

    setenv("_hook_domxml", xml, 1);
    setenv("LD_PRELOAD", shim, 1);
    setenv("VMG_FAULT_LOG", "call", 1);
    if (odd->fault)
        setenv("VMG_FAULT", odd->fault, 1);
    if (odd->clock)
        setenv("VMG_CLOCK", odd->clock, 1);
    put_stream(2, "err", O_WRONLY | O_CREAT | O_TRUNC, odd);
    put_stream(1, "out", O_WRONLY | O_CREAT | O_TRUNC, odd);
    put_stream(0, xml, O_RDONLY, odd);
    if (odd->files && setrlimit(RLIMIT_NOFILE, &files) < 0)
        _exit(96);
    execv(argv[0], argv);
    _exit(95);
}

static Outcome *
run(const Scenario *scenario, const Odd *odd)
{
    static Outcome outcome;
    struct pollfd ended = {.events = POLLIN};
    pid_t child;
    int status;

    unlink("call");
    unlink("out");
    unlink("err");
    child = fork();
    if (child == 0)
        become(scenario, odd);
    ended.fd = (int)syscall(SYS_pidfd_open, child, 0);
    if (ended.fd < 0)
        die("pidfd_open");
    status = poll(&ended, 1, HANG_MS);
    close(ended.fd);
    if (status == 0)
        kill(child, SIGKILL);
    outcome.status = status == 0 ? HUNG : 0;
    waitpid(child, &status, 0);
    if (outcome.status == 0)
        outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
    slurp("out", outcome.out, sizeof(outcome.out));
    slurp("err", outcome.err, sizeof(outcome.err));
    slurp("call", outcome.call, sizeof(outcome.call));
    return &outcome;
}

/* Counts the files in the ledger: the entries, or with ON_THE_WAY the temporary files that
 * become entries. */
static int
count(int on_the_way)
{
    DIR *dir = opendir(LEDGER);
    struct dirent *entry;
    int n = 0;

    while (dir && (entry = readdir(dir))) {
        const char *end = strrchr(entry->d_name, '.');
        int is_new = end && strcmp(end, ".new") == 0;

        n += on_the_way ? is_new : !is_new && entry->d_name[0] != '.';
    }
    if (dir)
        closedir(dir);
    return n;
}

static void
clear_ledger(void)
{
    DIR *dir = opendir(LEDGER);
    struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
}

static void
add_other(int number)
{
    char path[64];
    struct timespec now;
    FILE *file;

    clock_gettime(CLOCK_BOOTTIME, &now);
    snprintf(path, sizeof(path), LEDGER "/other%d", number);
    file = fopen(path, "w");
    if (!file)
        die(path);
    fprintf(file,
            "[incoming]\nuuid=c0000000-0000-4000-8000-00000000000%d\ndigest=0\nadmitted=%lld\n"
            "commit=1\nvcpus=1\npages=\n",
            number, (long long)now.tv_sec * 1000);
    fclose(file);
}

/* Whether guest g has a complete entry in the ledger. The name of this entry begins with "g@"
 * and ends in the number of the admission. */
static int
entry_is_whole(void)
{
    char path[512], text[TEXT_MAX];
    DIR *dir = opendir(LEDGER);
    struct dirent *entry;
    int whole = 0;

    while (dir && (entry = readdir(dir))) {
        if (strncmp(entry->d_name, "g@", 2) != 0)
            continue;
        snprintf(path, sizeof(path), LEDGER "/%s", entry->d_name);
        slurp(path, text, sizeof(text));
        whole = strncmp(text, "[incoming]\nuuid=", 16) == 0 && strstr(text, "\npages=") != NULL;
    }
    if (dir)
        closedir(dir);
    return whole;
}

static int
has_reason(const Outcome *outcome)
{
    return strstr(outcome->err, " refused: ") && strstr(outcome->err, "fix: ");
}

/* Whether the reason of a refusal can't be reported, because writing to stderr fails. */
static int
is_mute(const Outcome *outcome, const Odd *odd)
{
    return strcmp(outcome->call, "write 2") == 0 || ((odd->closed | odd->broken) & 4);
}

/* Replaces the number of the admission in the stamp by dashes, because each admission has another
 * number. */
static void
hide_admission(char *xml)
{
    static const char name[] = " admission=\"";
    char *value = strstr(xml, name);

    for (char *c = value ? value + strlen(name) : NULL; c && *c && *c != '"'; c++)
        *c = '-';
}

/* Stores the admitted XML, and a copy of it whose disk has another cache mode. */
static void
keep_admitted(void)
{
    char xml[TEXT_MAX];
    char *mode;
    FILE *file = fopen("changed", "w");

    if (rename("out", "admitted") < 0)
        die("admitted");
    slurp("admitted", xml, sizeof(xml));
    /* The stamp, which comes before the devices, also contains a cache mode. */
    mode = strstr(xml, "<devices");
    mode = mode ? strstr(mode, "cache=\"none\"") : NULL;
    if (!file || !mode)
        die("changed");
    fprintf(file, "%.*scache=\"unsafe\"%s", (int)(mode - xml), xml,
            mode + strlen("cache=\"none\""));
    fclose(file);
}

static const char *
what_is_wrong_when_admitted(const Scenario *scenario, Outcome *outcome, const Odd *odd)
{
    int reads_xml = strcmp(scenario->operation, "migrate") == 0;

    if (scenario->right == REFUSES)
        return "admitted, and should not be";
    if (scenario->right == HARMLESS)
        return NULL;
    hide_admission(outcome->out);
    if (reads_xml && !((odd->closed | odd->broken) & 2) && strcmp(outcome->out, expected) != 0)
        return "another XML than without a fault";
    if (reads_xml && (count(0) != 1 || !entry_is_whole()))
        return "admitted, without an entry in the ledger";
    return NULL;
}

/* A hook that is out of memory or was killed can't remove its entry from the ledger. The entry
 * expires later. */
static int
may_lapse(const Odd *odd)
{
    return odd->fault && (strstr(odd->fault, "nomem") || strstr(odd->fault, "kill"));
}

/* If glibc's loader gets no memory for its table of C++ symbols, the loader ends the process
 * with status 127. libvirt takes that as a refusal. If it happens to VDSM's hook, the hook on
 * the destination still decides about the guest. */
static int
is_ended_by_loader(const Outcome *outcome, const Odd *odd)
{
    return odd->fault && strstr(odd->fault, "nomem") && outcome->status == 127 &&
           strcmp(outcome->err, "out of memory\n") == 0;
}

static const char *
what_is_wrong(const Scenario *scenario, Outcome *outcome, const Odd *odd)
{
    if (outcome->status == HUNG)
        return "hangs";
    if (odd->fault && strstr(odd->fault, "kill") && outcome->status == 256 + SIGKILL)
        return count(0) == 1 && !scenario->others && !entry_is_whole() ? "half an entry" : NULL;
    if (count(1) > 0)
        return "a file is left on its way";
    if (outcome->status == 0)
        return what_is_wrong_when_admitted(scenario, outcome, odd);
    if (scenario->right == HARMLESS)
        return "must never fail";
    if (is_ended_by_loader(outcome, odd))
        return NULL;
    if (outcome->status != scenario->refusal)
        return "another exit status";
    if (!has_reason(outcome) && !is_mute(outcome, odd))
        return "refused, without a reason and a fix";
    if (strcmp(scenario->operation, "migrate") == 0 && count(0) > scenario->others &&
        !may_lapse(odd))
        return "refused, and an entry is left";
    if (odd->fault && strstr(odd->fault, "short") && scenario->right == ADMITS)
        return "refused for a call that did only half of it";
    return NULL;
}

static void
fail(const Scenario *scenario, const Odd *odd, const Outcome *outcome, const char *wrong)
{
    static int said;

    failures++;
    if (said++ < SAID_MAX * SCENARIOS)
        printf(
            "# %s, fault %s (%s), closed %d, broken %d, files %lu, clock %s: %s: status %d: %s\n",
            scenario->name, odd->fault ? odd->fault : "none", outcome->call, odd->closed,
            odd->broken, (unsigned long)odd->files, odd->clock ? odd->clock : "right", wrong,
            outcome->status, outcome->err);
}

/* Runs the hook once, and judges the outcome. Before the run, the ledger has exactly the entries
 * that the scenario needs. */
static Outcome *
attempt(const Scenario *scenario, const Odd *odd)
{
    const Odd none = {0};
    Outcome *outcome;
    const char *wrong;

    clear_ledger();
    if (scenario->admitted && run(&scenarios[0], &none)->status != 0)
        die("a guest that should be admitted is not");
    if (scenario->admitted)
        keep_admitted();
    for (int n = 0; n < scenario->others; n++)
        add_other(n);
    outcome = run(scenario, odd);
    wrong = what_is_wrong(scenario, outcome, odd);
    if (wrong)
        fail(scenario, odd, outcome, wrong);
    return outcome;
}

/* Checks that the files of a failed run do not disturb the next run, which must be admitted. */
static void
attempt_again(const Scenario *scenario)
{
    const Odd none = {0};
    Outcome *outcome;

    if (scenario->others)
        clear_ledger();
    outcome = run(&scenarios[0], &none);
    if (outcome->status != 0)
        fail(scenario, &none, outcome, "the next one is refused");
}

static void
finish(const char *what, const char *how, int runs, int before)
{
    printf("%s - %s: %s (%d runs)\n", failures == before && runs > 0 ? "ok" : "not ok", what, how,
           runs);
    fflush(stdout);
}

/* Runs the scenario again and again. In each run the next system call fails, until there is no
 * further call. With "nomem" allocations fail instead of system calls: the first 20 one after
 * the other, and then every 61st. */
static void
try_faults(const Scenario *scenario, const char *what, const char *how)
{
    int before = failures, runs = 0, memory = strcmp(what, "nomem") == 0, came = 1;

    for (int n = 1; came && n < CALLS_MAX; n += memory && n > 20 ? 61 : 1, runs++) {
        char fault[32];
        Odd odd = {.fault = fault};
        Outcome *outcome;

        snprintf(fault, sizeof(fault), "%d:%s", n, what);
        outcome = attempt(scenario, &odd);
        came = outcome->call[0] != '\0';
        if (came && n % 3 == 0)
            attempt_again(scenario);
    }
    if (came)
        failures++;
    finish(scenario->name, how, runs, before);
}

static void
try_streams(const Scenario *scenario)
{
    int before = failures, runs = 0;

    for (int bits = 1; bits < 8; bits++, runs++)
        attempt(scenario, &(Odd){.closed = bits});
    for (int bits = 2; bits < 8; bits += 2, runs++)
        attempt(scenario, &(Odd){.broken = bits});
    finish(scenario->name, "streams closed, and pipes that nobody reads", runs, before);
}

static void
try_limits(const Scenario *scenario)
{
    int before = failures, runs = 0;
    static const char *const clocks[] = {"86400", "-86400", "1000000000"};

    /* With less than four open files the shim itself can't be loaded. */
    for (rlim_t files = 4; files < 12; files++, runs++)
        attempt(scenario, &(Odd){.files = files});
    finish(scenario->name, "few file descriptors", runs, before);
    before = failures;
    for (runs = 0; runs < 3; runs++)
        attempt(scenario, &(Odd){.clock = clocks[runs]});
    finish(scenario->name, "the clock is set", runs, before);
}

int
main(int argc, char **argv)
{
    static const struct {
        int code;
        const char *name;
    } errors[] = {
        {ENOSPC, "ENOSPC"}, {EIO, "EIO"}, {EINTR, "EINTR"}, {EMFILE, "EMFILE"}, {ENOMEM, "ENOMEM"}};
    char what[16], how[64];

    if (argc != 4)
        return EXIT_FAILURE;
    shim = argv[1], good_xml = argv[2], bad_xml = argv[3];
    slurp(good_xml, expected, sizeof(expected));
    clear_ledger();
    if (run(&scenarios[0], &(Odd){0})->status != 0)
        die("a good guest is refused");
    slurp("out", expected, sizeof(expected));
    hide_admission(expected);
    for (int i = 0; i < SCENARIOS; i++) {
        for (int e = 0; e < 5; e++) {
            snprintf(what, sizeof(what), "%d", errors[e].code);
            snprintf(how, sizeof(how), "each call in turn fails with %s", errors[e].name);
            try_faults(&scenarios[i], what, how);
        }
        try_faults(&scenarios[i], "short", "each read and write in turn does half");
        try_faults(&scenarios[i], "nomem", "no memory");
        try_faults(&scenarios[i], "kill", "killed before each call in turn");
        try_streams(&scenarios[i]);
        try_limits(&scenarios[i]);
    }
    return failures > 0;
}
