/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* maintenance: this host's administrative status, kept over reboots. */
#include "cli.h"

#include "base/paths.h"
#include "base/text.h"
#include "config/status.h"
#include "ledger/ledger.h"
#include "libvirt.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
write_status(const char *status)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GError) error = NULL;

    mkdir(VMG_STATEDIR, 0755); /* if that fails, writing says why */
    if (!vmg_status_write(paths.status_file, status, &error))
        return vmg_cli_fail("%s", error->message);
    return VMG_EXIT_GOOD;
}

static int
set_status(const char *status)
{
    int written = write_status(status);

    if (written == VMG_EXIT_GOOD)
        printf(_("status: %s\n"), status);
    return written;
}

static int
show(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GError) error = NULL;
    const char *status = vmg_status_read(paths.status_file, &error);

    if (!status)
        return vmg_cli_fail(_("%s; fix: virt-migration-guard maintenance off"), error->message);
    printf(_("status: %s\n"), status);
    return VMG_EXIT_GOOD;
}

/* How many guests run here; -1 where libvirt does not say. */
static int
count_guests(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(VmgConfig) config = vmg_config_load(paths.config_file, paths.config_directory, NULL);
    g_autoptr(VmgConnect) connect = config ? vmg_cli_connect(config, FALSE, NULL) : NULL;

    return connect ? virConnectNumOfDomains(connect) : -1;
}

/* Those that were admitted and may not be listed yet: a hook has the lock from before
 * it reads the status until its guest has an entry. */
static int
count_arriving(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    int lock = vmg_ledger_lock(paths.ledger, NULL);
    g_autoptr(GPtrArray) entries = lock < 0 ? NULL : vmg_ledger_read(paths.ledger, NULL);

    if (lock >= 0)
        close(lock);
    return entries ? (int)entries->len : -1;
}

/* Preparing while guests are here, or on their way, or where that can't be known: but
 * for a host that was in maintenance before. -1 is unknown. */
static const char *
next_status(const char *before, int guests, int arriving)
{
    if (guests == 0 && arriving == 0)
        return VMG_STATUS_MAINTENANCE;
    return guests < 0 && g_strcmp0(before, VMG_STATUS_MAINTENANCE) == 0 ? VMG_STATUS_MAINTENANCE
                                                                        : VMG_STATUS_PREPARING;
}

static void
say_preparing(gboolean one)
{
    printf("%s\n", one ? _("no guest is admitted any more; the one that runs here may "
                           "still leave; say 'maintenance on' again once all have left")
                       : _("no guest is admitted any more; those that run here may "
                           "still leave; say 'maintenance on' again once all have left"));
}

/* As oVirt has it: a host prepares while guests are still there, and may send
 * them away; it is in maintenance when they are gone. The door is closed first. */
static int
begin(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    const char *before = vmg_status_read(paths.status_file, NULL), *next;
    gboolean open = !before || strcmp(before, VMG_STATUS_UP) == 0;
    int status = open ? write_status(VMG_STATUS_PREPARING) : VMG_EXIT_GOOD, arriving, guests;

    if (status != VMG_EXIT_GOOD)
        return status;
    arriving = count_arriving();
    guests = count_guests();
    next = next_status(before, guests, arriving);
    status = set_status(next);
    if (status == VMG_EXIT_GOOD && strcmp(next, VMG_STATUS_PREPARING) == 0)
        say_preparing(guests == 1 && arriving == 0);
    return status;
}

int
vmg_cli_maintenance(int argc, char **argv)
{
    const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};

    if (!vmg_cli_parse(&argc, &argv, "on | off | show",
                       _("This host's administrative status: up, preparing-for-maintenance or "
                         "maintenance.\nOnly a host that is up admits guests."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    if (argc == 2 && strcmp(argv[1], "on") == 0)
        return begin();
    if (argc == 2 && strcmp(argv[1], "off") == 0)
        return set_status(VMG_STATUS_UP);
    if (argc == 2 && strcmp(argv[1], "show") == 0)
        return show();
    return vmg_cli_fail(_("say on, off or show; fix: see virt-migration-guard maintenance --help"));
}
