/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/stamper.h"
#include "guest/disks.h"

#include "agent/virt/busy.h"
#include "agent/virt/error.h"
#include "base/sys.h"
#include "base/xml.h"
#include "checks/checks.h"
#include "stamp/stamp.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

static void
add_text(GString *out, const xmlChar *text)
{
    g_autofree char *word = g_strstrip(g_strdup((const char *)text));
    g_autofree char *escaped = g_markup_escape_text(word, -1);

    g_string_append(out, escaped);
}

static void
add_attributes(GString *out, const xmlNode *node)
{
    for (xmlAttr *attr = node->properties; attr; attr = attr->next) {
        xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);

        g_string_append_printf(out, " %s='", (const char *)attr->name);
        if (value)
            add_text(out, value);
        g_string_append_c(out, '\'');
        xmlFree(value);
    }
}

static void
add_node(GString *out, const xmlNode *node)
{
    g_string_append_printf(out, "<%s", (const char *)node->name);
    add_attributes(out, node);
    g_string_append_c(out, '>');
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE)
            add_node(out, child);
        else if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            add_text(out, child->content);
    }
    g_string_append(out, "</>");
}

char *
vmg_stamper_normalise(const xmlNode *node)
{
    GString *out = g_string_new(NULL);

    add_node(out, node);
    return g_string_free(out, FALSE);
}

/* libvirt hands back what it was given, with the namespace added everywhere. */
static gboolean
is_there(const xmlDoc *domain, const char *stamp)
{
    const xmlNode *found = vmg_stamp_find(domain);
    g_autoptr(xmlDoc) doc = vmg_xml_parse(stamp, strlen(stamp), "stamp", NULL);
    g_autofree char *has = NULL, *wanted = NULL;

    if (!found || !doc)
        return FALSE;
    for (const xmlNode *node = found->next; node; node = node->next)
        if (vmg_xml_is_ours(node, "stamp"))
            return FALSE;
    has = vmg_stamper_normalise(found);
    wanted = vmg_stamper_normalise(xmlDocGetRootElement(doc));
    return strcmp(has, wanted) == 0;
}

/* What a failed call means for the guest: one that has stopped is no failure,
 * and a lock that could not be had is for later. */
static VmgStampResult
judge_failure(virDomain *domain, const char *doing, GError **error)
{
    const virError *last = virGetLastError();
    int code = last ? last->code : VIR_ERR_INTERNAL_ERROR;

    vmg_virt_error(error, doing);
    if (code == VIR_ERR_OPERATION_TIMEOUT)
        return VMG_STAMP_BUSY;
    if (code == VIR_ERR_NO_DOMAIN || virDomainIsActive(domain) == 0)
        return VMG_STAMP_GONE;
    return VMG_STAMP_FAILED;
}

/* Paused as an arriving guest is; an outgoing one at its end is, too. In post-copy it
 * runs while memory is still on its way. */
static gboolean
may_arrive(virDomain *domain)
{
    int state = VIR_DOMAIN_NOSTATE, reason = 0;

    if (virDomainGetState(domain, &state, &reason, 0) < 0)
        return FALSE;
    if (state == VIR_DOMAIN_RUNNING)
        return reason == VIR_DOMAIN_RUNNING_POSTCOPY;
    return state == VIR_DOMAIN_PAUSED &&
           (reason == VIR_DOMAIN_PAUSED_MIGRATION || reason == VIR_DOMAIN_PAUSED_STARTING_UP ||
            reason == VIR_DOMAIN_PAUSED_POSTCOPY_FAILED);
}

/* While a guest migrates, in or out, writing its metadata waits half a minute
 * for the job and fails. An incoming one answers the question for its job with
 * an error. */
static gboolean
has_job(virDomain *domain)
{
    virDomainJobInfo job = {0};

    if (virDomainGetJobInfo(domain, &job) < 0)
        return virGetLastErrorCode() != VIR_ERR_NO_SUPPORT;
    return job.type != VIR_DOMAIN_JOB_NONE;
}

/* A guest that arrived paused still bears the nonce of its admission, or the mark that the
 * agent wrote instead of the nonce. QEMU ends such a guest if it is migrated before it was
 * resumed once: it has not taken over its disks. */
static gboolean
was_not_resumed(virDomain *domain, const xmlDoc *doc)
{
    g_autofree char *nonce = vmg_stamp_admission(doc);
    int state = VIR_DOMAIN_NOSTATE;

    return (nonce || (vmg_stamp_flags(doc) & VMG_SOURCE_NOT_RESUMED)) &&
           virDomainGetState(domain, &state, NULL, 0) == 0 && state == VIR_DOMAIN_PAUSED;
}

static VmgStampResult
write_stamp(virDomain *domain, const char *stamp, gint *writes, GError **error)
{
    g_atomic_int_inc(writes);
    if (virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, stamp, VMG_STAMP_PREFIX,
                             VMG_XMLNS, VIR_DOMAIN_AFFECT_LIVE) == 0)
        return VMG_STAMP_WRITTEN;
    g_atomic_int_add(writes, -1);
    return judge_failure(domain, "can't write its metadata", error);
}

static VmgGuest *
read_guest(virDomain *domain, unsigned flags, xmlDoc **doc, VmgStampResult *result, GError **error)
{
    char *xml = virDomainGetXMLDesc(domain, flags);
    VmgGuest *guest;

    if (!xml) {
        *result = judge_failure(domain, "can't read its XML", error);
        return NULL;
    }
    *result = VMG_STAMP_FAILED;
    *doc = vmg_xml_parse(xml, strlen(xml), "its XML", error);
    free(xml);
    guest = *doc ? vmg_guest_new(*doc, error) : NULL;
    return guest;
}

