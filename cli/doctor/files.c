/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Examines the places where the guard writes: its directories and the metrics; also the clock,
 * because records have dates. */
#include "cli/doctor/doctor.h"

#include "base/render.h"
#include "base/text.h"
#include "cli/when.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 64 * 1024 }; /* bytes; a file system with less free space counts as full */

static gboolean
is_full(const struct statvfs *filesystem)
{
    return (guint64)filesystem->f_bfree * filesystem->f_frsize < ROOM ||
           (filesystem->f_files > 0 && filesystem->f_ffree == 0);
}

/* Why the guard can't keep its files in DIRECTORY; NULL if there is no problem. *FIX is set to
 * what to do about the problem. */
static char *
why_not_writable(const char *directory, const char **fix)
{
    struct statvfs filesystem;
    struct stat st;

    *fix = "systemctl restart virt-migration-guard";
    if (stat(directory, &st) < 0 || statvfs(directory, &filesystem) < 0)
        return g_strdup_printf("%s: %s", directory, g_strerror(errno));
    *fix = _("chown root:root and chmod go-w it");
    if (st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)))
        return g_strdup_printf(_("%s: writable by users other than root"), directory);
    *fix = _("free some space there: df -h and df -i show which is missing");
    if (is_full(&filesystem))
        return g_strdup_printf(_("%s: the filesystem is full"), directory);
    *fix = _("mount the filesystem writable");
    if ((filesystem.f_flag & ST_RDONLY) || (geteuid() == 0 && access(directory, W_OK) < 0))
        return g_strdup_printf(_("%s: can't be written"), directory);
    return NULL;
}

static gboolean
look_at_directory_of(const Doctor *doctor, const char *file)
{
    g_autofree char *directory = g_path_get_dirname(file);
    const char *fix;
    char *why = why_not_writable(directory, &fix);

    if (why)
        doctor_add(doctor, DOCTOR_STATE_FILES, VMG_FAIL, why, fix);
    return why == NULL;
}

static void
look_at_directories(const Doctor *doctor)
{
    gboolean run = look_at_directory_of(doctor, doctor->paths.facts_file);
    gboolean state = look_at_directory_of(doctor, doctor->paths.status_file);

    if (run && state)
        doctor_add(doctor, DOCTOR_STATE_FILES, VMG_PASS,
                   g_strdup_printf("%s, %s", VMG_RUNDIR, VMG_STATEDIR), NULL);
}

static char *
not_written_since(const char *path, gint64 seconds)
{
    g_autofree char *duration = vmg_cli_duration(seconds);

    return g_strdup_printf(_("%s: last written %s ago"), path, duration);
}

static void
look_at_metrics(const Doctor *doctor)
{
    const char *path = vmg_config_get(doctor->config, "metrics", "file");
    guint max_age = vmg_config_get_uint(doctor->config, "guard", "facts-max-age");
    const char *fix = _("create its directory, and add it to ReadWritePaths= of the service: "
                        "systemctl edit virt-migration-guard; then see journalctl -u "
                        "virt-migration-guard");
    struct stat st;

    if (!path || !*path)
        return;
    if (stat(path, &st) < 0)
        doctor_add(doctor, DOCTOR_METRICS, VMG_WARN,
                   g_strdup_printf("%s: %s", path, g_strerror(errno)), fix);
    else if (time(NULL) - st.st_mtime > (time_t)max_age)
        doctor_add(doctor, DOCTOR_METRICS, VMG_WARN,
                   not_written_since(path, time(NULL) - st.st_mtime), fix);
    else
        doctor_add(doctor, DOCTOR_METRICS, VMG_PASS, g_strdup(path), NULL);
}

/* Checks the clock, because it decides when an exemption ends and which date a record gets. The
 * clock is wrong if it shows a time before the guard was built. */
static void
look_at_clock(const Doctor *doctor)
{
    struct stat st;
    gboolean behind = stat(VMG_POLICY_PATH, &st) == 0 && time(NULL) < st.st_mtime;
    g_autofree char *now = vmg_neutral_show_time(time(NULL));
    g_autofree char *built = behind ? vmg_neutral_show_time(st.st_mtime) : NULL;

    if (behind)
        doctor_add(doctor, DOCTOR_CLOCK, VMG_WARN,
                   g_strdup_printf(_("it says %s, but %s is of %s"), now, VMG_POLICY_PATH, built),
                   _("set the clock: exemptions end by it"));
    else
        doctor_add(doctor, DOCTOR_CLOCK, VMG_PASS, g_strdup(now), NULL);
}

void
doctor_look_at_files(const Doctor *doctor)
{
    look_at_directories(doctor);
    look_at_metrics(doctor);
    look_at_clock(doctor);
}
