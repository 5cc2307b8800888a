/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers the hook's questions about the network of this host: ports and devices. The kernel has
 * the answers, so none of these functions can hang. */
#pragma once

#include <glib.h>

/* Whether WHAT (a letter of probe/probe.h) is a question about the network. */
gboolean vmg_look_network_knows(char what);

/* The answer, a letter of probe/probe.h, to the question WHAT about TEXT. Ports are looked up in
 * the network namespace of the process DAEMON; 0 means that of this process. */
char vmg_look_network(int daemon, char what, const char *text);
