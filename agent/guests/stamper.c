/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/stamper.h"

#include "agent/guests/normalise.h"
#include "agent/guests/readiness.h"
#include "agent/network/offloads.h"
#include "agent/virt/busy.h"
#include "agent/virt/error.h"
#include "base/sys.h"
#include "base/xml.h"
#include "checks/checks.h"
#include "guest/disks.h"
#include "stamp/stamp.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

/* Whether DOMAIN already has the stamp STAMP and no other stamp. libvirt adds namespaces to the
 * stamp in DOMAIN, so the stamp in DOMAIN and STAMP are normalised before they are compared. */
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
    has = vmg_normalise(found);
    wanted = vmg_normalise(xmlDocGetRootElement(doc));
    return strcmp(has, wanted) == 0;
}

/* What a failed call to libvirt means. If the guest has stopped, this is not a failure. If
 * libvirt could not get its lock on the guest, try again later. */
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

/* Whether the guest may still be arriving: libvirt shows an arriving guest as paused, and also
 * an outgoing guest at the end of its migration. In post-copy the guest runs while its memory is
 * still being copied. */
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

/* Whether a migration or another job runs. While a guest migrates, in or out, writing its metadata
 * waits for the job for half a minute and then fails. If libvirt is asked for the job of an
 * arriving guest, libvirt returns an error, which counts as a job. */
static gboolean
has_job(virDomain *domain)
{
    virDomainJobInfo job = {0};

    if (virDomainGetJobInfo(domain, &job) < 0)
        return virGetLastErrorCode() != VIR_ERR_NO_SUPPORT;
    return job.type != VIR_DOMAIN_JOB_NONE;
}

/* A guest that arrived paused still has in its XML the nonce of its admission, or the mark that the
 * agent wrote instead of the nonce. If such a guest is migrated before it was resumed once, QEMU
 * ends the guest, because QEMU has not taken over the disks yet. A guest that arrived running, and
 * was paused before its first stamp, has the same XML, but libvirt has reported that its CPUs
 * ran. */
