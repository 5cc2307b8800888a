/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An event in, an answer out. The steps of a migration: configuration,
 * judgement, rewrite, ledger, answer, record. */
#include "plugin/event.h"
#include "plugin/policy-run.h"

#include "base/codes.h"
#include "base/text.h"
#include "base/xml.h"
#include "decide/judge.h"
#include "guest/digest.h"
#include "ledger/ledger.h"
#include "ledger/source-networks.h"
#include "record/record.h"
#include "rewrite/rewrite.h"

#include <string.h>
#include <unistd.h>

static void
event_free(VmgPolicyEvent *event)
{
    vmg_judgement_free(event->judgement);
    vmg_verdict_free(event->own);
    vmg_config_free(event->config);
    g_free(event->guest);
    g_free(event);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgPolicyEvent, event_free)

VmgVerdict *
vmg_event_verdict(const VmgPolicyEvent *event)
{
    return event->judgement ? event->judgement->verdict : event->own;
}

/* VDSM's hooks have no right to write there. */
static gboolean
is_libvirts(const struct vmg_request *request)
{
    return request->event == VMG_EVENT_MIGRATE || request->event == VMG_EVENT_PREPARE;
}

static void
finish(struct vmg_answer *answer)
{
    g_autoptr(VmgPolicyEvent) event = answer->rest;
    const VmgJudgement *judgement = event->judgement;
    VmgRecord record = {
        .event = event->event,
        .guest = event->guest,
        .uuid = judgement ? judgement->guest->view.uuid : NULL,
        .source = judgement && judgement->source ? judgement->source->view.name : NULL,
        .destination =
            judgement && judgement->destination ? judgement->destination->view.name : NULL,
        .verdict = vmg_event_verdict(event),
        .duration_us = g_get_monotonic_time() - event->started_us,
    };

    if (record.verdict && answer->status && !vmg_verdict_refuses(record.verdict))
        vmg_verdict_set_error(vmg_event_verdict(event), VMG_CODE_ANSWER_LOST,
                              _("the domain XML could not be handed back to libvirt"),
                              _("see libvirtd's log"));
    if (record.verdict)
        vmg_record_write(&record);
    if (record.verdict && event->paths->decisions && is_libvirts(event->request))
        vmg_record_keep(&record, event->paths->decisions);
    g_free(answer->output);
    g_free(answer->reason);
}

/* A broken configuration is no reason to check nothing: the defaults decide,
 * and refuse because of it. */
static void
load_config(VmgPolicyEvent *event, GError **error)
{
    event->config =
        vmg_config_load(event->paths->config_file, event->paths->config_directory, NULL, error);
    if (!event->config)
        event->config = vmg_config_defaults();
}

static void
set_deadline(const VmgPolicyEvent *event)
{
    gboolean refuse = vmg_config_mode(event->config) == VMG_MODE_ENFORCING &&
                      vmg_config_is(event->config, "guard", "on-error", "refuse");

    event->request->set_deadline(vmg_config_get_uint(event->config, "guard", "deadline-ms"),
                                 refuse ? 1 : 0);
}

/* What goes wrong on the way refuses, unless the administrator wants otherwise. */
void
vmg_event_fail(VmgPolicyEvent *event, const char *code, const char *what, const char *fix)
{
    if (!vmg_event_verdict(event))
        event->own = vmg_verdict_new(vmg_config_mode(event->config));
    if (vmg_config_is(event->config, "guard", "on-error", "admit"))
        vmg_verdict_add(vmg_event_verdict(event), "guard", VMG_WARN, code, NULL, _("a decision"),
                        what, fix);
    else
        vmg_verdict_set_error(vmg_event_verdict(event), code, what, fix);
}

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

void
vmg_event_refuse(const VmgPolicyEvent *event, struct vmg_answer *answer)
{
    g_clear_pointer(&answer->output, g_free);
    answer->output_len = 0;
    answer->status = 1;
    answer->reason = vmg_verdict_refusal(vmg_event_verdict(event),
                                         event->request->event == VMG_EVENT_VDSM_START);
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

static void
migrate(VmgPolicyEvent *event, const GError *config_error, struct vmg_answer *answer)
{
    judge_and_admit(event, config_error, answer);
    if (vmg_verdict_refuses(vmg_event_verdict(event)))
        vmg_event_refuse(event, answer);
}

/* Once: a later local start is nobody's business. The entry goes on reserving. */
static void
prepare(VmgPolicyEvent *event, struct vmg_answer *answer)
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

static VmgPolicyEvent *
event_new(const VmgPaths *paths, const struct vmg_request *request)
{
    VmgPolicyEvent *event = g_new0(VmgPolicyEvent, 1);

    event->request = request;
    event->paths = paths;
    event->guest = g_strdup(request->guest);
    event->event = request->event == VMG_EVENT_PREPARE || request->event == VMG_EVENT_VDSM_START
                       ? "start"
                       : "migration";
    event->started_us = request->started_us;
    return event;
}

int
vmg_policy_run(const VmgPaths *paths, const struct vmg_request *request, struct vmg_answer *answer)
{
    g_autoptr(GError) config_error = NULL;
    VmgPolicyEvent *event;

    if (request->version != VMG_POLICY_VERSION)
        return -1;
    event = event_new(paths, request);
    *answer = (struct vmg_answer){.rest = event, .finish = finish};
    load_config(event, &config_error);
    vmg_text_use(vmg_config_get(event->config, "guard", "language"));
    set_deadline(event);
    if (vmg_config_mode(event->config) == VMG_MODE_DISABLED)
        return 0;
    if (request->event == VMG_EVENT_MIGRATE)
        migrate(event, config_error, answer);
    else if (request->event == VMG_EVENT_PREPARE)
        prepare(event, answer);
    else
        vmg_event_vdsm(event, config_error, answer);
    return 0;
}
