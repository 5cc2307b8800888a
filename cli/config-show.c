/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* config show: prints the configuration in force, and the origin of each value. */
#include "cli.h"

#include "base/paths.h"
#include "base/text.h"
#include "checks/builtin.h"
#include "config/config.h"
#include "config/problem.h"
#include "config/schema.h"

#include <stdio.h>
#include <string.h>

/* Widths in columns. The values have VALUE_WIDTH columns, on a narrow terminal at least NARROW
 * columns; most origins need no more than ORIGIN_WIDTH columns; GAP is the width of " # ". */
enum { VALUE_WIDTH = 52, ORIGIN_WIDTH = 44, NARROW = 20, GAP = 3 };

typedef struct {
    const VmgConfig *config;
    JsonBuilder *json; /* NULL: print text for people */
    char *group;       /* the group that was printed last */
} Show;

static void
show_json(const Show *show, const char *group, const char *key, const char *value,
          const char *origin)
{
    json_builder_begin_object(show->json);
    vmg_cli_json_text(show->json, "group", group);
    vmg_cli_json_text(show->json, "key", key);
    vmg_cli_json_text(show->json, "value", value);
    vmg_cli_json_text(show->json, "origin", origin);
    json_builder_end_object(show->json);
}

/* Prints a value and its origin. The origin follows on the same line, or on the next line if the
 * terminal is too narrow. */
static void
print_value(const char *line, const char *origin)
{
    int columns = vmg_cli_columns();
    int width = columns ? CLAMP(columns - ORIGIN_WIDTH, NARROW, VALUE_WIDTH) : VALUE_WIDTH;

    if (columns && MAX(vmg_cli_width(line), width) + GAP + vmg_cli_width(origin) > columns) {
        printf("%s\n    # %s\n", line, origin);
        return;
    }
    vmg_cli_print_padded(line, width);
    printf(" # %s\n", origin);
}

static void
show_line(Show *show, const char *group, const char *key, const char *value, const char *origin)
{
    g_autofree char *line =
        value ? g_strdup_printf("%s = %s", key, value) : g_strdup_printf(_("# %s is not set"), key);

    if (g_strcmp0(show->group, group) != 0) {
        printf("%s[%s]\n", show->group ? "\n" : "", group);
        g_free(show->group);
        show->group = g_strdup(group);
    }
    print_value(line, origin ? origin : _("default"));
}

static void
show_key(Show *show, const char *group, const char *key)
{
    const char *value = vmg_config_get(show->config, group, key);
    guint line;
    const char *file = vmg_config_origin(show->config, group, key, &line);
    g_autofree char *origin = file ? g_strdup_printf("%s:%u", file, line) : NULL;

    if (show->json)
        show_json(show, group, key, value, origin);
    else
        show_line(show, group, key, value, origin);
}

static void
show_checks(Show *show)
{
    for (const struct vmg_check *const *check = vmg_builtin_checks(); *check; check++)
        show_key(show, "checks", (*check)->name);
}

/* Prints the keys that every configuration has, in the order of guard.conf(5). */
static void
show_schema(Show *show)
{
    const VmgKey *key;

    for (gsize i = 0; (key = vmg_schema_at(i)); i++) {
        if (strcmp(key->group, "checks") == 0)
            show_checks(show);
        else if (!strchr(key->group, '*') && strcmp(key->key, "*") != 0)
            show_key(show, key->group, key->key);
    }
}

static gboolean
is_shown(const char *group, const char *key)
{
    const VmgKey *known = vmg_schema_find(group, key);

    if (strcmp(group, "checks") == 0)
        return vmg_builtin_find(key) != NULL;
    return known && !strchr(known->group, '*') && strcmp(known->key, "*") != 0;
}

/* Prints groups such as [network NAME], and the groups of modules. */
static void
show_others(Show *show)
{
    g_auto(GStrv) names = vmg_config_keys(show->config);

    for (char **name = names; *name; name++) {
        g_auto(GStrv) parts = g_strsplit(*name, "\n", 2);

        if (!is_shown(parts[0], parts[1]))
            show_key(show, parts[0], parts[1]);
    }
}

static void
print_values(const VmgConfig *config, gboolean json)
{
    g_autoptr(JsonBuilder) builder = json ? json_builder_new() : NULL;
    Show show = {.config = config, .json = builder};

    if (json)
        json_builder_begin_array(builder);
    show_schema(&show);
    show_others(&show);
    if (json) {
        json_builder_end_array(builder);
        vmg_cli_print_json(builder);
    }
    g_free(show.group);
}

/* Prints the values that can be read, even if other lines are wrong. */
int
vmg_cli_config_show(gboolean json)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GPtrArray) problems = vmg_problems_new();
    g_autoptr(VmgConfig) config =
        vmg_config_read(paths.config_file, paths.config_directory, NULL, problems);

    print_values(config, json);
    fflush(stdout); /* the errors come after the values */
    for (guint i = 0; i < problems->len; i++) {
        const VmgProblem *problem = g_ptr_array_index(problems, i);
        g_autofree char *text = vmg_problem_to_string(problem);

        if (problem->kind == VMG_PROBLEM_ERROR)
            vmg_cli_fail(_("%s; fix: %s"), text,
                         problem->fix ? problem->fix : _("correct that line"));
    }
    return vmg_problems_are_harmless(problems, NULL) ? VMG_EXIT_GOOD : VMG_EXIT_UNDECIDED;
}
