/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers VDSM's hook points. VDSM runs its hooks as user vdsm, in addition to libvirt's hook.
 * Libvirt's hook reserves memory and rewrites the XML; the functions in this file only judge the
 * guest.
 *
 * A failure on the source is only a warning, because the destination judges the same guest, and
 * the engine shows the reason only if VDSM's hook on the destination refuses (VDSM's error
 * code 78). If the source refused, the engine would show only "Fatal error during migration"
 * (VDSM's error code 12). */
#include "plugin/event.h"

#include "base/codes.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "checks/checks.h"
#include "decide/decide.h"
#include "host/facts.h"

#define XML_FIX                                                                                    \
    _("find the hook in /usr/libexec/vdsm/hooks that runs before and changes the domain XML")
#define FACTS_FIX "systemctl restart virt-migration-guard"
#define NO_UUID   "00000000-0000-0000-0000-000000000000"

static VmgQuestion
question_of(const VmgEvent *event)
{
    return (VmgQuestion){
        .xml = event->request->xml,
        .len = event->request->len,
        .what = "domain XML",
        .config = event->config,
        .paths = event->paths,
        .unprivileged = TRUE,
        .property = event->request->property,
    };
}

static VmgHost *
read_facts(const VmgEvent *event, GError **error)
{
    guint max_age = vmg_config_get_uint(event->config, "guard", "facts-max-age");

    return vmg_facts_load(event->paths, max_age, error);
}

static VmgHost *
load_facts(VmgEvent *event)
{
    g_autoptr(GError) error = NULL;
    VmgHost *facts = read_facts(event, &error);

    if (!facts)
        vmg_event_fail(event, vmg_facts_code(error), error->message, FACTS_FIX);
    return facts;
}

/* before_vm_migrate_destination: the XML comes from the source and has the source's stamp. */
static void
destination(VmgEvent *event)
{
    const VmgQuestion question = question_of(event);
    g_autoptr(GError) error = NULL;

    event->judgement = vmg_judge(&question, &error);
    if (!event->judgement)
        vmg_event_fail(event, VMG_CODE_GUEST_XML_INVALID, error->message, XML_FIX);
}

/* before_vm_migrate_source: VDSM does not tell the hook which host is the destination. */
static void
source(VmgEvent *event)
{
    VmgQuestion question = question_of(event);
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgHost) facts = read_facts(event, &error);

    if (!facts) {
        event->own = vmg_verdict_new(vmg_config_mode(event->config));
        vmg_verdict_add(event->own, "guard", VMG_WARN, vmg_facts_code(error), NULL,
                        _("fresh facts about this host"), error->message, FACTS_FIX);
        return;
    }
    question.source = facts;
    question.no_destination = TRUE;
    event->judgement = vmg_judge(&question, &error);
    if (!event->judgement) {
        vmg_event_fail(event, VMG_CODE_GUEST_XML_INVALID, error->message, XML_FIX);
        return;
    }
    /* FACTS is freed at the end of this function, and the record must not use it. */
    event->judgement->the_case.source = NULL;
}

/* Runs only CHECKS on a guest. FACTS are the facts of the destination; NULL if they are not
 * needed. */
static VmgVerdict *
ask(const VmgEvent *event, const struct vmg_check *const *checks, const VmgGuest *guest,
    const VmgHost *facts)
{
    const VmgCase the_case = {
        .config = event->config,
        .checks = checks,
        .guest = &guest->view,
        .destination = facts,
        .partial = TRUE,
    };

    return vmg_decide(&the_case);
}

/* Adds the failures in LATER as warnings. Because of these failures a later migration of the
 * guest would be refused; the record of the start already says so. */
static void
add_warnings(VmgVerdict *verdict, const VmgVerdict *later)
{
    for (guint i = 0; i < later->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(later->findings, i);
        g_autofree char *found = g_strdup_printf(_("%s: it will not migrate"), finding->found);

        if (finding->result == VMG_FAIL)
            vmg_verdict_add(verdict, finding->check, VMG_WARN, finding->code, finding->subject,
                            finding->wanted, found, finding->fix);
    }
}

/* before_vm_start: refuses the start only if a custom property has a value that is not allowed. */
static void
start(VmgEvent *event)
{
    static const struct vmg_check *const now[] = {&vmg_check_custom_properties, NULL};
    static const struct vmg_check *const later[] = {&vmg_check_cache, NULL};
    const VmgQuestion question = question_of(event);
    g_autoptr(GError) error = NULL;
    g_autoptr(xmlDoc) doc = vmg_xml_parse(question.xml, question.len, question.what, &error);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, &error) : NULL;
    g_autoptr(VmgVerdict) warnings = NULL;

    if (!guest) {
        vmg_event_fail(event, VMG_CODE_GUEST_XML_INVALID, error->message, XML_FIX);
        return;
    }
    vmg_judge_add_properties(guest, &question);
    event->own = ask(event, now, guest, NULL);
    warnings = ask(event, later, guest, NULL);
    add_warnings(event->own, warnings);
    /* A start without failures and warnings is not recorded. */
    if (!vmg_verdict_is_bad(event->own) && vmg_verdict_count(event->own, VMG_WARN) == 0)
        g_clear_pointer(&event->own, vmg_verdict_free);
}

