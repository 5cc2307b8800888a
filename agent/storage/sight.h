/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this host sees at the path of an image: which file or block device it is. The source's
 * agent puts this into the stamp; the destination's agent compares it with what is there.
 *
 * "file MAGIC INODE SIZE [PATH]": the filesystem's magic number (statfs(2)) in hexadecimal, and
 * PATH where links lead, if the path
 * has any. "block IDENTITY SIZE": see devices.h.
 * All functions touch the path, and may never return from a dead server. */
#pragma once

#include <glib.h>

/* What is at PATH below the directory ROOT, the root of libvirt's daemon; NULL if there is no file
 * or block device, or if that can't be told. TOP is the beginning of PATH whose own links do not
 * count, NULL for none. Free with g_free(). */
char *vmg_sight_of(int root, const char *path, const char *top);
/* The answer to QUESTION: WHAT (see vmg_probe_is_image()),
 * what the source saw (may be empty), a tab and the path. Whether a file can be written is only
 * said if ROOT is that of libvirt's daemon: in the agent's own mounts most is read-only. */
char vmg_sight_answer(int root, gboolean is_daemons, const char *question);
/* Opens PATH, without waiting for its content; links are followed inside ROOT. -1 and errno on
 * failure. */
int vmg_sight_open(int root, const char *path);
