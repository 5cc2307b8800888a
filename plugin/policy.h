/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The private interface between the hooks and policy.so: one function. It may change at any
 * time; VMG_POLICY_VERSION then changes as well. Uses libc only. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define VMG_POLICY_VERSION  4u
#define VMG_POLICY_FUNCTION "virt_migration_guard_policy"

enum vmg_event {
    VMG_EVENT_MIGRATE, /* a migration into this host: decide */
    VMG_EVENT_PREPARE, /* an admitted guest is about to start: is it the guest that was admitted? */

    /* VDSM's hook points. Their hooks run as user vdsm, reserve nothing and rewrite nothing. */
    VMG_EVENT_VDSM_START,         /* are the guest's custom properties valid? */
    VMG_EVENT_VDSM_SOURCE,        /* judge what this host, the source, knows */
    VMG_EVENT_VDSM_DESTINATION,   /* run all checks for this host, the destination */
    VMG_EVENT_VDSM_DEVICE_SOURCE, /* the XML describes one device; this host is the source */
    /* the XML describes one device; this host is the destination */
    VMG_EVENT_VDSM_DEVICE_DESTINATION
};

struct vmg_request {
    uint32_t version; /* VMG_POLICY_VERSION */
    uint32_t event;   /* enum vmg_event */
    const char *guest;
    const char *xml;
    size_t len;
    int64_t started_us; /* CLOCK_MONOTONIC, microseconds, when the hook began */
    /* Sets the language of the texts that the hook itself prints ("ru"; NULL is English). */
    void (*use_language)(const char *language);
    /* Sets the hook's time limit: MS milliseconds from the hook's begin, and the status that the
     * hook exits with when the time is over. */
    void (*set_deadline)(unsigned ms, int status);
    /* For VDSM's hooks only: the value of the custom property of that name, NULL if it is not
     * set. */
    const char *(*property)(const char *name);
};

struct vmg_answer {
    int status;   /* the hook's exit status: 0 or 1 */
    char *output; /* for stdout; NULL for nothing */
    size_t output_len;
    char *reason; /* for stderr; NULL for nothing */
    void *rest;   /* private data of finish() and release() */
    /* The hook calls this after it has written the answer, with the status that it will exit
     * with. Writes the record. A journal that hangs must not delay the answer. */
    void (*finish)(struct vmg_answer *answer);
    /* Frees ANSWER. The hook does not call this: it exits, and giving back thousands of pieces of
     * memory takes a twentieth of a large decision. */
    void (*release)(struct vmg_answer *answer);
};

/* Fills ANSWER. Returns 0, or -1 if REQUEST has another version. */
typedef int (*vmg_policy_function)(const struct vmg_request *request, struct vmg_answer *answer);
int virt_migration_guard_policy(const struct vmg_request *request, struct vmg_answer *answer);
