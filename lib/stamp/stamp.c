/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stamp/stamp.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "guest/disks.h"
#include "host/names.h"
#include "stamp/chain.h"
#include "stamp/sights.h"
#include "stamp/signature.h"

#include <string.h>

static xmlNode *
next_ours(xmlNode *node, const char *name)
{
    while (node && !vmg_xml_is_ours(node, name))
        node = node->next;
    return node;
}

xmlNode *
vmg_stamp_find(const xmlDoc *doc)
{
    const xmlNode *metadata = vmg_xml_child(xmlDocGetRootElement(doc), "metadata");

    return metadata ? next_ours(metadata->children, "stamp") : NULL;
}

char *
vmg_stamp_admission(const xmlDoc *doc)
{
    xmlNode *stamp = vmg_stamp_find(doc);
    xmlChar *text = NULL;
    char *nonce;

    for (; stamp && !text; stamp = next_ours(stamp->next, "stamp"))
        text = xmlGetNoNsProp(stamp, (const xmlChar *)VMG_STAMP_ADMISSION);
    nonce = g_strdup((const char *)text);
    xmlFree(text);
    return nonce;
}

/* The facts about the guest (VMG_SOURCE_*) that the source host writes into the stamp, each as
 * an attribute. */
static const struct {
    guint32 flag;
    const char *attribute;
} flags[] = {
    {VMG_SOURCE_SHUT_OFF, "shut-off"},
    {VMG_SOURCE_NOT_RESUMED, "not-resumed"},
    {VMG_SOURCE_TAP_USO, "tap-uso"},
};

static guint32
read_flags(xmlNode *owner)
{
    guint32 found = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
        if (vmg_xml_attr_is(owner, flags[i].attribute, "yes"))
            found |= flags[i].flag;
    return found;
}

guint32
vmg_stamp_flags(const xmlDoc *doc)
{
    const xmlNode *stamp = vmg_stamp_find(doc);
    xmlNode *owner = stamp ? next_ours(stamp->children, "guest") : NULL;

    return owner ? read_flags(owner) : 0;
}

static void
add_flags(xmlNode *owner, guint32 set)
{
    for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
        if (set & flags[i].flag)
            vmg_xml_set(owner, flags[i].attribute, "yes");
}

static gboolean
check_owner(VmgArena *arena, xmlNode *owner, const struct vmg_guest *guest, GError **error)
{
    const char *uuid = vmg_xml_attr(arena, owner, "uuid");

    if (uuid && g_ascii_strcasecmp(uuid, guest->uuid) == 0)
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("a stamp that belongs to another guest (%s)"), uuid ? uuid : _("no uuid"));
    return FALSE;
}

/* The serial of the stamp; 0 if the stamp has no serial or if the serial is not a valid number. */
static guint64
read_serial(VmgArena *arena, xmlNode *owner)
{
    const char *text = vmg_xml_attr(arena, owner, "serial");
    guint64 serial = 0;

    if (text)
        g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, &serial, NULL);
    return serial;
}

static void
read_disks(VmgStamp *stamp, xmlNode *owner)
{
    for (xmlNode *node = owner->children; node; node = node->next) {
        g_autofree char *target = NULL;
        VmgStampDisk *disk;

        if (!vmg_xml_is_ours(node, "disk"))
            continue;
        target = g_strdup(vmg_xml_attr(stamp->host->arena, node, "target"));
        disk = vmg_arena_new0(stamp->host->arena, VmgStampDisk);
        disk->cache = vmg_xml_attr(stamp->host->arena, node, "cache");
        disk->next_cache = vmg_xml_attr(stamp->host->arena, node, "next-cache");
        if (target && disk->cache)
            g_hash_table_replace(stamp->disks, g_steal_pointer(&target), disk);
    }
}

static void
read_cpu(VmgStamp *stamp, xmlNode *owner)
{
    VmgArena *arena = stamp->host->arena;
    xmlNode *cpu = next_ours(owner->children, "cpu");

    if (!cpu)
        return;
    stamp->cpu_model = vmg_xml_attr(arena, cpu, "model");
    stamp->cpu_features =
        vmg_host_names_read(arena, next_ours(cpu->children, "features"), &stamp->cpu_feature_count);
    stamp->cpu_names =
        vmg_host_names_read(arena, next_ours(cpu->children, "names"), &stamp->cpu_name_count);
}

/* Finds the stamp in the guest's metadata. It is an error if there are two stamps, because it is
 * unknown which of them is true. */
static xmlNode *
find_only(const xmlDoc *doc, GError **error)
{
    xmlNode *node = vmg_stamp_find(doc);

    if (!node) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_MISSING, _("no stamp in the guest's metadata"));
        return NULL;
    }
    if (next_ours(node->next, "stamp")) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("more than one stamp"));
        return NULL;
    }
    return node;
}

VmgStamp *
vmg_stamp_new(const xmlDoc *doc, const struct vmg_guest *guest, GError **error)
{
    g_autoptr(VmgStamp) stamp = g_new0(VmgStamp, 1);
    xmlNode *node = find_only(doc, error), *owner;

    if (!node)
        return NULL;
    owner = next_ours(node->children, "guest");
    stamp->disks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    stamp->host = vmg_host_new(next_ours(node->children, "host"), error);
    if (!stamp->host) {
        g_prefix_error(error, _("a stamp that is not valid: "));
        return NULL;
    }
    if (!check_owner(stamp->host->arena, owner, guest, error))
        return NULL;
    read_disks(stamp, owner);
    read_cpu(stamp, owner);
    stamp->flags = read_flags(owner);
    stamp->serial = read_serial(stamp->host->arena, owner);
    stamp->owner = owner;
    return g_steal_pointer(&stamp);
}

