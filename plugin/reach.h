/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of a host's storage domains something of a guest lies on. */
#pragma once

#include "virt-migration-guard.h"

#include <glib.h>

/* Whether PATH is DIRECTORY or below it; FALSE where that is NULL. */
gboolean vmg_path_is_under(const char *path, const char *directory);

/* All: NULL where it is on none. */

/* The domain that a file or device is on; of mounts in mounts the deepest. */
const struct vmg_domain *vmg_domain_by_path(const struct vmg_host *host, const char *path);
/* The domain that is the libvirt pool of that name. */
const struct vmg_domain *vmg_domain_by_pool(const struct vmg_host *host, const char *pool);
/* The domain of that source; of several, one that is up. */
const struct vmg_domain *vmg_domain_by_source(const struct vmg_host *host, const char *source);
/* The domain that a network disk's image (vmg_image.source) is on. */
const struct vmg_domain *vmg_domain_by_export(const struct vmg_host *host, const char *image);
