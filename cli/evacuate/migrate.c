/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/evacuate/migrate.h"

#include "base/text.h"

#include <libvirt/virterror.h>

/* microseconds between two looks at a job that this command has not begun */
enum { LOOK_US = 500 * 1000 };

struct VmgMigration {
    virDomain *domain; /* used by the main loop */
    virDomain *alone;  /* used by the thread, see vmg_migration_begin() */
    char *uri;
    unsigned flags;
    guint bandwidth; /* MiB/s; 0 = libvirt's own limit */
    gint64 began;    /* monotonic, microseconds */
    VmgMigrationDone done;
    gpointer data;
    char *error;
    gint aborted; /* atomic */
};

char *
vmg_migration_uri(const char *pattern, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(pattern, "%s", -1);

    return g_strjoinv(name, parts);
}

/* The flags of the migration. A guest with a persistent configuration takes this configuration
 * along to the destination. A transient guest has none, so it is transient on the destination as
 * well. */
static unsigned
flags_for(virDomain *domain, const VmgEvacuateOptions *options)
{
    unsigned flags = VIR_MIGRATE_LIVE;

    if (!options->direct)
        flags |= VIR_MIGRATE_PEER2PEER;
    if (virDomainIsPersistent(domain) == 1)
        flags |= VIR_MIGRATE_PERSIST_DEST | VIR_MIGRATE_UNDEFINE_SOURCE;
    if (options->auto_converge)
        flags |= VIR_MIGRATE_AUTO_CONVERGE;
    return flags;
}

static gboolean
has_job(virDomain *domain)
{
    virDomainJobInfo info;

    return virDomainGetJobInfo(domain, &info) == 0 && info.type != VIR_DOMAIN_JOB_NONE;
}

/* Waits until a job ends that the guest already has, for example a migration that an earlier
 * command has begun. Returns whether the guest has then left this host. */
static gboolean
wait_for_job(const VmgMigration *migration)
{
    if (!has_job(migration->alone))
        return FALSE;
    while (has_job(migration->alone))
        g_usleep(LOOK_US);
    return virDomainIsActive(migration->alone) == 0;
}

static gboolean
call_direct(const VmgMigration *migration, virTypedParameter *params, int count)
{
    virConnect *there = virConnectOpenAuth(migration->uri, virConnectAuthPtrDefault, 0);
    virDomain *arrived = there ? virDomainMigrate3(migration->alone, there, params, (unsigned)count,
                                                   migration->flags)
                               : NULL;

    if (arrived)
        virDomainFree(arrived);
    if (there)
        virConnectClose(there);
    return arrived != NULL;
}

static gboolean
call_libvirt(const VmgMigration *migration)
{
    virTypedParameter *params = NULL;
    int count = 0, most = 0;
    gboolean good;

    if (migration->bandwidth > 0)
        virTypedParamsAddULLong(&params, &count, &most, VIR_MIGRATE_PARAM_BANDWIDTH,
                                migration->bandwidth);
    if (migration->flags & VIR_MIGRATE_PEER2PEER)
        good = virDomainMigrateToURI3(migration->alone, migration->uri, params, (unsigned)count,
                                      migration->flags) == 0;
    else
        good = call_direct(migration, params, count);
    virTypedParamsFree(params, count);
    return good;
}

static gboolean
on_over(gpointer data)
{
    VmgMigration *migration = data;

    migration->done(migration, migration->error, migration->data);
    return G_SOURCE_REMOVE;
}

static gpointer
run(gpointer data)
{
    VmgMigration *migration = data;

    if (!wait_for_job(migration) && g_atomic_int_get(&migration->aborted))
        migration->error = g_strdup(_("it was ended"));
    else if (virDomainIsActive(migration->alone) != 0 && !call_libvirt(migration))
        migration->error = g_strdup(virGetLastErrorMessage());
    g_idle_add(on_over, migration);
    return NULL;
}

VmgMigration *
vmg_migration_begin(virDomain *domain, virDomain *alone, const char *uri,
                    const VmgEvacuateOptions *options, VmgMigrationDone done, gpointer data)
{
    VmgMigration *migration = g_new0(VmgMigration, 1);

    virDomainRef(domain);
    migration->domain = domain;
    migration->alone = alone;
    migration->uri = g_strdup(uri);
    migration->flags = flags_for(domain, options);
    migration->bandwidth = (guint)MAX(0, options->bandwidth);
    migration->began = g_get_monotonic_time();
    migration->done = done;
    migration->data = data;
    g_thread_unref(g_thread_new("migration", run, migration));
    return migration;
}

void
vmg_migration_free(VmgMigration *migration)
{
    virDomainFree(migration->domain);
    virDomainFree(migration->alone);
    g_free(migration->uri);
    g_free(migration->error);
    g_free(migration);
}

void
vmg_migration_abort(const VmgMigration *migration)
{
    g_atomic_int_set((gint *)&migration->aborted, 1);
    virDomainAbortJob(migration->domain);
}

gint64
vmg_migration_seconds(const VmgMigration *migration)
{
    return (g_get_monotonic_time() - migration->began) / G_USEC_PER_SEC;
}

virDomain *
vmg_migration_domain(const VmgMigration *migration)
{
    return migration->domain;
}

gboolean
vmg_migration_look(const VmgMigration *migration, VmgMigrationFigures *figures)
{
    virTypedParameter *params = NULL;
    unsigned long long remaining = 0, speed = 0;
    int type = 0, count = 0;

    if (virDomainGetJobStats(migration->domain, &type, &params, &count, 0) < 0)
        return FALSE;
    virTypedParamsGetULLong(params, count, VIR_DOMAIN_JOB_MEMORY_REMAINING, &remaining);
    virTypedParamsGetULLong(params, count, VIR_DOMAIN_JOB_MEMORY_BPS, &speed);
    virTypedParamsFree(params, count);
    figures->remaining_kib = remaining / 1024;
    figures->bytes_per_second = speed;
    return type != VIR_DOMAIN_JOB_NONE;
}