static gboolean
keeps_data(const struct vmg_disk *disk)
{
    return vmg_disk_cache_counts(disk) && !(disk->cache && vmg_disk_cache_is_safe(disk->cache));
}

/* Only such a guest needs another cache mode, which its configuration may have already. */
static gboolean
may_be_refused(const struct vmg_guest *guest)
{
    for (size_t i = 0; i < guest->disk_count; i++)
        if (keeps_data(guest->disks[i]))
            return TRUE;
    return FALSE;
}

/* The guest as it is when it is started next. NULL if it is not persistent; also if its
 * configuration can't be read: the stamp then says nothing about it. */
static VmgGuest *
read_configured(virDomain *domain)
{
    g_autoptr(xmlDoc) doc = NULL;
    VmgStampResult result;

    if (virDomainIsPersistent(domain) != 1)
        return NULL;
    return read_guest(domain, VIR_DOMAIN_XML_INACTIVE, &doc, &result, NULL);
}

char *
vmg_stamper_minimal(const char *name, const char *uuid, guint64 memory_kib, guint vcpus)
{
    return g_markup_printf_escaped("<domain type='kvm'><name>%s</name><uuid>%s</uuid>"
                                   "<memory unit='KiB'>%" G_GUINT64_FORMAT "</memory>"
                                   "<vcpu>%u</vcpu><os><type>hvm</type></os></domain>",
                                   name, uuid, memory_kib, vcpus);
}

/* A guest that can't be read still has its memory. */
static VmgCommitted *
commit_by_info(virDomain *domain, gboolean arrives)
{
    char uuid[VIR_UUID_STRING_BUFLEN];
    g_autofree char *xml = NULL;
    g_autoptr(xmlDoc) doc = NULL;
    g_autoptr(VmgGuest) guest = NULL;
    virDomainInfo info;

    if (virDomainGetUUIDString(domain, uuid) < 0 || virDomainGetInfo(domain, &info) < 0)
        return NULL;
    xml = vmg_stamper_minimal(virDomainGetName(domain), uuid, info.maxMem, info.nrVirtCpu);
    doc = vmg_xml_parse(xml, strlen(xml), "XML", NULL);
    guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    return guest ? vmg_committed_new(&guest->view, arrives) : NULL;
}

/* What there is to be done with a guest that was read; *STAMP is what it should have. */
static VmgStampResult
judge(virDomain *domain, const VmgSnapshot *snapshot, VmgGuestCpu *cpu, VmgGuest *guest,
      const xmlDoc *doc, char **stamp)
{
    g_autoptr(VmgGuest) configured = NULL;

    VmgBusy busy = vmg_busy(domain);

    if (busy == VMG_BUSY_QEMU)
        return VMG_STAMP_BUSY;
    if (busy == VMG_BUSY_JOB || has_job(domain))
        return virDomainIsActive(domain) == 0 ? VMG_STAMP_GONE : VMG_STAMP_LATER;
    if (snapshot->no_stamps)
        return VMG_STAMP_LATER;
    vmg_guest_cpu_fill_in(cpu, domain, guest);
    configured = may_be_refused(&guest->view) ? read_configured(domain) : NULL;
    *stamp = vmg_stamp_to_string(snapshot->host, &guest->view,
                                 configured ? &configured->view : NULL, snapshot->key);
    return is_there(doc, *stamp) ? VMG_STAMP_SAME : VMG_STAMP_WANTED;
}

static VmgStampResult
examine(virDomain *domain, const VmgSnapshot *snapshot, VmgGuestCpu *cpu, VmgCommitted **committed,
        gboolean *bare, char **stamp, GError **error)
{
    gint64 looked_ms = vmg_sys_boottime_ms();
    gboolean arrives = may_arrive(domain);
    g_autoptr(xmlDoc) doc = NULL;
    VmgStampResult result;
    g_autoptr(VmgGuest) guest = read_guest(domain, 0, &doc, &result, error);

    *bare = !guest;
    if (!guest) {
        *committed = result == VMG_STAMP_GONE ? NULL : commit_by_info(domain, arrives);
        if (*committed)
            (*committed)->looked_ms = looked_ms;
        return result;
    }
    *committed = vmg_committed_new(&guest->view, arrives);
    (*committed)->looked_ms = looked_ms;
    if (arrives)
        return virDomainIsActive(domain) == 0 ? VMG_STAMP_GONE : VMG_STAMP_LATER;
    if (was_not_resumed(domain, doc))
        guest->view.source_flags = VMG_SOURCE_NOT_RESUMED;
    return judge(domain, snapshot, cpu, guest, doc, stamp);
}

VmgStampResult
vmg_stamper_look(virDomain *domain, const VmgSnapshot *snapshot, VmgGuestCpu *cpu,
                 VmgCommitted **committed, gboolean *bare, GError **error)
{
    g_autofree char *stamp = NULL;

    return examine(domain, snapshot, cpu, committed, bare, &stamp, error);
}

VmgStampResult
vmg_stamper_stamp(virDomain *domain, const VmgSnapshot *snapshot, VmgGuestCpu *cpu, gint *writes,
                  GError **error)
{
    g_autofree char *stamp = NULL;
    VmgCommitted *committed = NULL;
    gboolean bare;
    VmgStampResult result = examine(domain, snapshot, cpu, &committed, &bare, &stamp, error);

    vmg_committed_free(committed);
    return result == VMG_STAMP_WANTED ? write_stamp(domain, stamp, writes, error) : result;
}
