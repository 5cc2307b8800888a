/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Examines libvirt and the running guests. A guest without this host's stamp can't leave this host.
 */
#include "cli/doctor/doctor.h"

#include "agent/virt/error.h"
#include "base/text.h"
#include "base/xml.h"
#include "cli/libvirt.h"
#include "stamp/signature.h"
#include "stamp/stamp.h"

#include <stdlib.h>
#include <string.h>

enum { GUESTS_NAMED = 10 };

static gboolean
is_stamped_here(const Doctor *doctor, virDomain *domain)
{
    char *xml = virDomainGetXMLDesc(domain, 0);
    g_autoptr(xmlDoc) doc = xml ? vmg_xml_parse(xml, strlen(xml), "domain XML", NULL) : NULL;
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    g_autoptr(VmgStamp) stamp = guest ? vmg_stamp_new(doc, &guest->view, NULL) : NULL;

    free(xml);
    return stamp && doctor->facts &&
           g_ascii_strcasecmp(stamp->host->view.uuid, doctor->facts->view.uuid) == 0 &&
           (!doctor->key || vmg_signature_check(vmg_stamp_find(doc), doctor->key, NULL));
}

static void
count_unstamped(const Doctor *doctor, virDomain **domains, int count)
{
    g_autoptr(GString) names = g_string_new(NULL);
    int bad = 0;

    for (int i = 0; i < count; i++) {
        if (!is_stamped_here(doctor, domains[i]) && ++bad <= GUESTS_NAMED)
            doctor_append_name(names, virDomainGetName(domains[i]));
        virDomainFree(domains[i]);
    }
    if (bad > GUESTS_NAMED)
        g_string_append_printf(names, _(" and %d more"), bad - GUESTS_NAMED);
    if (bad > 0)
        doctor_add(doctor, DOCTOR_GUESTS, VMG_FAIL,
                   g_strdup_printf(_("without a valid stamp: %s"), names->str),
                   _("see why: journalctl -u virt-migration-guard"));
    else
        doctor_add(doctor, DOCTOR_GUESTS, VMG_PASS, g_strdup_printf(_("%d running"), count), NULL);
}

void
doctor_look_at_guests(const Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgConnect) connect = vmg_cli_connect(doctor->config, FALSE, &error);
    virDomain **domains = NULL;
    int count =
        connect ? virConnectListAllDomains(connect, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE) : -1;

    if (count < 0) {
        if (!error)
            vmg_virt_error(&error, _("can't list guests"));
        doctor_add(doctor, DOCTOR_LIBVIRT, VMG_FAIL, g_strdup(error->message),
                   _("start libvirt's daemon, or correct [libvirt] uri"));
        doctor_add(doctor, DOCTOR_GUESTS, VMG_SKIP, g_strdup(_("not known")), NULL);
        return;
    }
    doctor_add(doctor, DOCTOR_LIBVIRT, VMG_PASS, g_strdup(_("connected")), NULL);
    count_unstamped(doctor, domains, count);
    free(domains);
}
