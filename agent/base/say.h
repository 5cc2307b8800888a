/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent's log: stderr or the journal. A state is reported once when it changes, and not
 * again while it lasts. */
#pragma once

#include <glib.h>
#include <syslog.h>

typedef struct VmgSay VmgSay;

VmgSay *vmg_say_new(void);
void vmg_say_free(VmgSay *say);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgSay, vmg_say_free)

/* Writes one line. PRIORITY is that of syslog(3). */
void vmg_say(int priority, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Writes a journal entry of the kind ID (VMG_MESSAGE_*) about GUEST (may be NULL). */
void vmg_say_kind(const char *id, int priority, const char *guest, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
/* Reports what is wrong with TOPIC, unless the last report about TOPIC had the same text. For
 * example, a report with the topic "guest UUID" says why this guest can't be stamped. */
void vmg_say_wrong(VmgSay *say, const char *topic, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Reports that TOPIC is right again, if something was wrong with it. FORMAT may be NULL: then
 * nothing is written. */
void vmg_say_right(VmgSay *say, const char *topic, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Calls vmg_say_wrong() with the text of ERROR, or vmg_say_right() if ERROR is NULL. Returns
 * whether ERROR is NULL. */
gboolean vmg_say_result(VmgSay *say, const char *topic, const GError *error);
