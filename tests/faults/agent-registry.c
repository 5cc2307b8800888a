/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scenarios for agent.c: a registry in a directory, a registry in etcd ($VMG_ETCD is its
 * address), the files in which the agent keeps the state of other hosts, and the agent as a
 * member that publishes its own host. */
#include "agent/registry/member.h"
#include "agent/registry/neighbours.h"
#include "agent/registry/peer.h"
#include "agent/registry/registry.h"
#include "base/error.h"
#include "base/sys.h"
#include "host/peers.h"
#include "tests/faults/agent.h"
#include "tests/unit/support/helper.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CLUSTER "c"
#define PEERS   "peers"
#define FIRST   "<host one='1'/>"
#define SECOND  "<host two='2'/>"

enum {
    WRITTEN_MAX = 8,
    ORDER = 5,
    LEASE = 30, /* seconds */
    PAUSE = 20, /* seconds; longer than the longest pause of the etcd client after an error */
    SETTLE_MS = 30000,
};

static VmgRegistry *
open_registry(gboolean etcd)
{
    g_autofree char *here = g_get_current_dir();
    g_autofree char *uri = etcd ? g_strconcat("etcd://", g_getenv("VMG_ETCD"), NULL)
                                : g_strconcat("directory:", here, NULL);

    return vmg_registry_new(uri, CLUSTER, &(VmgRegistryOptions){.lease = LEASE}, NULL);
}

/* The texts that an entry in the registry may have: the last text that was written without an
 * error, and each later text whose writing has reported an error. NULL means that there may be
 * no entry. */
typedef struct {
    const char *texts[WRITTEN_MAX];
    guint count;
} Written;

static void
note(Written *written, const char *text, gboolean good)
{
    if (good)
        written->count = 0;
    g_assert_true(written->count < WRITTEN_MAX);
    written->texts[written->count++] = text;
}

static gboolean
is_noted(const Written *written, const char *text)
{
    for (guint i = 0; i < written->count; i++)
        if (g_strcmp0(written->texts[i], text) == 0)
            return TRUE;
    return FALSE;
}

/* Lists the entries in the registry. Only this host may have an entry, and the text of this
 * entry must be one of those in WRITTEN. */
static void
list(VmgRegistry *registry, const Written *written, gboolean briefs)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries = briefs ? vmg_registry_list_briefs(registry, seen, &error)
                                          : vmg_registry_list(registry, seen, &error);
    const char *found = NULL;
    gboolean is_there = FALSE;

    faults_judge(briefs ? "list briefs" : "list", entries != NULL, &error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const VmgRegistryEntry *entry = entries->pdata[i];

        if (strcmp(entry->uuid, TEST_SOURCE_UUID) != 0)
            faults_wrong("list: an entry %s", entry->uuid);
        is_there = TRUE;
        found = entry->text;
    }
    if (!entries || (is_there && !found && faults_excuse()))
        return;
    if (!is_noted(written, found))
        faults_wrong("list: %s, not %s", found, written->texts[0]);
}

static void
put(VmgRegistry *registry, Written *written, const char *text)
{
    g_autoptr(GError) error = NULL;
    gboolean good = vmg_registry_put(registry, TEST_SOURCE_UUID, text, &error);

    note(written, text, good);
    faults_judge("put", good, &error);
}

static void
put_brief(VmgRegistry *registry, Written *written, const char *text)
{
    g_autoptr(GError) error = NULL;
    gboolean good = vmg_registry_put_brief(registry, TEST_SOURCE_UUID, text, &error);

    note(written, text, good);
    faults_judge("put brief", good, &error);
}

/* Renews the entry of this host. No other host writes this entry, so the error VMG_ERROR_STALE,
 * which would report such a host, is wrong. */
static void
renew(VmgRegistry *registry, const Written *written)
{
    g_autoptr(GError) error = NULL;
    gboolean good = vmg_registry_renew(registry, TEST_SOURCE_UUID, &error);

    if (written->count > 1) {
        /* an earlier write has failed, so the entry in the registry may be an older one */
        g_clear_error(&error);
        return;
    }
    if (g_error_matches(error, VMG_ERROR, VMG_ERROR_STALE))
        faults_wrong("renew: %s", error->message);
    faults_judge("renew", good, &error);
}

