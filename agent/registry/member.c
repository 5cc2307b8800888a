/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/registry/member.h"

#include "agent/registry/guests.h"
#include "agent/registry/neighbours.h"
#include "agent/registry/peer.h"
#include "agent/registry/registry.h"
#include "base/error.h"
#include "base/neutral.h"
#include "base/sys.h"

#include <string.h>

enum {
    RENEWALS = 3, /* renewals in the time of one lease; two of them may be lost */
    /* how long changes of guests are collected before they are published, milliseconds */
    TELL_MS = 100,
    /* an entry is signed again after this many leases; after four leases without a new signature,
     * other hosts count the host as silent */
    SIGNED_LEASES = 2,
};

/* The task of one thread, and its result. */
typedef struct {
    VmgMember *member; /* used on the main loop only; NULL after the member has left the registry */
    VmgRegistry *registry;
    VmgNeighbours *neighbours;
    VmgSnapshot *snapshot;
    GPtrArray *guests;
    /* the guests' domain XML, char *; NULL if it is unknown, or if it could not be published */
    GPtrArray *domains;
    gboolean showing; /* DOMAINS must be published */
    guint lease;
    guint64 order;    /* order of the last entry that was written; 0 = none was written yet */
    gboolean changed; /* the entry must be written, not only renewed */
    /* the text of the last brief entry without its signature; NULL = none was written */
    char *briefed;
    /* the brief entry must be signed again, although its content is the same */
    gboolean sign;
    gboolean wrote; /* the brief entry was written */
    GError *error;
} Piece;

struct VmgMember {
    VmgSay *say;
    const char *peers;
    VmgRegistry *registry; /* NULL if no registry is configured */
    /* NULL if there is no registry, or while a thread uses the neighbours */
    VmgNeighbours *neighbours;
    Piece *piece;          /* the task that a thread is working on; NULL = none */
    char *settings;        /* the settings that the registry was opened with */
    guint lease;           /* seconds */
    guint renewal;         /* GSource of the renewals; 0 = none */
    VmgSnapshot *snapshot; /* NULL until the agent has read the facts */
    GPtrArray *guests;     /* VmgPeerGuest *; NULL: the guests are not known yet */
    guint telling;         /* GSource that publishes the guests soon; 0 = nothing to publish */
    char *published;       /* the published facts without their date; NULL = nothing is published */
    GPtrArray *domains;    /* the guests' domain XML, char *; NULL until it is known */
    GPtrArray *shown;      /* the domain XML that is published; NULL = none */
    gboolean again;        /* the facts changed while a thread was writing the entry */
    guint64 order;         /* order of the last entry that was written; 0 = none was written yet */
    /* the text of the last brief entry without its signature; NULL = none was written */
    char *briefed;
    gint64 wrote;    /* monotonic time when the brief entry was last written, seconds */
    gint64 began;    /* monotonic time when the thread was started, seconds */
    gboolean failed; /* the last task failed: the entry must be written, not only renewed */
};

/* The order of the next entry: the present time in milliseconds, or a greater number if an earlier
 * entry had the same or a higher order. The clock can have been set back, and other hosts do not
 * believe an entry with a lower order. */
static guint64
next_order(const Piece *piece, const char *uuid)
{
    guint64 before = MAX(piece->order, vmg_neighbours_order(piece->neighbours, uuid));

    return MAX(before + 1, (guint64)g_get_real_time() / 1000);
}

/* Writes the brief entry, which other agents read, if its content has changed. The brief entry gets
 * the order of the facts. The facts are always written first, so the order of the facts in the
 * registry is never lower than the order of the brief entry. */
static gboolean
write_brief(Piece *piece)
{
    const VmgSnapshot *snapshot = piece->snapshot;
    g_autofree char *plain =
        vmg_peer_publish_brief(snapshot->host, piece->guests, 0, piece->lease, NULL);
    g_autofree char *text = NULL;

    if (!piece->sign && g_strcmp0(plain, piece->briefed) == 0)
        return TRUE;
    text = vmg_peer_publish_brief(snapshot->host, piece->guests, piece->order, piece->lease,
                                  snapshot->key);
    g_clear_pointer(&piece->briefed, g_free);
    if (!vmg_registry_put_brief(piece->registry, snapshot->host->view.uuid, text, &piece->error))
        return FALSE;
    piece->briefed = g_steal_pointer(&plain);
    piece->wrote = TRUE;
    return TRUE;
}

static gboolean
write_entry(Piece *piece)
{
    const VmgSnapshot *snapshot = piece->snapshot;
    const char *uuid = snapshot->host->view.uuid;
    g_autofree char *text = NULL;

    /* the agent has just started: read which order this host's last entry had */
    if (piece->order == 0)
        vmg_neighbours_look(piece->neighbours, piece->registry, snapshot->key, NULL);
    piece->order = next_order(piece, uuid);
    text =
        vmg_peer_publish(snapshot->host, piece->guests, piece->order, piece->lease, snapshot->key);
    return vmg_registry_put(piece->registry, uuid, text, &piece->error) && write_brief(piece);
}

