/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/inventory.h"

#include "agent/virt/error.h"
#include "agent/virt/resources.h"
#include "base/sys.h"

#include <stdlib.h>

static void
guest_free(gpointer data)
{
    VmgKnownGuest *guest = data;

    g_free(guest->name);
    if (guest->domain)
        virDomainFree(guest->domain);
    g_free(guest);
}

void
vmg_inventory_free(VmgInventory *inventory)
{
    if (!inventory)
        return;
    g_ptr_array_unref(inventory->guests);
    vmg_host_free(inventory->there);
    g_free(inventory);
}

/* A guest is active if it has an id. */
static void
add(VmgInventory *inventory, virDomain *domain)
{
    VmgKnownGuest *guest = g_new0(VmgKnownGuest, 1);

    guest->name = g_strdup(virDomainGetName(domain));
    virDomainGetUUIDString(domain, guest->uuid);
    guest->active = virDomainGetID(domain) != (unsigned)-1;
    guest->domain = domain;
    g_ptr_array_add(inventory->guests, guest);
}

static gboolean
list(virConnect *connect, unsigned flags, virDomain ***domains, int *count, GError **error)
{
    *count = virConnectListAllDomains(connect, domains, flags);
    if (*count < 0)
        vmg_virt_error(error, "can't list guests");
    return *count >= 0;
}

static void
mark_saved(VmgInventory *inventory, virDomain *domain)
{
    char uuid[VIR_UUID_STRING_BUFLEN];
    VmgKnownGuest *guest;

    virDomainGetUUIDString(domain, uuid);
    guest = vmg_inventory_find(inventory, uuid);
    if (guest)
        guest->saved = TRUE;
    virDomainFree(domain);
}

VmgInventory *
vmg_inventory_read(virConnect *connect, GError **error)
{
    g_autoptr(VmgInventory) inventory = g_new0(VmgInventory, 1);
    virDomain **domains = NULL;
    int count;

    inventory->guests = g_ptr_array_new_with_free_func(guest_free);
    inventory->there = vmg_host_empty();
    inventory->asked_ms = vmg_sys_boottime_ms();
    if (!list(connect, 0, &domains, &count, error))
        return NULL;
    for (int i = 0; i < count; i++)
        add(inventory, domains[i]);
    free(domains);
    domains = NULL;
    if (!list(connect, VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE, &domains, &count, error))
        return NULL;
    for (int i = 0; i < count; i++)
        mark_saved(inventory, domains[i]);
    free(domains);
    vmg_resources_read(connect, inventory->there);
    return g_steal_pointer(&inventory);
}

void
vmg_inventory_let_go(const VmgInventory *inventory)
{
    for (guint i = 0; i < inventory->guests->len; i++) {
        VmgKnownGuest *guest = g_ptr_array_index(inventory->guests, i);

        g_clear_pointer(&guest->domain, virDomainFree);
    }
}

VmgKnownGuest *
vmg_inventory_find(const VmgInventory *inventory, const char *uuid)
{
    for (guint i = 0; i < inventory->guests->len; i++) {
        VmgKnownGuest *guest = g_ptr_array_index(inventory->guests, i);

        if (g_ascii_strcasecmp(guest->uuid, uuid) == 0)
            return guest;
    }
    return NULL;
}

void
vmg_inventory_set_stopped(const VmgInventory *inventory, const char *uuid)
{
    VmgKnownGuest *guest = vmg_inventory_find(inventory, uuid);

    if (guest)
        guest->active = FALSE;
}

void
vmg_inventory_fill_in(const VmgInventory *inventory, VmgHost *host)
{
    host->view.flags |= VMG_HOST_KNOWS_INVENTORY | inventory->there->view.flags;
    for (gsize i = 0; i < inventory->there->view.resource_count; i++)
        vmg_host_add_resource(host, inventory->there->view.resources[i]);
    for (guint i = 0; i < inventory->guests->len; i++) {
        const VmgKnownGuest *guest = g_ptr_array_index(inventory->guests, i);
        const struct vmg_known_guest known = {
            .flags =
                (guest->active ? VMG_KNOWN_ACTIVE : 0u) | (guest->saved ? VMG_KNOWN_SAVED : 0u),
            .name = guest->name,
            .uuid = guest->uuid,
        };

        vmg_host_add_known_guest(host, &known);
    }
}
