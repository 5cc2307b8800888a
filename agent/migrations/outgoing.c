/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/migrations/outgoing.h"

#include "agent/base/work.h"
#include "agent/facts/manager.h"
#include "agent/virt/busy.h"
#include "base/codes.h"
#include "base/journal.h"
#include "base/sys.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOOK_MS = 250, /* milliseconds between two looks at leaving guests: libvirt has no event for a
                      migration that failed */
    THREADS = 2,   /* two threads, because a guest whose QEMU hangs blocks one of them */
    /* a migration is limited if it is faster than its share by more than this percentage */
    TOLERANCE = 5,
    /* a measured speed that differs from a limit by at most this percentage shows that the limit is
     * in use */
    NEAR = 10,
    LOOKS_MIN = 4, /* how often the speed is measured before a limit is set */
    /* libvirt's default limit is the largest 64-bit number of bytes; a shift by 20 bits converts
     * it to MiB */
    UNLIMITED_SHIFT = 20,
    NUMBER_MAX = 32, /* bytes: a file that keeps the limit is read only if it is not longer */
};

struct VmgOutgoing {
    VmgDecisions *decisions;
    VmgWork *work;
    GPtrArray *leaving; /* Leaving *, the newest last; also guests whose job is not known yet */
    guint bandwidth;    /* MiB/s for all migrations together; 0 = no limit */
    guint max_outgoing;
    gboolean end_above;
    guint look; /* the source of the timer; 0 while no guest leaves */
    const VmgOutgoingEvents *events;
    gpointer data;
};

/* A guest with a job, which may be a migration out of this host. Only the main loop uses this; a
 * worker gets a Look. */
typedef struct {
    char uuid[VIR_UUID_STRING_BUFLEN];
    virDomain *domain;
    VmgSpeed speed;
    gboolean leaves; /* libvirt has confirmed that the job is a migration out */
    gboolean busy;
} Leaving;

typedef enum {
    JOB_NONE,
    JOB_UNKNOWN, /* libvirt was not asked for the job, because the guest is busy
                    (agent/virt/busy.h): an answer may never come */
    JOB_OTHER, /* a save, a dump or a snapshot: libvirt reports iterations of these jobs as well */
    JOB_MIGRATION,
} Job;

typedef struct {
    VmgOutgoing *outgoing;
    virDomain *domain;
    guint share; /* MiB/s; 0 = no limit */
    VmgSpeed speed;
    gboolean end; /* there are too many migrations: end this one */
    Job job;
} Look;

static void
leaving_free(gpointer data)
{
    Leaving *leaving = data;

    virDomainFree(leaving->domain);
    g_free(leaving);
}

VmgOutgoing *
vmg_outgoing_new(VmgDecisions *decisions, const VmgOutgoingEvents *events, gpointer data)
{
    VmgOutgoing *outgoing = g_new0(VmgOutgoing, 1);

    outgoing->decisions = decisions;
    outgoing->events = events;
    outgoing->data = data;
    outgoing->work = vmg_work_new(THREADS);
    outgoing->leaving = g_ptr_array_new_with_free_func(leaving_free);
    return outgoing;
}

void
vmg_outgoing_free(VmgOutgoing *outgoing)
{
    if (!outgoing)
        return;
    g_clear_handle_id(&outgoing->look, g_source_remove);
    vmg_work_free(outgoing->work);
    g_ptr_array_unref(outgoing->leaving);
    g_free(outgoing);
}

guint
vmg_outgoing_share(guint limit, guint count)
{
    return limit == 0 ? 0 : MAX(1, limit / MAX(1, count));
}

static void
set_speed(virDomain *domain, guint mib)
{
    unsigned long speed = mib ? mib : (unsigned long)G_MAXINT64 >> UNLIMITED_SHIFT;

    virDomainMigrateSetMaxSpeed(domain, speed, 0);
    virDomainMigrateSetMaxSpeed(domain, speed, VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY);
}

guint
vmg_outgoing_before(const char *path)
{
    g_autofree char *text = vmg_sys_read_file(path, NUMBER_MAX, NULL, NULL);
    guint64 mib = 0;

    if (text)
        g_ascii_string_to_unsigned(g_strstrip(text), 10, 0, G_MAXUINT32, &mib, NULL);
    return (guint)mib;
}

gboolean
vmg_outgoing_remember(const char *path, guint mib)
{
    g_autofree char *text = g_strdup_printf("%u\n", mib);

    return vmg_sys_write_file(path, text, strlen(text), 0644, NULL);
}

gboolean
vmg_outgoing_is_prepared(guint mib, guint before, gint64 *last)
{
    /* If no limit is configured and the agent before this one had set none, the guest still has
     * libvirt's default. */
    if (*last < 0 && mib == 0 && before == 0)
        *last = 0;
    return *last == mib;
}

void
vmg_outgoing_prepare(virDomain *domain, guint mib, guint before, gint64 *last)
{
    if (vmg_outgoing_is_prepared(mib, before, last))
        return;
    set_speed(domain, mib);
    *last = mib;
}

