/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs one event of a hook, with all files in memory. */
#pragma once

#include "host/host.h"
#include "plugin/policy.h"

#include <glib.h>

/* The source and the destination of a migration. They live as long as the program. */
const VmgHost *fuzz_source(void);
const VmgHost *fuzz_destination(void);

typedef struct {
    enum vmg_event event;
    gboolean lenient; /* checks only warn, and guests without a stamp are admitted */
    const char *guest;
    const char *xml;
    gsize len;
    const char *(*property)(const char *name);
} FuzzEvent;

typedef struct {
    gboolean refused;
    char *output, *reason;
} FuzzAnswer;

/* Asks the policy about EVENT. Fails if the answer breaks a rule that holds for all events. */
void fuzz_event(const FuzzEvent *event, FuzzAnswer *answer);
void fuzz_answer_clear(FuzzAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FuzzAnswer, fuzz_answer_clear)
