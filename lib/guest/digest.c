/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guest/digest.h"

#include <glib.h>

#include <string.h>

/* The state of computing a digest. The texts are collected in `bytes`, because many calls of
 * g_checksum_update() with short texts would be slow. */
typedef struct {
    GChecksum *checksum;
    guchar bytes[4096];
    gsize used;
} Sum;

static void
flush(Sum *sum)
{
    g_checksum_update(sum->checksum, sum->bytes, (gssize)sum->used);
    sum->used = 0;
}

static void
add_bytes(Sum *sum, const void *bytes, gsize size)
{
    if (size > sizeof(sum->bytes) - sum->used)
        flush(sum);
    if (size > sizeof(sum->bytes)) {
        g_checksum_update(sum->checksum, bytes, (gssize)size);
        return;
    }
    memcpy(sum->bytes + sum->used, bytes, size);
    sum->used += size;
}

/* Adds to the digest the length of a text, and then the text, so that two different lists of
 * texts never give the same bytes. */
static void
add(Sum *sum, const char *text)
{
    gint64 len = text ? (gint64)strlen(text) : -1;

    add_bytes(sum, &len, sizeof(len));
    if (text)
        add_bytes(sum, text, (gsize)len);
}

static void
add_number(Sum *sum, guint64 number)
{
    add_bytes(sum, &number, sizeof(number));
}

static void
add_image(Sum *sum, const struct vmg_image *image)
{
    add(sum, image->type);
    add(sum, image->source);
}

static void
add_disk(Sum *sum, const struct vmg_disk *disk)
{
    add(sum, disk->target);
    add(sum, disk->device);
    add(sum, disk->type);
    add(sum, disk->source);
    add(sum, disk->cache);
    add_number(sum, disk->flags);
    add(sum, disk->domain);
    add_number(sum, disk->image_count);
    for (gsize i = 0; i < disk->image_count; i++)
        add_image(sum, disk->images[i]);
}

static void
add_nic(Sum *sum, const struct vmg_nic *nic)
{
    add(sum, nic->mac);
    add(sum, nic->type);
    add(sum, nic->source);
    add(sum, nic->portgroup);
    add(sum, nic->vlans);
    add(sum, nic->network);
    add(sum, nic->virtualport);
    add_number(sum, nic->mtu);
    add_number(sum, nic->flags);
}

static void
add_pages(Sum *sum, const struct vmg_pages *pages)
{
    add_number(sum, pages->size_kib);
    add_number(sum, pages->kib);
    add(sum, pages->nodes);
}

static void
add_pin(Sum *sum, const struct vmg_pin *pin)
{
    add(sum, pin->what);
    add(sum, pin->cpuset);
}

static void
add_device(Sum *sum, const struct vmg_device *device)
{
    add(sum, device->element);
    add(sum, device->type);
    add(sum, device->what);
    add_number(sum, device->flags);
}

/* Adds a listen address of a display. The address of a <listen type='network'> does not belong
 * to the digest, because libvirt looks it up again before it starts the guest. */
static void
add_listen(Sum *sum, const struct vmg_listen *listen)
{
    add(sum, listen->graphics);
    add(sum, listen->type);
    add(sum, listen->network);
    add(sum, strcmp(listen->type, "address") == 0 ? listen->address : NULL);
}

static void
add_property(Sum *sum, const struct vmg_property *property)
{
    add(sum, property->device);
    add(sum, property->name);
    add(sum, property->value);
}

/* commit_kib does not belong to the digest, because it includes the video memory, which libvirt
 * fills in after the admission. */
static void
add_capacity(Sum *sum, const struct vmg_guest *guest)
{
    add_number(sum, guest->memory_kib);
    add_number(sum, guest->vcpus);
    add_number(sum, guest->vcpus_plugged);
    add_number(sum, guest->pages_count);
    for (gsize i = 0; i < guest->pages_count; i++)
        add_pages(sum, guest->pages[i]);
    add_number(sum, guest->pin_count);
    for (gsize i = 0; i < guest->pin_count; i++)
        add_pin(sum, guest->pins[i]);
}

/* CPU features do not belong to the digest, because libvirt adds some features before it starts
 * the guest. */
static void
add_cpu(Sum *sum, const struct vmg_guest *guest)
{
    add(sum, guest->cpu_mode);
    add(sum, guest->cpu_model);
}

gboolean
vmg_guest_digest_is_of_any_cpu(const struct vmg_guest *guest)
{
    return g_strcmp0(guest->cpu_mode, "host-model") == 0;
}

static void
add_guest(Sum *sum, const struct vmg_guest *guest, gboolean any_cpu)
{
    add(sum, guest->uuid);
    add(sum, guest->type);
    add(sum, guest->arch);
    add_capacity(sum, guest);
    if (!any_cpu)
        add_cpu(sum, guest);
    add_number(sum, guest->disk_count);
    for (gsize i = 0; i < guest->disk_count; i++)
        add_disk(sum, guest->disks[i]);
    add_number(sum, guest->nic_count);
    for (gsize i = 0; i < guest->nic_count; i++)
        add_nic(sum, guest->nics[i]);
    add_number(sum, guest->listen_count);
    for (gsize i = 0; i < guest->listen_count; i++)
        add_listen(sum, guest->listens[i]);
    add_number(sum, guest->device_count);
    for (gsize i = 0; i < guest->device_count; i++)
        add_device(sum, guest->devices[i]);
    for (gsize i = 0; i < guest->property_count; i++)
        add_property(sum, guest->properties[i]);
}

char *
vmg_guest_digest(const struct vmg_guest *guest, gboolean any_cpu)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    Sum sum = {.checksum = checksum};

    add_guest(&sum, guest, any_cpu);
    flush(&sum);
    return g_strdup(g_checksum_get_string(checksum));
}