/* The guest's job, and the bytes a second that it sends now. */
static Job
read_job(virDomain *domain, unsigned long long *bytes)
{
    virTypedParameter *params = NULL;
    int type = VIR_DOMAIN_JOB_NONE, count = 0, operation = VIR_DOMAIN_JOB_OPERATION_UNKNOWN;

    *bytes = 0;
    if (vmg_busy(domain) != VMG_BUSY_NOT)
        return JOB_UNKNOWN;
    if (virDomainGetJobStats(domain, &type, &params, &count, 0) < 0)
        return JOB_NONE;
    virTypedParamsGetULLong(params, count, VIR_DOMAIN_JOB_MEMORY_BPS, bytes);
    virTypedParamsGetInt(params, count, VIR_DOMAIN_JOB_OPERATION, &operation);
    virTypedParamsFree(params, count);
    if (type != VIR_DOMAIN_JOB_BOUNDED && type != VIR_DOMAIN_JOB_UNBOUNDED)
        return JOB_NONE;
    return operation == VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT ? JOB_MIGRATION : JOB_OTHER;
}

static gboolean
is_above(guint64 bytes, guint mib, guint percent)
{
    return bytes / 1024 * 100 > (guint64)mib * 1024 * (100 + percent);
}

/* The speed that the migration would have without this agent. If a client has set a limit when
 * it started the migration, libvirt does not report this limit, but the measured speed shows it. */
static guint
guess_own(guint64 limit, guint64 bytes)
{
    const guint64 mib = 1024UL * 1024, percent = 100;
    guint64 measured = (bytes + mib / 2) / mib;

    if (measured * percent >= limit * (percent - NEAR) &&
        measured * percent <= limit * (percent + NEAR))
        return (guint)limit;
    return (guint)CLAMP(measured, 1, G_MAXUINT32);
}

guint
vmg_outgoing_steer(VmgSpeed *speed, guint share, guint64 limit, guint64 bytes)
{
    guint wanted = MIN(share, speed->own);

    if (share == 0)
        return 0;
    if (speed->set == 0) {
        speed->looks++;
        if (limit != speed->limit)
            speed->fastest = 0;
        speed->limit = limit;
        speed->fastest = MAX(speed->fastest, bytes);
        if (speed->looks < LOOKS_MIN || !is_above(bytes, share, TOLERANCE))
            return 0;
        speed->own = guess_own(limit, speed->fastest);
        wanted = share;
    } else if (limit != speed->set) {
        /* somebody has set another limit after this agent */
        speed->own = (guint)CLAMP(limit, 1, G_MAXUINT32);
        speed->set = 0;
        if (limit <= share)
            return 0;
        wanted = share;
    }
    if (wanted == speed->set)
        return 0;
    speed->set = wanted;
    return wanted;
}

static void
steer(Look *look, guint64 bytes)
{
    unsigned long limit = 0;
    guint mib;

    if (look->share == 0 || virDomainMigrateGetMaxSpeed(look->domain, &limit, 0) < 0)
        return;
    mib = vmg_outgoing_steer(&look->speed, look->share, limit, bytes);
    if (mib > 0)
        set_speed(look->domain, mib);
}

static void
run_look(gpointer data)
{
    Look *look = data;
    unsigned long long bytes;

    look->job = read_job(look->domain, &bytes);
    if (look->job != JOB_MIGRATION || (look->end && virDomainAbortJob(look->domain) == 0))
        return;
    steer(look, bytes);
}

static Leaving *
find(const VmgOutgoing *outgoing, virDomain *domain)
{
    char uuid[VIR_UUID_STRING_BUFLEN];

    if (virDomainGetUUIDString(domain, uuid) < 0)
        return NULL;
    for (guint i = 0; i < outgoing->leaving->len; i++)
        if (strcmp(((Leaving *)outgoing->leaving->pdata[i])->uuid, uuid) == 0)
            return outgoing->leaving->pdata[i];
    return NULL;
}

/* Gives guests whose migration has failed their full speed back. */
static void
restore(gpointer data)
{
    const Look *look = data;

    if (look->speed.set)
        set_speed(look->domain, look->share);
}

static void
look_free(gpointer data)
{
    Look *look = data;

    virDomainFree(look->domain);
    g_free(look);
}

static void
forget(VmgOutgoing *outgoing, Leaving *leaving)
{
    gboolean left = leaving->leaves;
    Look *look = g_new0(Look, 1);

    look->domain = leaving->domain;
    virDomainRef(look->domain);
    look->speed = leaving->speed;
    look->share = outgoing->bandwidth;
    g_ptr_array_remove(outgoing->leaving, leaving);
    vmg_work_push(outgoing->work, restore, look_free, look);
    if (left)
        outgoing->events->ended(outgoing->data);
}

static void look_at(VmgOutgoing *outgoing, Leaving *leaving, gboolean end);

