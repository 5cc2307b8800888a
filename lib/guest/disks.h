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

/* The cache mode that the disk gets when the guest is started the next time, if this is another
 * mode than now; otherwise NULL. CONFIGURED is the guest's persistent configuration. If it sets
 * no mode for the disk with DISK's target, the result is "default". If CONFIGURED is NULL or
 * does not have the disk, the result is NULL. */
const char *vmg_disk_next_cache(const struct vmg_disk *disk, const struct vmg_guest *configured);
