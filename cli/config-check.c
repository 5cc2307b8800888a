/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* config check: finds mistakes in guard.conf, in its drop-ins, in the files that they name, and in
 * the check modules. */
#include "cli.h"

#include "base/error.h"
#include "base/one-line.h"
#include "base/paths.h"
#include "base/render.h"
#include "base/suggest.h"
#include "base/sys.h"
#include "base/text.h"
#include "checks/builtin.h"
#include "config/config.h"
#include "config/key.h"
#include "config/problem.h"
#include "decide/modules.h"
#include "decide/verdict.h"
#include "host/facts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { INDENT = 4 };

/* What the command has read, and the problems that it has found. */
typedef struct {
    const VmgPaths *paths;
    VmgConfig *config;
    GPtrArray *problems; /* VmgProblem * */
    GPtrArray *modules;  /* VmgModule *; none if the configuration has errors */
    gboolean is_broken;  /* the configuration has errors */
    /* there are modules, but they were not loaded, because the configuration has errors */
    gboolean has_more;
} Reading;

static void
reading_clear(Reading *reading)
{
    g_clear_pointer(&reading->config, vmg_config_free);
    g_clear_pointer(&reading->modules, g_ptr_array_unref);
    g_clear_pointer(&reading->problems, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* Adds a problem with the value of KEY in guard.conf, or with the file, device or other object that
 * this value names. Takes ownership of TEXT and FIX. */
static void
add_problem(const Reading *reading, VmgProblemKind kind, const char *group, const char *key,
            char *text, char *fix)
{
    guint line;
    const char *file = vmg_config_origin(reading->config, group, key, &line);

    g_ptr_array_add(reading->problems, vmg_problem_new(kind, file, line, text, fix));
    g_free(text);
    g_free(fix);
}

/* Returns the fix for a secret that can't be read. Only root should be able to read a secret, so
 * if the command runs as another user, the fix is to run it as root. Takes ownership of FIX. */
static char *
fix_for_secret(const GError *error, char *fix)
{
    if (geteuid() == 0 || !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ACCES))
        return fix;
    g_free(fix);
    return g_strdup(_("run it as root"));
}

static void
check_key(const Reading *reading)
{
    g_autoptr(GBytes) key = NULL;
    g_autoptr(GError) error = NULL;

    if (!vmg_key_load(reading->config, &key, &error))
        add_problem(reading, VMG_PROBLEM_ERROR, "cluster", "key-file", g_strdup(error->message),
                    fix_for_secret(error, vmg_key_fix(reading->config)));
}

enum { REGISTRY_FILE_MAX = 1024 * 1024 };

static void
check_credentials(const Reading *reading)
{
    enum { CREDENTIALS_MAX = 1024 * 1024 };
    const char *path = vmg_config_get(reading->config, "libvirt", "auth-file");
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (!path)
        return;
    text = vmg_sys_read_file(path, CREDENTIALS_MAX, NULL, &error);
    if (!text)
        add_problem(
            reading, VMG_PROBLEM_WARNING, "libvirt", "auth-file",
            g_strdup_printf("[libvirt] auth-file %s", error->message),
            fix_for_secret(error, g_strdup(_("put the credentials there, or remove the line"))));
}

static void
check_registry_secret(const Reading *reading, const char *key)
{
    const char *path = vmg_config_get(reading->config, "registry", key);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (!path)
        return;
    text = vmg_sys_read_secret(path, REGISTRY_FILE_MAX, NULL, &error);
    if (!text)
        add_problem(
            reading, VMG_PROBLEM_WARNING, "registry", key,
            g_strdup_printf("[registry] %s %s", key, error->message),
            fix_for_secret(error, g_strdup_printf("chown root:root %s; chmod 600 %s", path, path)));
    else
        explicit_bzero(text, strlen(text));
}

static void
check_registry(const Reading *reading)
{
    static const char *const files[] = {"ca-file", "cert-file", NULL};

    for (gsize i = 0; files[i]; i++) {
        const char *path = vmg_config_get(reading->config, "registry", files[i]);
        g_autoptr(GError) error = NULL;
        g_autofree char *text =
            path ? vmg_sys_read_file(path, REGISTRY_FILE_MAX, NULL, &error) : NULL;

        if (path && !text)
            add_problem(reading, VMG_PROBLEM_WARNING, "registry", files[i],
                        g_strdup_printf("[registry] %s %s", files[i], error->message),
                        g_strdup(_("put the certificate there, or remove the line")));
    }
    check_registry_secret(reading, "key-file");
    check_registry_secret(reading, "auth-file");
}

static void
check_metrics(const Reading *reading)
{
    const char *path = vmg_config_get(reading->config, "metrics", "file");
    g_autofree char *directory = path ? g_path_get_dirname(path) : NULL;

    if (directory && !g_file_test(directory, G_FILE_TEST_IS_DIR))
        add_problem(reading, VMG_PROBLEM_WARNING, "metrics", "file",
                    g_strdup_printf(_("[metrics] file: there is no directory %s"), directory),
                    g_strdup_printf("mkdir %s", directory));
}

/* The names of all networks that this host has, according to the facts that the agent wrote last,
 * and of all networks that the configuration declares. NULL if there are no facts, so that the
 * names are not known. */
static char **
network_names(const Reading *reading)
{
    g_autoptr(VmgHost) host = vmg_facts_load(reading->paths, 0, NULL);
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    g_auto(GStrv) declared = vmg_config_named_groups(reading->config, "network");

    for (gsize i = 0; host && i < host->view.network_count; i++)
        g_strv_builder_add(names, host->view.networks[i]->name);
    g_strv_builder_addv(names, (const char **)declared);
    return host ? g_strv_builder_end(names) : NULL;
}

static void
check_migration_network(const Reading *reading)
{
    const char *name = vmg_config_get(reading->config, "migration", "network");
    g_auto(GStrv) names = name && *name ? network_names(reading) : NULL;
    g_autofree char *meant = NULL;

    if (!names || g_strv_contains((const char *const *)names, name))
        return;
    meant = vmg_suggest_text(name, (const char *const *)names);
    add_problem(
        reading, VMG_PROBLEM_WARNING, "migration", "network",
        g_strdup_printf(_("[migration] network is '%s', but this host has no such network%s"), name,
                        meant),
        g_strdup(_("see virt-migration-guard host for the networks; declare it with [network "
                   "NAME]")));
}

/* Loads the modules, and reads the configuration. The configuration says which modules are not
 * loaded; the modules say which further groups and checks the configuration may contain. */
static void
read_all(Reading *reading)
{
    const VmgPaths *paths = reading->paths;
    g_autoptr(VmgConfig) first = vmg_config_load(paths->config_file, paths->config_directory, NULL);
    g_auto(GStrv) checks = vmg_builtin_names(), modules = NULL;
    VmgConfigNames names = {.checks = (const char *const *)checks};

    reading->problems = vmg_problems_new();
    reading->modules = first ? vmg_modules_load(paths->modules, first) : g_ptr_array_new();
    modules = first ? vmg_modules_names(reading->modules) : vmg_modules_file_names(paths->modules);
    names.modules = (const char *const *)modules;
    reading->config =
        vmg_config_read(paths->config_file, paths->config_directory, &names, reading->problems);
    check_key(reading);
    check_credentials(reading);
    check_registry(reading);
    check_metrics(reading);
    check_migration_network(reading);
    reading->is_broken = !vmg_problems_are_harmless(reading->problems, NULL);
    reading->has_more = !first && modules[0];
}

/* Prints one line. On a terminal, a long line is broken between words. */
static void
print_line(const char *text)
{
    g_autofree char *said = vmg_neutral_render(text), *line = vmg_one_line(said);
    g_autofree char *lines = vmg_cli_wrap(line, " ", vmg_cli_columns() - INDENT, INDENT);

    printf("%s\n", lines);
}

static void
print_problem(const VmgProblem *problem)
{
    g_autoptr(GString) text = g_string_new(problem->file);

    if (problem->line)
        g_string_append_printf(text, ":%u", problem->line);
    g_string_append_printf(
        text, ": %s%s", problem->kind == VMG_PROBLEM_WARNING ? _("warning: ") : "", problem->text);
    if (problem->fix)
        g_string_append_printf(text, _("; fix: %s"), problem->fix);
    print_line(text->str);
}

static gboolean
is_off(const VmgModule *module, const Reading *reading)
{
    return vmg_config_action(reading->config, module->name) == VMG_ACTION_OFF;
}

/* Whether a module needs no attention: it works, or the administrator has turned it off. */
static gboolean
is_fine(const VmgModule *module, const Reading *reading)
{
    return !module->why || is_off(module, reading);
}

static void
print_module(const VmgModule *module, const Reading *reading)
{
    gboolean off = is_off(module, reading);
    g_autofree char *text =
        !module->why
            ? g_strdup_printf(off ? _("check %s %s, off: %s (%s)") : _("check %s %s: %s (%s)"),
                              module->name, module->check.version, module->check.summary,
                              module->file)
        : off ? g_strdup_printf("%s: %s", module->file, module->why)
              : g_strdup_printf(_("%s: %s; fix: %s"), module->file, module->why, module->fix);

    print_line(text);
}

static void
print_sum(const Reading *reading, gboolean is_good)
{
    guint errors = vmg_problems_count(reading->problems, VMG_PROBLEM_ERROR);
    g_autofree char *text = NULL;

    if (reading->has_more)
        print_line(_("the check modules are looked at once the errors are corrected"));
    if (errors)
        text =
            g_strdup_printf(NG_("%u error: until it is corrected, every migration into this host "
                                "is refused",
                                "%u errors: until they are corrected, every migration into this "
                                "host is refused",
                                errors),
                            errors);
    else if (is_good)
        text = g_strdup_printf(_("the configuration is good: mode %s"),
                               vmg_config_get(reading->config, "guard", "mode"));
    if (text)
        print_line(text);
}

static void
print_text(const Reading *reading, gboolean is_good)
{
    for (guint i = 0; i < reading->modules->len; i++)
        print_module(g_ptr_array_index(reading->modules, i), reading);
    for (guint i = 0; i < reading->problems->len; i++)
        print_problem(g_ptr_array_index(reading->problems, i));
    print_sum(reading, is_good);
}

static void
add_json_problem(JsonBuilder *builder, const VmgProblem *problem)
{
    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "file", problem->file);
    if (problem->line)
        vmg_cli_json_number(builder, "line", problem->line);
    else
        vmg_cli_json_text(builder, "line", NULL);
    vmg_cli_json_text(builder, "severity",
                      problem->kind == VMG_PROBLEM_ERROR ? "error" : "warning");
    vmg_cli_json_text(builder, "text", problem->text);
    vmg_cli_json_text(builder, "fix", problem->fix);
    json_builder_end_object(builder);
}

