/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One structured record a decision: to the journal, or to syslog without one. */
#pragma once

#include "decide/verdict.h"

typedef struct {
    const char *event;       /* migrate, prepare */
    const char *guest;       /* name */
    const char *uuid;        /* NULL where it could not be read */
    const char *source;      /* the source host's name, NULL where unknown */
    const char *destination; /* likewise */
    const VmgVerdict *verdict;
    gint64 duration_us;
} VmgRecord;

/* The record's text: the decision in the first line, then what failed and what
 * is worth a warning. Free with g_free(). */
char *vmg_record_message(const VmgRecord *record);
void vmg_record_write(const VmgRecord *record);
/* Appends it to the file PATH for the agent: never worth a word where that fails, the
 * journal has it. */
void vmg_record_keep(const VmgRecord *record, const char *path);
