/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the hook binaries and policy.so say to each other: one private function,
 * which changes with VMG_POLICY_VERSION and without notice. libc only. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define VMG_POLICY_VERSION  3u
#define VMG_POLICY_FUNCTION "virt_migration_guard_policy"

enum vmg_event {
    VMG_EVENT_MIGRATE, /* a guest wants in: decide */
    VMG_EVENT_PREPARE, /* an admitted guest is about to start: is it the same? */

    /* VDSM's hook points, as user vdsm: nothing is reserved, nothing rewritten. */
    VMG_EVENT_VDSM_START,             /* are its custom properties valid? */
    VMG_EVENT_VDSM_SOURCE,            /* all that this host, the source, knows */
    VMG_EVENT_VDSM_DESTINATION,       /* the whole verdict for this host */
    VMG_EVENT_VDSM_DEVICE_SOURCE,     /* the XML is one device's */
    VMG_EVENT_VDSM_DEVICE_DESTINATION /* the same */
};

struct vmg_request {
    uint32_t version; /* VMG_POLICY_VERSION */
    uint32_t event;   /* enum vmg_event */
    const char *guest;
    const char *xml;
    size_t len;
    int64_t started_us; /* CLOCK_MONOTONIC when the hook began */
    /* Sets the language of what the hook itself says ("ru"; NULL is English). */
    void (*use_language)(const char *language);
    /* Sets what is left of the hook's time, MS milliseconds from its begin, and
     * the status that it ends with when that runs out. */
    void (*set_deadline)(unsigned ms, int status);
    /* VDSM's only: the custom property of that name, NULL where it is not set. */
    const char *(*property)(const char *name);
};

struct vmg_answer {
    int status;   /* the hook's exit status: 0 or 1 */
    char *output; /* for stdout; NULL for nothing */
    size_t output_len;
    char *reason; /* for stderr; NULL for nothing */
    void *rest;   /* for finish() */
    /* To be called once all has been written, with the status that the hook exits
     * with: writes the record, frees. A journal that hangs must not hold up the answer. */
    void (*finish)(struct vmg_answer *answer);
};

/* Fills ANSWER; returns 0, or -1 where REQUEST is of another version. */
typedef int (*vmg_policy_function)(const struct vmg_request *request, struct vmg_answer *answer);
int virt_migration_guard_policy(const struct vmg_request *request, struct vmg_answer *answer);
