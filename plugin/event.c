/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The part of the work that is the same for the events of libvirt and of VDSM: reads the
 * configuration, judges the guest, answers, and writes the record. */
#include "plugin/event.h"

#include "base/codes.h"
#include "base/neutral.h"
#include "record/record.h"

static void
event_free(VmgEvent *event)
{
    vmg_judgement_free(event->judgement);
    vmg_verdict_free(event->own);
    vmg_config_free(event->config);
    g_free(event->guest);
    g_free(event);
}

VmgVerdict *
vmg_event_verdict(const VmgEvent *event)
{
    return event->judgement ? event->judgement->verdict : event->own;
}

/* Whether REQUEST is for an event of libvirt. Only the hook of libvirt appends decisions to the
 * agent's queue: the hooks of VDSM run as user vdsm, which has no permission to write there. */
static gboolean
is_libvirts(const struct vmg_request *request)
{
    return request->event == VMG_EVENT_MIGRATE || request->event == VMG_EVENT_PREPARE;
}

static void
set_name(char **name, const VmgHost *host)
{
    g_free(*name);
    *name = g_strdup(host ? host->view.name : "");
}

/* Makes the record of the event. The verdict becomes a part of the record, and EVENT does not
 * have it any more. */
static VmgDecision *
decision_of(VmgEvent *event)
{
    VmgJudgement *judgement = event->judgement;
    VmgVerdict *verdict =
        judgement ? g_steal_pointer(&judgement->verdict) : g_steal_pointer(&event->own);
    VmgDecision *decision = vmg_decision_of(verdict, event->event, event->guest);

    decision->duration_us = g_get_monotonic_time() - event->started_us;
    if (!judgement)
        return decision;
    g_free(decision->uuid);
    decision->uuid = g_strdup(judgement->guest->view.uuid);
    set_name(&decision->source, judgement->the_case.source);
    set_name(&decision->destination, judgement->the_case.destination);
    return decision;
}

static void
record(VmgEvent *event)
{
    g_autoptr(VmgDecision) decision = decision_of(event);

    vmg_record_write(decision);
    if (event->paths->decisions && is_libvirts(event->request))
        vmg_record_keep(decision, event->paths->decisions);
}

static void
finish(struct vmg_answer *answer)
{
    VmgEvent *event = answer->rest;
    VmgVerdict *verdict = vmg_event_verdict(event);

    if (verdict && answer->status && !vmg_verdict_refuses(verdict))
        vmg_verdict_set_error(verdict, VMG_CODE_ANSWER_LOST,
                              _("the domain XML could not be handed back to libvirt"),
                              _("see journalctl -u libvirtd -u virtqemud"));
    if (verdict)
        record(event);
}

static void
release(struct vmg_answer *answer)
{
    event_free(answer->rest);
    g_free(answer->output);
    g_free(answer->reason);
}

/* If the configuration is broken, the checks still run, with the built-in defaults. The verdict
 * refuses because of the configuration, and shows the other findings as well. */
static void
load_config(VmgEvent *event, GError **error)
{
    event->config =
        vmg_config_load(event->paths->config_file, event->paths->config_directory, error);
    if (!event->config)
        event->config = vmg_config_defaults();
}

/* Sets the language in policy.so and in the hook, because each of the two has its own copy of
 * base/text.c. The hooks of VDSM always answer in English: the engine can only show ASCII
 * letters (vdsm.c). */
static void
use_language(const VmgEvent *event)
{
    const char *language =
        is_libvirts(event->request) ? vmg_config_get(event->config, "guard", "language") : NULL;

    vmg_text_use(language);
    event->request->use_language(language);
}

static void
set_deadline(const VmgEvent *event)
{
    gboolean refuse = vmg_config_mode(event->config) == VMG_MODE_ENFORCING &&
                      vmg_config_is(event->config, "guard", "on-error", "refuse");

    event->request->set_deadline(vmg_config_get_uint(event->config, "guard", "deadline-ms"),
                                 refuse ? 1 : 0);
}

/* Adds an error that prevents a decision. The guest is refused, unless `[guard] on-error` is
 * admit. */
void
vmg_event_fail(VmgEvent *event, const char *code, const char *what, const char *fix)
{
    if (!vmg_event_verdict(event))
        event->own = vmg_verdict_new(vmg_config_mode(event->config));
    if (vmg_config_is(event->config, "guard", "on-error", "admit"))
        vmg_verdict_add(vmg_event_verdict(event), VMG_GUARD, VMG_WARN, code, NULL, _("a decision"),
                        what, fix);
    else
        vmg_verdict_set_error(vmg_event_verdict(event), code, what, fix);
}

void
vmg_event_refuse(const VmgEvent *event, struct vmg_answer *answer)
{
    g_clear_pointer(&answer->output, g_free);
    answer->output_len = 0;
    answer->status = 1;
    answer->reason = vmg_verdict_refusal(vmg_event_verdict(event),
                                         event->request->event == VMG_EVENT_VDSM_START);
}

static VmgEvent *
event_new(const VmgPaths *paths, const struct vmg_request *request)
{
    VmgEvent *event = g_new0(VmgEvent, 1);

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
vmg_event_run(const VmgPaths *paths, const struct vmg_request *request, struct vmg_answer *answer)
{
    g_autoptr(GError) config_error = NULL;
    VmgEvent *event;

    if (request->version != VMG_POLICY_VERSION)
        return -1;
    event = event_new(paths, request);
    *answer = (struct vmg_answer){.rest = event, .finish = finish, .release = release};
    load_config(event, &config_error);
    use_language(event);
    set_deadline(event);
    if (vmg_config_mode(event->config) == VMG_MODE_DISABLED)
        return 0;
    if (request->event == VMG_EVENT_MIGRATE)
        vmg_event_migrate(event, config_error, answer);
    else if (request->event == VMG_EVENT_PREPARE)
        vmg_event_prepare(event, answer);
    else
        vmg_event_vdsm(event, config_error, answer);
    return 0;
}
