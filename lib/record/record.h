/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes a decision as one structured record to the journal, or to syslog if there is no
 * journal. */
#pragma once

#include "record/decision.h"

/* The text of the record: the decision in the first line, then the failures and the warnings.
 * Free with g_free(). */
char *vmg_record_message(const VmgDecision *decision);
void vmg_record_write(const VmgDecision *decision);
/* Appends the decision to the queue PATH, from which the agent takes it. Errors are ignored,
 * because vmg_record_write() writes the decision to the journal as well. */
void vmg_record_keep(const VmgDecision *decision, const char *path);
