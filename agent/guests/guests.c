/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/guests.h"

#include "agent/base/work.h"
#include "agent/guests/stamper.h"
#include "agent/migrations/mender.h"
#include "agent/migrations/outgoing.h"

#include <malloc.h>

enum {
    /* With the two of connection.c as many calls as libvirtd takes from a client
     * at a time (max_client_requests). */
    STAMP_THREADS = 3,
    /* libvirt resumes an arriving guest a moment before it lets go of it. */
    SOON_SECONDS = 1,
    /* One in so many is read anew in each facts period: libvirt tells nobody of vCPUs
     * that are plugged in. */
    TURNS = 10,
    /* Who fights over our element is answered once in so many seconds. */
    FIGHT_SECONDS = 5,
};

struct VmgGuests {
    VmgSay *say;
    VmgWork *work;
    VmgSnapshot *snapshot; /* NULL until there are facts */
    GHashTable *by_uuid;   /* Guest * */
    guint soon;            /* source */
    guint turn;            /* below TURNS */
    VmgCommitments *commitments;
    gboolean told;         /* all guests there are, but not all looked at */
    const char *bandwidth; /* file: what guests are limited to, for the next agent */
    guint limited;         /* by the agent before this one, MiB/s; 0 = not */
    guint remembered;      /* what the file says */
    void (*changed)(gpointer data);
    gpointer data;
};

/* Lives on the main loop, but for writes. */
typedef struct {
    gatomicrefcount refs;
    char uuid[VIR_UUID_STRING_BUFLEN];
    virDomain *domain;
    gboolean removed;
    gboolean busy;   /* on a worker thread, or queued for one */
    gboolean again;  /* something happened meanwhile */
    gboolean news;   /* something happened since it was last put off */
    gboolean later;  /* to be tried again at the next facts period */
    gint writes;     /* events of our own that are still to come; atomic */
    gint64 stamped;  /* when we last wrote, monotonic; 0 = never */
    guint turn;      /* in which it is read anew */
    gint64 speed;    /* MiB/s that was set for its migrations; 0 = none, -1 = unknown */
    VmgHost *source; /* where its configuration came from, until that was moved */
} Guest;

typedef struct {
    VmgGuests *guests;
    Guest *guest;
    VmgSnapshot *snapshot;
    VmgStampResult result;
    VmgCommitted *committed;
    const VmgHost *source; /* the guest's, as it is queued */
    gboolean mended;
    GError *mending; /* what went wrong with that */
    GError *error;
} Stamping;

static void
guest_unref(gpointer data)
{
    Guest *guest = data;

    if (!g_atomic_ref_count_dec(&guest->refs))
        return;
    virDomainFree(guest->domain);
    vmg_host_free(guest->source);
    g_free(guest);
}

/* Out of the table; a worker may still hold it. */
static void
guest_remove(gpointer data)
{
    Guest *guest = data;

    guest->removed = TRUE;
    guest_unref(guest);
}

VmgGuests *
vmg_guests_new(const char *bandwidth, VmgSay *say, void (*changed)(gpointer data), gpointer data)
{
    VmgGuests *guests = g_new0(VmgGuests, 1);

    guests->bandwidth = bandwidth;
    guests->limited = vmg_limits_before(bandwidth);
    guests->remembered = guests->limited;
    guests->say = say;
    guests->changed = changed;
    guests->data = data;
    guests->commitments = vmg_commitments_new();
    guests->work = vmg_work_new(STAMP_THREADS);
    guests->by_uuid = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, guest_remove);
    return guests;
}

void
vmg_guests_free(VmgGuests *guests)
{
    if (!guests)
        return;
    g_clear_handle_id(&guests->soon, g_source_remove);
    vmg_work_free(guests->work);
    g_hash_table_unref(guests->by_uuid);
    vmg_commitments_free(guests->commitments);
    vmg_snapshot_unref(guests->snapshot);
    g_free(guests);
}

/* Nothing is being done with the guest. */
static gboolean
is_settled(VmgStampResult result)
{
    return result == VMG_STAMP_WRITTEN || result == VMG_STAMP_SAME;
}

static void
run_stamping(gpointer data)
{
    Stamping *stamping = data;

    stamping->result =
        vmg_stamper_stamp(stamping->guest->domain, stamping->snapshot, &stamping->guest->writes,
                          &stamping->committed, &stamping->error);
    if (is_settled(stamping->result))
        vmg_limits_prepare(stamping->guest->domain, stamping->snapshot->bandwidth_mib,
                           stamping->guests->limited, &stamping->guest->speed);
    if (stamping->source && is_settled(stamping->result))
        vmg_mender_mend(stamping->guest->domain, stamping->source, stamping->snapshot->host,
                        &stamping->mended, &stamping->mending);
}

