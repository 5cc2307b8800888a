/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/migrations/mender.h"

#include "agent/virt/error.h"
#include "base/xml.h"
#include "rewrite/rewrite.h"

#include <stdlib.h>
#include <string.h>

char *
vmg_mender_move(const char *xml, const VmgHost *source, const VmgHost *destination, GError **error)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(xml, strlen(xml), "its configuration", error);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, error) : NULL;
    VmgMove move = {.source = &source->view, .destination = destination};
    xmlChar *text = NULL;
    char *copy;

    if (!guest)
        return NULL;
    move.guest = &guest->view;
    if (vmg_rewrite_nic(doc, &move) + vmg_rewrite_listen(doc, &move) == 0)
        return NULL;
    xmlDocDumpMemory(doc, &text, NULL);
    copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}

static gboolean
define(virDomain *domain, const char *xml, GError **error)
{
    virDomain *defined = virDomainDefineXML(virDomainGetConnect(domain), xml);

    if (!defined) {
        vmg_virt_error(error, "can't define it");
        return FALSE;
    }
    virDomainFree(defined);
    return TRUE;
}

gboolean
vmg_mender_mend(virDomain *domain, const VmgHost *source, const VmgHost *destination,
                gboolean *mended, GError **error)
{
    g_autoptr(GError) bad = NULL;
    g_autofree char *moved = NULL;
    char *xml;

    *mended = FALSE;
    if (virDomainIsPersistent(domain) != 1)
        return TRUE;
    xml = virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);
    if (!xml) {
        vmg_virt_error(error, "can't read its configuration");
        return FALSE;
    }
    moved = vmg_mender_move(xml, source, destination, &bad);
    free(xml);
    if (bad) {
        g_propagate_error(error, g_steal_pointer(&bad));
        return FALSE;
    }
    *mended = moved && define(domain, moved, error);
    return *mended || !moved;
}
