/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/schema.h"

#include "base/neutral.h"
#include "base/suggest.h"

#include <inttypes.h>
#include <net/if.h>
#include <string.h>

#define ACTIONS "enforce|warn|off"
#define YES_NO  "yes|no"

static const VmgKey keys[] = {
    {"guard", "mode", VMG_TYPE_WORDS, "enforcing", "enforcing|permissive|disabled", 0, 0},
    {"guard", "on-error", VMG_TYPE_WORDS, "refuse", "refuse|admit", 0, 0},
    {"guard", "deadline-ms", VMG_TYPE_NUMBER, "2000", NULL, 10, 60000},
    {"guard", "language", VMG_TYPE_WORDS, NULL, "en|ru", 0, 0},
    {"guard", "facts-max-age", VMG_TYPE_NUMBER, "60", NULL, 3, 86400},
    {"host", "cluster", VMG_TYPE_TEXT, "default", NULL, 0, 0},
    {"host", "name", VMG_TYPE_TEXT, NULL, NULL, 0, 0},
    {"checks", "*", VMG_TYPE_WORDS, "enforce", ACTIONS, 0, 0},
    {"cluster", "unstamped", VMG_TYPE_WORDS, NULL, "refuse|admit", 0, 0},
    {"cluster", "key-file", VMG_TYPE_TEXT, NULL, NULL, 0, 0},
    {"libvirt", "uri", VMG_TYPE_TEXT, "qemu:///system", NULL, 0, 0},
    {"libvirt", "auth-file", VMG_TYPE_PATH, NULL, NULL, 0, 0},
    {"status", "evacuate", VMG_TYPE_WORDS, "yes", YES_NO, 0, 0},
    {"cpu", "match", VMG_TYPE_WORDS, "identical", "identical|superset|guest", 0, 0},
    {"networks", "match", VMG_TYPE_WORDS, "identical", "identical|guest", 0, 0},
    {"network *", "device", VMG_TYPE_DEVICE, NULL, NULL, 0, 0},
    {"network *", "vlan", VMG_TYPE_NUMBER, "0", NULL, 0, 4094},
    {"network *", "roles", VMG_TYPE_SET, "", "management|migration|display|vm", 0, 0},
    {"network *", "required", VMG_TYPE_WORDS, "yes", YES_NO, 0, 0},
    {"storage", "match", VMG_TYPE_WORDS, "identical", "identical|guest", 0, 0},
    {"storage-domain *", "path", VMG_TYPE_PATH, NULL, NULL, 0, 0},
    {"storage-domain *", "source", VMG_TYPE_TEXT, NULL, NULL, 0, 0},
    {"storage-domain *", "required", VMG_TYPE_WORDS, "yes", YES_NO, 0, 0},
    {"memory", "overcommit-percent", VMG_TYPE_NUMBER, "100", NULL, 1, 1000},
    {"memory", "reserve-mib", VMG_TYPE_NUMBER, NULL, NULL, 0, G_MAXUINT32},
    {"vcpus", "overcommit-ratio", VMG_TYPE_NUMBER, "0", NULL, 0, 1000},
    {"cache", "properties", VMG_TYPE_TEXT, "cache;viodiskcache", NULL, 0, 0},
    {"cache", "network-disks", VMG_TYPE_WORDS, "enforce", "enforce|warn", 0, 0},
    {"custom-properties", "cache", VMG_TYPE_REGEX,
     "^(default|none|writethrough|writeback|directsync|unsafe)?$", NULL, 0, 0},
    {"custom-properties", "*", VMG_TYPE_REGEX, NULL, NULL, 0, 0},
    {"migration", "network", VMG_TYPE_TEXT, NULL, NULL, 0, 0},
    {"migration", "max-incoming", VMG_TYPE_NUMBER, NULL, NULL, 0, 1000},
    {"migration", "max-outgoing", VMG_TYPE_NUMBER, NULL, NULL, 0, 1000},
    {"migration", "end-above-limit", VMG_TYPE_WORDS, "no", YES_NO, 0, 0},
    {"migration", "max-bandwidth-mib", VMG_TYPE_NUMBER, "0", NULL, 0, G_MAXUINT32},
    {"metrics", "file", VMG_TYPE_FILE, NULL, ".prom", 0, 0},
    {"registry", "uri", VMG_TYPE_REGISTRY, "none", NULL, 0, 0},
    {"registry", "ca-file", VMG_TYPE_PATH, NULL, NULL, 0, 0},
    {"registry", "cert-file", VMG_TYPE_PATH, NULL, NULL, 0, 0},
    {"registry", "key-file", VMG_TYPE_PATH, NULL, NULL, 0, 0},
    {"registry", "auth-file", VMG_TYPE_PATH, NULL, NULL, 0, 0},
    {"registry", "lease", VMG_TYPE_NUMBER, "30", NULL, 3, 3600},
};

/* Whether TEXT fits PATTERN: "network *" fits any "network NAME", "*" fits anything, and any
 * other pattern fits only the same word. */