/* Makes a domain XML that has only the device from the request. */
static xmlDoc *
wrap_device(const VmgEvent *event, GError **error)
{
    g_autoptr(xmlDoc) device =
        vmg_xml_parse(event->request->xml, event->request->len, "device XML", error);
    xmlNode *domain, *devices;
    xmlDoc *doc;

    if (!device)
        return NULL;
    doc = xmlNewDoc((const xmlChar *)"1.0");
    domain = xmlNewNode(NULL, (const xmlChar *)"domain");
    xmlDocSetRootElement(doc, domain);
    vmg_xml_add(domain, NULL, "name", *event->guest ? event->guest : "unnamed");
    vmg_xml_add(domain, NULL, "uuid",
                g_uuid_string_is_valid(event->guest) ? event->guest : NO_UUID);
    devices = vmg_xml_add(domain, NULL, "devices", NULL);
    xmlAddChild(devices, xmlDocCopyNode(xmlDocGetRootElement(device), doc, 1));
    return doc;
}

/* before_device_migrate_*: VDSM runs these hooks for devices with custom properties. The
 * environment has the properties of the device. If the guest has a property with the same name,
 * the environment has the device's value. */
static void
device(VmgEvent *event, gboolean arrives)
{
    static const struct vmg_check *const leaving[] = {&vmg_check_cache,
                                                      &vmg_check_custom_properties, NULL};
    static const struct vmg_check *const arriving[] = {&vmg_check_networks, &vmg_check_storage,
                                                       &vmg_check_cache,
                                                       &vmg_check_custom_properties, NULL};
    const VmgQuestion question = question_of(event);
    g_autoptr(GError) error = NULL;
    g_autoptr(xmlDoc) doc = wrap_device(event, &error);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, &error) : NULL;
    g_autoptr(VmgHost) facts = NULL;

    if (!guest) {
        vmg_event_fail(event, VMG_CODE_GUEST_XML_INVALID, error->message, XML_FIX);
        return;
    }
    vmg_judge_add_properties(guest, &question);
    facts = arrives ? load_facts(event) : NULL;
    if (arrives && !facts)
        return;
    event->own = ask(event, arrives ? arriving : leaving, guest, facts);
}

static void
decide(VmgEvent *event)
{
    switch (event->request->event) {
    case VMG_EVENT_VDSM_START:
        start(event);
        break;
    case VMG_EVENT_VDSM_SOURCE:
        source(event);
        break;
    case VMG_EVENT_VDSM_DESTINATION:
        destination(event);
        break;
    case VMG_EVENT_VDSM_DEVICE_SOURCE:
        device(event, FALSE);
        break;
    case VMG_EVENT_VDSM_DEVICE_DESTINATION:
        device(event, TRUE);
        break;
    default:
        vmg_event_fail(event, VMG_CODE_UNKNOWN_EVENT, _("an event that this version does not know"),
                       _("install the package virt-migration-guard again"));
    }
}

static gboolean
is_of_source(const VmgEvent *event)
{
    return event->request->event == VMG_EVENT_VDSM_SOURCE ||
           event->request->event == VMG_EVENT_VDSM_DEVICE_SOURCE;
}

/* Makes the text one line of ASCII. VDSM passes the text to the engine in the form in which
 * Python shows bytes: a line break would become a backslash and an n, and each letter beyond
 * ASCII would become hexadecimal digits. */
static void
fit_for_engine(char **reason)
{
    g_auto(GStrv) lines = g_strsplit(g_strchomp(*reason), "\n", -1);
    char *line = g_strjoinv(" | ", lines);

    for (char *c = line; *c; c++)
        if (!g_ascii_isprint(*c))
            *c = '?';
    g_free(*reason);
    *reason = g_strconcat(line, "\n", NULL);
    g_free(line);
}

void
vmg_event_vdsm(VmgEvent *event, const GError *config_error, struct vmg_answer *answer)
{
    decide(event);
    if (config_error) {
        if (!vmg_event_verdict(event))
            event->own = vmg_verdict_new(vmg_config_mode(event->config));
        vmg_verdict_set_error(vmg_event_verdict(event), VMG_CODE_CONFIG_BROKEN,
                              config_error->message, VMG_CONFIG_FIX);
    }
    if (vmg_event_verdict(event) && is_of_source(event))
        vmg_verdict_leave(vmg_event_verdict(event));
    if (!vmg_event_verdict(event) || !vmg_verdict_refuses(vmg_event_verdict(event)))
        return;
    vmg_event_refuse(event, answer);
    fit_for_engine(&answer->reason);
}