void
vmg_stamp_free(VmgStamp *stamp)
{
    if (!stamp)
        return;
    g_clear_pointer(&stamp->disks, g_hash_table_unref);
    vmg_host_free(stamp->host);
    g_free(stamp);
}

static void
apply_cpu(const VmgStamp *stamp, VmgGuest *guest)
{
    struct vmg_guest *view = &guest->view;

    view->running_cpu_model = vmg_arena_strdup(guest->arena, stamp->cpu_model);
    view->running_cpu_features =
        vmg_host_names_copy(guest->arena, stamp->cpu_features, stamp->cpu_feature_count);
    view->running_cpu_feature_count = stamp->cpu_feature_count;
    view->running_cpu_names =
        vmg_host_names_copy(guest->arena, stamp->cpu_names, stamp->cpu_name_count);
    view->running_cpu_name_count = stamp->cpu_name_count;
}

void
vmg_stamp_apply(const VmgStamp *stamp, VmgGuest *guest)
{
    guest->view.source_flags = stamp->flags;
    apply_cpu(stamp, guest);
    for (guint i = 0; i < guest->disks->len; i++) {
        struct vmg_disk *disk = g_ptr_array_index(guest->disks, i);

        const VmgStampDisk *stamped = g_hash_table_lookup(stamp->disks, disk->target);

        disk->source_cache = vmg_arena_strdup(guest->arena, stamped ? stamped->cache : NULL);
        disk->next_cache = vmg_arena_strdup(guest->arena, stamped ? stamped->next_cache : NULL);
    }
    vmg_chains_apply(stamp->owner, guest);
    vmg_guest_claim_images(guest);
    vmg_sights_apply(stamp->owner, guest);
}

static void
add_disk(xmlNode *owner, xmlNs *ns, const struct vmg_disk *disk, const struct vmg_guest *configured)
{
    xmlNode *node = vmg_xml_add(owner, ns, "disk", NULL);

    vmg_xml_set(node, "target", disk->target);
    vmg_xml_set(node, "cache", disk->cache ? disk->cache : "default");
    vmg_xml_set(node, "next-cache", vmg_disk_next_cache(disk, configured));
}

static void
add_cpu(xmlNode *owner, xmlNs *ns, const struct vmg_guest *guest)
{
    xmlNode *cpu;

    if (!guest->running_cpu_model)
        return;
    cpu = vmg_xml_add(owner, ns, "cpu", NULL);
    vmg_xml_set(cpu, "model", guest->running_cpu_model);
    if (guest->running_cpu_feature_count > 0)
        vmg_host_names_add(cpu, ns, "features", guest->running_cpu_features,
                           guest->running_cpu_feature_count);
    vmg_host_names_add(cpu, ns, "names", guest->running_cpu_names, guest->running_cpu_name_count);
}

/* Adds an element <guest> to STAMP, with everything that a stamp says about GUEST. If STAMP is
 * NULL, makes a new tree. */
static xmlNode *
add_guest(xmlNode *stamp, xmlNs *ns, const struct vmg_guest *guest,
          const struct vmg_guest *configured)
{
    xmlNode *owner = vmg_xml_add(stamp, ns, "guest", NULL);

    vmg_xml_set(owner, "uuid", guest->uuid);
    add_flags(owner, guest->source_flags);
    add_cpu(owner, ns, guest);
    for (gsize i = 0; i < guest->disk_count; i++)
        if (vmg_disk_cache_counts(guest->disks[i]))
            add_disk(owner, ns, guest->disks[i], configured);
    for (gsize i = 0; i < guest->disk_count; i++)
        vmg_chain_add(owner, ns, guest->disks[i]);
    vmg_sights_add(owner, ns, guest);
    return owner;
}

void
vmg_stamp_fill(xmlNode *stamp, xmlNs *ns, const VmgHost *host, const struct vmg_guest *guest,
               const struct vmg_guest *configured, guint64 serial, GBytes *key)
{
    xmlNode *owner;

    vmg_host_to_node(host, VMG_HOST_STAMP, stamp, ns);
    owner = add_guest(stamp, ns, guest, configured);
    if (serial > 0)
        vmg_xml_set_uint(owner, "serial", serial);
    if (key)
        vmg_signature_add(stamp, ns, key);
}

xmlNode *
vmg_stamp_guest(const struct vmg_guest *guest, const struct vmg_guest *configured)
{
    return add_guest(NULL, NULL, guest, configured);
}

char *
vmg_stamp_to_string(const VmgHost *host, const struct vmg_guest *guest,
                    const struct vmg_guest *configured, guint64 serial, GBytes *key)
{
    xmlNode *stamp = xmlNewNode(NULL, (const xmlChar *)"stamp");
    char *text;

    vmg_stamp_fill(stamp, NULL, host, guest, configured, serial, key);
    text = vmg_xml_node_to_string(stamp);
    xmlFreeNode(stamp);
    return text;
}
