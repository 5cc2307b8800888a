/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include "base/error.h"
#include "base/names.h"
#include "base/suggest.h"
#include "base/sys.h"
#include "base/text.h"
#include "config/line.h"
#include "config/schema.h"

#include <string.h>

enum { CONFIG_MAX = 1024 * 1024 }; /* bytes of one file */

struct VmgConfig {
    GHashTable *values;  /* "group\nkey" -> value */
    GHashTable *groups;  /* the names of all groups seen */
    GHashTable *origins; /* "group\nkey" -> "file:line"; only where warnings are wanted */
};

typedef struct {
    VmgConfig *config;
    GPtrArray *warnings;
    const char *path;
    const char *text;
    GKeyFile *keyfile;
    const VmgConfigNames *names; /* may be NULL */
} Reading;

VmgConfig *
vmg_config_defaults(void)
{
    VmgConfig *config = g_new0(VmgConfig, 1);

    config->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    config->origins = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    config->groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return config;
}

void
vmg_config_free(VmgConfig *config)
{
    if (!config)
        return;
    g_hash_table_unref(config->values);
    g_hash_table_unref(config->groups);
    g_hash_table_unref(config->origins);
    g_free(config);
}

static void
add_all(GPtrArray *choices, const char *const *names)
{
    for (; names && *names; names++)
        g_ptr_array_add(choices, (gpointer)*names);
}

/* What else the schema, or [checks], has there. */
static char *
suggest(const Reading *reading, const char *group, const char *key)
{
    g_autoptr(GPtrArray) choices = g_ptr_array_new();
    const VmgKey *known;

    for (gsize i = 0; (known = vmg_schema_at(i)); i++)
        if (!key || vmg_schema_is_in(known, group))
            g_ptr_array_add(choices, (gpointer)(key ? known->key : known->group));
    if (key && strcmp(group, "checks") == 0) {
        add_all(choices, reading->names->checks);
        add_all(choices, reading->names->modules);
    }
    g_ptr_array_add(choices, NULL);
    return vmg_suggest_text(key ? key : group, (const char *const *)choices->pdata);
}

static void
warn(const Reading *reading, const char *group, const char *key)
{
    guint line;
    g_autofree char *meant = NULL;

    if (!reading->warnings)
        return;
    line = vmg_config_line_of(reading->text, group, key);
    meant = suggest(reading, group, key);
    g_ptr_array_add(reading->warnings, key ? g_strdup_printf(_("%s:%u: unknown key '%s' in [%s]%s"),
                                                             reading->path, line, key, group, meant)
                                           : g_strdup_printf(_("%s:%u: unknown group [%s]%s"),
                                                             reading->path, line, group, meant));
}

static gboolean
is_one_of(const char *name, const char *const *names)
{
    return names && g_strv_contains(names, name);
}

static gboolean
is_module(const Reading *reading, const char *name)
{
    return reading->names && is_one_of(name, reading->names->modules);
}

/* If [checks] misspells the name of a check, the check stays as it is: say so. */
static gboolean
is_known(const Reading *reading, const VmgKey *known, const char *group, const char *key)
{
    if (strcmp(group, "checks") != 0)
        return known || !vmg_schema_has_group(group);
    return !reading->names || is_one_of(key, reading->names->checks) || is_module(reading, key);
}

static gboolean
read_key(const Reading *reading, const char *group, const char *key, GError **error)
{
    g_autofree char *value = g_key_file_get_value(reading->keyfile, group, key, error);
    g_autofree char *expected = NULL;
    const VmgKey *known = vmg_schema_find(group, key);

    if (!value) {
        g_prefix_error(error, "%s:%u: ", reading->path,
                       vmg_config_line_of(reading->text, group, key));
        return FALSE;
    }
    g_strstrip(value); /* raw: a regular expression keeps its backslashes */
    if (!is_known(reading, known, group, key))
        warn(reading, group, key);
    if (known && !vmg_schema_accepts(known, value, &expected)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("%s:%u: [%s] %s is '%s', but must be %s"), reading->path,
                    vmg_config_line_of(reading->text, group, key), group, key, value, expected);
        return FALSE;
    }
    if (reading->warnings)
        g_hash_table_replace(
            reading->config->origins, g_strconcat(group, "\n", key, NULL),
            g_strdup_printf("%s:%u", reading->path, vmg_config_line_of(reading->text, group, key)));
    g_hash_table_replace(reading->config->values, g_strconcat(group, "\n", key, NULL),
                         g_steal_pointer(&value));
    return TRUE;
}

static gboolean
read_group(const Reading *reading, const char *group, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(reading->keyfile, group, NULL, error);

    if (!keys)
        return FALSE;
    if (!vmg_schema_has_group(group) && !is_module(reading, group))
        warn(reading, group, NULL);
    g_hash_table_add(reading->config->groups, g_strdup(group));
    for (char **key = keys; *key; key++)
        if (!read_key(reading, group, *key, error))
            return FALSE;
    return TRUE;
}

static gboolean
read_groups(const Reading *reading, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(reading->keyfile, NULL);

    for (char **group = groups; *group; group++)
        if (!read_group(reading, *group, error))
            return FALSE;
    return TRUE;
}

/* As vmg_config_first_bad_line(), of a text that may have a NUL in it: C sees no
 * further, but GKeyFile does. */
static guint
first_bad_line(const Reading *reading, gsize len, const char **why)
{
    guint line = vmg_config_first_bad_line(reading->text, why);

    if (line || strlen(reading->text) == len)
        return line;
    *why = _("a NUL byte");
    line = 1;
    for (const char *c = reading->text; *c; c++)
        line += *c == '\n';
    return line;
}

