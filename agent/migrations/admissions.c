/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/migrations/admissions.h"

#include "agent/base/children.h"
#include "agent/base/work.h"
#include "base/sys.h"
#include "base/xml.h"
#include "ledger/ledger.h"
#include "stamp/stamp.h"

#include <stdlib.h>
#include <string.h>

/* The guard's hook started at most this time before it wrote the entry: the largest value that
 * [guard] deadline-ms can have. */
enum { HOOK_MS = 60 * 1000 };

struct VmgAdmissions {
    const char *ledger;
    const char *const *daemons;
    VmgWork *work; /* a pool with one thread */
    /* The key is the nonce of an entry. The value is the time when the agent first saw that libvirt
     * ran no script that may belong to the migration. If such a script runs again, the nonce is
     * removed. Only the worker uses this table. */
    GHashTable *quiet;
    void (*looked)(gpointer data, VmgInventory *inventory, const GError *error, gboolean again);
    gpointer data;
    gboolean busy;
    gboolean again; /* another look was asked for while a look was running */
};

typedef struct {
    VmgAdmissions *admissions;
    virConnect *connect;
    /* the start time of the newest child of libvirt's daemon; set only if the ledger has entries */
    gint64 newest;
    VmgInventory *inventory;
    GHashTable *over; /* nonces of the unprepared entries that must be ended */
    GError *error;
} Look;

/* Whether the guest's configuration has the nonce: then the guest came in an offline migration,
 * which is complete. */
static gboolean
came_offline(const VmgInventory *inventory, const VmgEntry *entry)
{
    const VmgKnownGuest *guest = vmg_inventory_find(inventory, entry->uuid);
    char *xml = guest ? virDomainGetXMLDesc(guest->domain, VIR_DOMAIN_XML_INACTIVE) : NULL;
    g_autoptr(xmlDoc) doc = xml ? vmg_xml_parse(xml, strlen(xml), "domain XML", NULL) : NULL;
    g_autofree char *nonce = doc ? vmg_stamp_admission(doc) : NULL;

    free(xml);
    return nonce && strcmp(nonce, entry->nonce) == 0;
}

/* Whether a migration with an unprepared entry has failed. libvirt does not report this. Between
 * the guard's hook and the preparation of a guest, libvirt waits for other scripts, which may take
 * any time, and needs a moment itself. So the migration has failed if for more than
 * VMG_LEDGER_UNPREPARED_MS no look has found a script that may belong to the migration. A script
 * that started more than HOOK_MS before the admission does not belong to the migration. */
static gboolean
is_abandoned(const Look *look, const VmgEntry *entry)
{
    GHashTable *quiet = look->admissions->quiet;
    gint64 now = vmg_sys_boottime_ms(), *since = g_hash_table_lookup(quiet, entry->nonce);

    if (look->newest >= MAX(0, entry->admitted_ms - HOOK_MS)) {
        g_hash_table_remove(quiet, entry->nonce);
        return FALSE;
    }
    if (!since) {
        since = g_new(gint64, 1);
        *since = now;
        g_hash_table_insert(quiet, g_strdup(entry->nonce), since);
    }
    return now - *since > VMG_LEDGER_UNPREPARED_MS;
}

/* Collects in LOOK the unprepared entries that must be ended. This function does not hold the
 * ledger's lock, because came_offline() asks libvirt, and libvirt may wait for a hook that needs
 * the lock. */
static void
find_over(Look *look)
{
    g_autoptr(GPtrArray) entries = vmg_ledger_read(look->admissions->ledger, NULL);

    if (entries && entries->len > 0)
        look->newest = vmg_children_newest(look->admissions->daemons);
    for (guint i = 0; entries && i < entries->len; i++) {
        const VmgEntry *entry = g_ptr_array_index(entries, i);

        if (entry->prepared_ms == 0 && (came_offline(look->inventory, entry) ||
                                        (vmg_ledger_is_late(entry) && is_abandoned(look, entry))))
            g_hash_table_add(look->over, g_strdup(entry->nonce));
    }
    if (!entries || entries->len == 0)
        g_hash_table_remove_all(look->admissions->quiet);
}

/* Whether a prepared entry is over: libvirt was asked after the preparation, and the guest is not
 * active. libvirt lists a prepared guest as active as long as the guest can still arrive. */
static gboolean
is_over(const VmgEntry *entry, gpointer data)
{
    const Look *look = data;
    const VmgKnownGuest *guest;

    if (entry->prepared_ms == 0)
        return g_hash_table_contains(look->over, entry->nonce);
    if (entry->prepared_ms >= look->inventory->asked_ms)
        return FALSE;
    guest = vmg_inventory_find(look->inventory, entry->uuid);
    return !guest || !guest->active;
}

/* Lists the guests, and ends the ledger's entries of guests that do not arrive any more. Frees the
 * connection here in the worker, because freeing the last reference waits for libvirtd. */
static void
run(gpointer data)
{
    Look *look = data;

    look->inventory = vmg_inventory_read(look->connect, &look->error);
    if (look->inventory) {
        find_over(look);
        vmg_ledger_settle(look->admissions->ledger, is_over, look);
        vmg_inventory_let_go(look->inventory);
    }
    virConnectClose(look->connect);
}

static void
done(gpointer data)
{
    Look *look = data;
    VmgAdmissions *admissions = look->admissions;
    gboolean again = admissions->again;

    admissions->busy = admissions->again = FALSE;
    admissions->looked(admissions->data, look->inventory, look->error, again);
    g_hash_table_unref(look->over);
    g_clear_error(&look->error);
    g_free(look);
}

VmgAdmissions *
vmg_admissions_new(const char *ledger, const char *const *daemons,
                   void (*looked)(gpointer data, VmgInventory *inventory, const GError *error,
                                  gboolean again),
                   gpointer data)
{
    VmgAdmissions *admissions = g_new0(VmgAdmissions, 1);

    admissions->ledger = ledger;
    admissions->daemons = daemons;
    admissions->looked = looked;
    admissions->data = data;
    admissions->work = vmg_work_new(1);
    admissions->quiet = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return admissions;
}

void
vmg_admissions_free(VmgAdmissions *admissions)
{
    if (!admissions)
        return;
    vmg_work_free(admissions->work);
    g_hash_table_unref(admissions->quiet);
    g_free(admissions);
}

void
vmg_admissions_look(VmgAdmissions *admissions, virConnect *connect)
{
    Look *look;

    admissions->again = admissions->busy;
    if (admissions->busy)
        return;
    admissions->busy = TRUE;
    look = g_new0(Look, 1);
    look->admissions = admissions;
    look->connect = connect;
    look->over = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    virConnectRef(connect);
    vmg_work_push(admissions->work, run, done, look);
}

gboolean
vmg_admissions_is_idle(const VmgAdmissions *admissions)
{
    return !admissions->busy;
}

typedef struct {
    const VmgHost *facts;
    const VmgCommitments *commitments;
} Written;

static gboolean
runs(const VmgEntry *entry, gpointer data)
{
    const Written *written = data;
    const struct vmg_commitment *guest = vmg_host_find_commitment(written->facts, entry->uuid);

    return entry->prepared_ms > 0 && guest && !(guest->flags & VMG_GUEST_INCOMING) &&
           vmg_commitments_looked(written->commitments, entry->uuid) >= entry->prepared_ms;
}

void
vmg_admissions_settle(const char *ledger, const VmgHost *facts, const VmgCommitments *commitments)
{
    Written written = {.facts = facts, .commitments = commitments};

    vmg_ledger_settle(ledger, runs, &written);
}
