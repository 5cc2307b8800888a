/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libvirt's events: the steps of a migration are judgement, rewrite, ledger, answer. */
#include "plugin/event.h"

#include "base/codes.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "decide/judge.h"
#include "guest/digest.h"
#include "ledger/ledger.h"
#include "ledger/source-networks.h"
#include "rewrite/rewrite.h"

#include <string.h>
#include <unistd.h>

static void
judge(VmgPolicyEvent *event)
{
    g_autoptr(GError) error = NULL;
    VmgQuestion question = {
        .xml = event->request->xml,
        .len = event->request->len,
        .what = "domain XML",
        .config = event->config,
        .paths = event->paths,
    };

    event->judgement = vmg_judge(&question, &error);
    if (!event->judgement)
        vmg_event_fail(event, VMG_CODE_GUEST_XML_INVALID, error->message,
                       _("see which hook in /etc/libvirt/hooks changed the domain XML"));
}

static gboolean
reserve(VmgPolicyEvent *event, GError **error)
{
    const VmgJudgement *judgement = event->judgement;
    g_autoptr(VmgGuest) rewritten = vmg_guest_new(judgement->doc, error);
    g_autofree char *digest = rewritten ? vmg_guest_digest(&rewritten->view) : NULL;

    return digest &&
           vmg_ledger_add(event->paths->ledger, event->guest, &rewritten->view, digest, error);
}

static void
print_document(const VmgPolicyEvent *event, struct vmg_answer *answer)
{
    xmlChar *text = NULL;
    int len = 0;

    xmlDocDumpMemory(event->judgement->doc, &text, &len);
    answer->output = g_strndup((const char *)text, (gsize)len);
    answer->output_len = (size_t)len;
    xmlFree(text);
}

/* Without facts about this host, which on-error may admit, nothing is rewritten. */
static void
admit(VmgPolicyEvent *event, struct vmg_answer *answer)
{
    const VmgJudgement *judgement = event->judgement;
    g_autoptr(GError) error = NULL;
    guint moved = 0;
    VmgMove move = {
        .guest = &judgement->guest->view,
        .source = judgement->source ? &judgement->source->view : NULL,
        .destination = judgement->destination,
        .key = judgement->key,
        .no_stamp = judgement->no_key,
    };

    if (move.destination && vmg_rewrite_all(judgement->doc, &move, &moved) > 0)
        print_document(event, answer);
    /* Without it only the configuration stays as it was. */
    if (moved > 0)
        vmg_arrival_write(event->paths->ledger, event->guest, judgement->source, NULL);
    if (!reserve(event, &error)) {
        vmg_ledger_remove(event->paths->ledger, event->guest); /* it may be there, unsynced */
        vmg_event_fail(event, VMG_CODE_LEDGER_UNWRITABLE, error->message,
                       _("make room in /run and see who may write there"));
    }
}

/* Counting and adding are one step, or two guests could be admitted into room
 * for one. */
static void
judge_and_admit(VmgPolicyEvent *event, const GError *config_error, struct vmg_answer *answer)
{
    g_autoptr(GError) error = NULL;
    int lock = vmg_ledger_lock(event->paths->ledger, &error);

    judge(event);
    if (config_error)
        vmg_verdict_set_error(vmg_event_verdict(event), VMG_CODE_CONFIG_BROKEN,
                              config_error->message, VMG_CONFIG_FIX);
    if (lock < 0)
        vmg_event_fail(event, VMG_CODE_LEDGER_LOCKED, error->message,
                       _("try again; see who may write to /run"));
    if (event->judgement && !vmg_verdict_refuses(vmg_event_verdict(event)))
        admit(event, answer);
    if (lock >= 0)
        close(lock);
}

void
vmg_event_migrate(VmgPolicyEvent *event, const GError *config_error, struct vmg_answer *answer)
{
    judge_and_admit(event, config_error, answer);
    if (vmg_verdict_refuses(vmg_event_verdict(event)))
        vmg_event_refuse(event, answer);
}

/* Once: a later local start is nobody's business. The entry goes on reserving. */
void
vmg_event_prepare(VmgPolicyEvent *event, struct vmg_answer *answer)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgEntry) entry = vmg_ledger_get_fresh(event->paths->ledger, event->guest, &error);
    g_autoptr(xmlDoc) doc = NULL;
    g_autoptr(VmgGuest) guest = NULL;
    g_autofree char *digest = NULL;

    if (!entry && !error) {
        /* What is left of an admission that came to nothing. */
        vmg_ledger_remove(event->paths->ledger, event->guest);
        return;
    }
    if (entry)
        doc = vmg_xml_parse(event->request->xml, event->request->len, "domain XML", &error);
    guest = doc ? vmg_guest_new(doc, &error) : NULL;
    digest = guest ? vmg_guest_digest(&guest->view) : NULL;
    if (digest && strcmp(digest, entry->digest) == 0) {
        vmg_ledger_set_compared(event->paths->ledger, entry);
        return;
    }
    vmg_ledger_remove(event->paths->ledger, event->guest);
    vmg_event_fail(
        event,
        !entry  ? VMG_CODE_LEDGER_UNREADABLE
        : error ? VMG_CODE_GUEST_XML_INVALID
                : VMG_CODE_GUEST_CHANGED,
        error ? error->message
              : _("the guest that is about to start is not the one that was admitted"),
        _("see which script in /etc/libvirt/hooks/qemu.d runs after 99-virt-migration-guard and "
          "changes the domain XML"));
    if (vmg_verdict_refuses(vmg_event_verdict(event)))
        vmg_event_refuse(event, answer);
}