static gboolean
parse(Reading *reading, gsize len, GError **error)
{
    g_autoptr(GError) cause = NULL;
    const char *why;
    guint line = first_bad_line(reading, len, &why);

    /* GKeyFile names no line. */
    if (line) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, "%s:%u: %s", reading->path, line, why);
        return FALSE;
    }
    if (g_key_file_load_from_data(reading->keyfile, reading->text, len, G_KEY_FILE_NONE, &cause) ||
        len == 0)
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, "%s: %s", reading->path, cause->message);
    return FALSE;
}

/* A missing file says nothing; one that can't be read is an error. */
static gboolean
read_file(const Reading *its, const char *path, GError **error)
{
    g_autoptr(GKeyFile) keyfile = g_key_file_new();
    g_autoptr(GError) cause = NULL;
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_file(path, CONFIG_MAX, &len, &cause);
    Reading reading = *its;

    if (!text && g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
    if (!text) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    reading.path = path;
    reading.text = text;
    reading.keyfile = keyfile;
    return parse(&reading, len, error) && read_groups(&reading, error);
}

static gboolean
read_dropins(const Reading *its, const char *directory, GError **error)
{
    /* Sorted by name: 20-site.conf wins over 10-vendor.conf. */
    g_autoptr(GPtrArray) names = vmg_sys_list(directory, ".conf", error);

    for (guint i = 0; names && i < names->len; i++) {
        g_autofree char *path = g_build_filename(directory, g_ptr_array_index(names, i), NULL);

        if (!read_file(its, path, error))
            return FALSE;
    }
    return names != NULL;
}

VmgConfig *
vmg_config_load_with(const char *file, const char *directory, const VmgConfigNames *names,
                     GPtrArray *warnings, GError **error)
{
    g_autoptr(VmgConfig) config = vmg_config_defaults();
    const Reading its = {.config = config, .warnings = warnings, .names = names};

    if (!read_file(&its, file, error) || !read_dropins(&its, directory, error))
        return NULL;
    return g_steal_pointer(&config);
}

VmgConfig *
vmg_config_load(const char *file, const char *directory, GPtrArray *warnings, GError **error)
{
    return vmg_config_load_with(file, directory, NULL, warnings, error);
}

const char *
vmg_config_get(const VmgConfig *config, const char *group, const char *key)
{
    g_autofree char *name = g_strconcat(group, "\n", key, NULL);
    const char *value = g_hash_table_lookup(config->values, name);
    const VmgKey *known = value ? NULL : vmg_schema_find(group, key);

    return known ? known->fallback : value;
}

guint
vmg_config_get_uint(const VmgConfig *config, const char *group, const char *key)
{
    const char *text = vmg_config_get(config, group, key);
    guint64 number = 0;

    if (text)
        g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT, &number, NULL);
    return (guint)number;
}

gboolean
vmg_config_is(const VmgConfig *config, const char *group, const char *key, const char *word)
{
    return g_strcmp0(vmg_config_get(config, group, key), word) == 0;
}

char **
vmg_config_named_groups(const VmgConfig *config, const char *kind)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *prefix = g_strconcat(kind, " ", NULL);
    GHashTableIter iter;
    gpointer group;

    g_hash_table_iter_init(&iter, config->groups);
    while (g_hash_table_iter_next(&iter, &group, NULL))
        if (g_str_has_prefix(group, prefix))
            g_ptr_array_add(names, g_strdup((const char *)group + strlen(prefix)));
    vmg_names_sort(names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

static void
add_name(GPtrArray *names, const char *name)
{
    if (*name && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, g_strdup(name));
}

char **
vmg_config_property_names(const VmgConfig *config)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_auto(GStrv) cache = g_strsplit(vmg_config_get(config, "cache", "properties"), ";", -1);
    static const char group[] = "custom-properties\n";
    GHashTableIter iter;
    gpointer key;

    for (char **name = cache; *name; name++)
        add_name(names, g_strstrip(*name));
    add_name(names, "cache"); /* its expression is a default */
    g_hash_table_iter_init(&iter, config->values);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        if (g_str_has_prefix(key, group))
            add_name(names, (const char *)key + strlen(group));
    vmg_names_sort(names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

VmgMode
vmg_config_mode(const VmgConfig *config)
{
    if (vmg_config_is(config, "guard", "mode", "permissive"))
        return VMG_MODE_PERMISSIVE;
    if (vmg_config_is(config, "guard", "mode", "disabled"))
        return VMG_MODE_DISABLED;
    return VMG_MODE_ENFORCING;
}

VmgAction
vmg_config_action(const VmgConfig *config, const char *check)
{
    if (vmg_config_is(config, "checks", check, "warn"))
        return VMG_ACTION_WARN;
    if (vmg_config_is(config, "checks", check, "off"))
        return VMG_ACTION_OFF;
    return VMG_ACTION_ENFORCE;
}

const char *
vmg_config_origin(const VmgConfig *config, const char *group, const char *key)
{
    g_autofree char *name = g_strconcat(group, "\n", key, NULL);

    return g_hash_table_lookup(config->origins, name);
}

char **
vmg_config_keys(const VmgConfig *config)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    GHashTableIter iter;
    gpointer name;

    g_hash_table_iter_init(&iter, config->values);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        g_ptr_array_add(names, g_strdup(name));
    vmg_names_sort(names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}
