/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guest/guest.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/units.h"
#include "base/xml.h"
#include "guest/parts.h"

#include <string.h>

static const char *
child_text(VmgGuest *guest, const xmlNode *domain, const char *name)
{
    return vmg_xml_text(guest->arena, vmg_xml_child(domain, name));
}

/* Reads a UUID as libvirt does: 32 hexadecimal digits; hyphens may be between any two bytes.
 * Returns NULL if TEXT is not a UUID. */
static const char *
read_uuid(VmgArena *arena, const char *text)
{
    char uuid[sizeof("a0000000-0000-4000-8000-000000000001")] = "";
    gsize length = 0;

    for (; *text; text += 2) {
        while (*text == '-')
            text++;
        if (length == sizeof(uuid) - 1 || !g_ascii_isxdigit(text[0]) || !g_ascii_isxdigit(text[1]))
            return NULL;
        if (length == 8 || length == 13 || length == 18 || length == 23)
            uuid[length++] = '-';
        uuid[length++] = g_ascii_tolower(text[0]);
        uuid[length++] = g_ascii_tolower(text[1]);
    }
    return length == sizeof(uuid) - 1 ? vmg_arena_strdup(arena, uuid) : NULL;
}

/* Generates a UUID. A domain XML that an administrator wrote may have no UUID; libvirt then
 * generates a UUID as well. In a migration libvirt always sends a UUID. */
static const char *
make_uuid(VmgArena *arena)
{
    g_autofree char *uuid = g_uuid_string_random();

    return vmg_arena_strdup(arena, uuid);
}

/* Reads the name. White space belongs to the name, as in libvirt: " a" and "a" are the names of
 * two different guests. */
static const char *
read_name(VmgGuest *guest, const xmlNode *domain)
{
    xmlNode *node = vmg_xml_child(domain, "name");
    xmlChar *text = node ? xmlNodeGetContent(node) : NULL;
    const char *name = vmg_arena_strdup(guest->arena, (const char *)text);

    xmlFree(text);
    return name;
}

static gboolean
read_identity(VmgGuest *guest, xmlNode *domain, GError **error)
{
    struct vmg_guest *view = &guest->view;
    xmlNode *type = vmg_xml_child(vmg_xml_child(domain, "os"), "type");
    const char *uuid;

    view->name = read_name(guest, domain);
    uuid = child_text(guest, domain, "uuid");
    view->uuid = uuid && *uuid ? read_uuid(guest->arena, uuid) : make_uuid(guest->arena);
    view->type = vmg_xml_attr(guest->arena, domain, "type");
    view->arch = vmg_xml_attr(guest->arena, type, "arch");
    view->machine = vmg_xml_attr(guest->arena, type, "machine");
    if (!view->name || view->name[strspn(view->name, " \t\r\n")] == '\0') {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("the domain XML has no <name>"));
        return FALSE;
    }
    if (!view->uuid) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("the domain XML has no valid <uuid>"));
        return FALSE;
    }
    return TRUE;
}

static gboolean
read_memory(VmgGuest *guest, const xmlNode *domain, GError **error)
{
    xmlNode *memory = vmg_xml_child(domain, "memory");
    const char *text = vmg_xml_text(guest->arena, memory);
    const char *unit = vmg_xml_attr(guest->arena, memory, "unit");

    if (!memory || vmg_units_parse_memory(text, unit, &guest->view.memory_kib))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("the domain XML has a <memory> that can't be read: %s %s"), text,
                unit ? unit : "");
    return FALSE;
}

static gboolean
read_vcpus(VmgGuest *guest, const xmlNode *domain, GError **error)
{
    xmlNode *node = vmg_xml_child(domain, "vcpu");
    const char *text = vmg_xml_text(guest->arena, node);
    const char *current = vmg_xml_attr(guest->arena, node, "current");
    guint64 vcpus = 1, plugged;

    if (text && *text && !g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT32, &vcpus, NULL)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("the domain XML has a <vcpu> that can't be read: %s"), text);
        return FALSE;
    }
    plugged = vcpus;
    if (current && !g_ascii_string_to_unsigned(current, 10, 1, vcpus, &plugged, NULL)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("the domain XML has a <vcpu> that can't be read: current %s"), current);
        return FALSE;
    }
    guest->view.vcpus = (uint32_t)vcpus;
    guest->view.vcpus_plugged = (uint32_t)plugged;
    return TRUE;
}

/* <placement><apart>GROUP</apart></placement> */
static void
read_placement(VmgGuest *guest, const xmlNode *metadata)
{
    for (xmlNode *node = metadata ? metadata->children : NULL; node; node = node->next) {
        if (!vmg_xml_is_placement(node, "placement"))
            continue;
        for (xmlNode *child = node->children; child; child = child->next)
            if (vmg_xml_is_placement(child, "apart"))
                guest->apart = vmg_xml_text(guest->arena, child);
    }
    if (guest->apart && !*guest->apart)
        guest->apart = NULL;
}

static void
read_devices(VmgGuest *guest, const xmlNode *domain)
{
    const xmlNode *devices = vmg_xml_child(domain, "devices");

    vmg_guest_read_disks(guest, devices);
    vmg_guest_read_leases(guest, devices);
    vmg_guest_read_nics(guest, devices);
    vmg_guest_read_displays(guest, devices);
    vmg_guest_read_host_devices(guest, domain);
    vmg_guest_read_capacity(guest, domain);
    vmg_guest_read_nodes(guest, domain);
    vmg_guest_read_claims(guest, domain);
    vmg_guest_read_ovirt(guest, vmg_xml_child(domain, "metadata"));
}

static VmgGuest *
guest_empty(void)
{
    VmgGuest *guest = g_new0(VmgGuest, 1);

    guest->arena = vmg_arena_new();
    guest->disks = g_ptr_array_new();
    guest->nics = g_ptr_array_new();
    guest->claims = g_ptr_array_new();
    guest->view.struct_size = sizeof(guest->view);
    return guest;
}

VmgGuest *
vmg_guest_new(const xmlDoc *doc, GError **error)
{
    g_autoptr(VmgGuest) guest = guest_empty();
    xmlNode *domain = xmlDocGetRootElement(doc);

    if (!vmg_xml_is(domain, "domain")) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("the domain XML has no <domain> as its root"));
        return NULL;
    }
    if (!read_identity(guest, domain, error) || !read_memory(guest, domain, error) ||
        !read_vcpus(guest, domain, error))
        return NULL;
    vmg_guest_read_cpu(guest, domain);
    read_devices(guest, domain);
    read_placement(guest, vmg_xml_child(domain, "metadata"));
    return g_steal_pointer(&guest);
}

VmgGuest *
vmg_guest_moved(const VmgGuest *guest, const xmlDoc *doc)
{
    const xmlNode *domain = xmlDocGetRootElement(doc), *devices = vmg_xml_child(domain, "devices");
    VmgGuest *moved;

    if (guest->has_chains)
        return vmg_guest_new(doc, NULL);
    moved = guest_empty();
    moved->view = guest->view;
    vmg_guest_read_nics(moved, devices);
    vmg_guest_read_displays(moved, devices);
    vmg_guest_read_ovirt(moved, vmg_xml_child(domain, "metadata"));
    return moved;
}

void
vmg_guest_free(VmgGuest *guest)
{
    if (!guest)
        return;
    g_ptr_array_unref(guest->disks);
    g_ptr_array_unref(guest->nics);
    g_ptr_array_unref(guest->claims);
    vmg_arena_free(guest->arena);
    g_free(guest);
}