static void
write_guests(Piece *piece)
{
    const VmgSnapshot *snapshot = piece->snapshot;
    const char *uuid = snapshot->host->view.uuid;
    g_autofree char *text = vmg_registry_guests_publish(uuid, piece->domains, snapshot->key);
    GError **error = piece->error ? NULL : &piece->error;

    if (!vmg_registry_put_guests(piece->registry, uuid, text, error))
        g_clear_pointer(&piece->domains, g_ptr_array_unref);
}

/* Renews the entry. If somebody has removed the entry, or another host has written it, the entry
 * is written again, and the domain XML of the guests as well; in the second case an error is
 * reported as well. */
static void
renew_entry(Piece *piece)
{
    g_autoptr(GError) renewal = NULL;

    if (vmg_registry_renew(piece->registry, piece->snapshot->host->view.uuid, &renewal))
        return;
    piece->showing = TRUE;
    piece->sign = TRUE;
    if (write_entry(piece) && g_error_matches(renewal, VMG_ERROR, VMG_ERROR_STALE))
        piece->error = g_steal_pointer(&renewal);
}

static void
do_piece(Piece *piece)
{
    GError **error;

    if (piece->changed) {
        write_entry(piece);
        return;
    }
    renew_entry(piece);
    if (piece->showing && piece->domains)
        write_guests(piece);
    error = piece->error ? NULL : &piece->error;
    vmg_neighbours_look(piece->neighbours, piece->registry, piece->snapshot->key, error);
}

static void
piece_free(Piece *piece)
{
    g_clear_error(&piece->error);
    g_clear_pointer(&piece->domains, g_ptr_array_unref);
    g_free(piece->briefed);
    vmg_neighbours_free(piece->neighbours);
    vmg_registry_unref(piece->registry);
    vmg_snapshot_unref(piece->snapshot);
    g_clear_pointer(&piece->guests, g_ptr_array_unref);
    g_free(piece);
}

static void start(VmgMember *member, gboolean changed);

static void
finish(VmgMember *member, Piece *piece)
{
    gboolean again = member->again;

    if (piece->error)
        g_prefix_error(&piece->error, "registry: ");
    member->failed = !vmg_say_result(member->say, "registry", piece->error);
    if (piece->wrote)
        member->wrote = vmg_sys_monotonic_seconds();
    member->order = piece->order;
    member->briefed = g_steal_pointer(&piece->briefed);
    member->neighbours = g_steal_pointer(&piece->neighbours);
    if (piece->showing) {
        g_clear_pointer(&member->shown, g_ptr_array_unref);
        member->shown = g_steal_pointer(&piece->domains);
    }
    member->piece = NULL;
    member->again = FALSE;
    if (again)
        start(member, TRUE);
}

static gboolean
done(gpointer data)
{
    Piece *piece = data;

    if (piece->member)
        finish(piece->member, piece);
    piece_free(piece);
    return G_SOURCE_REMOVE;
}

static gpointer
run(gpointer data)
{
    do_piece(data);
    g_idle_add_full(G_PRIORITY_DEFAULT, done, data, NULL);
    return NULL;
}

/* Whether the entry must be signed again. Anybody who can write to the registry can renew an
 * entry. So other hosts believe that this host is alive only while it signs new entries. */
static gboolean
needs_signature(const VmgMember *member)
{
    return member->snapshot && member->snapshot->key &&
           vmg_sys_monotonic_seconds() >= member->wrote + (gint64)member->lease * SIGNED_LEASES;
}

static Piece *
piece_new(VmgMember *member, gboolean changed)
{
    Piece *piece = g_new0(Piece, 1);

    piece->member = member;
    piece->registry = vmg_registry_ref(member->registry);
    piece->neighbours = g_steal_pointer(&member->neighbours);
    piece->snapshot = vmg_snapshot_ref(member->snapshot);
    piece->guests = member->guests ? g_ptr_array_ref(member->guests) : NULL;
    piece->lease = member->lease;
    piece->order = member->order;
    piece->briefed = g_steal_pointer(&member->briefed);
    piece->sign = needs_signature(member);
    piece->changed = changed;
    piece->domains = member->domains ? g_ptr_array_ref(member->domains) : NULL;
    piece->showing = !changed && member->domains != member->shown;
    return piece;
}

/* Starts a thread for the task. There is only one thread at a time, so that threads do not pile
 * up while the registry does not answer. While the cluster's key can't be read, the task is not
 * done: nothing can be signed, and no other host can be believed. */
static void
start(VmgMember *member, gboolean changed)
{
    GThread *thread;

    if (!member->registry || !member->snapshot || member->snapshot->no_stamps)
        return;
    if (member->piece) {
        member->again |= changed;
        return;
    }
    member->began = vmg_sys_monotonic_seconds();
    member->piece = piece_new(member, changed);
    thread = g_thread_try_new("registry", run, member->piece, &member->piece->error);
    if (thread) {
        g_thread_unref(thread);
        return;
    }
    /* no thread could be started: the next renewal tries again */
    member->piece->showing = FALSE;
    g_idle_add(done, member->piece);
}

