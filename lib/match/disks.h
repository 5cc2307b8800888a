/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the storage domain of a host that a disk, a lease or a file of a guest is on. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* The value of vmg_domain.kind for a local filesystem that is mounted in a directory of shared
 * storage. */
#define VMG_DOMAIN_LOCAL "local"

/* Whether PATH is DIRECTORY or below it; FALSE if DIRECTORY is NULL. */
gboolean vmg_disks_path_is_under(const char *path, const char *directory);

/* Whether PATH has a component "..". Such a path can lead out of the directory with which it
 * begins. */
gboolean vmg_disks_path_goes_up(const char *path);
/* PATH without the components "" and ".", which have no meaning. Free with g_free(). */
char *vmg_disks_path_plain(const char *path);
/* Whether the image is in the storage domain UUID of VDSM. The UUID is in the image's path or,
 * for a network disk, in the name of the image on its server. */
gboolean vmg_disks_image_is_vdsms(const struct vmg_image *image, const char *uuid);
/* Whether PATH is in a directory in which VDSM creates its links to images of storage domains. */
gboolean vmg_disks_path_is_vdsms(const char *path);
/* Whether VDSM gives the device PATH the same name on every host: it is the multipath device of
 * a direct LUN, named by its WWID, or a volume of managed block storage. */
gboolean vmg_disks_path_is_vdsms_lun(const char *path);
/* Whether a block device with this name always belongs to one host only, for example an NVMe
 * disk or a loop device. */
gboolean vmg_disks_device_is_local(const char *path);
/* Whether PATH is a file that VDSM creates again on the destination, for example an image for
 * cloud-init. */
gboolean vmg_disks_path_is_payload(const char *path);

/* Whether each host has a different storage domain with this name: a filesystem of kind
 * VMG_DOMAIN_LOCAL, or NFS or SMB from a server on the host itself. */
gboolean vmg_disks_domain_is_own(const struct vmg_domain *domain);

/* The functions below return NULL if the host has no such storage domain. */

/* The storage domain that contains the file or device PATH. If mounts are nested, it is the deepest
 * mount. NULL if PATH has a component "..", or if vmg_disks_domain_is_own() is TRUE for the
 * domain. */
const struct vmg_domain *vmg_disks_domain_by_path(const struct vmg_host *host, const char *path);
/* The storage domain that contains the image, which is a file. If the path of the image was a
 * symbolic link on the source host, the path to which it leads counts. */
const struct vmg_domain *vmg_disks_domain_of_file(const struct vmg_host *host,
                                                  const struct vmg_image *image);
/* The storage domain that is the libvirt storage pool POOL. */
const struct vmg_domain *vmg_disks_domain_by_pool(const struct vmg_host *host, const char *pool);
/* The storage domain whose source is SOURCE. If there are several such domains, prefers a domain
 * that is up. */
const struct vmg_domain *vmg_disks_domain_by_source(const struct vmg_host *host,
                                                    const char *source);
/* The storage domain that contains the image of a network disk (protocol rbd, gluster, ...). */
const struct vmg_domain *vmg_disks_domain_by_export(const struct vmg_host *host,
                                                    const struct vmg_image *image);
