/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/migrations/outgoing.h"

#include "agent/base/work.h"
#include "base/codes.h"
#include "base/journal.h"
#include "base/sys.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOOK_SECONDS = 1,     /* between two looks at what leaves */
    TOLERANCE = 5,        /* percent above its share that are left alone */
    UNLIMITED_SHIFT = 20, /* libvirt's own limit is what fits, in bytes */
    NUMBER_MAX = 32,      /* bytes of the file with the limit */
};

struct VmgLimits {
    VmgDecisions *decisions;
    VmgWork *work;
    GPtrArray *leaving; /* Leaving *, the newest last */
    guint bandwidth;    /* MiB/s for all together; 0 = no limit */
    guint max_outgoing;
    gboolean end_above;
    guint look; /* source; 0 while nothing leaves */
    void (*changed)(gpointer data);
    gpointer data;
};

/* A guest that leaves. Lives on the main loop but for a Look. */
typedef struct {
    char uuid[VIR_UUID_STRING_BUFLEN];
    virDomain *domain;
    guint set; /* MiB/s that we set for it; 0 = nothing yet */
    gboolean busy;
} Leaving;

typedef struct {
    VmgLimits *limits;
    virDomain *domain;
    guint share, set;
    gboolean end; /* it is one too many */
    gboolean over;
} Look;

static void
leaving_free(gpointer data)
{
    Leaving *leaving = data;

    virDomainFree(leaving->domain);
    g_free(leaving);
}

VmgLimits *
vmg_limits_new(VmgDecisions *decisions, void (*changed)(gpointer data), gpointer data)
{
    VmgLimits *limits = g_new0(VmgLimits, 1);

    limits->decisions = decisions;
    limits->changed = changed;
    limits->data = data;
    limits->work = vmg_work_new(1);
    limits->leaving = g_ptr_array_new_with_free_func(leaving_free);
    return limits;
}

void
vmg_limits_free(VmgLimits *limits)
{
    if (!limits)
        return;
    g_clear_handle_id(&limits->look, g_source_remove);
    vmg_work_free(limits->work);
    g_ptr_array_unref(limits->leaving);
    g_free(limits);
}

guint
vmg_limits_share(guint limit, guint count)
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
vmg_limits_before(const char *path)
{
    g_autofree char *text = vmg_sys_read_file(path, NUMBER_MAX, NULL, NULL);
    guint64 mib = 0;

    if (text)
        g_ascii_string_to_unsigned(g_strstrip(text), 10, 0, G_MAXUINT32, &mib, NULL);
    return (guint)mib;
}

gboolean
vmg_limits_remember(const char *path, guint mib)
{
    g_autofree char *text = g_strdup_printf("%u\n", mib);

    return vmg_sys_write_file(path, text, strlen(text), 0644, NULL);
}

void
vmg_limits_prepare(virDomain *domain, guint mib, guint before, gint64 *last)
{
    /* What nobody limited is libvirt's own already. */
    if (*last < 0 && mib == 0 && before == 0)
        *last = 0;
    if (*last == mib)
        return;
    set_speed(domain, mib);
    *last = mib;
}

/* Bytes a second as it goes now; FALSE where nothing leaves. */
static gboolean
read_speed(virDomain *domain, unsigned long long *bytes)
{
    virTypedParameter *params = NULL;
    int type = VIR_DOMAIN_JOB_NONE, count = 0;

    *bytes = 0;
    if (virDomainGetJobStats(domain, &type, &params, &count, 0) < 0)
        return FALSE;
    virTypedParamsGetULLong(params, count, VIR_DOMAIN_JOB_MEMORY_BPS, bytes);
    virTypedParamsFree(params, count);
    return type == VIR_DOMAIN_JOB_BOUNDED || type == VIR_DOMAIN_JOB_UNBOUNDED;
}

/* A client's own lower limit is left alone: only what is above its share, or was
 * set by us before, is set. */
static void
run_look(gpointer data)
{
    Look *look = data;
    unsigned long long bytes;

    look->over = !read_speed(look->domain, &bytes);
    if (look->over)
        return;
    if (look->end && virDomainAbortJob(look->domain) == 0)
        return;
    if (look->share == 0 || look->share == look->set)
        return;
    if (look->set == 0 && bytes / 1024 * 100 <= (guint64)look->share * 1024 * (100 + TOLERANCE))
        return;
    set_speed(look->domain, look->share);
    look->set = look->share;
}

