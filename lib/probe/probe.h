/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The questions that the hook asks the agent of its own host: whether paths, sockets and network
 * devices exist, and whether programs listen on ports. The hook itself must not touch a path
 * that can hang, for example on a file server that is down. The agent can, because it does so in
 * threads, and does not wait for a thread that hangs.
 *
 * The hook sends one request over a Unix socket and gets one answer. The request is
 * VMG_PROBE_VERSION, followed by each question: a letter (VMG_PROBE_*), a path or a name, and a
 * NUL byte. After that the hook shuts down its sending side. The answer is one letter for each
 * question, in the same order. */
#pragma once

#include "guest/guest.h"

enum {
    VMG_PROBE_VERSION = '1',
    VMG_PROBE_FILE = 'f',      /* does the path exist? */
    VMG_PROBE_DIRECTORY = 'd', /* is the path a directory? */
    VMG_PROBE_PROGRAM = 'x',   /* can the file be executed? */
    VMG_PROBE_SOCKET = 's',    /* is the path a socket? */
    /* The text of a question about an image is what the stamp says about the image, a tab, and
     * the path of the image. */
    VMG_PROBE_IMAGE = 'i', /* does the image exist, and is it the same as on the source host? */
    /* the same question as VMG_PROBE_IMAGE, and also: can the image be written to? */
    VMG_PROBE_WRITABLE = 'w',
    /* does an image exist that has the same size as the image on the source host? */
    VMG_PROBE_COPY = 'k',
    /* the same question as VMG_PROBE_COPY, but both sizes are rounded up to a power of two */
    VMG_PROBE_ROM = 'R',
    /* Is a TCP port in use? The text is "ADDRESS PORT". A program that listens on the
     * unspecified address also uses the port of ADDRESS. */
    VMG_PROBE_PORT = 'p',
    /* Does a program listen on a TCP port, so that a client can connect? The text is "ADDRESS
     * PORT". */
    VMG_PROBE_SERVICE = 'c',
    /* Is a UDP port in use? The text is "ADDRESS PORT". A program that uses the unspecified
     * address also uses the port of ADDRESS. */
    VMG_PROBE_UDP_PORT = 'U',
    VMG_PROBE_KVM = 'v',    /* does the device /dev/kvm work? */
    VMG_PROBE_BRIDGE = 'b', /* is there a bridge with this name? */
    VMG_PROBE_DEVICE = 'n', /* is there a network device with this name? */
    /* Does a network device with this name prevent QEMU from using the name for its tap? It does
     * if it is not a tap, or if it is a tap that another process uses. */
    VMG_PROBE_TAKEN = 'u',
    VMG_PROBE_THERE = 't',
    VMG_PROBE_MISSING = 'm',
    /* answer: the image exists, and is the same image as on the source host */
    VMG_PROBE_SAME = '=',
    /* answer: a file or device exists, but it is not the image of the source host */
    VMG_PROBE_OTHER = 'o',
    /* answer: the file exists, but its size is not the same as on the source host */
    VMG_PROBE_RESIZED = 'z',
    VMG_PROBE_READ_ONLY = 'r', /* answer: the file or device exists, but can't be written to */
    /* answer: the agent could not find out in time, or an error occurred */
    VMG_PROBE_UNKNOWN = '?',

    /* the largest number of questions in a request; further questions are not asked */
    VMG_PROBE_MAX = 200,
    VMG_PROBE_SIZE = 96 * 1024, /* the largest size of a request, in bytes */
    VMG_PROBE_AGENT_MS = 300,   /* how long the agent tries to look at paths, in milliseconds */
    /* how long the hook waits for the agent's answer, in milliseconds */
    VMG_PROBE_HOOK_MS = 500,
};

/* vmg_probe_is_path() tells whether the question WHAT is about a path that is not an image;
 * vmg_probe_is_image() tells whether it is about an image. */
gboolean vmg_probe_is_path(char what);
gboolean vmg_probe_is_image(char what);

/* Asks the agent, which listens on SOCKET, about the files, ports and devices that GUEST needs
 * and that the facts of HOST do not list. Stores the answers in the flags of GUEST's claims
 * (struct vmg_claim). Waits at most MS milliseconds for the answer. Does not wait if there is
 * nothing to ask. HOST may be NULL. */
void vmg_probe_guest(const char *socket, guint ms, const struct vmg_host *host, VmgGuest *guest);
