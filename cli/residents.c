/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/residents.h"

#include "base/error.h"
#include "base/render.h"
#include "base/text.h"
#include "cli/peers.h"

/* The largest number of pairs of a guest and a host. To judge this many pairs takes a minute or
 * two, and a report about them has about 20 MB. */
enum { PAIRS_MAX = 100000 };

static void
residents_free(gpointer data)
{
    VmgResidents *residents = data;

    g_ptr_array_unref(residents->running);
    g_free(residents->problem);
    g_free(residents);
}

static gboolean
are_known(const GPtrArray *peers, char **hosts, GError **error)
{
    for (char **name = hosts; name && *name; name++)
        if (!vmg_cli_find_peer(peers, *name, error))
            return FALSE;
    return TRUE;
}

/* Reads the guests of one host. Fails only if the registry no longer answers, because the
 * command would wait as long for each further host. Any other error becomes the PROBLEM of this
 * host. */
static gboolean
read_guests(VmgResidents *residents, const VmgConfig *config, GError **error)
{
    g_autoptr(GError) failure = NULL;
    GPtrArray *running = vmg_cli_running_on(config, residents->host, &failure);

    if (running) {
        g_ptr_array_unref(residents->running);
        residents->running = running;
        return TRUE;
    }
    if (g_error_matches(failure, VMG_ERROR, VMG_ERROR_STALE)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    residents->problem = vmg_neutral_render(failure->message);
    return TRUE;
}

static gboolean
add_host(GPtrArray *all, const VmgConfig *config, const VmgPeer *host, gboolean wanted,
         GError **error)
{
    VmgResidents *residents = g_new0(VmgResidents, 1);

    residents->host = host;
    residents->wanted = wanted;
    residents->running = g_ptr_array_new();
    g_ptr_array_add(all, residents);
    if (wanted && host->host)
        return read_guests(residents, config, error);
    residents->problem =
        g_strdup(wanted ? _("the host is unknown too") : _("they were not asked for"));
    return TRUE;
}

/* Whether there are at most PAIRS_MAX pairs. The pairs are counted by the facts of the hosts,
 * before any guest is read. */
static gboolean
are_few(const GPtrArray *peers, char **hosts, GError **error)
{
    gsize pairs = 0;

    for (guint i = 0; i < peers->len; i++) {
        const VmgPeer *peer = peers->pdata[i];

        if (peer->host && vmg_cli_is_named(peers, hosts, peer))
            pairs += peer->host->view.commitment_count * peers->len;
    }
    if (pairs <= PAIRS_MAX)
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("%zu pairs of a guest and a host to compare, which would take minutes; fix: name "
                  "the hosts whose guests to show: --host HOST"),
                pairs);
    return FALSE;
}

GPtrArray *
vmg_cli_residents(const VmgConfig *config, const GPtrArray *peers, char **hosts, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(residents_free);

    if (!are_known(peers, hosts, error) || !are_few(peers, hosts, error))
        return NULL;
    for (guint i = 0; i < peers->len; i++)
        if (!add_host(all, config, peers->pdata[i], vmg_cli_is_named(peers, hosts, peers->pdata[i]),
                      error))
            return NULL;
    return g_steal_pointer(&all);
}

static GPtrArray *
others_than(const GPtrArray *peers, const VmgPeer *home)
{
    GPtrArray *others = g_ptr_array_new();

    for (guint i = 0; i < peers->len; i++)
        if (peers->pdata[i] != home)
            g_ptr_array_add(others, peers->pdata[i]);
    return others;
}

/* Whether PEER says that it has stamped the guest. */
static gboolean
has_stamped(const VmgPeer *peer, const char *name)
{
    for (guint i = 0; i < peer->guests->len; i++) {
        const VmgPeerGuest *guest = peer->guests->pdata[i];

        if (!guest->gone && guest->serial > 0 && g_strcmp0(guest->name, name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The published XML of a guest may have an older stamp than the guest has now. So serials of
 * stamps are not compared, and for a guest that has a stamp the facts of its host are used
 * instead of the stamp. */
GPtrArray *
vmg_residents_fits(const VmgResidents *residents, const VmgRunning *guest, const VmgConfig *config,
                   const GPtrArray *peers, GError **error)
{
    g_autoptr(GPtrArray) others = others_than(peers, residents->host);
    VmgPaths paths = VMG_PATHS_INSTALLED;
    VmgQuestion question;

    paths.peers = NULL;
    question = vmg_running_question(guest, config, &paths);
    if (has_stamped(residents->host, guest->name))
        question.source = residents->host->host;
    return vmg_cli_fits(&question, others, error);
}