static void stamping_done(gpointer data);

static void
queue(VmgGuests *guests, Guest *guest)
{
    Stamping *stamping;

    if (!guests->snapshot)
        return;
    if (guest->busy) {
        guest->again = TRUE;
        return;
    }
    guest->busy = TRUE;
    guest->again = guest->later = FALSE;
    stamping = g_new0(Stamping, 1);
    stamping->guests = guests;
    stamping->guest = guest;
    stamping->source = guest->source;
    g_atomic_ref_count_inc(&guest->refs);
    stamping->snapshot = vmg_snapshot_ref(guests->snapshot);
    vmg_work_push(guests->work, run_stamping, stamping_done, stamping);
}

static void
report(const VmgGuests *guests, const Guest *guest, const Stamping *stamping)
{
    const char *name = virDomainGetName(guest->domain);
    g_autofree char *topic = g_strconcat("guest ", guest->uuid, NULL);

    if (stamping->result == VMG_STAMP_FAILED)
        vmg_say_wrong(guests->say, topic, "guest %s is not stamped, and won't migrate: %s", name,
                      stamping->error->message);
    else if (stamping->result == VMG_STAMP_GONE)
        vmg_say_right(guests->say, topic, NULL);
    else if (stamping->result != VMG_STAMP_LATER)
        vmg_say_right(guests->say, topic, "guest %s is stamped", name);
}

/* Those that were put off, and those whose TURN it is. */
static void
retry(VmgGuests *guests, guint turn)
{
    GHashTableIter iter;
    gpointer item;

    g_hash_table_iter_init(&iter, guests->by_uuid);
    while (g_hash_table_iter_next(&iter, NULL, &item)) {
        Guest *guest = item;

        if (guest->later || guest->turn == turn)
            queue(guests, guest);
    }
}

static gboolean
on_soon(gpointer data)
{
    VmgGuests *guests = data;

    guests->soon = 0;
    retry(guests, TURNS);
    return G_SOURCE_REMOVE;
}

/* Once soon, then at each facts period. */
static void
put_off(VmgGuests *guests, Guest *guest)
{
    guest->later = TRUE;
    if (guest->news && !guests->soon)
        guests->soon = g_timeout_add_seconds(SOON_SECONDS, on_soon, guests);
    guest->news = FALSE;
}

static void
forget(VmgGuests *guests, const Guest *guest)
{
    if (vmg_commitments_remove(guests->commitments, guest->uuid))
        guests->changed(guests->data);
    g_hash_table_remove(guests->by_uuid, guest->uuid);
}

static void
take_result(VmgGuests *guests, Guest *guest, const Stamping *stamping)
{
    report(guests, guest, stamping);
    switch (stamping->result) {
    case VMG_STAMP_GONE:
        if (!guest->again)
            forget(guests, guest);
        break;
    case VMG_STAMP_LATER:
    case VMG_STAMP_FAILED:
        put_off(guests, guest);
        break;
    case VMG_STAMP_WRITTEN:
        guest->stamped = g_get_monotonic_time();
        break;
    case VMG_STAMP_SAME:
    default:
        break;
    }
}

static void
take_mending(const VmgGuests *guests, Guest *guest, const Stamping *stamping)
{
    const char *name = virDomainGetName(guest->domain);
    g_autofree char *topic = g_strconcat("configuration of ", guest->uuid, NULL);

    if (!stamping->source || !is_settled(stamping->result))
        return;
    if (stamping->mending) {
        vmg_say_wrong(guests->say, topic,
                      "the configuration of guest %s is still that of its last host: %s", name,
                      stamping->mending->message);
        return;
    }
    if (stamping->mended)
        vmg_say(LOG_INFO, "the configuration of guest %s was moved to this host's devices", name);
    vmg_say_right(guests->say, topic, NULL);
    /* What is defined later is this host's own. */
    g_clear_pointer(&guest->source, vmg_host_free);
}

static void
take_commitment(VmgGuests *guests, Stamping *stamping)
{
    if (stamping->committed &&
        vmg_commitments_put(guests->commitments, g_steal_pointer(&stamping->committed)))
        guests->changed(guests->data);
}

static void
note_complete(VmgGuests *guests)
{
    guests->told = FALSE;
    if (vmg_commitments_complete(guests->commitments, guests->by_uuid))
        guests->changed(guests->data);
}

void
vmg_guests_told(VmgGuests *guests)
{
    guests->told = TRUE;
    if (guests->snapshot && !vmg_guests_are_busy(guests))
        note_complete(guests);
}

