/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the hook asks the agent of its host: whether paths, sockets and network devices are
 * there, and who listens on ports. A hook must touch no path that can hang, for example on a dead
 * server. The agent can do this, in threads that it gives up if they hang.
 *
 * One request and one answer over a Unix socket. A request is VMG_PROBE_VERSION and, for each
 * question, what is asked (VMG_PROBE_*), a path or a name, and a NUL; then the hook shuts down its
 * side. An answer is one letter for each question, in the same order. */
#pragma once

#include "guest/guest.h"

enum {
    VMG_PROBE_VERSION = '1',
    VMG_PROBE_FILE = 'f',      /* does the path exist? */
    VMG_PROBE_DIRECTORY = 'd', /* is the path a directory? */
    VMG_PROBE_PROGRAM = 'x',   /* can the file be executed? */
    VMG_PROBE_SOCKET = 's',    /* is the path a socket? */
    /* Questions about an image: what the stamp says, a tab, and the path. */
    VMG_PROBE_IMAGE = 'i',    /* does the image exist, and is it the same as on the source host? */
    VMG_PROBE_WRITABLE = 'w', /* as VMG_PROBE_IMAGE, and can it be written to? */
    VMG_PROBE_COPY = 'k',     /* does an image of the same size exist? */
    VMG_PROBE_ROM = 'R',      /* as VMG_PROBE_COPY, with sizes rounded up to a power of two */
    VMG_PROBE_PORT = 'p',    /* "ADDRESS PORT": does a program listen there, or on all addresses? */
    VMG_PROBE_SERVICE = 'c', /* "ADDRESS PORT": can one connect to it? */
    /* "ADDRESS PORT": does a program use this UDP port, on this address or on all addresses? */
    VMG_PROBE_UDP_PORT = 'U',
    VMG_PROBE_KVM = 'v',    /* does the device of KVM answer? */
    VMG_PROBE_BRIDGE = 'b', /* is there a bridge with this name? */
    VMG_PROBE_DEVICE = 'n', /* is there a network device with this name? */
    VMG_PROBE_TAKEN = 'u',  /* is there a network device with this name that can't be QEMU's tap? */
    VMG_PROBE_THERE = 't',
    VMG_PROBE_MISSING = 'm',
    VMG_PROBE_SAME = '=',      /* exists, and is known to be the same image as on the source */
    VMG_PROBE_OTHER = 'o',     /* exists, and is known to be another image */
    VMG_PROBE_RESIZED = 'z',   /* exists, but has another size than on the source */
    VMG_PROBE_READ_ONLY = 'r', /* exists, but can't be written to */
    VMG_PROBE_UNKNOWN = '?',   /* no answer in time, or an error */

    VMG_PROBE_MAX = 200, /* number of questions in a request; further questions are not asked */
    VMG_PROBE_SIZE = 96 * 1024, /* the largest size of a request, in bytes */
    VMG_PROBE_AGENT_MS = 300,   /* how long the agent waits for paths */
    VMG_PROBE_HOOK_MS = 500,    /* how long the hook waits for the agent */
};

/* Whether the question WHAT is about a path, and about the path of an image. */
gboolean vmg_probe_is_path(char what);
gboolean vmg_probe_is_image(char what);

/* Asks the agent behind SOCKET about the files, ports and devices that GUEST names and that no
 * facts of HOST list, and marks them. Waits MS milliseconds at the most, and not at all if there
 * is nothing to ask. HOST may be NULL. */
void vmg_probe_guest(const char *socket, guint ms, const struct vmg_host *host, VmgGuest *guest);
