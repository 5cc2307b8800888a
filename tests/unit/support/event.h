/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plays whole events, with all paths in a temporary directory. The program must be linked with
 * TEST_CLOCK and TEST_RECORD. */
#pragma once

#include "ledger/ledger.h"
#include "plugin/event.h"
#include "tests/unit/support/helper.h"

#define DISK(cache)                                                                                \
    "<disk><driver cache='" cache "'/><source file='/srv/images/a'/><target dev='vda'/></disk>"
#define GOOD DISK("none")
#define BAD  DISK("writeback")
#define VNC  "<graphics type='vnc' listen='192.0.2.1'/>"

typedef struct {
    int status;
    char *output, *reason, *record;
} TestOutcome;

void test_outcome_clear(TestOutcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TestOutcome, test_outcome_clear)

/* The deadline that the last event gave to its hook. */
extern unsigned test_deadline_ms;
extern int test_deadline_status;
extern char *test_language;

/* Plays EVENT of the guest g1, whose domain XML is XML. */
TestOutcome test_event(const TestDir *dir, enum vmg_event event, const char *xml);
/* A directory with new facts of host-b, and with CONFIG as guard.conf; without guard.conf if CONFIG
 * is NULL. */
TestDir *test_event_host(const char *config);
/* The entry of g1 in the ledger; NULL if there is none. */
VmgEntry *test_event_entry(const TestDir *dir);
gboolean test_event_has_entry(const TestDir *dir);
