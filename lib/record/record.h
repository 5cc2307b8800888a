/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One structured record a decision: to the journal, or to syslog without one. */
#pragma once

#include "record/decision.h"

/* The record's text: the decision in the first line, then what failed and what
 * is worth a warning. Free with g_free(). */
char *vmg_record_message(const VmgDecision *decision);
void vmg_record_write(const VmgDecision *decision);
/* Appends it to the file PATH for the agent: never worth a word where that fails, the
 * journal has it. */
void vmg_record_keep(const VmgDecision *decision, const char *path);
