/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether the check `cache` applies to the disk. It applies to disks that are writable and have
 * a medium. It does not apply to read-only, empty and transient disks, CD-ROMs and floppies,
 * because a migration can lose none of their data in the page cache. It applies to a shareable
 * disk only if the XML sets a cache mode, because otherwise libvirt uses cache='none'. */
gboolean vmg_disk_cache_counts(const struct vmg_disk *disk);
/* Whether a disk with the cache mode MODE leaves no data in the page cache of its host. MODE
 * must not be NULL. */
gboolean vmg_disk_cache_is_safe(const char *mode);

/* The cache mode that the disk will have after the next start of the guest, if this mode differs
 * from the present one; otherwise NULL. CONFIGURED is the guest's persistent configuration. If
 * CONFIGURED sets no mode for the disk, the next mode is "default". The result is NULL if
 * CONFIGURED is NULL or does not contain a disk with the same target. */
const char *vmg_disk_next_cache(const struct vmg_disk *disk, const struct vmg_guest *configured);
