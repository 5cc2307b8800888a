/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/guests.h"

#include "agent/base/work.h"
#include "agent/guests/roll.h"
#include "agent/guests/stamping.h"
#include "agent/migrations/outgoing.h"
#include "base/sys.h"

#include <malloc.h>

enum {
    /* The sizes of the three thread pools. libvirtd works on 5 requests of a connection at a time
     * (max_client_requests), so only 4 threads make calls that can hang with a guest's QEMU: the
     * slow thread here, two of migrations/outgoing.c and one of virt/connection.c. */
    LOOK_THREADS = 2,
    WRITE_THREADS = 1,
    SLOW_THREADS = 1,
    /* Each facts period reads every tenth guest again: libvirt sends no event for a new vCPU. */
    TURNS = 10,
};

struct VmgGuests {
    VmgSay *say;
    VmgWork *looks;        /* workers that read guests; they never wait for a QEMU */
    VmgWork *writes;       /* workers that write to guests whose QEMU answers */
    VmgWork *slow;         /* workers whose calls may hang with a QEMU */
    VmgSnapshot *snapshot; /* NULL until the agent has read the facts */
    GHashTable *by_uuid;   /* VmgTracked * */
    guint soon;            /* GSource of the next timer; 0 = none */
    gint64 soon_at;        /* monotonic time at which the timer SOON fires */
    guint turn;            /* the turn (0 to TURNS - 1) of the guests that are read again next */
    VmgCommitments *commitments;
    VmgRoll *roll;
    gboolean told; /* libvirt has listed all guests, but some of them were not looked at yet */
    /* the file that tells the next agent which bandwidth this agent has set */
    const char *bandwidth;
    guint limited;    /* bandwidth that the agent before this one had set, MiB/s; 0 = none */
    guint remembered; /* the number that the file BANDWIDTH has now, MiB/s */
    const VmgGuestsEvents *events;
    gpointer data;
};

/* Called when a guest is removed from the table. A worker may still use the guest. */
static void
guest_remove(gpointer data)
{
    VmgTracked *guest = data;

    guest->removed = TRUE;
    vmg_tracked_unref(guest);
}

VmgGuests *
vmg_guests_new(const char *bandwidth, VmgSay *say, const VmgGuestsEvents *events, gpointer data)
{
    VmgGuests *guests = g_new0(VmgGuests, 1);

    guests->bandwidth = bandwidth;
    guests->limited = vmg_outgoing_before(bandwidth);
    guests->remembered = guests->limited;
    guests->say = say;
    guests->events = events;
    guests->roll = vmg_roll_new();
    guests->data = data;
    guests->commitments = vmg_commitments_new();
    guests->looks = vmg_work_new(LOOK_THREADS);
    guests->writes = vmg_work_new(WRITE_THREADS);
    guests->slow = vmg_work_new(SLOW_THREADS);
    guests->by_uuid = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, guest_remove);
    return guests;
}

void
vmg_guests_free(VmgGuests *guests)
{
    if (!guests)
        return;
    g_clear_handle_id(&guests->soon, g_source_remove);
    vmg_work_free(guests->looks);
    vmg_work_free(guests->writes);
    vmg_work_free(guests->slow);
    g_hash_table_unref(guests->by_uuid);
    vmg_commitments_free(guests->commitments);
    vmg_roll_free(guests->roll);
    vmg_snapshot_unref(guests->snapshot);
    g_free(guests);
}

static void look_done(gpointer data);

static void
queue(VmgGuests *guests, VmgTracked *guest)
{
    if (!guests->snapshot)
        return;
    if (guest->busy) {
        guest->again = TRUE;
        return;
    }
    guest->busy = TRUE;
    guest->again = FALSE;
    guest->due = 0;
    vmg_work_push(guests->looks, vmg_stamping_run_look, look_done,
                  vmg_stamping_new(guest, guests->snapshot, guests));
}

static void
speed_done(gpointer data)
{
    VmgStamping *speed = data;

    speed->guest->speeding = FALSE;
    vmg_stamping_free(speed);
}

/* Lets a worker set the guest's migration bandwidth, if it is not set yet. */
static void
set_speed(VmgGuests *guests, VmgTracked *guest)
{
    VmgStamping *speed;

    if (guest->speeding ||
        vmg_outgoing_is_prepared(guests->snapshot->bandwidth_mib, guests->limited, &guest->speed))
        return;
    guest->speeding = TRUE;
    speed = vmg_stamping_new(guest, guests->snapshot, guests);
    speed->limited = guests->limited;
    vmg_work_push(guests->slow, vmg_stamping_run_speed, speed_done, speed);
}

/* Looks at each guest whose planned look is due, and at each guest that has no planned look and
 * whose turn is TURN. Returns the time of the next planned look; G_MAXINT64 if there is none. */
static gint64
retry(VmgGuests *guests, guint turn, gint64 now)
{
    GHashTableIter iter;
    gpointer item;
    gint64 next = G_MAXINT64;

    g_hash_table_iter_init(&iter, guests->by_uuid);
    while (g_hash_table_iter_next(&iter, NULL, &item)) {
        VmgTracked *guest = item;

        if (guest->due > now)
            next = MIN(next, guest->due);
        else if (guest->due || guest->turn == turn)
            queue(guests, guest);
    }
    return next;
}

