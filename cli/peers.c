/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/peers.h"

#include "agent/registry/guests.h"
#include "agent/registry/registry.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/suggest.h"
#include "base/text.h"
#include "cli.h"
#include "cli/running.h"
#include "config/key.h"
#include "host/peers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How many seconds to wait for an answer of the registry. */
enum { PATIENCE = 10 };

/* The question to the registry. If neither FORGET nor GUESTS is set, all hosts are asked for. */
typedef struct {
    const char *forget; /* UUID of a host that is to be forgotten */
    const char *gone;   /* text that replaces the entry of FORGET; NULL = the entry is removed */
    const char *guests; /* UUID of a host whose guests are asked for */
} Request;

/* Runs in the child process: writes one entry of the answer to the pipe, as one line "UUID
 * AGE-IN-MS BYTES" and then the entry's text. */
static void
write_entry(FILE *pipe, const VmgRegistryEntry *entry)
{
    fprintf(pipe, "%s %" G_GINT64_FORMAT " %zu\n", entry->uuid, entry->age_ms, entry->len);
    fwrite(entry->text, 1, entry->len, pipe);
}

/* Runs in the child process: writes what the host UUID has published about its guests to the pipe,
 * in the same form as write_entry() writes the entry of a host. */
static void
write_guests(VmgRegistry *registry, const char *uuid, FILE *pipe, GError **error)
{
    VmgRegistryEntry entry = {.uuid = (char *)uuid};

    entry.text = vmg_registry_get_guests(registry, uuid, &entry.len, error);
    if (entry.text)
        write_entry(pipe, &entry);
    g_free(entry.text);
}

/* Runs in the child process: removes what the host FORGET has published in the registry. If REQUEST
 * has the text GONE, replaces the host's entry by this text instead. */
static void
end_entry(VmgRegistry *registry, const Request *request, GError **error)
{
    if (request->gone)
        (void)(vmg_registry_put(registry, request->forget, request->gone, error) &&
               vmg_registry_put_brief(registry, request->forget, request->gone, error));
    else
        vmg_registry_remove(registry, request->forget, error);
}

/* Does what REQUEST says, and writes the answer to the pipe: all entries, and then "." or, after an
 * error, a blank and the text of the error. */
static void
answer(VmgRegistry *registry, const Request *request, FILE *pipe)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries = NULL;

    if (request->forget)
        end_entry(registry, request, &error);
    else if (request->guests)
        write_guests(registry, request->guests, pipe, &error);
    else
        entries = vmg_registry_list(registry, NULL, &error);
    for (guint i = 0; entries && i < entries->len; i++)
        write_entry(pipe, entries->pdata[i]);
    fprintf(pipe, error ? " %s" : ".", error ? error->message : "");
    fclose(pipe);
}

/* What the child process does. Does not return. */
static G_GNUC_NORETURN void
answer_and_end(VmgRegistry *registry, const Request *request, int fd)
{
    FILE *pipe = fdopen(fd, "w");

    signal(SIGPIPE, SIG_DFL);
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
    if (pipe)
        answer(registry, request, pipe);
    _exit(0);
}

/* Asks the registry in a child process, because a thread that waits for a dead file server can't be
 * stopped, and would even keep this process from exiting. Returns the file descriptor from which
 * the answer is read, or -1. */
static int
ask(VmgRegistry *registry, const Request *request)
{
    int ends[2] = {-1, -1};
    pid_t child;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    child = fork();
    if (child == 0)
        answer_and_end(registry, request, ends[1]);
    close(ends[1]);
    if (child > 0)
        return ends[0];
    close(ends[0]);
    return -1;
}

/* Reads the answer to its end. Returns FALSE if that takes longer than PATIENCE. */
static gboolean
read_answer(int fd, GString *text)
{
    gint64 end = g_get_monotonic_time() + PATIENCE * G_TIME_SPAN_SECOND;
    char buffer[65536];
    gssize got = 1;

    while (got != 0) {
        gint64 left_ms = (end - g_get_monotonic_time()) / 1000;
        struct pollfd wait = {.fd = fd, .events = POLLIN};

        if (left_ms <= 0 || poll(&wait, 1, (int)left_ms) == 0)
            return FALSE;
        got = read(fd, buffer, sizeof(buffer));
        if (got > 0)
            g_string_append_len(text, buffer, got);
        else if (got < 0 && errno != EINTR)
            return FALSE;
    }
    return TRUE;
}

