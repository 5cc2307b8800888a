/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The private interface between the hooks and policy.so: one function. It may change at any
 * time; VMG_POLICY_VERSION then changes as well. Uses libc only. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define VMG_POLICY_VERSION  4u
#define VMG_POLICY_FUNCTION "virt_migration_guard_policy"

enum vmg_event {
    VMG_EVENT_MIGRATE, /* a guest migrates into this host: is it admitted? */
    VMG_EVENT_PREPARE, /* an admitted guest is about to start: is it the guest that was admitted? */

    /* VDSM's hook points. The hooks at these points run as user vdsm. They do not reserve memory
     * and do not rewrite the XML. */
    VMG_EVENT_VDSM_START,         /* are the guest's custom properties valid? */
    VMG_EVENT_VDSM_SOURCE,        /* this host is the source: judge what this host knows */
    VMG_EVENT_VDSM_DESTINATION,   /* this host is the destination: run all checks */
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
    int64_t started_us; /* when the hook began: microseconds of CLOCK_MONOTONIC */
    /* Sets the language of the texts that the hook itself prints ("ru"; NULL is English). */
    void (*use_language)(const char *language);
    /* Sets the hook's time limit: MS milliseconds after the hook began, the hook exits with
     * STATUS. */
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
    /* Writes the record. The hook calls this after it has written the answer, because a journal
     * that hangs must not delay the answer. ANSWER->status is then the status with which the
     * hook will exit. */
    void (*finish)(struct vmg_answer *answer);
    /* Frees ANSWER. The hook does not call this function, because it exits: freeing thousands of
     * pieces of memory would take a twentieth of the time of a large decision. */
    void (*release)(struct vmg_answer *answer);
};

/* Fills ANSWER. Returns 0, or -1 if REQUEST is for another version of policy.so. */
typedef int (*vmg_policy_function)(const struct vmg_request *request, struct vmg_answer *answer);
int virt_migration_guard_policy(const struct vmg_request *request, struct vmg_answer *answer);