/* Reports a server that hangs. The thread that waits for the server can't report this itself. */
static void
report_waiting(const VmgMember *member)
{
    if (member->piece && vmg_sys_monotonic_seconds() > member->began + (gint64)member->lease)
        vmg_say_wrong(member->say, "registry", _("registry: it has not answered for a lease"));
}

static gboolean
on_renewal(gpointer data)
{
    VmgMember *member = data;

    report_waiting(member);
    start(member, member->failed || needs_signature(member));
    return G_SOURCE_CONTINUE;
}

VmgMember *
vmg_member_new(VmgSay *say, const char *peers)
{
    VmgMember *member = g_new0(VmgMember, 1);

    member->say = say;
    member->peers = peers;
    return member;
}

/* Leaves the registry. A thread that still waits for the registry ends by itself later. */
static void
leave(VmgMember *member)
{
    if (member->piece)
        member->piece->member = NULL;
    member->piece = NULL;
    member->again = FALSE;
    member->failed = FALSE;
    g_clear_pointer(&member->neighbours, vmg_neighbours_free);
    g_clear_handle_id(&member->renewal, g_source_remove);
    g_clear_handle_id(&member->telling, g_source_remove);
    g_clear_pointer(&member->registry, vmg_registry_unref);
    g_clear_pointer(&member->published, g_free);
    g_clear_pointer(&member->briefed, g_free);
    g_clear_pointer(&member->settings, g_free);
    g_clear_pointer(&member->shown, g_ptr_array_unref);
}

void
vmg_member_free(VmgMember *member)
{
    if (!member)
        return;
    leave(member);
    vmg_snapshot_unref(member->snapshot);
    g_clear_pointer(&member->guests, g_ptr_array_unref);
    g_clear_pointer(&member->domains, g_ptr_array_unref);
    g_free(member);
}

static void
join(VmgMember *member, const VmgConfig *config)
{
    g_autofree char *origin = g_strconcat(vmg_config_get(config, "host", "cluster"), " ",
                                          vmg_config_get(config, "registry", "uri"), NULL);
    g_autoptr(GError) error = NULL;

    member->registry = vmg_registry_open(config, &error);
    if (error)
        g_prefix_error(&error, "registry: ");
    vmg_say_result(member->say, "registry", error);
    if (member->registry)
        member->neighbours = vmg_neighbours_new(member->peers, origin);
}

void
vmg_member_configure(VmgMember *member, const VmgConfig *config)
{
    g_autofree char *settings = vmg_registry_settings(config);
    guint lease = vmg_config_get_uint(config, "registry", "lease");

    if (g_strcmp0(settings, member->settings) != 0) {
        leave(member);
        member->settings = g_steal_pointer(&settings);
        join(member, config);
    }
    if (!member->registry || (member->renewal && lease == member->lease))
        return;
    g_clear_handle_id(&member->renewal, g_source_remove);
    member->lease = lease;
    member->renewal = g_timeout_add_seconds(MAX(1, lease / RENEWALS), on_renewal, member);
    start(member, TRUE);
}

gboolean
vmg_member_is_on(const VmgMember *member)
{
    return member->registry != NULL;
}

/* TEXT without the attributes boottime and date of the root element. If only the time of the facts
 * is new, the facts have not changed. */
static char *
without_date(const char *text)
{
    static const char date[] = " date=\"";
    const char *from = strstr(text, " boottime="), *to = from ? strstr(from, date) : NULL;

    to = to ? strchr(to + strlen(date), '"') : NULL;
    return to ? g_strdup_printf("%.*s%s", (int)(from - text), text, to + 1) : g_strdup(text);
}

void
vmg_member_set_facts(VmgMember *member, VmgSnapshot *snapshot, const char *text)
{
    g_autofree char *undated = NULL;

    g_clear_pointer(&member->snapshot, vmg_snapshot_unref);
    member->snapshot = vmg_snapshot_ref(snapshot);
    if (!member->registry)
        return;
    undated = without_date(text);
    if (g_strcmp0(undated, member->published) == 0)
        return;
    g_free(member->published);
    member->published = g_steal_pointer(&undated);
    start(member, TRUE);
}

static gboolean
on_told(gpointer data)
{
    VmgMember *member = data;

    member->telling = 0;
    start(member, TRUE);
    return G_SOURCE_REMOVE;
}

void
vmg_member_set_guests(VmgMember *member, GPtrArray *guests)
{
    g_clear_pointer(&member->guests, g_ptr_array_unref);
    member->guests = guests;
    if (!member->telling)
        member->telling = g_timeout_add(TELL_MS, on_told, member);
}

void
vmg_member_set_domains(VmgMember *member, GPtrArray *domains)
{
    g_clear_pointer(&member->domains, g_ptr_array_unref);
    member->domains = domains;
}

gboolean
vmg_member_is_idle(const VmgMember *member)
{
    return !member->piece;
}