/* Parses the entry at *AT and moves *AT to the end of this entry. Returns NULL if the answer
 * ends too early. */
static VmgRegistryEntry *
parse_entry(char **at, const char *end)
{
    char *line_end = memchr(*at, '\n', (gsize)(end - *at));
    g_auto(GStrv) words = NULL;
    VmgRegistryEntry *entry;
    guint64 len = 0;

    if (!line_end)
        return NULL;
    *line_end = '\0';
    words = g_strsplit(*at, " ", 3);
    if (g_strv_length(words) != 3 ||
        !g_ascii_string_to_unsigned(words[2], 10, 0, (guint64)(end - line_end - 1), &len, NULL))
        return NULL;
    entry = g_new0(VmgRegistryEntry, 1);
    entry->uuid = g_strdup(words[0]);
    entry->age_ms = g_ascii_strtoll(words[1], NULL, 10);
    entry->len = len;
    entry->text = g_strndup(line_end + 1, len);
    *at = line_end + 1 + len;
    return entry;
}

/* The entries of an answer. NULL and an error if the answer is an error or is cut short. */
static GPtrArray *
parse_answer(GString *text, GError **error)
{
    g_autoptr(GPtrArray) entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)vmg_registry_entry_free);
    char *at = text->str, *end = text->str + text->len;

    while (at < end && *at != ' ' && *at != '.') {
        VmgRegistryEntry *entry = parse_entry(&at, end);

        if (!entry)
            break;
        g_ptr_array_add(entries, entry);
    }
    if (at < end && *at == '.')
        return g_steal_pointer(&entries);
    g_set_error_literal(error, VMG_ERROR, VMG_ERROR_SYSTEM,
                        at < end && *at == ' ' ? at + 1
                                               : _("the answer of the registry is cut short"));
    return NULL;
}

static VmgRegistry *
open_registry(const VmgConfig *config, GError **error)
{
    if (vmg_cli_has_registry(config))
        return vmg_registry_open(config, error);
    g_set_error(error, VMG_ERROR, VMG_ERROR_MISSING,
                _("guard.conf names no registry, so this host knows of no other; fix: set uri in "
                  "[registry] on every host of the cluster, see guard.conf(5)"));
    return NULL;
}

/* Asks the registry for all entries, or does what REQUEST says. Fails if the registry reports an
 * error or does not answer in time. */
static GPtrArray *
ask_registry(const VmgConfig *config, Request request, GError **error)
{
    g_autoptr(VmgRegistry) registry = open_registry(config, error);
    g_autoptr(GString) text = g_string_new(NULL);
    gboolean in_time;
    int fd;

    if (!registry)
        return NULL;
    fflush(stdout);
    fd = ask(registry, &request);
    in_time = fd >= 0 && read_answer(fd, text);
    if (fd >= 0)
        close(fd);
    if (in_time)
        return parse_answer(text, error);
    g_set_error(error, VMG_ERROR, VMG_ERROR_STALE,
                NG_("the registry, %s, has not answered for %d second; fix: see whether its "
                    "server is up",
                    "the registry, %s, has not answered for %d seconds; fix: see whether its "
                    "server is up",
                    PATIENCE),
                vmg_config_get(config, "registry", "uri"), PATIENCE);
    return NULL;
}

/* Reads the cluster's key, which only root can read. */
static gboolean
read_key(const VmgConfig *config, GBytes **key, GError **error)
{
    if (geteuid() == 0)
        return vmg_key_load(config, key, error);
    if (vmg_config_get(config, "cluster", "key-file"))
        vmg_cli_note(_("the signatures of hosts were not checked: only root can read the key"));
    return TRUE;
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
    const VmgPeer *one = *(const VmgPeer *const *)a, *two = *(const VmgPeer *const *)b;
    int order = strcmp(vmg_peer_name(one), vmg_peer_name(two));

    return order ? order : strcmp(one->uuid, two->uuid);
}