static gboolean
matches(const char *pattern, const char *text)
{
    gsize len = strlen(pattern);

    if (len == 0 || pattern[len - 1] != '*')
        return strcmp(pattern, text) == 0;
    return strncmp(pattern, text, len - 1) == 0 && text[len - 1] != '\0';
}

const VmgKey *
vmg_schema_find(const char *group, const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (matches(keys[i].group, group) && matches(keys[i].key, key))
            return &keys[i];
    return NULL;
}

const VmgKey *
vmg_schema_at(gsize index)
{
    return index < G_N_ELEMENTS(keys) ? &keys[index] : NULL;
}

gboolean
vmg_schema_is_in(const VmgKey *key, const char *group)
{
    return matches(key->group, group);
}

gboolean
vmg_schema_has_group(const char *group)
{
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (matches(keys[i].group, group))
            return TRUE;
    return FALSE;
}

static gboolean
accepts_words(const VmgKey *key, const char *value, char **expected)
{
    g_auto(GStrv) choices = g_strsplit(key->choices, "|", -1);

    g_autofree char *all = g_strjoinv(", ", choices), *meant = NULL;

    if (g_strv_contains((const char *const *)choices, value))
        return TRUE;
    meant = vmg_suggest_text(value, (const char *const *)choices);
    *expected = g_strdup_printf(_("one of %s%s"), all, meant);
    return FALSE;
}

static gboolean
accepts_set(const VmgKey *key, const char *value, char **expected)
{
    g_auto(GStrv) words = g_strsplit(value, ";", -1);

    for (char **word = words; *word; word++)
        if (*g_strstrip(*word) && !accepts_words(key, *word, expected))
            return FALSE;
    return TRUE;
}

static gboolean
accepts_number(const VmgKey *key, const char *value, char **expected)
{
    if (g_ascii_string_to_unsigned(value, 10, key->min, key->max, NULL, NULL))
        return TRUE;
    *expected = g_strdup_printf(_("a number from %" PRIu64 " to %" PRIu64), key->min, key->max);
    return FALSE;
}

static gboolean
accepts_regex(const char *value, char **expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GRegex) regex = g_regex_new(value, 0, 0, &error);

    if (regex)
        return TRUE;
    *expected = g_strdup_printf(_("a regular expression: %s"), error->message);
    return FALSE;
}

static gboolean
accepts_file(const VmgKey *key, const char *value, char **expected)
{
    if (g_path_is_absolute(value) && g_str_has_suffix(value, key->choices))
        return TRUE;
    *expected = g_strdup_printf(_("a path that begins with / and ends with %s"), key->choices);
    return FALSE;
}

static gboolean
accepts_path(const char *value, char **expected)
{
    if (g_path_is_absolute(value))
        return TRUE;
    *expected = g_strdup(_("a path that begins with /"));
    return FALSE;
}

static gboolean
accepts_registry(const char *value, char **expected)
{
    static const char directory[] = "directory:", etcd[] = "etcd://";

    if (strcmp(value, "none") == 0 ||
        (g_str_has_prefix(value, etcd) && value[strlen(etcd)] &&
         !strpbrk(value + strlen(etcd), "/@ \t")) ||
        (g_str_has_prefix(value, directory) && g_path_is_absolute(value + strlen(directory))))
        return TRUE;
    *expected = g_strdup(_("none, directory:/PATH, or etcd://HOST:PORT[,HOST:PORT...]"));
    return FALSE;
}

/* Whether VALUE can be the name of a network device. The rule is the same as in the kernel's
 * function dev_valid_name(). */
static gboolean
accepts_device(const char *value, char **expected)
{
    if (*value && strlen(value) < IFNAMSIZ && strcmp(value, ".") != 0 && strcmp(value, "..") != 0 &&
        !strpbrk(value, "/: \f\n\r\t\v"))
        return TRUE;
    *expected = g_strdup_printf(
        _("a network device: 1 to %d bytes, without spaces, slashes and colons"), IFNAMSIZ - 1);
    return FALSE;
}

gboolean
vmg_schema_accepts(const VmgKey *key, const char *value, char **expected)
{
    switch (key->type) {
    case VMG_TYPE_WORDS:
        return accepts_words(key, value, expected);
    case VMG_TYPE_SET:
        return accepts_set(key, value, expected);
    case VMG_TYPE_NUMBER:
        return accepts_number(key, value, expected);
    case VMG_TYPE_FILE:
        return accepts_file(key, value, expected);
    case VMG_TYPE_PATH:
        return accepts_path(value, expected);
    case VMG_TYPE_REGISTRY:
        return accepts_registry(value, expected);
    case VMG_TYPE_DEVICE:
        return accepts_device(value, expected);
    case VMG_TYPE_REGEX:
        return accepts_regex(value, expected);
    case VMG_TYPE_TEXT:
    default:
        return TRUE;
    }
}