static gboolean on_soon(gpointer data);

/* Starts a timer if the agent must read a guest again (and stamp it if necessary) within a few
 * seconds. If DUE is later, the agent reads the guest in the first facts period after DUE. */
static void
arm(VmgGuests *guests, gint64 due, gint64 now)
{
    gint64 ms = (due - now) / 1000 + 1;

    if (due <= now || ms > (gint64)VMG_TRACKED_SOON_SECONDS * 1000 ||
        (guests->soon && guests->soon_at <= due))
        return;
    g_clear_handle_id(&guests->soon, g_source_remove);
    guests->soon = g_timeout_add((guint)ms, on_soon, guests);
    guests->soon_at = due;
}

static gboolean
on_soon(gpointer data)
{
    VmgGuests *guests = data;
    gint64 now = g_get_monotonic_time();

    guests->soon = 0;
    arm(guests, retry(guests, TURNS, now), now);
    return G_SOURCE_REMOVE;
}

static void
put_off(VmgGuests *guests, VmgTracked *guest, VmgStampResult result)
{
    gint64 now = g_get_monotonic_time();

    vmg_tracked_put_off(guest, result, now);
    arm(guests, guest->due, now);
}

/* If the guest was stamped a moment ago, plans a look some seconds later and returns TRUE. */
static gboolean
damp(VmgGuests *guests, VmgTracked *guest)
{
    gint64 now = g_get_monotonic_time();

    if (!vmg_tracked_damp(guest, now))
        return FALSE;
    arm(guests, guest->due, now);
    return TRUE;
}

static void
forget(VmgGuests *guests, const VmgTracked *guest)
{
    if (vmg_roll_leave(guests->roll, guest->uuid, vmg_sys_monotonic_seconds()))
        guests->events->rolled(guests->data);
    if (vmg_commitments_remove(guests->commitments, guest->uuid))
        guests->events->changed(guests->data);
    g_hash_table_remove(guests->by_uuid, guest->uuid);
}

/* Puts what is known about the guest into the list for the other hosts. */
static void
tell(VmgGuests *guests, const VmgTracked *guest, gboolean stamped)
{
    if (vmg_tracked_tell(guest, stamped, guests->roll))
        guests->events->rolled(guests->data);
}

static void
take_result(VmgGuests *guests, VmgTracked *guest, const VmgStamping *stamping)
{
    vmg_stamping_report(stamping, guests->say);
    switch (stamping->result) {
    case VMG_STAMP_GONE:
        if (!guest->again)
            forget(guests, guest);
        break;
    case VMG_STAMP_LATER:
    case VMG_STAMP_BUSY:
    case VMG_STAMP_FAILED:
        put_off(guests, guest, stamping->result);
        break;
    case VMG_STAMP_WRITTEN:
        guest->stamped = g_get_monotonic_time();
        guest->refusals = 0;
        tell(guests, guest, TRUE);
        break;
    case VMG_STAMP_SAME:
        guest->refusals = 0;
        tell(guests, guest, TRUE);
        break;
    case VMG_STAMP_WANTED:
    default:
        break;
    }
}

/* Stores what the guest commits. An estimate does not replace values from the guest's XML. */
static void
take_commitment(VmgGuests *guests, VmgStamping *look)
{
    if (!look->committed ||
        (look->bare && vmg_commitments_have(guests->commitments, look->guest->uuid)))
        return;
    if (vmg_commitments_put(guests->commitments, g_steal_pointer(&look->committed)))
        guests->events->changed(guests->data);
}

/* Once all guests that libvirt has listed were looked at, removes the guests that no longer
 * exist. It does not matter whether every guest could be stamped. */
static void
note_complete(VmgGuests *guests)
{
    if (!guests->told || !guests->snapshot || vmg_work_pending(guests->looks) > 0)
        return;
    guests->told = FALSE;
    if (vmg_roll_complete(guests->roll, guests->by_uuid, vmg_sys_monotonic_seconds()))
        guests->events->rolled(guests->data);
    if (vmg_commitments_complete(guests->commitments, guests->by_uuid))
        guests->events->changed(guests->data);
}

void
vmg_guests_told(VmgGuests *guests)
{
    guests->told = TRUE;
    note_complete(guests);
}

/* Whether workers are busy, without counting the calls that may hang. */
static gboolean
is_working(const VmgGuests *guests)
{
    return vmg_work_pending(guests->looks) > 0 || vmg_work_pending(guests->writes) > 0;
}

/* Called when a worker has finished with the guest. */
static void
settle(VmgGuests *guests, VmgTracked *guest)
{
    guest->busy = FALSE;
    if (!guest->removed && guest->again)
        queue(guests, guest);
    /* After many guests were read at once, give the memory of their XML back to the system. */
    if (!is_working(guests))
        malloc_trim(0);
}