gboolean
vmg_cli_has_registry(const VmgConfig *config)
{
    return strcmp(vmg_config_get(config, "registry", "uri"), VMG_REGISTRY_NONE) != 0;
}

/* Compares the registry's entry of PEER with NOTE, in which this host's agent has noted the newest
 * entry of that host. The registry alone does not show whether an entry is the newest one. */
static void
weigh(VmgPeer *peer, const VmgPeersNote *note, gboolean listens)
{
    if (peer->problem || (peer->order > note->order && !peer->is_brief))
        return;
    if (peer->order < note->order || peer->is_brief)
        vmg_peer_doubt(peer, g_strdup(_("an old entry that somebody has put back, so it is not "
                                        "believed")));
    else if (listens && note->is_silent)
        peer->age_ms = MAX(peer->age_ms, (gint64)peer->lease * 1000 + 1);
}

/* Makes a VmgPeer for a host that this host's agent knows, but whose entry is missing in the
 * registry. */
static VmgPeer *
missing(const char *uuid, const VmgPeersNote *note)
{
    VmgPeer *peer = vmg_peer_read(uuid, "", 0, VMG_REGISTRY_GONE, NULL);

    vmg_peer_doubt(peer, g_strdup_printf(_("the entry of %s is missing, and nobody with the "
                                           "cluster's key has said that the host is gone; fix: if "
                                           "it is, virt-migration-guard hosts --forget %s"),
                                         note->name, uuid));
    return peer;
}

static gboolean
is_listed(const GPtrArray *peers, const char *uuid)
{
    for (guint i = 0; i < peers->len; i++)
        if (strcmp(((const VmgPeer *)peers->pdata[i])->uuid, uuid) == 0)
            return TRUE;
    return FALSE;
}

static void
weigh_all(GPtrArray *peers, const VmgConfig *config)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    gint64 silence = vmg_peers_silence(paths.peers);
    gboolean listens =
        silence >= 0 && silence <= (gint64)vmg_config_get_uint(config, "registry", "lease");
    g_autoptr(GPtrArray) uuids = vmg_peers_list(paths.peers, NULL);

    for (guint i = 0; i < peers->len; i++) {
        VmgPeer *peer = peers->pdata[i];
        g_autoptr(VmgPeersNote) note = vmg_peers_read(paths.peers, peer->uuid, NULL);

        if (note)
            weigh(peer, note, listens);
    }
    for (guint i = 0; i < uuids->len; i++) {
        g_autoptr(VmgPeersNote) note = vmg_peers_read(paths.peers, uuids->pdata[i], NULL);

        if (note && note->order > 0 && !is_listed(peers, uuids->pdata[i]))
            g_ptr_array_add(peers, missing(uuids->pdata[i], note));
    }
}

static void
leave_out_gone(GPtrArray *peers)
{
    for (guint i = peers->len; i > 0; i--)
        if (((const VmgPeer *)peers->pdata[i - 1])->is_gone)
            g_ptr_array_remove_index(peers, i - 1);
}

GPtrArray *
vmg_cli_peers(const VmgConfig *config, GError **error)
{
    g_autoptr(GBytes) key = NULL;
    g_autoptr(GPtrArray) entries = NULL;
    GPtrArray *peers;

    if (!read_key(config, &key, error))
        return NULL;
    entries = ask_registry(config, (Request){0}, error);
    if (!entries)
        return NULL;
    peers = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_free);
    for (guint i = 0; i < entries->len; i++) {
        const VmgRegistryEntry *entry = entries->pdata[i];

        g_ptr_array_add(peers,
                        vmg_peer_read(entry->uuid, entry->text, entry->len, entry->age_ms, key));
    }
    if (key)
        weigh_all(peers, config);
    leave_out_gone(peers);
    g_ptr_array_sort(peers, by_name);
    return peers;
}

