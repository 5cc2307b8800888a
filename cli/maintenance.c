/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* maintenance: sets this host's administrative status, which is kept over reboots. As in oVirt,
 * a host that is asked into maintenance is first preparing for maintenance: its guests are still
 * there and may leave. The host is in maintenance when the last guest has left. This command
 * only writes what the administrator wants; the host's status changes to maintenance without a
 * further command. */
#include "cli/cli.h"

#include "base/paths.h"
#include "base/render.h"
#include "base/text.h"
#include "cli/libvirt.h"
#include "cli/maintenance.h"
#include "cli/who.h"
#include "config/status.h"
#include "ledger/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    DONT_WAIT = -1,
    WAIT_FOREVER = 0,
    /* microseconds from one count of the guests to the next while the command waits */
    POLL_US = 1000000,
};

static int
write_status(const char *status)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autofree char *by = vmg_cli_who();
    g_autoptr(GError) error = NULL;

    mkdir(VMG_STATEDIR, 0755); /* if this fails, writing the file fails and says why */
    if (!vmg_status_write(paths.status_file, status, by, &error))
        return vmg_cli_fail("%s", error->message);
    return VMG_EXIT_GOOD;
}

/* The UUIDs of the guests that run here; NULL if libvirt does not answer. */
static GHashTable *
list_guests(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(VmgConfig) config = vmg_config_load(paths.config_file, paths.config_directory, NULL);
    g_autoptr(VmgConnect) connect = config ? vmg_cli_connect(config, FALSE, NULL) : NULL;
    g_autoptr(GHashTable) uuids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    virDomain **domains = NULL;
    int count =
        connect ? virConnectListAllDomains(connect, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE) : -1;

    for (int i = 0; i < count; i++) {
        char uuid[VIR_UUID_STRING_BUFLEN] = "";

        virDomainGetUUIDString(domains[i], uuid);
        g_hash_table_add(uuids, g_strdup(uuid));
        virDomainFree(domains[i]);
    }
    free(domains);
    return count < 0 ? NULL : g_steal_pointer(&uuids);
}

/* Guests that the hook has admitted and that libvirt possibly does not list yet; NULL if they
 * are not known. The hook takes a lock before it reads the host's status, and holds the lock
 * until its guest has an entry in the ledger. So after this function has taken the lock, no
 * guest can be admitted by the old status. */
static GPtrArray *
list_arriving(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    int lock = vmg_ledger_lock(paths.ledger, NULL);
    GPtrArray *entries = lock < 0 ? NULL : vmg_ledger_read(paths.ledger, NULL);

    if (lock >= 0)
        close(lock);
    return entries;
}

/* How many guests run here or are arriving; -1 if that is not known. The ledger is read before
 * libvirt is asked, because a guest leaves the ledger only after libvirt lists it. */
static int
count_guests(void)
{
    g_autoptr(GPtrArray) arriving = list_arriving();
    g_autoptr(GHashTable) uuids = list_guests();

    if (!arriving || !uuids)
        return -1;
    for (guint i = 0; i < arriving->len; i++)
        g_hash_table_add(uuids, g_ascii_strdown(((VmgEntry *)arriving->pdata[i])->uuid, -1));
    return (int)g_hash_table_size(uuids);
}

static void
say_guests(int guests)
{
    if (guests < 0)
        vmg_cli_print(_("guests: not known: libvirt does not answer, or this user may not ask\n"));
    else
        printf(NG_("guests: %d left\n", "guests: %d left\n", (unsigned long)guests), guests);
}

/* Waits until no guest is left, but no longer than the given number of seconds. Returns how many
 * guests are left. */
static int
wait_for_guests(int guests, int seconds)
{
    gint64 end = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
    int said = 0;

    while (guests != 0 && (seconds == WAIT_FOREVER || g_get_monotonic_time() < end)) {
        if (guests != said)
            say_guests(guests);
        said = guests;
        fflush(stdout);
        g_usleep(POLL_US);
        guests = count_guests();
    }
    return guests;
}

static int
say_late(int guests, int seconds)
{
    if (guests < 0)
        vmg_cli_fail(_("after %d seconds it is not known whether guests are left; fix: start "
                       "libvirt's daemon"),
                     seconds);
    else
        vmg_cli_fail(NG_("after %d seconds %d guest is still here; fix: migrate it or shut it "
                         "down; the status becomes maintenance by itself",
                         "after %d seconds %d guests are still here; fix: migrate them or shut "
                         "them down; the status becomes maintenance by itself",
                         (unsigned long)guests),
                     seconds, guests);
    return VMG_EXIT_REFUSED;
}

/* The status that an administrator asked for before this command; NULL if it was up, or if it is
 * not known. */
