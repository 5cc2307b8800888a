/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the storage domain of a host that a disk, a lease or a file of a guest is on. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* A value of vmg_domain.kind: a local filesystem that is mounted below a shared one. */
#define VMG_DOMAIN_LOCAL "local"

/* Whether PATH is DIRECTORY or below it; FALSE if DIRECTORY is NULL. */
gboolean vmg_disks_path_is_under(const char *path, const char *directory);

/* Whether the path has a component "..": such a path can lead anywhere. */
gboolean vmg_disks_path_goes_up(const char *path);
/* PATH without the components "" and ".", which have no meaning. Free with g_free(). */
char *vmg_disks_path_plain(const char *path);
/* Whether the image is in VDSM's storage domain UUID: by its path, or by the name that a server
 * gives it. */
gboolean vmg_disks_image_is_vdsms(const struct vmg_image *image, const char *uuid);
/* Whether VDSM keeps its links to images of storage domains at this path. */
gboolean vmg_disks_path_is_vdsms(const char *path);
/* Whether the device has a name that VDSM gives to the same LUN on every host: the WWID of a
 * direct LUN's multipath device, or a volume of managed block storage. */
gboolean vmg_disks_path_is_vdsms_lun(const char *path);
/* Whether a block device of this name always belongs to one host only. */
gboolean vmg_disks_device_is_local(const char *path);
/* Whether VDSM makes the file PATH anew on the destination (images of cloud-init). */
gboolean vmg_disks_path_is_payload(const char *path);

/* Whether each host has a different domain with this name: a filesystem of kind
 * VMG_DOMAIN_LOCAL, or NFS or SMB from a server on the host itself. */
gboolean vmg_disks_domain_is_own(const struct vmg_domain *domain);

/* The functions below return NULL if there is no such domain. */

/* The domain that the file or device PATH is on; if mounts are nested, the deepest mount. NULL if
 * PATH has a component "..", or if the domain is of kind local. */
const struct vmg_domain *vmg_disks_domain_by_path(const struct vmg_host *host, const char *path);
/* The domain that the image, a file, is on, wherever links lead from its path on the source host.
 */
const struct vmg_domain *vmg_disks_domain_of_file(const struct vmg_host *host,
                                                  const struct vmg_image *image);
/* The domain that is the libvirt pool of that name. */
const struct vmg_domain *vmg_disks_domain_by_pool(const struct vmg_host *host, const char *pool);
/* The domain with that source; if there are several, one that is up. */
const struct vmg_domain *vmg_disks_domain_by_source(const struct vmg_host *host,
                                                    const char *source);
/* The domain that a network disk's image is on. */
const struct vmg_domain *vmg_disks_domain_by_export(const struct vmg_host *host,
                                                    const struct vmg_image *image);
