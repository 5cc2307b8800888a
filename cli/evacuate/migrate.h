/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One live migration through libvirt, on a thread of its own. */
#pragma once

#include "cli/evacuate/record.h"

#include <libvirt/libvirt.h>

typedef struct VmgMigration VmgMigration;

/* Called on the main loop when it is over; ERROR is libvirt's text, NULL = the guest has moved. */
typedef void (*VmgMigrationDone)(VmgMigration *migration, const char *error, gpointer data);

/* Where the libvirt of the host NAME is reached, by PATTERN. Free with g_free(). */
char *vmg_migration_uri(const char *pattern, const char *name);

/* Migrates DOMAIN to the libvirt at URI. ALONE is the same guest over a connection that nobody else
 * uses; taken over. A job that it has already, such as a migration that an
 * earlier command began, is waited for first. The caller frees it once DONE was called. */
VmgMigration *vmg_migration_begin(virDomain *domain, virDomain *alone, const char *uri,
                                  const VmgEvacuateOptions *options, VmgMigrationDone done,
                                  gpointer data);
void vmg_migration_free(VmgMigration *migration);
/* Ends its job: the guest stays. */
void vmg_migration_abort(const VmgMigration *migration);
gint64 vmg_migration_seconds(const VmgMigration *migration);
virDomain *vmg_migration_domain(const VmgMigration *migration);

typedef struct {
    guint64 remaining_kib, bytes_per_second;
} VmgMigrationFigures;

/* How far it is. FALSE if libvirt says nothing of it now. */
gboolean vmg_migration_look(const VmgMigration *migration, VmgMigrationFigures *figures);