static gboolean
was_not_resumed(virDomain *domain, const VmgRemembered *remembered, const xmlDoc *doc)
{
    g_autofree char *nonce = vmg_stamp_admission(doc);
    int state = VIR_DOMAIN_NOSTATE;

    return !g_atomic_int_get(&remembered->resumed) &&
           (nonce || (vmg_stamp_flags(doc) & VMG_SOURCE_NOT_RESUMED)) &&
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

/* Reads the guest's domain XML into *DOC, and returns the guest that the XML describes. If TEXT is
 * not NULL, *TEXT is set to the XML as text; free with g_free(). */
static VmgGuest *
read_guest(virDomain *domain, unsigned flags, char **text, xmlDoc **doc, VmgStampResult *result,
           GError **error)
{
    char *xml = virDomainGetXMLDesc(domain, flags);

    if (!xml) {
        *result = judge_failure(domain, "can't read its XML", error);
        return NULL;
    }
    *result = VMG_STAMP_FAILED;
    *doc = vmg_xml_parse(xml, strlen(xml), "its XML", error);
    if (text)
        *text = g_strdup(xml);
    free(xml);
    return *doc ? vmg_guest_new(*doc, error) : NULL;
}

static gboolean
keeps_data(const struct vmg_disk *disk)
{
    return vmg_disk_cache_counts(disk) && !(disk->cache && vmg_disk_cache_is_safe(disk->cache));
}

/* Whether a disk of the guest is in an unsafe cache mode. The guest's persistent configuration is
 * read only in this case, because the configuration may already have a safe cache mode for the next
 * start. */
static gboolean
may_be_refused(const struct vmg_guest *guest)
{
    for (size_t i = 0; i < guest->disk_count; i++)
        if (keeps_data(guest->disks[i]))
            return TRUE;
    return FALSE;
}

/* The guest as it will be after its next start. NULL if the guest is not persistent or its
 * configuration can't be read; then the stamp says nothing about the configuration. */
static VmgGuest *
read_configured(virDomain *domain)
{
    g_autoptr(xmlDoc) doc = NULL;
    VmgStampResult result;

    if (virDomainIsPersistent(domain) != 1)
        return NULL;
    return read_guest(domain, VIR_DOMAIN_XML_INACTIVE, NULL, &doc, &result, NULL);
}

char *
vmg_stamper_minimal(const char *name, const char *uuid, guint64 memory_kib, guint vcpus)
{
    return g_markup_printf_escaped("<domain type='kvm'><name>%s</name><uuid>%s</uuid>"
                                   "<memory unit='KiB'>%" G_GUINT64_FORMAT "</memory>"
                                   "<vcpu>%u</vcpu><os><type>hvm</type></os></domain>",
                                   name, uuid, memory_kib, vcpus);
}

/* Estimates what the guest commits from virDomainGetInfo(), if the guest's XML can't be read. */
static VmgCommitted *
commit_by_info(virDomain *domain, gboolean arrives, gint64 looked_ms)
{
    char uuid[VIR_UUID_STRING_BUFLEN];
    g_autofree char *xml = NULL;
    g_autoptr(xmlDoc) doc = NULL;
    g_autoptr(VmgGuest) guest = NULL;
    VmgCommitted *committed;
    virDomainInfo info;

    if (virDomainGetUUIDString(domain, uuid) < 0 || virDomainGetInfo(domain, &info) < 0)
        return NULL;
    xml = vmg_stamper_minimal(virDomainGetName(domain), uuid, info.maxMem, info.nrVirtCpu);
    doc = vmg_xml_parse(xml, strlen(xml), "XML", NULL);
    guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    if (!guest)
        return NULL;
    committed = vmg_committed_new(&guest->view, arrives);
    committed->looked_ms = looked_ms;
    return committed;
}

static char *
compose(const VmgSnapshot *snapshot, VmgSerial *serial, const struct vmg_guest *guest,
        const struct vmg_guest *configured, const xmlDoc *doc)
{
    const VmgHost *host = snapshot->host;
    xmlNode *says = vmg_stamp_guest(guest, configured);
    g_autofree char *said = vmg_normalise(says);
    guint64 value =
        vmg_serial_of(serial, said, doc, host->view.uuid, g_get_real_time() / G_USEC_PER_SEC);

    xmlFreeNode(says);
    return vmg_stamp_to_string(host, guest, configured, value, snapshot->key);
}

static void
note_offloads(struct vmg_guest *guest)
{
    for (size_t i = 0; i < guest->nic_count; i++)
        if (guest->nics[i]->device && vmg_offloads_uso(guest->nics[i]->device) == VMG_OFFLOAD_USED)
            guest->source_flags |= VMG_SOURCE_TAP_USO;
}

/* Decides what to do with a guest whose XML was read. *STAMP is set to the stamp that the guest
 * should have. */
static VmgStampResult
judge(virDomain *domain, const VmgSnapshot *snapshot, VmgRemembered *remembered, VmgGuest *guest,
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
    vmg_guest_cpu_fill_in(&remembered->cpu, domain, guest);
    vmg_sights_fill_in(&remembered->sights, &snapshot->host->view, snapshot->daemon, guest);
    note_offloads(&guest->view);
    configured = may_be_refused(&guest->view) ? read_configured(domain) : NULL;
    *stamp = compose(snapshot, &remembered->serial, &guest->view,
                     configured ? &configured->view : NULL, doc);
    return is_there(doc, *stamp) ? VMG_STAMP_SAME : VMG_STAMP_WANTED;
}

/* Notes in *STAYS why the guest can't leave this host, if there is a reason that does not depend
 * on the destination. */
static void
judge_leaving(const VmgSnapshot *snapshot, const char *xml, char **stays)
{
    g_free(*stays);
    *stays = vmg_readiness_of(xml, snapshot->host, snapshot->config);
}

/* While another client waits for an answer of the guest's QEMU, virDomainGetXMLDesc() waits as
 * well, up to 30 seconds (seen with libvirt 11.3). So the agent does not read the XML of such a
 * guest. */
static VmgStampResult
examine(virDomain *domain, const VmgSnapshot *snapshot, VmgRemembered *remembered,
        VmgCommitted **committed, gboolean *bare, char **stamp, GError **error)
{
    gint64 looked_ms = vmg_sys_boottime_ms();
    gboolean arrives = may_arrive(domain);
    g_autoptr(xmlDoc) doc = NULL;
    VmgStampResult result = VMG_STAMP_BUSY;
    g_autofree char *xml = NULL;
    g_autoptr(VmgGuest) guest = NULL;

    if (vmg_busy(domain) != VMG_BUSY_QEMU)
        guest = read_guest(domain, 0, snapshot->config ? &xml : NULL, &doc, &result, error);
    *bare = !guest;
    if (!guest) {
        *committed = result == VMG_STAMP_GONE ? NULL : commit_by_info(domain, arrives, looked_ms);
        return result == VMG_STAMP_BUSY && arrives ? VMG_STAMP_LATER : result;
    }
    *committed = vmg_committed_new(&guest->view, arrives);
    (*committed)->looked_ms = looked_ms;
    (*committed)->apart = g_strdup(guest->apart);
    if (arrives)
        return virDomainIsActive(domain) == 0 ? VMG_STAMP_GONE : VMG_STAMP_LATER;
    if (xml) {
        judge_leaving(snapshot, xml, &remembered->stays);
        (*committed)->xml = g_steal_pointer(&xml);
    }
    if (was_not_resumed(domain, remembered, doc))
        guest->view.source_flags = VMG_SOURCE_NOT_RESUMED;
    return judge(domain, snapshot, remembered, guest, doc, stamp);
}

VmgStampResult
vmg_stamper_look(virDomain *domain, const VmgSnapshot *snapshot, VmgRemembered *remembered,
                 VmgCommitted **committed, gboolean *bare, GError **error)
{
    g_autofree char *stamp = NULL;

    return examine(domain, snapshot, remembered, committed, bare, &stamp, error);
}

VmgStampResult
vmg_stamper_stamp(virDomain *domain, const VmgSnapshot *snapshot, VmgRemembered *remembered,
                  gint *writes, GError **error)
{
    g_autofree char *stamp = NULL;
    VmgCommitted *committed = NULL;
    gboolean bare;
    VmgStampResult result = examine(domain, snapshot, remembered, &committed, &bare, &stamp, error);

    vmg_committed_free(committed);
    return result == VMG_STAMP_WANTED ? write_stamp(domain, stamp, writes, error) : result;
}
