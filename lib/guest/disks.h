/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether the cache rule is about the disk: it is writable, belongs to this guest only, and has
 * a medium. Read-only, shareable, empty and transient disks, CD-ROMs and floppies have nothing
 * in the page cache that a migration could lose. */
gboolean vmg_disk_cache_counts(const struct vmg_disk *disk);
/* Whether a disk in this cache mode leaves no data in its host's cache; MODE is not NULL. */
gboolean vmg_disk_cache_is_safe(const char *mode);

/* The cache mode that CONFIGURED, the persistent configuration of DISK's guest (may be NULL), has
 * for the disk of the same target, "default" if it sets none. NULL if that is the mode that the
 * disk has, or if CONFIGURED does not have the disk. */
const char *vmg_disk_next_cache(const struct vmg_disk *disk, const struct vmg_guest *configured);
