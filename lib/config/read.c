/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads guard.conf and its drop-ins to their ends, even if lines are wrong, because an
 * administrator wants to see all mistakes at once. GLib's own reader of key files stops at the
 * first mistake. */
#include "base/neutral.h"
#include "base/suggest.h"
#include "base/sys.h"
#include "config/config.h"
#include "config/line.h"
#include "config/problem.h"
#include "config/schema.h"

#include <string.h>
#include <unistd.h>

enum { CONFIG_MAX = 1024 * 1024 }; /* bytes; the largest size of one file */

typedef struct {
    VmgConfig *config;
    const VmgConfigNames *names; /* may be NULL */
    GPtrArray *problems;
    const char *path;
    guint line;       /* the number of the line that is read */
    char *group;      /* the group that the line is in; NULL before the first group */
    gboolean is_lost; /* the group is unknown because its header is wrong; its keys are skipped */
    /* the keys are "group" or "group\nkey", the values are the numbers of their last lines */
    GHashTable *seen;
} Reading;

static void add_problem(const Reading *reading, VmgProblemKind kind, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void
add_problem(const Reading *reading, VmgProblemKind kind, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    g_ptr_array_add(reading->problems,
                    vmg_problem_new(kind, reading->path, reading->line, text, NULL));
}

static void
add_names(GPtrArray *choices, const char *const *names)
{
    for (; names && *names; names++)
        g_ptr_array_add(choices, g_strdup(*names));
}

/* The group that an administrator may have meant with the unknown GROUP, by PATTERN: if PATTERN
 * is "network *", the mistyped "netwrok lan" becomes "network lan". */
static char *
group_like(const char *pattern, const char *group)
{
    const char *name = strchr(group, ' ');

    if (!name || !g_str_has_suffix(pattern, " *"))
        return g_strdup(pattern);
    return g_strdup_printf("%.*s%s", (int)(strlen(pattern) - strlen(" *")), pattern, name);
}

static char *
suggest_group(const Reading *reading, const char *group)
{
    g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func(g_free);
    const VmgKey *known;

    for (gsize i = 0; (known = vmg_schema_at(i)); i++)
        g_ptr_array_add(choices, group_like(known->group, group));
    if (reading->names)
        add_names(choices, reading->names->modules);
    g_ptr_array_add(choices, NULL);
    return vmg_suggest_text(group, (const char *const *)choices->pdata);
}

static char *
suggest_key(const Reading *reading, const char *key)
{
    g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func(g_free);
    const VmgKey *known;

    for (gsize i = 0; (known = vmg_schema_at(i)); i++)
        if (vmg_schema_is_in(known, reading->group))
            g_ptr_array_add(choices, g_strdup(known->key));
    if (reading->names && strcmp(reading->group, "checks") == 0) {
        add_names(choices, reading->names->checks);
        add_names(choices, reading->names->modules);
    }
    g_ptr_array_add(choices, NULL);
    return vmg_suggest_text(key, (const char *const *)choices->pdata);
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

static gboolean
is_known_group(const Reading *reading, const char *group)
{
    return vmg_schema_has_group(group) || is_module(reading, group);
}

/* Whether the key is accepted. The keys of an unknown group are accepted, because the group
 * itself is reported. A misspelt name of a check in [checks] is not accepted, because the check
 * would silently keep its default. */
static gboolean
is_known_key(const Reading *reading, const VmgKey *known, const char *key)
{
    if (strcmp(reading->group, "checks") != 0)
        return known || !vmg_schema_has_group(reading->group);
    return !reading->names || is_one_of(key, reading->names->checks) || is_module(reading, key);
}

/* NAME is a group or "GROUP\nKEY". Returns the number of an earlier line of this file that begins
 * this group or sets this key; 0 if there is no such line. Stores the number of the line that is
 * read now, for later calls. */
static guint
note_line(const Reading *reading, const char *name)
{
    guint before = GPOINTER_TO_UINT(g_hash_table_lookup(reading->seen, name));

    g_hash_table_replace(reading->seen, g_strdup(name), GUINT_TO_POINTER(reading->line));
    return before;
}

static void
read_group(Reading *reading, const VmgLine *line)
{
    guint before = note_line(reading, line->name);
    g_autofree char *meant = NULL;

    g_free(reading->group);
    reading->group = g_strdup(line->name);
    reading->is_lost = FALSE;
    vmg_config_add_group(reading->config, line->name);
    if (before)
        add_problem(reading, VMG_PROBLEM_WARNING, _("[%s] is there twice: it begins in line %u"),
                    line->name, before);
    if (is_known_group(reading, line->name))
        return;
    meant = suggest_group(reading, line->name);
    add_problem(reading, VMG_PROBLEM_WARNING, _("unknown group [%s]%s"), line->name, meant);
}

/* Reads a wrong group header. If the part of the name that could be read is a known group, the
 * keys below the header are checked as keys of this group. */
static void
read_bad_group(Reading *reading, const VmgLine *line)
{
    add_problem(reading, VMG_PROBLEM_ERROR, "%s", line->why);
    g_free(reading->group);
    reading->group = g_strdup(line->name ? line->name : "");
    reading->is_lost = !is_known_group(reading, reading->group);
}

static void
note_key(const Reading *reading, const char *key)
{
    g_autofree char *name = g_strconcat(reading->group, "\n", key, NULL);
    guint before = note_line(reading, name);

    if (before)
        add_problem(reading, VMG_PROBLEM_WARNING,
                    _("[%s] %s is set twice: this line replaces line %u"), reading->group, key,
                    before);
}

static void
read_key(const Reading *reading, const VmgLine *line)
{
    const VmgKey *known = vmg_schema_find(reading->group, line->name);
    g_autofree char *expected = NULL, *meant = NULL;

    note_key(reading, line->name);
    if (!is_known_key(reading, known, line->name)) {
        meant = suggest_key(reading, line->name);
        add_problem(reading, VMG_PROBLEM_WARNING, _("unknown key '%s' in [%s]%s"), line->name,
                    reading->group, meant);
    }
    if (known && !vmg_schema_accepts(known, line->value, &expected))
        add_problem(reading, VMG_PROBLEM_ERROR, _("[%s] %s is '%s', but must be %s"),
                    reading->group, line->name, line->value, expected);
    else
        vmg_config_set(reading->config, reading->group, line->name, line->value, reading->path,
                       reading->line);
}

static void
read_line(Reading *reading, const char *text, gsize len)
{
    g_auto(VmgLine) line = {0};

    vmg_line_parse(text, len, &line);
    if (line.kind == VMG_LINE_GROUP)
        read_group(reading, &line);
    else if (line.kind == VMG_LINE_BAD_GROUP)
        read_bad_group(reading, &line);
    else if (line.kind == VMG_LINE_BAD)
        add_problem(reading, VMG_PROBLEM_ERROR, "%s", line.why);
    else if (line.kind == VMG_LINE_KEY && !reading->group)
        add_problem(reading, VMG_PROBLEM_ERROR, _("a key before the first [group]"));
    else if (line.kind == VMG_LINE_KEY && !reading->is_lost)
        read_key(reading, &line);
}

static void
read_text(Reading *reading, const char *text, gsize len)
{
    const char *end = text + len;

    while (text < end) {
        const char *feed = memchr(text, '\n', (gsize)(end - text));
        const char *stop = feed ? feed : end;

        reading->line++;
        read_line(reading, text, (gsize)(stop - text));
        text = stop + 1;
    }
}

/* The fix for a file that can't be read. The fix is different for a user other than root, such
 * as vdsm, which runs VDSM's hooks. */
static char *
fix_for_file(const char *path, const GError *cause)
{
    if (!g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_ACCES))
        return g_strdup_printf(_("see ls -ld %s"), path);
    return geteuid() == 0 ? g_strdup_printf(_("let root read it: see ls -ld %s"), path)
                          : g_strdup_printf(_("run it as root, or chmod a+rX %s"), path);
}

static void
add_file_problem(const Reading *reading, const char *path, const GError *cause)
{
    g_autofree char *prefix = g_strconcat(path, ": ", NULL), *fix = fix_for_file(path, cause);
    const char *text = cause->message;

    if (g_str_has_prefix(text, prefix))
        text += strlen(prefix);
    g_ptr_array_add(reading->problems, vmg_problem_new(VMG_PROBLEM_ERROR, path, 0, text, fix));
}

/* Reads one file. A missing file is not an error. */
static void
read_file(const Reading *whole, const char *path)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GError) cause = NULL;
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_if_there(path, CONFIG_MAX, &len, &cause);
    Reading reading = *whole;

    reading.path = path;
    reading.seen = seen;
    if (text)
        read_text(&reading, text, len);
    else if (cause)
        add_file_problem(&reading, path, cause);
    g_free(reading.group);
}

/* Files are read in the order of their names, so 20-site.conf overrides 10-vendor.conf. */
static void
read_dropins(const Reading *whole, const char *directory)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) names = vmg_sys_list(directory, ".conf", &cause);

    if (!names)
        add_file_problem(whole, directory, cause);
    for (guint i = 0; names && i < names->len; i++) {
        g_autofree char *path = g_build_filename(directory, g_ptr_array_index(names, i), NULL);

        read_file(whole, path);
    }
}

VmgConfig *
vmg_config_read(const char *file, const char *directory, const VmgConfigNames *names,
                GPtrArray *problems)
{
    VmgConfig *config = vmg_config_defaults();
    const Reading whole = {.config = config, .names = names, .problems = problems};

    read_file(&whole, file);
    read_dropins(&whole, directory);
    return config;
}

VmgConfig *
vmg_config_load(const char *file, const char *directory, GError **error)
{
    g_autoptr(GPtrArray) problems = vmg_problems_new();
    g_autoptr(VmgConfig) config = vmg_config_read(file, directory, NULL, problems);

    return vmg_problems_are_harmless(problems, error) ? g_steal_pointer(&config) : NULL;
}