static const char *
asked_before(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    const char *asked = vmg_status_read(paths.status_file, NULL);

    return asked && strcmp(asked, VMG_STATUS_UP) != 0 ? asked : NULL;
}

int
vmg_cli_maintenance_begin(void)
{
    return asked_before() ? VMG_EXIT_GOOD : write_status(VMG_STATUS_PREPARING);
}

/* Puts this host into maintenance. Writes the status before it counts the guests, so that no guest
 * is admitted after the count. If somebody has already asked for maintenance, that request is kept:
 * the name of the user and the time do not change. */
static int
begin(int seconds)
{
    const char *asked = asked_before();
    int status = vmg_cli_maintenance_begin(), guests;

    if (status != VMG_EXIT_GOOD)
        return status;
    guests = count_guests();
    if (seconds != DONT_WAIT)
        guests = wait_for_guests(guests, seconds);
    printf(_("status: %s\n"), vmg_status_effective(asked ? asked : VMG_STATUS_PREPARING, guests));
    if (guests != 0 && seconds != DONT_WAIT)
        return say_late(guests, seconds);
    if (guests != 0) {
        say_guests(guests);
        vmg_cli_print(
            _("no guest is admitted any more; those that run here may still leave; the status "
              "becomes maintenance when the last one has left\n"));
    }
    return VMG_EXIT_GOOD;
}

static int
make_up(void)
{
    int status = write_status(VMG_STATUS_UP);

    if (status == VMG_EXIT_GOOD)
        printf(_("status: %s\n"), VMG_STATUS_UP);
    return status;
}

static void
print_text(const VmgStatus *status, const char *effective, int guests)
{
    g_autofree char *since = status->since ? vmg_neutral_show_time(status->since) : NULL;

    printf(_("status: %s\n"), effective);
    if (strcmp(effective, VMG_STATUS_UP) == 0)
        return;
    if (since)
        printf(_("since: %s\n"), since);
    if (status->by)
        printf(_("by: %s\n"), status->by);
    say_guests(guests);
}

static void
print_json(const VmgStatus *status, const char *effective, int guests)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autofree char *since = status->since ? vmg_neutral_show_time(status->since) : NULL;

    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "status", effective);
    vmg_cli_json_text(builder, "asked", status->asked);
    vmg_cli_json_text(builder, "since", since);
    vmg_cli_json_number(builder, "since_seconds", (guint64)status->since);
    vmg_cli_json_text(builder, "by", status->by);
    if (guests < 0)
        vmg_cli_json_text(builder, "guests", NULL);
    else
        vmg_cli_json_number(builder, "guests", (guint64)guests);
    json_builder_end_object(builder);
    vmg_cli_print_json(builder);
}

static int
show(gboolean json)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_auto(VmgStatus) status = {0};
    g_autoptr(GError) error = NULL;
    const char *effective;
    int guests;

    if (!vmg_status_load(paths.status_file, &status, &error))
        return vmg_cli_fail(_("%s; fix: virt-migration-guard maintenance on, or off"),
                            error->message);
    guests = count_guests();
    effective = vmg_status_effective(status.asked, guests);
    if (json)
        print_json(&status, effective, guests);
    else
        print_text(&status, effective, guests);
    return VMG_EXIT_GOOD;
}

/* Replaces the argument "--wait", without a number of seconds, by "--wait=0". GOption has no
 * type for an option whose number is optional. */
static void
complete_wait(int argc, char **argv)
{
    static char forever[] = "--wait=0";

    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--wait") == 0)
            argv[i] = forever;
}

int
vmg_cli_maintenance(int argc, char **argv)
{
    gint seconds = DONT_WAIT;
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"wait", 0, 0, G_OPTION_ARG_INT, &seconds,
         _("on: wait until no guest is left, at most SECONDS (default of --wait without a number: "
           "no limit)"),
         "SECONDS"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, _("show: print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    const char *action;

    complete_wait(argc, argv);
    if (!vmg_cli_parse(&argc, &argv, "on | off | show",
                       _("Shows or sets the administrative status of this host: up, "
                         "preparing-for-maintenance or maintenance. Only a host that is up admits "
                         "guests. The status is kept over reboots."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    action = argc == 2 ? argv[1] : "";
    if (seconds < DONT_WAIT || (seconds != DONT_WAIT && strcmp(action, "on") != 0) ||
        (json && strcmp(action, "show") != 0))
        return vmg_cli_fail(_("--wait goes with on, --json with show; fix: see "
                              "virt-migration-guard maintenance --help"));
    if (strcmp(action, "on") == 0)
        return begin(seconds);
    if (strcmp(action, "off") == 0)
        return make_up();
    if (strcmp(action, "show") == 0)
        return show(json);
    return vmg_cli_fail(_("say on, off or show; fix: see virt-migration-guard maintenance --help"));
}