static void
guests(VmgRegistry *registry, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *found = NULL;
    gboolean put = vmg_registry_put_guests(registry, TEST_SOURCE_UUID, text, &error);
    gsize len = 0;

    faults_judge("put guests", put, &error);
    found = vmg_registry_get_guests(registry, TEST_SOURCE_UUID, &len, &error);
    if (found && put && (len != strlen(text) || strcmp(found, text) != 0))
        faults_wrong("get guests: %s", found);
    faults_judge("get guests", found != NULL, &error);
}

static void
remove_entry(VmgRegistry *registry, Written *written)
{
    g_autoptr(GError) error = NULL;
    gboolean good = vmg_registry_remove(registry, TEST_SOURCE_UUID, &error);

    note(written, NULL, good);
    faults_judge("remove", good, &error);
}

/* Makes the calls to the registry that a host makes from its start to its end. */
static void
use(VmgRegistry *registry, Written *entry, Written *brief, gboolean etcd)
{
    list(registry, entry, FALSE);
    put(registry, entry, FIRST);
    if (etcd)
        put_brief(registry, brief, "<brief/>");
    renew(registry, entry);
    guests(registry, "<guests/>");
    put(registry, entry, SECOND);
    list(registry, entry, FALSE);
    if (etcd)
        list(registry, brief, TRUE);
    remove_entry(registry, entry);
}

/* Checks that no temporary file is left in PATH. Temporary files are hidden. Such a file may be
 * left only if unlink() itself failed or the process was killed. */
static void
nothing_is_left(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir)))
        if (*name == '.' && !faults_was("unlink") && !faults_again())
            faults_wrong("%s/%s is left", path, name);
}

static void
use_registry(gboolean etcd)
{
    g_autoptr(VmgRegistry) before = open_registry(etcd);
    Written entry = {.count = 1}, brief = {.count = 1};
    VmgRegistry *registry;

    if (etcd && !vmg_registry_remove(before, TEST_SOURCE_UUID, NULL))
        faults_wrong("etcd does not answer");
    g_clear_pointer(&before, vmg_registry_unref);
    /* The killed process may have left FIRST or SECOND as the text of the entry. */
    if (faults_again()) {
        note(&entry, FIRST, FALSE);
        note(&entry, SECOND, FALSE);
    }
    faults_begin();
    registry = open_registry(etcd);
    use(registry, &entry, &brief, etcd);
    faults_end();
    faults_wait(PAUSE);
    if (!etcd)
        nothing_is_left(CLUSTER);
    use(registry, &entry, &brief, etcd);
    vmg_registry_unref(registry);
}

static void
use_directory(void)
{
    use_registry(FALSE);
}

static void
use_etcd(void)
{
    use_registry(TRUE);
}

/* Publishes the entry of a host, signed with KEY. */
static void
publish(VmgRegistry *registry, const char *uuid, const char *xml, GBytes *key)
{
    g_autoptr(VmgHost) host = test_host(xml);
    g_autofree char *text = vmg_peer_publish(host, NULL, ORDER, LEASE, key);

    if (!vmg_registry_put(registry, uuid, text, NULL))
        faults_wrong("%s can't publish", uuid);
}

static void
has_status(const char *when, const char *uuid, const char *expected, const char * or)
{
    g_autofree char *status = vmg_peers_status(PEERS, uuid);

    if (g_strcmp0(status, expected) != 0 && (! or || g_strcmp0(status, or) != 0))
        faults_wrong("%s: %s is %s, not %s", when, uuid, status, expected);
}

static void
look(VmgNeighbours *neighbours, VmgRegistry *registry, GBytes *key)
{
    g_autoptr(GError) error = NULL;
    gboolean good = vmg_neighbours_look(neighbours, registry, key, &error);

    faults_judge("look", good, &error);
}

/* The agent has seen two hosts in the registry. An agent that starts again must know both hosts
 * from its files, although somebody without the key has removed the entry of one host from the
 * registry. */
