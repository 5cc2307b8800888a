/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists all guests that libvirt knows on this host, running or not. */
#pragma once

#include "host/host.h"

#include <libvirt/libvirt.h>

typedef struct {
    char *name;
    char uuid[VIR_UUID_STRING_BUFLEN];
    gboolean active; /* the guest runs, is paused, arrives, or is about to start */
    gboolean saved;  /* the guest has a managed save image */
    virDomain *domain;
} VmgKnownGuest;

typedef struct {
    gint64 asked_ms;   /* vmg_sys_boottime_ms() from just before libvirt was asked */
    GPtrArray *guests; /* VmgKnownGuest * */
    VmgHost *there;    /* filled in by vmg_resources_read(): secrets, filters, mounts */
} VmgInventory;

/* Asks libvirt, which may wait as long as a hook takes to prepare a guest. Call it in a worker
 * thread. */
VmgInventory *vmg_inventory_read(virConnect *connect, GError **error);
void vmg_inventory_free(VmgInventory *inventory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgInventory, vmg_inventory_free)

/* Frees libvirt's handles of the guests; the rest of INVENTORY stays. Call it in a worker thread,
 * because freeing the last handle of a connection waits for libvirtd. */
void vmg_inventory_let_go(const VmgInventory *inventory);

/* The guest of that UUID; NULL if there is none. */
VmgKnownGuest *vmg_inventory_find(const VmgInventory *inventory, const char *uuid);
/* Notes that the guest with that UUID has stopped after libvirt was asked. */
void vmg_inventory_set_stopped(const VmgInventory *inventory, const char *uuid);
/* Adds all guests to HOST. */
void vmg_inventory_fill_in(const VmgInventory *inventory, VmgHost *host);
