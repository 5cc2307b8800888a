/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole events with all paths in a temporary directory. The program must be linked with
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

/* What the last event told its hook. */
extern unsigned test_deadline_ms;
extern int test_deadline_status;
extern char *test_language;

/* Answers EVENT of the guest g1, whose domain XML is XML. */
TestOutcome test_event(const TestDir *dir, enum vmg_event event, const char *xml);
/* A directory with fresh facts of host-b, and that guard.conf; NULL: none. */
TestDir *test_event_host(const char *config);
/* The ledger's entry of g1; NULL if there is none. */
VmgEntry *test_event_entry(const TestDir *dir);
gboolean test_event_has_entry(const TestDir *dir);
