/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check devices: directories of the host that the guest mounts with virtiofs. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/disks.h"

#include <stdlib.h>
#include <string.h>

/* The first version of libvirt that migrates a guest with virtiofs (qemuMigrationSrcIsAllowed).
 * This version reads in the description of the program virtiofsd whether the program can
 * migrate. If the program can't, libvirt refuses the migration before it asks a hook. */
enum { MAJOR = 10, MINOR = 6 };

static gboolean
can_migrate(const struct vmg_host *host)
{
    const char *text = host->libvirt_version;
    char *end = NULL;
    unsigned long major = text ? strtoul(text, &end, 10) : 0, minor;

    minor = end && *end == '.' ? strtoul(end + 1, NULL, 10) : 0;
    return major > MAJOR || (major == MAJOR && minor >= MINOR);
}

/* Whether the directory is on storage that both hosts have under the same path, so that it is
 * the same directory on both hosts. */
static gboolean
is_shared(const struct vmg_input *input, const char *path)
{
    const struct vmg_domain *from = vmg_disks_domain_by_path(input->source, path);
    const struct vmg_domain *to = vmg_disks_domain_by_path(input->destination, path);

    return from && to && strcmp(from->source, to->source) == 0 &&
           g_strcmp0(from->path, to->path) == 0 && strcmp(to->state, "up") == 0;
}

/* virtiofsd sends the state of open files to the destination, but never the files. So the
 * directory must be the same on both hosts (migration.md of virtiofsd). */
gboolean
vmg_judge_filesystem(const struct vmg_input *input, const struct vmg_device *device)
{
    if (g_strcmp0(device->type, "virtiofs") != 0 || !device->what || !input->source ||
        !input->destination || !can_migrate(input->source) || !can_migrate(input->destination) ||
        !is_shared(input, device->what))
        return FALSE;
    vmg_report_take(
        input, VMG_WARN, VMG_CODE_HOST_DEVICE_UNCLEAR,
        g_strdup_printf(_("filesystem %s"), device->what),
        g_strdup(_("virtiofsd that can migrate, on both hosts")),
        g_strdup(_("a directory that both hosts reach; whether virtiofsd can is not known")),
        g_strdup(_("if libvirt refuses the migration: update virtiofsd on both hosts")));
    return TRUE;
}
