/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "deadline.h"

#include "base/text.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* A signal handler gets no argument, so the state of the deadline is global. */
static volatile sig_atomic_t exit_status = 1;
static volatile sig_atomic_t answered;
static int64_t started_us;

#define TIMED_OUT                                                                                  \
    N_("\nmigration refused: no decision within the hook's time limit; fix: try again; if that "   \
       "does not help, set [guard] deadline-ms to more in guard.conf on the destination host\n")
#define BROKE_OFF                                                                                  \
    N_("\nmigration refused: the hook crashed, most likely because memory ran out; fix: free "     \
       "memory on the destination host, and see the journal there\n")

/* These texts are translated before a signal arrives, because a signal handler must not
 * translate. */
static const char *volatile timed_out = TIMED_OUT;
static const char *volatile broke_off = BROKE_OFF;

static void
end(const char *why)
{
    if (!answered && exit_status != 0 && write(STDERR_FILENO, why, strlen(why)) < 0)
        /* write() to stderr failed. The hook can report the failure only by its exit status. */
        answered = 1;
    _exit(exit_status);
}

static void
on_alarm(int signal_number)
{
    (void)signal_number;
    end(timed_out);
}

/* glib calls abort() if memory runs out or if an assertion fails. The hook then writes the
 * reason to stderr and exits. */
static void
on_abort(int signal_number)
{
    (void)signal_number;
    end(broke_off);
}

static int64_t
now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
arm(int64_t us)
{
    struct itimerval timer = {.it_value = {.tv_sec = us / 1000000, .tv_usec = us % 1000000}};

    setitimer(ITIMER_REAL, &timer, NULL);
}

/* The process that started the hook may have blocked or ignored SIGALRM. So this function sets a
 * handler for SIGALRM and unblocks it. */
int64_t
deadline_start(unsigned ms, int status)
{
    struct sigaction action = {.sa_handler = on_alarm};
    sigset_t set;

    exit_status = status;
    started_us = now_us();
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    action.sa_handler = on_abort;
    sigaction(SIGABRT, &action, NULL);
    sigaction(SIGTRAP, &action, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    arm((int64_t)ms * 1000);
    return started_us;
}

void
deadline_set(unsigned ms, int status)
{
    int64_t left = started_us + (int64_t)ms * 1000 - now_us();

    timed_out = _(TIMED_OUT);
    broke_off = _(BROKE_OFF);
    exit_status = status;
    arm(left > 0 ? left : 1);
}

void
deadline_answered(int status)
{
    exit_status = status;
    answered = 1;
}
