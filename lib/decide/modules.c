/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide/modules.h"

#include "base/neutral.h"
#include "base/sys.h"
#include "checks/builtin.h"
#include "config/schema.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX   ".so"
#define FUNCTION "virt_migration_guard_check"
#define REBUILD  _("build it again with this version's virt-migration-guard.h")
#define AUTHOR   _("report this to the module's author")

enum { NAME_MAX_LEN = 64 };

/* The size of struct vmg_check in version 1.0 of the header. The structure of a module must not
 * be smaller. */
#define CHECK_SIZE_1_0 (offsetof(struct vmg_check, run) + sizeof(((struct vmg_check *)NULL)->run))
#define NEEDS_KNOWN    (VMG_NEEDS_SOURCE | VMG_NEEDS_DESTINATION)

typedef const struct vmg_check *(*Entry)(void);

typedef struct {
    const char *directory;
    /* a file descriptor of the directory: modules are checked and loaded through this descriptor,
     * so that nobody can put another directory in its place in between */
    int fd;
    const VmgConfig *config;
    GPtrArray *modules;
} Loading;

static void
module_free(gpointer data)
{
    VmgModule *module = data;

    if (module->handle)
        dlclose(module->handle);
    g_free(module->name);
    g_free(module->file);
    g_free(module->why);
    g_free(module->fix);
    g_free(module);
}

static gboolean is_broken(VmgModule *module, const char *fix, const char *why, ...)
    G_GNUC_PRINTF(3, 4);

/* Stores why the module can't be used. Always returns FALSE, which the caller can return. */
static gboolean
is_broken(VmgModule *module, const char *fix, const char *why, ...)
{
    va_list args;

    va_start(args, why);
    module->why = g_strdup_vprintf(why, args);
    va_end(args);
    module->fix = g_strdup(fix);
    return FALSE;
}

/* The name of a module before it is loaded: the name of its file, without ".so". If a built-in
 * check has this name, ".so" stays, because a key in [checks] must not be for two checks. */
static char *
name_of_file(const char *file)
{
    g_autofree char *name = g_strndup(file, strlen(file) - strlen(SUFFIX));

    return vmg_builtin_find(name) ? g_strdup(file) : g_steal_pointer(&name);
}

/* Whether only root, or the user who runs the guard, can write the file or directory of MODULE. If
 * this file or directory has an ACL, the group bits of its mode include what the ACL allows. */
static gboolean
is_roots(VmgModule *module, const struct stat *st)
{
    g_autofree char *fix =
        g_strdup_printf("chown root:root %s; chmod go-w %s", module->file, module->file);

    if (st->st_uid != 0 && st->st_uid != geteuid())
        return is_broken(module, fix, _("owned by user %u, not by root"), (guint)st->st_uid);
    if (st->st_mode & (S_IWGRP | S_IWOTH))
        return is_broken(module, fix, _("writable by users other than root (mode %04o)"),
                         (guint)(st->st_mode & 07777));
    return TRUE;
}

static gboolean
is_trusted(VmgModule *module, const Loading *loading, const char *file)
{
    struct stat st;
    int fd = openat(loading->fd, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    gboolean known = fd >= 0 && fstat(fd, &st) == 0;
    int saved = errno;

    if (fd >= 0)
        close(fd);
    if (!known && saved == ELOOP)
        return is_broken(module, _("put a copy of the file itself there"), _("a symbolic link"));
    if (!known)
        return is_broken(module, _("make it readable for root: ls -l shows its mode"),
                         _("can't be opened: %s"), strerror(saved));
    if (!S_ISREG(st.st_mode))
        return is_broken(module, _("remove it, or put a file in its place"),
                         _("not a regular file"));
    return is_roots(module, &st);
}

/* Loads the file through the descriptor of the directory that was checked. Even if the
 * directory's path is changed now, the file is from the checked directory, and only root can
 * write there. The path for dlopen() contains the name of the file, because the loader would
 * take two modules with the same path for one. */
static gboolean
load(VmgModule *module, const Loading *loading, const char *file, Entry *entry)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d/%s", loading->fd, file);
    const char *why;

    module->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (module->handle)
        *(void **)entry = dlsym(module->handle, FUNCTION);
    if (module->handle && *entry)
        return TRUE;
    why = dlerror();
    if (why && g_str_has_prefix(why, path))
        why += strlen(path) + strlen(": ");
    return is_broken(
        module,
        module->handle ? _("add VMG_REGISTER_CHECK(check) at the end of its source")
                       : _("build it again on this host, with all libraries that it needs"),
        _("can't be loaded: %s"), why ? why : _("it does not export virt_migration_guard_check"));
}

static gboolean
is_name(const char *text)
{
    gsize len = text ? strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;

    return len > 0 && len <= NAME_MAX_LEN && text[len] == '\0';
}

static const VmgModule *
find(const GPtrArray *modules, const char *name)
{
    for (guint i = 0; i < modules->len; i++) {
        const VmgModule *module = g_ptr_array_index(modules, i);

        if (!module->why && strcmp(module->name, name) == 0)
            return module;
    }
    return NULL;
}

/* Whether the name is valid and no other check or group of guard.conf has it, because findings,
 * [checks] and options know a check only by its name. */
