/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks the checks of what a destination has room for. */
#pragma once

#include "tests/unit/support/helper.h"
#include "virt-migration-guard.h"

#define TEST_THIRD_UUID "a0000000-0000-4000-8000-000000000003"
/* A guest of the destination with 2 vCPUs that runs, or arrives; COMMIT and HELD in KiB. */
#define TEST_RUNS(uuid, commit) "<guest uuid='" uuid "' vcpus='2' commit='" #commit "'/>"
#define TEST_ARRIVES(uuid, commit, held)                                                           \
    "<guest uuid='" uuid "' vcpus='2' commit='" #commit "' state='incoming' held='" #held "'/>"

typedef struct {
    const char *label, *config, *rest; /* of the domain, which has 1 GiB */
    guint64 total, available;          /* memory of the destination, which has 8 threads; MiB */
    const char *pages, *guests;        /* inside its <memory>; <guests> */
    const char *findings;              /* a pattern */
} TestCapacity;

/* Fails unless CHECK finds what each of the COUNT ROWS says. */
void test_capacity(const struct vmg_check *check, const TestCapacity *rows, gsize count);
