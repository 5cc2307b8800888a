/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the hook asks about the network of its host: ports and devices. The kernel answers, so
 * none of this can hang. */
#pragma once

#include <glib.h>

/* Whether WHAT is such a question of probe/probe.h. */
gboolean vmg_look_network_knows(char what);

/* The answer to the question WHAT about TEXT, a letter of probe/probe.h. Ports are those of the
 * process DAEMON; 0 means one's own. */
char vmg_look_network(int daemon, char what, const char *text);
