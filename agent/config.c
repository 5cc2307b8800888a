/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/config.h"

#include "agent/base/file-watch.h"
#include "base/journal.h"
#include "base/render.h"
#include "base/sys.h"
#include "checks/builtin.h"
#include "config/problem.h"
#include "decide/modules.h"
#include "host/agent-state.h"

#include <string.h>
#include <sys/stat.h>

/* Milliseconds from the first change until the files are read: somebody who changes several
 * files, or one file in several steps, has finished by then. */
enum { SETTLE_MS = 500 };

struct VmgConfigWatch {
    const VmgPaths *paths;
    const VmgConfig *config; /* the configuration that the agent runs with; the agent owns it */
    VmgSay *say;
    char *files;  /* describes the configuration files as they were last read */
    char *broken; /* why the configuration files could not be read; NULL if they could */
    VmgFileWatch *directory, *dropins;
    /* the source of the timer after which the files are read; 0 = nothing has changed */
    guint settle;
    VmgConfigTaker take;
    gpointer data;
};

static void
describe_file(GString *text, const char *path)
{
    struct stat st;

    if (stat(path, &st) < 0)
        return;
    g_string_append_printf(text, "%s %ju %jd %jd.%09ld\n", path, (uintmax_t)st.st_ino,
                           (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

/* Describes each file by values that change when the file is written or replaced. */
static char *
describe_files(const VmgPaths *paths)
{
    g_autoptr(GPtrArray) names = vmg_sys_list(paths->config_directory, ".conf", NULL);
    GString *text = g_string_new(NULL);

    describe_file(text, paths->config_file);
    for (guint i = 0; names && i < names->len; i++) {
        g_autofree char *path = g_build_filename(paths->config_directory, names->pdata[i], NULL);

        describe_file(text, path);
    }
    return g_string_free(text, FALSE);
}

static void
say_problems(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const VmgProblem *problem = g_ptr_array_index(problems, i);
        g_autofree char *text = vmg_problem_to_string(problem);

        vmg_say(problem->kind == VMG_PROBLEM_ERROR ? LOG_ERR : LOG_WARNING, "%s", text);
    }
}

VmgConfig *
vmg_agent_load_config(const VmgPaths *paths, char **files, GError **error)
{
    g_autoptr(GPtrArray) problems = vmg_problems_new();
    /* The agent reads only the names of the modules. It never runs their code. */
    g_auto(GStrv) modules = vmg_modules_file_names(paths->modules), checks = vmg_builtin_names();
    const VmgConfigNames names = {(const char *const *)checks, (const char *const *)modules};
    g_autoptr(VmgConfig) config = NULL;

    if (files)
        *files = describe_files(paths);
    config = vmg_config_read(paths->config_file, paths->config_directory, &names, problems);
    say_problems(problems);
    return vmg_problems_are_harmless(problems, error) ? g_steal_pointer(&config) : NULL;
}

/* Writes to the file /run/virt-migration-guard/agent which configuration the agent uses. FAILED
 * says why guard.conf and its drop-in files could not be read; NULL if they could. */
static void
publish(const VmgConfigWatch *watch, const GError *failed)
{
    g_autoptr(GError) error = NULL;

    vmg_agent_state_write(watch->paths->agent, watch->config, failed ? failed->message : NULL,
                          &error);
    vmg_say_result(watch->say, "agent file", error);
}

void
vmg_config_watch_reload(VmgConfigWatch *watch)
{
    g_autoptr(GError) error = NULL;
    VmgConfig *config;

    g_clear_pointer(&watch->files, g_free);
    config = vmg_agent_load_config(watch->paths, &watch->files, &error);
    if (config) {
        vmg_say(LOG_INFO, "configuration reloaded");
        watch->config = config;
    } else {
        vmg_say_kind(VMG_MESSAGE_CONFIG, LOG_ERR, NULL, "%s; the configuration stays as it was",
                     error->message);
    }
    publish(watch, error);
    g_free(watch->broken);
    watch->broken = error ? vmg_neutral_render(error->message) : NULL;
    if (config)
        watch->take(watch->data, config);
}

const char *
vmg_config_watch_broken(const VmgConfigWatch *watch)
{
    return watch->broken;
}

gboolean
vmg_config_watch_look(VmgConfigWatch *watch)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *files = NULL;
    const VmgConfig *before = watch->config;

    if (vmg_file_watch_renew(watch->directory, &error))
        vmg_file_watch_renew(watch->dropins, &error);
    vmg_say_result(watch->say, "configuration directory", error);
    files = describe_files(watch->paths);
    if (strcmp(files, watch->files) != 0)
        vmg_config_watch_reload(watch);
    return watch->config != before;
}

static gboolean
on_settled(gpointer data)
{
    VmgConfigWatch *watch = data;

    watch->settle = 0;
    vmg_config_watch_look(watch);
    return G_SOURCE_REMOVE;
}

static void
on_changed(gpointer data)
{
    VmgConfigWatch *watch = data;

    if (!watch->settle)
        watch->settle = g_timeout_add(SETTLE_MS, on_settled, watch);
}

VmgConfigWatch *
vmg_config_watch_new(const VmgPaths *paths, const VmgConfig *config, char *files, VmgSay *say,
                     VmgConfigTaker take, gpointer data, GError **error)
{
    g_autoptr(VmgConfigWatch) watch = g_new0(VmgConfigWatch, 1);
    g_autofree char *directory = g_path_get_dirname(paths->config_file);

    watch->paths = paths;
    watch->config = config;
    watch->files = files;
    watch->say = say;
    watch->take = take;
    watch->data = data;
    watch->directory = vmg_file_watch_new_directory(directory, on_changed, watch, error);
    if (!watch->directory)
        return NULL;
    watch->dropins =
        vmg_file_watch_new_directory(paths->config_directory, on_changed, watch, error);
    if (!watch->dropins)
        return NULL;
    publish(watch, NULL);
    return g_steal_pointer(&watch);
}

void
vmg_config_watch_free(VmgConfigWatch *watch)
{
    if (!watch)
        return;
    g_clear_handle_id(&watch->settle, g_source_remove);
    vmg_file_watch_free(watch->directory);
    vmg_file_watch_free(watch->dropins);
    g_free(watch->files);
    g_free(watch->broken);
    g_free(watch);
}