static void
know_others(void)
{
    g_autofree char *one = test_source_xml(), *two = test_dest_xml();
    g_autoptr(VmgRegistry) registry = open_registry(FALSE);
    g_autoptr(GBytes) key = g_bytes_new_static("0123456789abcdef", 16);
    VmgNeighbours *neighbours = vmg_neighbours_new(PEERS, CLUSTER);

    publish(registry, TEST_SOURCE_UUID, one, key);
    publish(registry, TEST_DEST_UUID, two, key);
    look(neighbours, registry, key);
    vmg_neighbours_free(neighbours);
    vmg_registry_remove(registry, TEST_DEST_UUID, NULL);
    faults_begin();
    neighbours = vmg_neighbours_new(PEERS, CLUSTER);
    look(neighbours, registry, key);
    faults_end();
    has_status("after the look", TEST_SOURCE_UUID, "up", NULL);
    has_status("after the look", TEST_DEST_UUID, "up", "non-responsive");
    look(neighbours, registry, key);
    has_status("later", TEST_SOURCE_UUID, "up", NULL);
    has_status("later", TEST_DEST_UUID, "non-responsive", NULL);
    nothing_is_left(PEERS);
    vmg_neighbours_free(neighbours);
}

/* Returns what the agent has written to stderr since the last call. */
static char *
said(void)
{
    char *text;

    fflush(stderr);
    text = test_read("said");
    if (truncate("said", 0) < 0)
        faults_wrong("what it said can't be read");
    return text;
}

static guint
lines_of(const char *text)
{
    guint lines = 0;

    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    return lines;
}

static gboolean
is_published(void)
{
    g_autoptr(VmgRegistry) registry = open_registry(FALSE);
    gsize len = 0;
    g_autofree char *path = g_build_filename(CLUSTER, TEST_SOURCE_UUID ".xml", NULL);
    g_autofree char *text = vmg_sys_read_file(path, G_MAXINT, &len, NULL);
    g_autoptr(VmgPeer) peer = text ? vmg_peer_read(TEST_SOURCE_UUID, text, len, 0, NULL) : NULL;

    if (text && !(peer && peer->host))
        faults_wrong("half of the entry is published");
    return peer && peer->host;
}

/* Waits until the member has nothing to do. */
static void
settle(const VmgMember *member)
{
    gint64 end = g_get_monotonic_time() + SETTLE_MS * 1000;

    while (!vmg_member_is_idle(member) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, FALSE);
    if (!vmg_member_is_idle(member))
        faults_wrong("the member does not come to an end");
}

static void
be_member(void)
{
    g_autofree char *here = g_get_current_dir(), *xml = test_source_xml(), *first = NULL,
                    *last = NULL;
    g_autofree char *text =
        g_strdup_printf("[host]\ncluster = " CLUSTER "\n[registry]\nuri = directory:%s\n", here);
    g_autoptr(VmgConfig) config = test_config(text);
    g_autoptr(VmgSnapshot) snapshot = vmg_snapshot_new(test_host(xml));
    g_autoptr(VmgSay) say = vmg_say_new();
    VmgMember *member;

    if (!freopen("said", "ae", stderr))
        faults_wrong("stderr");
    faults_begin();
    member = vmg_member_new(say, PEERS);
    vmg_member_configure(member, config);
    vmg_member_set_facts(member, snapshot, "<host boottime='1'>");
    settle(member);
    faults_end();
    first = said();
    if (lines_of(first) > 1 || (*first == '\0' && !is_published()))
        faults_wrong("it said: %s", first);
    vmg_member_set_facts(member, snapshot, "<host boottime='1'>other");
    settle(member);
    last = said();
    if (!is_published() || lines_of(last) != lines_of(first))
        faults_wrong("after \"%s\" it said: %s", first, last);
    nothing_is_left(CLUSTER);
    nothing_is_left(PEERS);
    vmg_member_free(member);
}

const Scenario faults_directory = {
    .name = "a registry in a directory", .run = use_directory, .transfers = TRUE, .writes = TRUE};
const Scenario faults_etcd = {
    .name = "a registry in etcd", .run = use_etcd, .needs_etcd = TRUE, .transfers = TRUE};
const Scenario faults_neighbours = {
    .name = "what is kept of other hosts", .run = know_others, .transfers = TRUE, .writes = TRUE};
const Scenario faults_member = {
    .name = "a member of the cluster", .run = be_member, .transfers = TRUE, .writes = TRUE};