static void
add_json_module(JsonBuilder *builder, const VmgModule *module, const Reading *reading)
{
    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "name", module->name);
    vmg_cli_json_text(builder, "file", module->file);
    vmg_cli_json_text(builder, "version", module->why ? NULL : module->check.version);
    vmg_cli_json_text(builder, "summary", module->why ? NULL : module->check.summary);
    json_builder_set_member_name(builder, "off");
    json_builder_add_boolean_value(builder, is_off(module, reading));
    vmg_cli_json_text(builder, "error", module->why);
    vmg_cli_json_text(builder, "fix", module->fix);
    json_builder_end_object(builder);
}

static void
print_json(const Reading *reading, gboolean is_good)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "good");
    json_builder_add_boolean_value(builder, is_good);
    vmg_cli_json_text(builder, "mode",
                      reading->is_broken ? NULL : vmg_config_get(reading->config, "guard", "mode"));
    json_builder_set_member_name(builder, "problems");
    json_builder_begin_array(builder);
    for (guint i = 0; i < reading->problems->len; i++)
        add_json_problem(builder, g_ptr_array_index(reading->problems, i));
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "modules");
    json_builder_begin_array(builder);
    for (guint i = 0; i < reading->modules->len; i++)
        add_json_module(builder, g_ptr_array_index(reading->modules, i), reading);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    vmg_cli_print_json(builder);
}

int
vmg_cli_config_check(gboolean json)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_auto(Reading) reading = {.paths = &paths};
    gboolean is_good;

    read_all(&reading);
    is_good = reading.problems->len == 0 && !reading.is_broken;
    for (guint i = 0; i < reading.modules->len; i++)
        is_good = is_good && is_fine(g_ptr_array_index(reading.modules, i), &reading);
    if (json)
        print_json(&reading, is_good);
    else
        print_text(&reading, is_good);
    return is_good ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}
