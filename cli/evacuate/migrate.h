/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs one live migration through libvirt, on a thread of its own. */
#pragma once

#include "cli/evacuate/record.h"

#include <libvirt/libvirt.h>

typedef struct VmgMigration VmgMigration;

/* Called on the main loop when the migration is over. ERROR is libvirt's text; NULL means that
 * the guest has moved. */
typedef void (*VmgMigrationDone)(VmgMigration *migration, const char *error, gpointer data);

/* The URI of the libvirt on the host NAME: PATTERN with NAME instead of %s. Free with g_free(). */
char *vmg_migration_uri(const char *pattern, const char *name);

/* Migrates DOMAIN to the libvirt at URI. ALONE is the same guest over a connection that nothing
 * else uses; the migration takes ownership of ALONE. If the guest already has a job, such as a
 * migration that an earlier command has begun, the thread waits for that job first. Free the
 * result after DONE was called. */
VmgMigration *vmg_migration_begin(virDomain *domain, virDomain *alone, const char *uri,
                                  const VmgEvacuateOptions *options, VmgMigrationDone done,
                                  gpointer data);
void vmg_migration_free(VmgMigration *migration);
/* Ends the migration. The guest stays on its host. */
void vmg_migration_abort(const VmgMigration *migration);
gint64 vmg_migration_seconds(const VmgMigration *migration);
virDomain *vmg_migration_domain(const VmgMigration *migration);

typedef struct {
    guint64 remaining_kib, bytes_per_second;
} VmgMigrationFigures;

/* Gets how far the migration is. Returns FALSE if libvirt does not say this now. */
gboolean vmg_migration_look(const VmgMigration *migration, VmgMigrationFigures *figures);