static gboolean
judge_number(const VmgOutgoing *outgoing, virDomain *domain)
{
    guint count = vmg_outgoing_count(outgoing);
    gboolean above = count > outgoing->max_outgoing;

    if (above)
        vmg_decisions_report(
            outgoing->decisions, VMG_MESSAGE_ABOVE_LIMIT, "departure", virDomainGetName(domain),
            "concurrency", VMG_CODE_TOO_MANY_OUTGOING,
            g_strdup_printf(
                "%u guests leave this host, [migration] max-outgoing is %u: guest %s %s", count,
                outgoing->max_outgoing, virDomainGetName(domain),
                outgoing->end_above ? "is the newest, its migration is ended" : "is the newest"),
            "send fewer guests at a time; if this host can send more: raise [migration] "
            "max-outgoing "
            "in guard.conf");
    return above && outgoing->end_above;
}

/* The job is a migration out of this host, and is counted from now on. */
static void
begin(VmgOutgoing *outgoing, Leaving *leaving)
{
    leaving->leaves = TRUE;
    if (judge_number(outgoing, leaving->domain))
        look_at(outgoing, leaving, TRUE);
    outgoing->events->changed(outgoing->data);
}

static void
look_done(gpointer data)
{
    Look *look = data;
    Leaving *leaving = find(look->outgoing, look->domain);

    if (leaving) {
        leaving->busy = FALSE;
        leaving->speed = look->speed;
        if (look->job == JOB_NONE || look->job == JOB_OTHER)
            forget(look->outgoing, leaving);
        else if (look->job == JOB_MIGRATION && !leaving->leaves)
            begin(look->outgoing, leaving);
    }
    look_free(look);
}

static void
look_at(VmgOutgoing *outgoing, Leaving *leaving, gboolean end)
{
    Look *look;

    if (leaving->busy)
        return;
    leaving->busy = TRUE;
    look = g_new0(Look, 1);
    look->outgoing = outgoing;
    look->domain = leaving->domain;
    virDomainRef(look->domain);
    /* look->share is 0, which means no limit, until the job is known to be a migration. */
    look->share =
        leaving->leaves ? vmg_outgoing_share(outgoing->bandwidth, vmg_outgoing_count(outgoing)) : 0;
    look->speed = leaving->speed;
    look->end = end;
    vmg_work_push(outgoing->work, run_look, look_done, look);
}

static gboolean
on_look(gpointer data)
{
    VmgOutgoing *outgoing = data;

    for (guint i = 0; i < outgoing->leaving->len; i++)
        look_at(outgoing, outgoing->leaving->pdata[i], FALSE);
    if (outgoing->leaving->len > 0)
        return G_SOURCE_CONTINUE;
    outgoing->look = 0;
    return G_SOURCE_REMOVE;
}

void
vmg_outgoing_iteration(VmgOutgoing *outgoing, virDomain *domain)
{
    Leaving *leaving;

    if (find(outgoing, domain))
        return;
    leaving = g_new0(Leaving, 1);
    virDomainGetUUIDString(domain, leaving->uuid);
    leaving->domain = domain;
    virDomainRef(domain);
    g_ptr_array_add(outgoing->leaving, leaving);
    look_at(outgoing, leaving, FALSE);
    if (!outgoing->look)
        outgoing->look = g_timeout_add(LOOK_MS, on_look, outgoing);
}

void
vmg_outgoing_stopped(VmgOutgoing *outgoing, virDomain *domain)
{
    Leaving *leaving = find(outgoing, domain);
    gboolean left = leaving && leaving->leaves;

    if (leaving)
        g_ptr_array_remove(outgoing->leaving, leaving);
    if (left)
        outgoing->events->ended(outgoing->data);
}

/* The limit of outgoing migrations if guard.conf sets none. On hosts of VDSM there is then no
 * limit, because VDSM has limits of its own. lib/checks/concurrency.c has the same rule. */
static guint
usual_limit(void)
{
    return strcmp(vmg_manager_find(""), VMG_MANAGER_VDSM) == 0 ? G_MAXUINT : VMG_CONFIG_MIGRATIONS;
}

void
vmg_outgoing_configure(VmgOutgoing *outgoing, const VmgConfig *config)
{
    outgoing->bandwidth = vmg_config_get_uint(config, "migration", "max-bandwidth-mib");
    outgoing->max_outgoing = vmg_config_get(config, "migration", "max-outgoing")
                                 ? vmg_config_get_uint(config, "migration", "max-outgoing")
                                 : usual_limit();
    outgoing->end_above = vmg_config_is(config, "migration", "end-above-limit", "yes");
}

void
vmg_outgoing_clear(VmgOutgoing *outgoing)
{
    g_ptr_array_set_size(outgoing->leaving, 0);
}

guint
vmg_outgoing_count(const VmgOutgoing *outgoing)
{
    guint count = 0;

    for (guint i = 0; i < outgoing->leaving->len; i++)
        count += ((const Leaving *)outgoing->leaving->pdata[i])->leaves ? 1 : 0;
    return count;
}

gboolean
vmg_outgoing_is_idle(const VmgOutgoing *outgoing)
{
    return vmg_work_pending(outgoing->work) == 0;
}