static void
stamping_done(gpointer data)
{
    Stamping *stamping = data;
    VmgGuests *guests = stamping->guests;
    Guest *guest = stamping->guest;

    guest->busy = FALSE;
    if (!guest->removed)
        take_commitment(guests, stamping);
    if (!guest->removed)
        take_mending(guests, guest, stamping);
    if (!guest->removed)
        take_result(guests, guest, stamping);
    if (!guest->removed && guest->again)
        queue(guests, guest);
    vmg_snapshot_unref(stamping->snapshot);
    guest_unref(guest);
    g_clear_error(&stamping->error);
    g_clear_error(&stamping->mending);
    vmg_committed_free(stamping->committed);
    g_free(stamping);
    if (guests->told && !vmg_guests_are_busy(guests))
        note_complete(guests);
    /* A burst over many guests leaves its XML with the allocator. */
    if (!vmg_guests_are_busy(guests))
        malloc_trim(0);
}

static void
remember_limit(VmgGuests *guests, guint mib)
{
    if (guests->remembered != mib && vmg_limits_remember(guests->bandwidth, mib))
        guests->remembered = mib;
}

void
vmg_guests_set_facts(VmgGuests *guests, VmgSnapshot *snapshot)
{
    GHashTableIter iter;
    gpointer guest;

    g_clear_pointer(&guests->snapshot, vmg_snapshot_unref);
    guests->snapshot = vmg_snapshot_ref(snapshot);
    remember_limit(guests, snapshot->bandwidth_mib);
    g_hash_table_iter_init(&iter, guests->by_uuid);
    while (g_hash_table_iter_next(&iter, NULL, &guest))
        queue(guests, guest);
    if (guests->told && !vmg_guests_are_busy(guests))
        note_complete(guests);
}

static Guest *
find(const VmgGuests *guests, virDomain *domain)
{
    char uuid[VIR_UUID_STRING_BUFLEN];

    if (virDomainGetUUIDString(domain, uuid) < 0)
        return NULL;
    return g_hash_table_lookup(guests->by_uuid, uuid);
}

static Guest *
add(VmgGuests *guests, virDomain *domain)
{
    Guest *guest = g_new0(Guest, 1);

    g_atomic_ref_count_init(&guest->refs);
    virDomainGetUUIDString(domain, guest->uuid);
    virDomainRef(domain);
    guest->domain = domain;
    guest->speed = -1;
    guest->turn = g_hash_table_size(guests->by_uuid) % TURNS;
    g_hash_table_replace(guests->by_uuid, guest->uuid, guest);
    return guest;
}

void
vmg_guests_look_at(VmgGuests *guests, virDomain *domain, VmgHost *source)
{
    Guest *guest = find(guests, domain);

    if (!guest)
        guest = add(guests, domain);
    /* A worker may be reading the one there is. */
    if (source && !guest->source)
        guest->source = source;
    else
        vmg_host_free(source);
    guest->news = TRUE;
    queue(guests, guest);
}

/* Each write of ours comes back as one event. */
static gboolean
is_our_own(Guest *guest)
{
    gint writes = g_atomic_int_get(&guest->writes);

    return writes > 0 && g_atomic_int_compare_and_exchange(&guest->writes, writes, writes - 1);
}

void
vmg_guests_metadata_changed(VmgGuests *guests, virDomain *domain)
{
    Guest *guest = find(guests, domain);

    if (!guest || is_our_own(guest))
        return;
    if (guest->stamped &&
        g_get_monotonic_time() - guest->stamped < (gint64)FIGHT_SECONDS * G_USEC_PER_SEC)
        guest->later = TRUE;
    else
        queue(guests, guest);
}

gboolean
vmg_guests_arrived(VmgGuests *guests, virDomain *domain)
{
    const Guest *guest = find(guests, domain);

    return guest && vmg_commitments_arrived(guests->commitments, guest->uuid);
}

void
vmg_guests_remove(VmgGuests *guests, virDomain *domain)
{
    const Guest *guest = find(guests, domain);
    g_autofree char *topic = guest ? g_strconcat("guest ", guest->uuid, NULL) : NULL;

    if (!guest)
        return;
    vmg_say_right(guests->say, topic, NULL);
    forget(guests, guest);
}

void
vmg_guests_clear(VmgGuests *guests)
{
    g_hash_table_remove_all(guests->by_uuid);
}

void
vmg_guests_retry(VmgGuests *guests)
{
    guests->turn = (guests->turn + 1) % TURNS;
    retry(guests, guests->turn);
}

const VmgCommitments *
vmg_guests_commitments(const VmgGuests *guests)
{
    return guests->commitments;
}

gboolean
vmg_guests_have(const VmgGuests *guests, virDomain *domain)
{
    return find(guests, domain) != NULL;
}

guint
vmg_guests_count(const VmgGuests *guests)
{
    return g_hash_table_size(guests->by_uuid);
}

gboolean
vmg_guests_are_busy(const VmgGuests *guests)
{
    return vmg_work_pending(guests->work) > 0;
}
