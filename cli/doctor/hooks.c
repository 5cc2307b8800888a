/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Examines the hooks that libvirt and VDSM run, policy.so, which decides, and the order of the
 * hooks. */
#include "cli/doctor/doctor.h"

#include "base/process.h"
#include "base/sys.h"
#include "base/text.h"
#include "plugin/policy.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINK      VMG_QEMU_HOOKS "/" LINK_NAME
#define LINK_NAME "99-virt-migration-guard"
#define VDSM_NAME "50_virt_migration_guard"
#define RELOAD    _("systemctl reload libvirtd (or virtqemud); guests run on")

static const mode_t executable = S_IXUSR | S_IXGRP | S_IXOTH;

static void
look_at_hook(const Doctor *doctor)
{
    char *why = NULL;

    if (doctor_is_trusted(LINK, executable, &why))
        doctor_add(doctor, DOCTOR_HOOK, VMG_PASS, g_strdup(LINK), NULL);
    else
        doctor_add(doctor, DOCTOR_HOOK, VMG_FAIL, why, DOCTOR_INSTALL);
}

/* Runs in the child process. If policy.so can't be loaded, writes the reason to FD. */
static void
try_plugin(int fd)
{
    void *plugin = dlopen(VMG_POLICY_PATH, RTLD_NOW | RTLD_LOCAL);
    const char *why = NULL;

    if (!plugin || !dlsym(plugin, VMG_POLICY_FUNCTION))
        why = dlerror();
    if (why)
        dprintf(fd, "%s", why);
    if (plugin)
        dlclose(plugin);
}

/* The reason why policy.so can't be loaded; NULL if it can be loaded. A child process tries it,
 * because loading a damaged file can end the process. */
static char *
load_plugin(void)
{
    char why[512] = "";
    gssize got;
    int fds[2], status = 0;
    pid_t child;

    if (pipe(fds) < 0)
        return g_strdup(g_strerror(errno));
    child = fork();
    if (child == 0) {
        try_plugin(fds[1]);
        _exit(0);
    }
    close(fds[1]);
    got = child > 0 ? read(fds[0], why, sizeof(why) - 1) : -1;
    close(fds[0]);
    if (got < 0)
        return g_strdup(g_strerror(errno));
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
        return g_strdup_printf(_("%s can't be loaded: it is damaged"), VMG_POLICY_PATH);
    return got > 0 ? g_strdup(why) : NULL;
}

static void
look_at_plugin(const Doctor *doctor)
{
    char *why = NULL;

    if (doctor_is_trusted(VMG_POLICY_PATH, 0, &why))
        why = load_plugin();
    if (why)
        doctor_add(doctor, DOCTOR_POLICY, VMG_FAIL, why, DOCTOR_INSTALL);
    else
        doctor_add(doctor, DOCTOR_POLICY, VMG_PASS, g_strdup(VMG_POLICY_PATH), NULL);
}

/* Whether the file NAME of libvirt's hook directory is a hook that runs after the guard's hook.
 * libvirt runs all executable regular files in the order of their names, and a hook that runs
 * later can change a guest that the guard has already admitted. */
static gboolean
runs_later(const char *name)
{
    g_autofree char *path = g_build_filename(VMG_QEMU_HOOKS, name, NULL);
    struct stat st;

    return strcmp(name, LINK_NAME) > 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
           access(path, X_OK) == 0;
}

static void
look_at_other_hooks(const Doctor *doctor)
{
    g_autoptr(GPtrArray) names = vmg_sys_list(VMG_QEMU_HOOKS, "", NULL);
    g_autoptr(GString) later = g_string_new(NULL);

    for (guint i = 0; names && i < names->len; i++)
        if (runs_later(names->pdata[i]))
            doctor_append_name(later, names->pdata[i]);
    if (later->len > 0)
        doctor_add(doctor, DOCTOR_OTHER_HOOKS, VMG_WARN,
                   g_strdup_printf(_("%s in %s"), later->str, VMG_QEMU_HOOKS),
                   _("rename it, so that its name sorts before 99-virt-migration-guard; or make "
                     "sure that it changes no migration"));
    else
        doctor_add(doctor, DOCTOR_OTHER_HOOKS, VMG_PASS, g_strdup(VMG_QEMU_HOOKS), NULL);
}

/* Examines the guard's hooks for VDSM. Does nothing on hosts without VDSM. */
static void
look_at_vdsm_hooks(const Doctor *doctor)
{
    static const char *const points[] = {"before_vm_start", "before_vm_migrate_source",
                                         "before_vm_migrate_destination"};
    g_autoptr(GString) bad = g_string_new(NULL);

    if (access("/usr/share/vdsm", F_OK) < 0)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(points); i++) {
        g_autofree char *path = g_build_filename(VMG_VDSM_HOOKS, points[i], VDSM_NAME, NULL);
        g_autofree char *why = NULL;

        if (!doctor_is_trusted(path, executable, &why))
            doctor_append_name(bad, why);
    }
    if (bad->len > 0)
        doctor_add(doctor, DOCTOR_VDSM_HOOKS, VMG_FAIL, g_strdup(bad->str), DOCTOR_INSTALL);
    else
        doctor_add(doctor, DOCTOR_VDSM_HOOKS, VMG_PASS, g_strdup(VMG_VDSM_HOOKS), NULL);
}

static int
daemon_pid(void)
{
    static const char *const files[] = {"/run/virtqemud.pid", "/run/libvirtd.pid",
                                        "/run/libvirt/libvirtd.pid"};

    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *text = vmg_sys_read_file(files[i], 64, NULL, NULL);
        int pid = text ? (int)g_ascii_strtoll(text, NULL, 10) : 0;

        if (vmg_process_start(pid) > 0)
            return pid;
    }
    return 0;
}

/* Checks whether libvirtd uses the hook. libvirtd looks for hooks when it starts and when it gets
 * SIGHUP. Nobody can see afterwards whether libvirtd got SIGHUP, so this function only warns if
 * libvirtd started before the hook was installed. */
static void
look_at_daemon(const Doctor *doctor)
{
    gint64 started = vmg_process_start(daemon_pid());
    struct stat st;

    if (started == 0)
        doctor_add(doctor, DOCTOR_DAEMON, VMG_WARN,
                   g_strdup(_("neither libvirtd nor virtqemud was found running")),
                   _("systemctl start libvirtd (or virtqemud.socket)"));
    else if (lstat(LINK, &st) == 0 &&
             (gint64)st.st_ctim.tv_sec * G_GINT64_CONSTANT(1000000000) > started)
        doctor_add(doctor, DOCTOR_DAEMON, VMG_WARN,
                   g_strdup(_("the daemon started before the hook was installed, and cannot be "
                              "asked whether it was reloaded since")),
                   RELOAD);
    else
        doctor_add(doctor, DOCTOR_DAEMON, VMG_PASS,
                   g_strdup(_("the daemon started after the hook was installed")), NULL);
}

void
doctor_look_at_hooks(const Doctor *doctor)
{
    look_at_hook(doctor);
    look_at_plugin(doctor);
    look_at_other_hooks(doctor);
    look_at_vdsm_hooks(doctor);
    look_at_daemon(doctor);
}
