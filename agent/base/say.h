/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent says on stderr, for the journal: one line per change of a
 * state, never the same twice. */
#pragma once

#include <glib.h>
#include <syslog.h>

typedef struct VmgSay VmgSay;

VmgSay *vmg_say_new(void);
void vmg_say_free(VmgSay *say);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgSay, vmg_say_free)

/* One line; PRIORITY as in syslog(3). */
void vmg_say(int priority, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* One of a kind, VMG_MESSAGE_*, about GUEST (may be NULL). */
void vmg_say_kind(const char *id, int priority, const char *guest, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
/* Something is wrong with TOPIC ("guest UUID": that it can't be stamped): said when it was not, or
 * something else was. */
void vmg_say_wrong(VmgSay *say, const char *topic, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* TOPIC is right: said (FORMAT may be NULL) when it was wrong until now. */
void vmg_say_right(VmgSay *say, const char *topic, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* One or the other: TOPIC is right where ERROR is NULL. Returns whether it is. */
gboolean vmg_say_result(VmgSay *say, const char *topic, const GError *error);