VmgPeer *
vmg_cli_find_peer(const GPtrArray *peers, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *meant = NULL;

    for (guint i = 0; i < peers->len; i++) {
        VmgPeer *peer = peers->pdata[i];

        if (strcmp(vmg_peer_name(peer), name) == 0 || g_ascii_strcasecmp(peer->uuid, name) == 0)
            return peer;
        g_ptr_array_add(names, (gpointer)vmg_peer_name(peer));
    }
    g_ptr_array_add(names, NULL);
    meant = vmg_suggest_text(name, (const char *const *)names->pdata);
    g_set_error(error, VMG_ERROR, VMG_ERROR_MISSING,
                _("no host '%s' in the registry%s; fix: see virt-migration-guard hosts"), name,
                meant);
    return NULL;
}

gboolean
vmg_cli_is_named(const GPtrArray *peers, char **names, const VmgPeer *peer)
{
    for (char **name = names; name && *name; name++)
        if (vmg_cli_find_peer(peers, *name, NULL) == peer)
            return TRUE;
    return !names;
}

gboolean
vmg_cli_shares_name(const GPtrArray *peers, const VmgPeer *peer)
{
    for (guint i = 0; i < peers->len; i++)
        if (peers->pdata[i] != peer &&
            strcmp(vmg_peer_name(peers->pdata[i]), vmg_peer_name(peer)) == 0)
            return TRUE;
    return FALSE;
}

char *
vmg_cli_peer_title(const GPtrArray *peers, const VmgPeer *peer)
{
    return vmg_cli_shares_name(peers, peer)
               ? g_strdup_printf("%s (%s)", vmg_peer_name(peer), peer->uuid)
               : g_strdup(vmg_peer_name(peer));
}

/* Forgets a host. If entries are signed, a signed text replaces its entry, because agents do not
 * forget a host whose entry is only missing. */
static gboolean
forget(const VmgConfig *config, const VmgPeer *peer, GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(VmgPeersNote) note = vmg_peers_read(paths.peers, peer->uuid, NULL);
    guint64 order = MAX(peer->order, note ? note->order : 0) + 1;
    g_autoptr(GBytes) key = NULL;
    g_autofree char *gone = NULL;
    g_autoptr(GPtrArray) entries = NULL;

    if (!read_key(config, &key, error))
        return FALSE;
    if (key)
        gone = vmg_peer_publish_gone(peer->uuid, order,
                                     vmg_config_get_uint(config, "registry", "lease"), key);
    entries = ask_registry(config, (Request){.forget = peer->uuid, .gone = gone}, error);
    return entries != NULL;
}

gboolean
vmg_cli_forget_peer(const VmgConfig *config, const GPtrArray *peers, const char *name,
                    GError **error)
{
    const VmgPeer *peer = vmg_cli_find_peer(peers, name, error);

    if (!peer)
        return FALSE;
    if (peer->host && vmg_peer_is_responsive(peer)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("host %s answers, and would be back at once; fix: remove [registry] uri from "
                      "its guard.conf first, or remove the guard from it"),
                    vmg_peer_name(peer));
        return FALSE;
    }
    return forget(config, peer, error);
}

GPtrArray *
vmg_cli_peer_guests(const VmgConfig *config, const VmgPeer *peer, GError **error)
{
    g_autoptr(GBytes) key = NULL;
    g_autoptr(GPtrArray) entries = NULL;
    const VmgRegistryEntry *entry;

    if (!read_key(config, &key, error))
        return NULL;
    entries = ask_registry(config, (Request){.guests = peer->uuid}, error);
    if (!entries) {
        g_prefix_error(error, _("the guests of %s: "), vmg_peer_name(peer));
        return NULL;
    }
    entry = entries->pdata[0];
    return vmg_registry_guests_read(peer->uuid, entry->text, entry->len, key, error);
}

GPtrArray *
vmg_cli_running_on(const VmgConfig *config, const VmgPeer *peer, GError **error)
{
    g_autoptr(GPtrArray) domains = vmg_cli_peer_guests(config, peer, error);
    g_autoptr(GPtrArray) all = NULL;

    if (!domains)
        return NULL;
    all = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_running_free);
    for (guint i = 0; i < domains->len; i++) {
        VmgRunning *running = vmg_running_of_xml(domains->pdata[i], error);

        if (!running)
            return NULL;
        g_ptr_array_add(all, running);
    }
    vmg_running_sort(all);
    return g_steal_pointer(&all);
}
