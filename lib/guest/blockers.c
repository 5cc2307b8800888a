/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds what in the domain XML keeps a guest from migrating to any host. In most of these cases
 * libvirt or QEMU refuses the migration before the destination's hook is asked. The guard
 * reports them, so that the administrator knows before anybody starts a migration. */
#include "base/text.h"
#include "base/xml.h"
#include "guest/parts.h"

#include <string.h>

/* Machine types of this QEMU version and later can migrate the state of the clipboard agent
 * (vdagent). */
enum { VDAGENT_MAJOR = 10, VDAGENT_MINOR = 1 };

static struct vmg_device *
block(VmgGuest *guest, GPtrArray *ties, const xmlNode *node, const char *type, const char *why)
{
    struct vmg_device *device = vmg_guest_add_tie(guest, ties, node, type, NULL, why);

    device->flags = VMG_DEVICE_BLOCKS;
    return device;
}

static void
warn(VmgGuest *guest, GPtrArray *ties, const xmlNode *node, const char *type, const char *why)
{
    block(guest, ties, node, type, why)->flags |= VMG_DEVICE_UNCLEAR;
}

/* If the role of a <shmem> is not master, the guest has no copy of the shared memory that could be
 * migrated. https://libvirt.org/formatdomain.html#shared-memory-device */
static void
read_shmem(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    if (!vmg_xml_attr_is(node, "role", "master"))
        block(guest, ties, node, vmg_xml_attr(guest->arena, node, "name"),
              N_("shared memory without role='master', which QEMU does not send"));
}

/* Whether the version at the end of the machine type is at least MAJOR.MINOR. *IS_KNOWN is set
 * to FALSE if the machine type does not end in a version of QEMU. For example, the machine types
 * of RHEL end in a version of RHEL. */
static gboolean
is_at_least(const char *machine, guint64 major, guint64 minor, gboolean *is_known)
{
    const char *version = machine ? strrchr(machine, '-') : NULL;
    guint64 first, second;
    char *end;

    *is_known = version && g_ascii_isdigit(version[1]);
    if (!*is_known)
        return FALSE;
    first = g_ascii_strtoull(version + 1, &end, 10);
    second = *end == '.' ? g_ascii_strtoull(end + 1, NULL, 10) : 0;
    return first > major || (first == major && second >= minor);
}

static void
read_vdagent(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    static const char *const why =
        N_("a clipboard agent, which only machine types of QEMU 10.1 and newer can migrate");
    gboolean is_known;

    if (is_at_least(guest->view.machine, VDAGENT_MAJOR, VDAGENT_MINOR, &is_known))
        return;
    if (is_known)
        block(guest, ties, node, "qemu-vdagent", why);
    else
        warn(guest, ties, node, "qemu-vdagent", why);
}

static void
read_device(VmgGuest *guest, GPtrArray *ties, xmlNode *node)
{
    xmlNode *model = vmg_xml_child(node, "model");

    if (vmg_xml_is(node, "shmem"))
        read_shmem(guest, ties, node);
    else if (vmg_xml_is(node, "disk") && vmg_xml_child(node, "transient"))
        block(guest, ties, node,
              vmg_xml_attr_or(guest->arena, vmg_xml_child(node, "target"), "dev", ""),
              N_("a disk whose writes are thrown away in the end, which libvirt does not send"));
    else if (vmg_xml_is(node, "channel") && vmg_xml_attr_is(node, "type", "qemu-vdagent"))
        read_vdagent(guest, ties, node);
    else if (vmg_xml_is(node, "video") && vmg_xml_attr_is(model, "type", "virtio") &&
             vmg_xml_attr_is(vmg_xml_child(model, "acceleration"), "accel3d", "yes"))
        warn(guest, ties, node, "virtio",
             N_("3D acceleration, which no QEMU up to version 10.0 can migrate"));
}

/* Whether the domain XML sets the frequency of the TSC. If so, the TSC has this frequency on
 * every host, so the guest can migrate. */
static gboolean
has_tsc_frequency(const xmlNode *domain)
{
    const xmlNode *clock = vmg_xml_child(domain, "clock");

    for (xmlNode *node = clock ? clock->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "timer") && vmg_xml_attr_is(node, "name", "tsc") &&
            vmg_xml_has_attr(node, "frequency"))
            return TRUE;
    return FALSE;
}

static xmlNode *
find_invtsc(const xmlNode *cpu)
{
    for (xmlNode *node = cpu ? cpu->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "feature") && vmg_xml_attr_is(node, "name", "invtsc"))
            return node;
    return NULL;
}

static gboolean
is_wanted(xmlNode *feature)
{
    return !vmg_xml_has_attr(feature, "policy") || vmg_xml_attr_is(feature, "policy", "require") ||
           vmg_xml_attr_is(feature, "policy", "force");
}

/* https://libvirt.org/formatdomain.html#cpu-model-and-topology: with migratable='off' the guest has
 * all features of the host's CPU. Only QEMU knows whether the invariant TSC, which keeps a guest
 * from migrating, is among them. */
static void
read_tsc(VmgGuest *guest, GPtrArray *ties, const xmlNode *domain)
{
    xmlNode *cpu = vmg_xml_child(domain, "cpu"), *feature = find_invtsc(cpu);
    const xmlNode *hyperv = vmg_xml_child(vmg_xml_child(domain, "features"), "hyperv");
    xmlNode *notified = vmg_xml_child(hyperv, "reenlightenment");

    if (has_tsc_frequency(domain))
        return;
    if (feature && is_wanted(feature))
        block(guest, ties, feature, "invtsc", N_("an invariant TSC whose frequency is not set"));
    else if (!feature && vmg_xml_attr_is(cpu, "migratable", "off"))
        warn(guest, ties, cpu, vmg_xml_attr(guest->arena, cpu, "mode"),
             N_("it may have an invariant TSC, which QEMU can't migrate"));
    if (vmg_xml_attr_is(notified, "state", "on"))
        warn(guest, ties, notified, NULL,
             N_("once the guest uses it, QEMU on the destination gives up after the whole copy"));
}

void
vmg_guest_read_blockers(VmgGuest *guest, GPtrArray *ties, const xmlNode *domain)
{
    const xmlNode *devices = vmg_xml_child(domain, "devices");

    for (xmlNode *node = devices ? devices->children : NULL; node; node = node->next)
        read_device(guest, ties, node);
    read_tsc(guest, ties, domain);
}
