/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this host sees at the path of an image: which file or block device it is. The source's
 * agent puts this description into the stamp; the destination's agent compares the description
 * with the file or device that the destination has at the same path.
 *
 * "file MAGIC INODE SIZE [PATH]" describes a file: MAGIC is the filesystem's magic number
 * (statfs(2)) in hexadecimal, PATH is where links in the image's path lead, if it has any.
 * "block IDENTITY SIZE" describes a device, see devices.h.
 * All functions touch the path, and may never return from a dead server. */
#pragma once

#include <glib.h>

/* Describes what is at PATH below the directory ROOT, the root of libvirt's daemon. NULL if
 * there is no file or block device there, or if this is unknown. TOP is the beginning of PATH in
 * which links do not count; NULL if there is none. Free with g_free(). */
char *vmg_sight_of(int root, const char *path, const char *top);
/* The answer, VMG_PROBE_*, to QUESTION about an image. The first letter of QUESTION is the kind of
 * question, see vmg_probe_is_image(). It is followed by what the source saw (may be empty), a tab
 * and the path. The answer says that a file can't be written only if ROOT is the root of libvirt's
 * daemon: most filesystems are read-only in the agent's own mount namespace. */
char vmg_sight_answer(int root, gboolean is_daemons, const char *question);
/* Opens PATH, without waiting for its content; links are followed inside ROOT. -1 and errno on
 * failure. */
int vmg_sight_open(int root, const char *path);
