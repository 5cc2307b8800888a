/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/manager.h"

#include "virt-migration-guard.h"

#include <sys/stat.h>

/* A file that says that PROGRAM manages the guests of this host. A file that a removed
 * package leaves behind counts only while the program is installed. */
typedef struct {
    const char *manager, *file, *program;
} Sign;

/* The signs of a systemd unit. systemd makes the first path (cgroup v2) or the second path (cgroup
 * v1) when the unit starts, and removes it when the unit ends. The third path is a link that exists
 * if the unit starts at boot. */
#define UNIT(manager, name)                                                                        \
    {manager, "/sys/fs/cgroup/system.slice/" name ".service", NULL},                               \
        {manager, "/sys/fs/cgroup/systemd/system.slice/" name ".service", NULL},                   \
    {                                                                                              \
        manager, "/etc/systemd/system/multi-user.target.wants/" name ".service", NULL              \
    }

/* The first sign that is found decides. A compute node of OpenStack can be a remote node of
 * Pacemaker, which then does not manage the guests. */
static const Sign signs[] = {
    {VMG_MANAGER_VDSM, "/etc/vdsm/vdsm.conf", NULL},
    UNIT(VMG_MANAGER_NOVA, "nova-compute"),
    UNIT(VMG_MANAGER_NOVA, "openstack-nova-compute"),
    UNIT(VMG_MANAGER_PACEMAKER, "pacemaker"),
    UNIT(VMG_MANAGER_PACEMAKER, "pacemaker_remote"),
    {VMG_MANAGER_PACEMAKER, "/var/lib/pacemaker/cib/cib.xml", "/usr/sbin/pacemakerd"},
};

static gboolean
exists(const char *root, const char *file)
{
    g_autofree char *path = g_strconcat(root, file, NULL);
    struct stat st;

    return lstat(path, &st) == 0;
}

const char *
vmg_manager_find(const char *root)
{
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (exists(root, signs[i].file) && (!signs[i].program || exists(root, signs[i].program)))
            return signs[i].manager;
    return VMG_MANAGER_NONE;
}
