/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One event of a hook's, over files that are in memory. */
#pragma once

#include "host/host.h"
#include "plugin/policy.h"

#include <glib.h>

/* The hosts that a guest leaves and comes to; they live as long as the program. */
const VmgHost *fuzz_source(void);
const VmgHost *fuzz_destination(void);

typedef struct {
    enum vmg_event event;
    gboolean lenient; /* checks only warn, and unknown sources are admitted */
    const char *guest;
    const char *xml;
    gsize len;
    const char *(*property)(const char *name);
} FuzzEvent;

typedef struct {
    gboolean refused;
    char *output, *reason;
} FuzzAnswer;

/* What the policy answers; fails where that is no good answer to anything. */
void fuzz_event(const FuzzEvent *event, FuzzAnswer *answer);
void fuzz_answer_clear(FuzzAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FuzzAnswer, fuzz_answer_clear)
