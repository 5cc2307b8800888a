/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include "base/names.h"
#include "config/schema.h"

#include <string.h>

typedef struct {
    char *text;
    char *file; /* the file that set the value */
    guint line; /* the line in that file */
} Value;

struct VmgConfig {
    gatomicrefcount refs;
    GHashTable *values; /* the keys are "group\nkey", the values are Value * */
    GHashTable *groups; /* the names of all groups in the files */
};

static void
value_free(gpointer data)
{
    Value *value = data;

    g_free(value->text);
    g_free(value->file);
    g_free(value);
}

VmgConfig *
vmg_config_defaults(void)
{
    VmgConfig *config = g_new0(VmgConfig, 1);

    g_atomic_ref_count_init(&config->refs);
    config->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, value_free);
    config->groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return config;
}

VmgConfig *
vmg_config_ref(VmgConfig *config)
{
    g_atomic_ref_count_inc(&config->refs);
    return config;
}

void
vmg_config_free(VmgConfig *config)
{
    if (!config || !g_atomic_ref_count_dec(&config->refs))
        return;
    g_hash_table_unref(config->values);
    g_hash_table_unref(config->groups);
    g_free(config);
}

void
vmg_config_add_group(VmgConfig *config, const char *group)
{
    g_hash_table_add(config->groups, g_strdup(group));
}

void
vmg_config_set(VmgConfig *config, const char *group, const char *key, const char *text,
               const char *file, guint line)
{
    Value *value = g_new(Value, 1);

    *value = (Value){.text = g_strdup(text), .file = g_strdup(file), .line = line};
    g_hash_table_replace(config->values, g_strconcat(group, "\n", key, NULL), value);
}

static const Value *
find(const VmgConfig *config, const char *group, const char *key)
{
    g_autofree char *name = g_strconcat(group, "\n", key, NULL);

    return g_hash_table_lookup(config->values, name);
}

const char *
vmg_config_get(const VmgConfig *config, const char *group, const char *key)
{
    const Value *value = find(config, group, key);
    const VmgKey *known = value ? NULL : vmg_schema_find(group, key);

    if (value)
        return value->text;
    return known ? known->fallback : NULL;
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
    /* [custom-properties] always has the key `cache`, because this key has a built-in default */
    add_name(names, "cache");
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
vmg_config_origin(const VmgConfig *config, const char *group, const char *key, guint *line)
{
    const Value *value = find(config, group, key);

    *line = value ? value->line : 0;
    return value ? value->file : NULL;
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