static Leaving *
find(const VmgLimits *limits, virDomain *domain)
{
    char uuid[VIR_UUID_STRING_BUFLEN];

    if (virDomainGetUUIDString(domain, uuid) < 0)
        return NULL;
    for (guint i = 0; i < limits->leaving->len; i++)
        if (strcmp(((Leaving *)limits->leaving->pdata[i])->uuid, uuid) == 0)
            return limits->leaving->pdata[i];
    return NULL;
}

/* One that stays after all has its whole speed again. */
static void
restore(gpointer data)
{
    const Look *look = data;

    if (look->set)
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
forget(VmgLimits *limits, Leaving *leaving)
{
    Look *look = g_new0(Look, 1);

    look->domain = leaving->domain;
    virDomainRef(look->domain);
    look->set = leaving->set;
    look->share = limits->bandwidth;
    g_ptr_array_remove(limits->leaving, leaving);
    vmg_work_push(limits->work, restore, look_free, look);
    limits->changed(limits->data);
}

static void
look_done(gpointer data)
{
    Look *look = data;
    Leaving *leaving = find(look->limits, look->domain);

    if (leaving) {
        leaving->busy = FALSE;
        leaving->set = look->set;
        if (look->over)
            forget(look->limits, leaving);
    }
    look_free(look);
}

static void
look_at(VmgLimits *limits, Leaving *leaving, gboolean end)
{
    Look *look;

    if (leaving->busy)
        return;
    leaving->busy = TRUE;
    look = g_new0(Look, 1);
    look->limits = limits;
    look->domain = leaving->domain;
    virDomainRef(look->domain);
    look->share = vmg_limits_share(limits->bandwidth, limits->leaving->len);
    look->set = leaving->set;
    look->end = end;
    vmg_work_push(limits->work, run_look, look_done, look);
}

static gboolean
on_look(gpointer data)
{
    VmgLimits *limits = data;

    for (guint i = 0; i < limits->leaving->len; i++)
        look_at(limits, limits->leaving->pdata[i], FALSE);
    if (limits->leaving->len > 0)
        return G_SOURCE_CONTINUE;
    limits->look = 0;
    return G_SOURCE_REMOVE;
}

static gboolean
judge_number(const VmgLimits *limits, virDomain *domain)
{
    gboolean above = limits->leaving->len > limits->max_outgoing;

    if (above)
        vmg_decisions_report(
            limits->decisions, VMG_MESSAGE_ABOVE_LIMIT, "departure", virDomainGetName(domain),
            "concurrency", VMG_CODE_TOO_MANY_OUTGOING,
            g_strdup_printf(
                "%u guests leave this host, [migration] max-outgoing is %u: guest %s %s",
                limits->leaving->len, limits->max_outgoing, virDomainGetName(domain),
                limits->end_above ? "is the newest, its migration is ended" : "is the newest"),
            "send fewer guests at a time, or raise [migration] max-outgoing");
    return above && limits->end_above;
}

void
vmg_limits_iteration(VmgLimits *limits, virDomain *domain)
{
    Leaving *leaving;

    if (find(limits, domain))
        return;
    leaving = g_new0(Leaving, 1);
    virDomainGetUUIDString(domain, leaving->uuid);
    leaving->domain = domain;
    virDomainRef(domain);
    g_ptr_array_add(limits->leaving, leaving);
    look_at(limits, leaving, judge_number(limits, domain));
    if (!limits->look)
        limits->look = g_timeout_add_seconds(LOOK_SECONDS, on_look, limits);
    limits->changed(limits->data);
}

void
vmg_limits_configure(VmgLimits *limits, const VmgConfig *config)
{
    limits->bandwidth = vmg_config_get_uint(config, "migration", "max-bandwidth-mib");
    limits->max_outgoing = vmg_config_get_uint(config, "migration", "max-outgoing");
    limits->end_above = vmg_config_is(config, "migration", "end-above-limit", "yes");
}

void
vmg_limits_clear(VmgLimits *limits)
{
    g_ptr_array_set_size(limits->leaving, 0);
}

guint
vmg_limits_outgoing(const VmgLimits *limits)
{
    return limits->leaving->len;
}

gboolean
vmg_limits_is_idle(const VmgLimits *limits)
{
    return vmg_work_pending(limits->work) == 0;
}
