/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers the events of libvirt. Before a migration the guest is judged, its XML is rewritten,
 * and the ledger gets an entry. When the guest is about to start, it is compared with the entry. */
#include "plugin/event.h"

#include "base/codes.h"
#include "base/neutral.h"
#include "base/xml-text.h"
#include "base/xml.h"
#include "decide/judge.h"
#include "ledger/ledger.h"
#include "ledger/source-networks.h"
#include "rewrite/rewrite.h"

#include <string.h>
#include <unistd.h>

static void
judge(VmgEvent *event)
{
    g_autoptr(GError) error = NULL;
    VmgQuestion question = {
        .xml = event->request->xml,
        .len = event->request->len,
        .what = "domain XML",
        .config = event->config,
        .paths = event->paths,
        .arrives = TRUE,
    };

    event->judgement = vmg_judge(&question, &error);
    if (!event->judgement)
        vmg_event_fail(event, VMG_CODE_GUEST_XML_INVALID, error->message,
                       _("find the hook in /etc/libvirt/hooks that changed the domain XML"));
}

static gboolean
reserve(VmgEvent *event, const char *nonce, GError **error)
{
    const VmgJudgement *judgement = event->judgement;
    g_autoptr(VmgGuest) rewritten = vmg_guest_moved(judgement->guest, judgement->doc);

    rewritten->view.source_flags = judgement->guest->view.source_flags;
    return vmg_ledger_add(event->paths->ledger, event->guest, &rewritten->view, nonce, error);
}

/* Rewrites the XML and adds an entry to the ledger. If there are no facts about this host (only
 * with on-error = admit), the only change of the XML is the nonce of the admission. */
static void
admit(VmgEvent *event, struct vmg_answer *answer)
{
    const VmgJudgement *judgement = event->judgement;
    g_autofree char *nonce = vmg_ledger_nonce();
    g_autoptr(GError) error = NULL;
    guint moved = 0;
    VmgMove move = {
        .guest = &judgement->guest->view,
        .source = judgement->the_case.source ? &judgement->the_case.source->view : NULL,
        .destination = judgement->the_case.destination,
        .key = judgement->key,
        .no_stamp = judgement->no_key,
        .admission = nonce,
    };

    vmg_rewrite_all(judgement->doc, &move, &moved);
    answer->output = vmg_xml_text_of(judgement->doc, FALSE, &answer->output_len);
    /* The agent needs the file of the source's networks only to adapt the guest's persistent
     * configuration. If the file can't be written, the migration goes on, but the persistent
     * configuration is not adapted. */
    if (moved > 0)
        vmg_source_networks_write(event->paths->ledger, event->guest, judgement->the_case.source,
                                  NULL);
    else
        vmg_source_networks_remove(event->paths->ledger, event->guest);
    if (!reserve(event, nonce, &error)) {
        /* reserve() makes the entry and then syncs the directory. If only the sync failed, the
         * entry exists and must be removed. */
        vmg_ledger_file_remove(event->paths->ledger, event->guest, nonce);
        vmg_event_fail(event, VMG_CODE_LEDGER_UNWRITABLE, error->message,
                       _("check that /run is not full (df -h /run) and that root can write there, "
                         "then try again"));
    }
}

/* This function holds the lock of the ledger from counting the entries until adding a new entry.
 * Otherwise two guests could be admitted although there is room for only one of them. */
static void
judge_and_admit(VmgEvent *event, const GError *config_error, struct vmg_answer *answer)
{
    g_autoptr(GError) error = NULL;
    int lock = vmg_ledger_lock(event->paths->ledger, &error);

    judge(event);
    if (config_error)
        vmg_verdict_set_error(vmg_event_verdict(event), VMG_CODE_CONFIG_BROKEN,
                              config_error->message, VMG_CONFIG_FIX);
    if (lock < 0)
        vmg_event_fail(event, VMG_CODE_LEDGER_LOCKED, error->message,
                       _("try again; if that does not help, check that root can write there"));
    if (event->judgement && !vmg_verdict_refuses(vmg_event_verdict(event)))
        admit(event, answer);
    if (lock >= 0)
        close(lock);
}

void
vmg_event_migrate(VmgEvent *event, const GError *config_error, struct vmg_answer *answer)
{
    judge_and_admit(event, config_error, answer);
    if (vmg_verdict_refuses(vmg_event_verdict(event)))
        vmg_event_refuse(event, answer);
}