static void
stamping_done(gpointer data)
{
    VmgStamping *stamping = data;
    VmgGuests *guests = stamping->owner;
    VmgTracked *guest = stamping->guest;

    if (!guest->removed) {
        vmg_stamping_take_mending(stamping, guests->say);
        take_result(guests, guest, stamping);
    }
    if (!guest->removed && vmg_stamping_is_settled(stamping))
        set_speed(guests, guest);
    settle(guests, guest);
    vmg_stamping_free(stamping);
}

/* If the guest has kept libvirt waiting before, its stamp is written by a thread for slow calls,
 * so that other guests do not have to wait. */
static void
write_stamp(VmgGuests *guests, VmgTracked *guest)
{
    vmg_work_push(guest->refusals > 0 ? guests->slow : guests->writes, vmg_stamping_run_write,
                  stamping_done, vmg_stamping_new(guest, guests->snapshot, guests));
}

static void
look_done(gpointer data)
{
    VmgStamping *look = data;
    VmgGuests *guests = look->owner;
    VmgTracked *guest = look->guest;

    if (!guest->removed) {
        take_commitment(guests, look);
        tell(guests, guest, FALSE);
    }
    if (!guest->removed && vmg_stamping_is_wanted(look)) {
        write_stamp(guests, guest);
    } else {
        if (!guest->removed)
            take_result(guests, guest, look);
        if (!guest->removed && vmg_stamping_is_settled(look))
            set_speed(guests, guest);
        settle(guests, guest);
    }
    vmg_stamping_free(look);
    note_complete(guests);
}

static void
remember_limit(VmgGuests *guests, guint mib)
{
    if (guests->remembered != mib && vmg_outgoing_remember(guests->bandwidth, mib))
        guests->remembered = mib;
}

void
vmg_guests_set_facts(VmgGuests *guests, VmgSnapshot *snapshot, gboolean urgent)
{
    GHashTableIter iter;
    gpointer guest;

    g_clear_pointer(&guests->snapshot, vmg_snapshot_unref);
    guests->snapshot = vmg_snapshot_ref(snapshot);
    remember_limit(guests, snapshot->bandwidth_mib);
    g_hash_table_iter_init(&iter, guests->by_uuid);
    while (g_hash_table_iter_next(&iter, NULL, &guest))
        if (urgent || !damp(guests, guest))
            queue(guests, guest);
    note_complete(guests);
}

static VmgTracked *
find(const VmgGuests *guests, virDomain *domain)
{
    char uuid[VIR_UUID_STRING_BUFLEN];

    if (virDomainGetUUIDString(domain, uuid) < 0)
        return NULL;
    return g_hash_table_lookup(guests->by_uuid, uuid);
}

static VmgTracked *
find_or_add(VmgGuests *guests, virDomain *domain)
{
    VmgTracked *guest = find(guests, domain);

    if (guest)
        return guest;
    guest = vmg_tracked_new(domain, g_hash_table_size(guests->by_uuid) % TURNS);
    guest->remembered.serial.value = vmg_roll_serial(guests->roll, guest->uuid);
    g_hash_table_replace(guests->by_uuid, guest->uuid, guest);
    return guest;
}

void
vmg_guests_look_at(VmgGuests *guests, virDomain *domain, VmgHost *source)
{
    VmgTracked *guest = find_or_add(guests, domain);

    /* A worker may be reading the host that guest->source points to: do not replace it. */
    if (source && !guest->source)
        guest->source = source;
    else
        vmg_host_free(source);
    guest->news = TRUE;
    queue(guests, guest);
}

/* libvirt sends one event for each stamp that the agent itself has written. Returns TRUE if the
 * event is one of these. */
static gboolean
is_our_own(VmgTracked *guest)
{
    gint writes = g_atomic_int_get(&guest->writes);

    return writes > 0 && g_atomic_int_compare_and_exchange(&guest->writes, writes, writes - 1);
}

void
vmg_guests_metadata_changed(VmgGuests *guests, virDomain *domain)
{
    VmgTracked *guest = find(guests, domain);

    if (!guest || is_our_own(guest))
        return;
    if (!damp(guests, guest))
        queue(guests, guest);
}

gboolean
vmg_guests_arrived(VmgGuests *guests, virDomain *domain)
{
    const VmgTracked *guest = find(guests, domain);

    return guest && vmg_commitments_arrived(guests->commitments, guest->uuid);
}

void
vmg_guests_resumed(VmgGuests *guests, virDomain *domain)
{
    g_atomic_int_set(&find_or_add(guests, domain)->remembered.resumed, TRUE);
}

void
vmg_guests_remove(VmgGuests *guests, virDomain *domain)
{
    const VmgTracked *guest = find(guests, domain);
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
    gint64 now = g_get_monotonic_time();

    guests->turn = (guests->turn + 1) % TURNS;
    arm(guests, retry(guests, guests->turn, now), now);
}

VmgCommitments *
vmg_guests_commitments(const VmgGuests *guests)
{
    return guests->commitments;
}

GPtrArray *
vmg_guests_roll(VmgGuests *guests)
{
    return vmg_roll_list(guests->roll, vmg_sys_monotonic_seconds());
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
    return is_working(guests) || vmg_work_pending(guests->slow) > 0;
}
