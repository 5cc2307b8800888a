/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/running.h"

#include "agent/virt/error.h"
#include "base/xml.h"
#include "cli/doing.h"
#include "cli/libvirt.h"

#include <stdlib.h>
#include <string.h>

/* The guest as its next start will make it; NULL if that can't be read. The result is only used
 * to make a fix shorter. */
static VmgGuest *
read_configured(virDomain *domain)
{
    char *xml = vmg_cli_guest_next_xml(domain);
    g_autoptr(xmlDoc) doc = xml ? vmg_xml_parse(xml, strlen(xml), "domain XML", NULL) : NULL;

    free(xml);
    return doc ? vmg_guest_new(doc, NULL) : NULL;
}

VmgRunning *
vmg_running_new(virDomain *domain, GError **error)
{
    char *xml = vmg_cli_guest_xml(domain, error);
    VmgRunning *running;

    if (!xml)
        return NULL;
    running = g_new0(VmgRunning, 1);
    running->name = g_strdup(virDomainGetName(domain));
    running->xml = g_strdup(xml);
    running->len = strlen(xml);
    running->configured = read_configured(domain);
    running->doing = vmg_cli_doing(domain, xml);
    free(xml);
    return running;
}

VmgRunning *
vmg_running_of_xml(const char *xml, GError **error)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(xml, strlen(xml), "domain XML", error);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, error) : NULL;
    VmgRunning *running;

    if (!guest)
        return NULL;
    running = g_new0(VmgRunning, 1);
    running->name = g_strdup(guest->view.name);
    running->xml = g_strdup(xml);
    running->len = strlen(xml);
    return running;
}

void
vmg_running_free(VmgRunning *running)
{
    if (!running)
        return;
    g_clear_pointer(&running->configured, vmg_guest_free);
    g_free(running->name);
    g_free(running->xml);
    g_free(running);
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
    const VmgRunning *one = *(const VmgRunning *const *)a, *two = *(const VmgRunning *const *)b;

    return strcmp(one->name, two->name);
}

void
vmg_running_sort(GPtrArray *running)
{
    g_ptr_array_sort(running, by_name);
}

GPtrArray *
vmg_cli_running(const VmgConfig *config, GError **error)
{
    g_autoptr(VmgConnect) connect = vmg_cli_connect(config, FALSE, error);
    GPtrArray *all;
    virDomain **domains = NULL;
    int count;

    if (!connect)
        return NULL;
    count = virConnectListAllDomains(connect, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE);
    if (count < 0) {
        vmg_virt_error(error, "virConnectListAllDomains");
        return NULL;
    }
    all = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_running_free);
    for (int i = 0; i < count; i++) {
        VmgRunning *running = vmg_running_new(domains[i], NULL);

        if (running)
            g_ptr_array_add(all, running);
        virDomainFree(domains[i]);
    }
    free(domains);
    vmg_running_sort(all);
    return all;
}

VmgQuestion
vmg_running_question(const VmgRunning *running, const VmgConfig *config, const VmgPaths *paths)
{
    return (VmgQuestion){
        .xml = running->xml,
        .len = running->len,
        .what = "domain XML",
        .config = config,
        .paths = paths,
        .no_destination = TRUE,
        .configured = running->configured ? &running->configured->view : NULL,
        .doing = running->doing,
    };
}
