/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes the texts of fixes. A fix names the tool with which the administrator of this host
 * changes guests: if VDSM, Pacemaker or Nova creates a guest anew at its next start, a change by
 * virsh is lost then. */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

/* The program that manages the guest. The source's facts are used first, because the guest was
 * started on the source. The stamp of an older version does not name the program. */
static const char *
manager_of_guest(const struct vmg_input *input)
{
    if (input->source && input->source->manager)
        return input->source->manager;
    if (input->destination && input->destination->manager)
        return input->destination->manager;
    return VMG_MANAGER_NONE;
}

gboolean
vmg_is_managed_by(const struct vmg_input *input, const char *manager)
{
    return strcmp(manager_of_guest(input), manager) == 0;
}

gboolean
vmg_host_is_managed_by(const struct vmg_host *host, const char *manager)
{
    return g_strcmp0(host->manager, manager) == 0;
}

char *
vmg_fix_guest(const struct vmg_input *input, const char *xml, const char *portal, const char *nova)
{
    const char *name = input->guest->name;

    if (vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return g_strdup_printf(
            _("in the Administration Portal, edit %s: %s; then shut it down and run it"), name,
            portal);
    if (vmg_is_managed_by(input, VMG_MANAGER_NOVA))
        return g_strdup(nova);
    if (vmg_is_managed_by(input, VMG_MANAGER_PACEMAKER))
        return g_strdup_printf(_("in the domain XML of the resource of %s: %s; then: pcs (or crm) "
                                 "resource restart RESOURCE"),
                               name, xml);
    return g_strdup_printf(_("virsh edit %s: %s; then shut down and start the guest"), name, xml);
}

char *
vmg_fix_storage(const struct vmg_host *host, const char *path)
{
    if (vmg_host_is_managed_by(host, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, activate %s, and the storage "
                                 "domain in its data center"),
                               host->name);
    if (!path)
        return g_strdup_printf(_("mount or connect it on %s"), host->name);
    if (g_str_has_prefix(path, "/dev/"))
        return g_strdup_printf(_("connect it on %s at %s"), host->name, path);
    return g_strdup_printf(_("mount it on %s at %s"), host->name, path);
}

static char *
fix_drive(const struct vmg_input *input, const struct vmg_disk *disk)
{
    if (vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, eject it from %s: Change CD"),
                               input->guest->name);
    return g_strdup_printf(_("eject it: virsh change-media %s %s --eject"), input->guest->name,
                           disk->target);
}

char *
vmg_fix_local_disk(const struct vmg_input *input, const struct vmg_disk *disk)
{
    if (strcmp(disk->device, "cdrom") == 0 || strcmp(disk->device, "floppy") == 0)
        return fix_drive(input, disk);
    if (vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, move disk %s to a storage domain "
                                 "that both hosts have"),
                               disk->target);
    return g_strdup(
        _("move it to shared storage; if it is shared: [storage-domain NAME] path on both"));
}

char *
vmg_fix_loopback(const struct vmg_input *input)
{
    g_autofree char *nova = g_strdup_printf(
        _("in nova.conf or cinder.conf, name the storage server by an address that both hosts "
          "reach; then: openstack server reboot --hard %s"),
        input->guest->uuid);

    return vmg_fix_guest(input, _("name the server by an address that both hosts reach"),
                         _("move the disk to a storage domain that both hosts reach"), nova);
}
