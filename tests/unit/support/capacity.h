/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks the checks whether a destination has room for a guest. */
#pragma once

#include "tests/unit/support/helper.h"
#include "virt-migration-guard.h"

#define TEST_THIRD_UUID "a0000000-0000-4000-8000-000000000003"
/* Guests of the destination with 2 vCPUs: one that runs, and one that is arriving. COMMIT and HELD
 * are in KiB. */
#define TEST_RUNS(uuid, commit) "<guest uuid='" uuid "' vcpus='2' commit='" #commit "'/>"
#define TEST_ARRIVES(uuid, commit, held)                                                           \
    "<guest uuid='" uuid "' vcpus='2' commit='" #commit "' state='incoming' held='" #held "'/>"

typedef struct {
    const char *label, *config, *rest; /* REST is put into the domain, which has 1 GiB */
    guint64 total, available;          /* memory of the destination in MiB; it has 8 CPU threads */
    const char *pages, *guests;        /* the content of the destination's <memory> and <guests> */
    const char *findings;              /* a pattern */
} TestCapacity;

/* Fails unless CHECK finds what each of the COUNT ROWS expects. */
void test_capacity(const struct vmg_check *check, const TestCapacity *rows, gsize count);