static gboolean
is_name_free(VmgModule *module, const char *name, const GPtrArray *modules)
{
    const char *fix = _("give the check another name");
    const VmgModule *other = find(modules, name);

    if (!is_name(name))
        return is_broken(module, fix,
                         _("its name must be of lower-case letters, digits and '-', but is '%s'"),
                         name ? name : "");
    if (vmg_builtin_find(name))
        return is_broken(module, fix, _("its name is a built-in check's: '%s'"), name);
    if (vmg_schema_has_group(name))
        return is_broken(module, fix, _("its name is that of a group in guard.conf: [%s]"), name);
    if (other)
        return is_broken(module, _("remove one of the two"), _("its name, '%s', is that of %s"),
                         name, other->file);
    return TRUE;
}

static gboolean
fits(VmgModule *module, const struct vmg_check *theirs)
{
    guint major = theirs->abi_version >> 16;

    if (major != VMG_ABI_MAJOR)
        return is_broken(module, REBUILD, _("built for version %u of the ABI, but this is %u"),
                         major, VMG_ABI_MAJOR);
    if (theirs->struct_size < CHECK_SIZE_1_0)
        return is_broken(module, REBUILD, _("its struct vmg_check has %u bytes, but must have %u"),
                         theirs->struct_size, (guint)CHECK_SIZE_1_0);
    memcpy(&module->check, theirs, MIN(theirs->struct_size, sizeof(module->check)));
    if (module->check.needs & ~NEEDS_KNOWN)
        return is_broken(module, _("install the virt-migration-guard that it was built for"),
                         _("it needs what this version does not have (needs is 0x%x)"),
                         module->check.needs);
    if (!module->check.run)
        return is_broken(module, AUTHOR, _("it has no run()"));
    if (!module->check.version || !module->check.summary)
        return is_broken(module, AUTHOR, _("it has no version or no summary"));
    return TRUE;
}

static gboolean
take(VmgModule *module, Entry entry, const GPtrArray *modules)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): load() has found this function */
    const struct vmg_check *theirs = entry();

    if (!theirs)
        return is_broken(module, AUTHOR, _("%s() returns NULL"), FUNCTION);
    if (!fits(module, theirs) || !is_name_free(module, module->check.name, modules))
        return FALSE;
    g_free(module->name);
    module->name = g_strdup(module->check.name);
    module->check.name = module->name;
    return TRUE;
}

static void
add(const Loading *loading, const char *file)
{
    VmgModule *module = g_new0(VmgModule, 1);
    Entry entry = NULL;

    module->name = name_of_file(file);
    module->file = g_build_filename(loading->directory, file, NULL);
    if (vmg_config_action(loading->config, module->name) == VMG_ACTION_OFF)
        is_broken(module, _("if it is needed again: set it to enforce in [checks] of guard.conf"),
                  _("off in guard.conf, so not loaded"));
    else if (is_trusted(module, loading, file) && load(module, loading, file, &entry))
        take(module, entry, loading->modules);
    g_ptr_array_add(loading->modules, module);
}

static gboolean
is_trusted_directory(VmgModule *whole, const Loading *loading, int error)
{
    struct stat st;

    if (loading->fd < 0 || fstat(loading->fd, &st) < 0)
        return is_broken(whole, _("make it a directory that root can read"),
                         _("can't be opened: %s"), strerror(error));
    return is_roots(whole, &st);
}

static gboolean
add_all(VmgModule *whole, const Loading *loading)
{
    g_autofree char *opened = g_strdup_printf("/proc/self/fd/%d", loading->fd);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) files = vmg_sys_list(opened, SUFFIX, &error);

    for (guint i = 0; files && i < files->len; i++)
        add(loading, g_ptr_array_index(files, i));
    return files || is_broken(whole, _("mount /proc"), "%s", error->message);
}

/* Loads all modules of the directory. If the directory can't be read, or other users can write
 * to it, this counts as one broken module with the name of the directory. */
static void
load_all(const Loading *loading, int error)
{
    VmgModule *whole = g_new0(VmgModule, 1);

    whole->name = g_path_get_basename(loading->directory);
    whole->file = g_strdup(loading->directory);
    if (is_trusted_directory(whole, loading, error) && add_all(whole, loading))
        module_free(whole);
    else
        g_ptr_array_add(loading->modules, whole);
}

GPtrArray *
vmg_modules_load(const char *directory, const VmgConfig *config)
{
    Loading loading = {
        .directory = directory,
        .fd = directory ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) : -1,
        .config = config,
    };
    int error = errno;

    loading.modules = g_ptr_array_new_with_free_func(module_free);
    if (!directory || (loading.fd < 0 && error == ENOENT))
        return loading.modules;
    load_all(&loading, error);
    if (loading.fd >= 0)
        close(loading.fd);
    return loading.modules;
}

char **
vmg_modules_names(const GPtrArray *modules)
{
    char **names = g_new0(char *, modules->len + 1);

    for (guint i = 0; i < modules->len; i++)
        names[i] = g_strdup(((const VmgModule *)g_ptr_array_index(modules, i))->name);
    return names;
}

char **
vmg_modules_file_names(const char *directory)
{
    g_autoptr(GPtrArray) files = directory ? vmg_sys_list(directory, SUFFIX, NULL) : NULL;
    guint count = files ? files->len : 0;
    char **names = g_new0(char *, count + 1);

    for (guint i = 0; i < count; i++)
        names[i] = name_of_file(g_ptr_array_index(files, i));
    return names;
}
