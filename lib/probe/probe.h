/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hook asks the agent of its host whether paths exist. A hook must touch no path that can hang,
 * for example on a dead server. The agent can, in threads that it abandons if they hang.
 *
 * One request and one answer are sent over a Unix socket. A request is VMG_PROBE_VERSION and, for
 * each question, its kind (VMG_PROBE_*), a path and a NUL; then the hook shuts down its side. An
 * answer has one letter for each question, in the same order. */
#pragma once

#include "guest/guest.h"

enum {
    VMG_PROBE_VERSION = '1',
    VMG_PROBE_FILE = 'f',      /* is there anything? */
    VMG_PROBE_DIRECTORY = 'd', /* is it a directory? */
    VMG_PROBE_THERE = 't',
    VMG_PROBE_MISSING = 'm',
    VMG_PROBE_UNKNOWN = '?', /* no answer in time, or an error */

    VMG_PROBE_MAX = 64,         /* questions in a request; more are not asked */
    VMG_PROBE_SIZE = 96 * 1024, /* bytes of a request */
    VMG_PROBE_AGENT_MS = 300,   /* how long the agent waits for paths */
    VMG_PROBE_HOOK_MS = 500,    /* how long the hook waits for the agent */
};

/* Asks the agent at SOCKET about the files and directories that GUEST refers to and that HOST's
 * facts do not list, and stores the answers in GUEST. Waits at most MS milliseconds, and not at
 * all if there is nothing to ask. HOST may be NULL. */
void vmg_probe_guest(const char *socket, guint ms, const struct vmg_host *host, VmgGuest *guest);