static const char *
fix_script(void)
{
    return _(
        "find the script in /etc/libvirt/hooks/qemu.d that runs after 99-virt-migration-guard and "
        "changes the domain XML");
}

/* Runs the checks of capacity again, because the entry is late: it does not reserve memory any
 * more, and other guests may have been admitted meanwhile. */
static void
ask_for_room(VmgEvent *event, const struct vmg_guest *guest)
{
    const VmgQuestion question = {.config = event->config, .paths = event->paths};
    g_autoptr(GError) error = NULL;

    event->own = vmg_judge_room(&question, guest, &error);
    if (!event->own)
        vmg_event_fail(event, VMG_CODE_FACTS_MISSING, error->message,
                       _("on the destination host: systemctl restart virt-migration-guard"));
}

static void
compare(VmgEvent *event, const VmgEntry *entry, const xmlDoc *doc)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgGuest) guest = vmg_guest_new(doc, &error);

    if (!guest)
        vmg_event_fail(event, VMG_CODE_GUEST_XML_INVALID, error->message, fix_script());
    else if (!vmg_ledger_is_same(entry, &guest->view))
        vmg_event_fail(event, VMG_CODE_GUEST_CHANGED,
                       _("the guest that is about to start is not the one that was admitted"),
                       fix_script());
    else if (vmg_ledger_is_late(entry))
        ask_for_room(event, &guest->view);
}

static gboolean
is_refused(const VmgEvent *event)
{
    return vmg_event_verdict(event) && vmg_verdict_refuses(vmg_event_verdict(event));
}

/* Compares the guest with its ledger entry. If the guest is refused, removes the entry. Otherwise,
 * and always in permissive mode, marks the entry as prepared: from now on the entry reserves
 * memory without a time limit. */
static void
take_arrival(VmgEvent *event, const VmgEntry *entry, const xmlDoc *doc)
{
    g_autoptr(GError) error = NULL;

    compare(event, entry, doc);
    if (!is_refused(event) && !vmg_ledger_set_prepared(event->paths->ledger, entry, &error))
        vmg_event_fail(event, VMG_CODE_LEDGER_UNWRITABLE, error->message,
                       _("check that /run is not full (df -h /run) and that root can write there, "
                         "then try again"));
    if (is_refused(event))
        vmg_ledger_file_remove(event->paths->ledger, event->guest, entry->nonce);
}

/* The entry of the guest that is about to start. NULL if this is a local start: the guest's XML
 * has no nonce, or a nonce that was used before. NULL also for a guest that came in an offline
 * migration. Such starts are not compared. */
static VmgEntry *
find_arrival(VmgEvent *event, const xmlDoc *doc)
{
    g_autofree char *nonce = vmg_stamp_admission(doc);
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgEntry) entry =
        nonce && g_uuid_string_is_valid(nonce)
            ? vmg_ledger_get(event->paths->ledger, event->guest, nonce, &error)
            : NULL;

    if (error)
        vmg_event_fail(event, VMG_CODE_LEDGER_UNREADABLE, error->message,
                       _("check that root can read and write there, then try again"));
    if (!entry || entry->prepared_ms != 0 || entry->shut_off)
        return NULL;
    return g_steal_pointer(&entry);
}

static void
prepare_locked(VmgEvent *event)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(xmlDoc) doc =
        vmg_xml_parse(event->request->xml, event->request->len, "domain XML", &error);
    g_autoptr(VmgEntry) entry = doc ? find_arrival(event, doc) : NULL;

    if (!doc)
        vmg_event_fail(event, VMG_CODE_GUEST_XML_INVALID, error->message, fix_script());
    if (entry)
        take_arrival(event, entry, doc);
}

/* The ledger stays locked from reading the guest's entry until marking this entry as prepared.
 * Otherwise the agent could remove the entry in between. */
void
vmg_event_prepare(VmgEvent *event, struct vmg_answer *answer)
{
    g_autoptr(GError) error = NULL;
    int lock = vmg_ledger_lock(event->paths->ledger, &error);

    if (lock < 0)
        vmg_event_fail(event, VMG_CODE_LEDGER_LOCKED, error->message,
                       _("try again; if that does not help, check that root can write there"));
    else
        prepare_locked(event);
    if (is_refused(event))
        vmg_event_refuse(event, answer);
    if (lock >= 0)
        close(lock);
}
