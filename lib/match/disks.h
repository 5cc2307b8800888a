/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of a host's storage domains something of a guest lies on. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* vmg_domain.kind: a filesystem of the host's own, mounted below a shared one. */
#define VMG_DOMAIN_LOCAL "local"

/* Whether PATH is DIRECTORY or below it; FALSE where that is NULL. */
gboolean vmg_disks_path_is_under(const char *path, const char *directory);

/* Whether it has a component "..": such a path can lead anywhere. */
gboolean vmg_disks_path_goes_up(const char *path);
/* PATH without the components that mean nothing, "" and ".". Free with g_free(). */
char *vmg_disks_path_plain(const char *path);
/* Whether that is an image in VDSM's storage domain UUID: by the way to it, a path or
 * the name that a server gives it. */
gboolean vmg_disks_image_is_vdsms(const struct vmg_image *image, const char *uuid);
/* Whether VDSM keeps links to the images of its storage domains there. */
gboolean vmg_disks_path_is_vdsms(const char *path);
/* Whether the device has a name that VDSM gives to the same LUN on every host: the WWID of a
 * direct LUN's multipath device, or a volume of managed block storage. */
gboolean vmg_disks_path_is_vdsms_lun(const char *path);
/* Whether VDSM makes what is at PATH anew on the destination (cloud-init's images). */
gboolean vmg_disks_path_is_payload(const char *path);

/* Whether each host has its own of that name: a filesystem of kind VMG_DOMAIN_LOCAL, or NFS or
 * SMB from a server that is the host itself. */
gboolean vmg_disks_domain_is_own(const struct vmg_domain *domain);

/* All: NULL where it is on none. */

/* The domain that a file or device is on; of mounts in mounts the deepest. A path with
 * a component .. is on none, nor is what lies on one of kind local. */
const struct vmg_domain *vmg_disks_domain_by_path(const struct vmg_host *host, const char *path);
/* The domain that is the libvirt pool of that name. */
const struct vmg_domain *vmg_disks_domain_by_pool(const struct vmg_host *host, const char *pool);
/* The domain of that source; of several, one that is up. */
const struct vmg_domain *vmg_disks_domain_by_source(const struct vmg_host *host,
                                                    const char *source);
/* The domain that a network disk's image (vmg_image.source) is on. */
const struct vmg_domain *vmg_disks_domain_by_export(const struct vmg_host *host, const char *image);
