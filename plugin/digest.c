/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "digest.h"

#include <glib.h>

#include <string.h>

/* Each text with its length before it, so that no two lists of texts look alike. */
static void
add(GChecksum *sum, const char *text)
{
    gint64 len = text ? (gint64)strlen(text) : -1;

    g_checksum_update(sum, (const guchar *)&len, sizeof(len));
    if (text)
        g_checksum_update(sum, (const guchar *)text, (gssize)len);
}

static void
add_number(GChecksum *sum, guint64 number)
{
    g_checksum_update(sum, (const guchar *)&number, sizeof(number));
}

static void
add_disk(GChecksum *sum, const struct vmg_disk *disk)
{
    add(sum, disk->target);
    add(sum, disk->device);
    add(sum, disk->type);
    add(sum, disk->source);
    add(sum, disk->cache);
    add_number(sum, disk->flags);
}

static void
add_nic(GChecksum *sum, const struct vmg_nic *nic)
{
    add(sum, nic->mac);
    add(sum, nic->type);
    add(sum, nic->source);
    add(sum, nic->portgroup);
    add(sum, nic->vlans);
}

/* libvirt looks the address of a listen network up anew before it starts. */
static void
add_listen(GChecksum *sum, const struct vmg_listen *listen)
{
    add(sum, listen->graphics);
    add(sum, listen->type);
    add(sum, listen->network);
    add(sum, strcmp(listen->type, "address") == 0 ? listen->address : NULL);
}

static void
add_property(GChecksum *sum, const struct vmg_property *property)
{
    add(sum, property->device);
    add(sum, property->name);
    add(sum, property->value);
}

char *
vmg_guest_digest(const struct vmg_guest *guest)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    add(sum, guest->uuid);
    add_number(sum, guest->memory_kib);
    add_number(sum, guest->vcpus);
    /* libvirt adds features before it starts the guest. */
    add(sum, guest->cpu_mode);
    add(sum, guest->cpu_model);
    add_number(sum, guest->disk_count);
    for (gsize i = 0; i < guest->disk_count; i++)
        add_disk(sum, guest->disks[i]);
    add_number(sum, guest->nic_count);
    for (gsize i = 0; i < guest->nic_count; i++)
        add_nic(sum, guest->nics[i]);
    add_number(sum, guest->listen_count);
    for (gsize i = 0; i < guest->listen_count; i++)
        add_listen(sum, guest->listens[i]);
    for (gsize i = 0; i < guest->property_count; i++)
        add_property(sum, guest->properties[i]);
    return g_strdup(g_checksum_get_string(sum));
}
