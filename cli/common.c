/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli.h"

#include "base/error.h"
#include "base/paths.h"
#include "base/render.h"
#include "base/suggest.h"
#include "base/text.h"
#include "cli/help.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first long option in ARGV that is not in ENTRIES, with a suggestion which option was
 * meant. */
static char *
meant(char **argv, const GOptionEntry *entries)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    for (const GOptionEntry *entry = entries; entry->long_name; entry++)
        g_ptr_array_add(names, g_strconcat("--", entry->long_name, NULL));
    g_ptr_array_add(names, g_strdup("--help"));
    g_ptr_array_add(names, NULL);
    for (; *argv; argv++) {
        g_auto(GStrv) parts = g_strsplit(*argv, "=", 2);

        if (g_str_has_prefix(*argv, "--") && (*argv)[2] &&
            !g_strv_contains((const char *const *)names->pdata, parts[0]))
            return vmg_suggest_text(parts[0], (const char *const *)names->pdata);
    }
    return g_strdup("");
}

gboolean
vmg_cli_parse(int *argc, char ***argv, const char *parameters, const char *summary,
              const GOptionEntry *entries)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autofree char *verb = g_strdup((*argv)[0]);
    g_autofree char *program = g_strconcat("virt-migration-guard ", verb, NULL);
    g_auto(GStrv) given = g_strdupv(*argv);
    g_autofree char *suggestion = NULL;
    g_autoptr(GError) error = NULL;
    gboolean help = FALSE;
    const GOptionEntry help_entries[] = {
        {"help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };

    g_set_prgname(program);
    g_option_context_set_help_enabled(context,
                                      FALSE); /* GLib's help is too wide for the terminal */
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, help_entries, NULL);
    if (g_option_context_parse(context, argc, argv, &error)) {
        if (!help)
            return TRUE;
        vmg_cli_print_verb_help(verb, parameters, summary, entries);
        exit(vmg_cli_end(VMG_EXIT_GOOD));
    }
    suggestion = g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)
                     ? meant(given + 1, entries)
                     : g_strdup("");
    vmg_cli_fail(_("%s%s; fix: see virt-migration-guard %s --help"), error->message, suggestion,
                 verb);
    return FALSE;
}

/* The number of blanks at the beginning of each line that continues LINE. If LINE begins with a
 * label, the further lines begin below the text that follows the label. */
static int
margin_of(const char *line)
{
    enum { USUAL = 4 };
    const char *label = strstr(line, ":  ");
    g_autofree char *before = NULL;

    if (!label || strcspn(line, " ") < (gsize)(label - line))
        return USUAL;
    before = g_strndup(line, (gsize)(label - line) + 1 + strspn(label + 1, " "));
    return vmg_cli_width(before);
}

void
vmg_cli_print(const char *format, ...)
{
    g_autofree char *neutral = NULL, *text = NULL;
    g_auto(GStrv) lines = NULL;
    va_list args;

    va_start(args, format);
    neutral = g_strdup_vprintf(format, args);
    va_end(args);
    text = vmg_neutral_render(neutral);
    lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        int margin = margin_of(*line), columns = vmg_cli_columns();
        g_autofree char *broken = vmg_cli_width(*line) > columns
                                      ? vmg_cli_wrap(*line, " ", columns - margin, margin)
                                      : g_strdup(*line);

        printf("%s%s", broken, line[1] ? "\n" : "");
    }
}

/* Prints one line to stderr. On a terminal, a long line is broken between the steps of its fix
 * (vmg_cli_wrap_steps()). */
static void
print_error(const char *neutral)
{
    enum { MARGIN = 4 };
    g_autofree char *text = vmg_neutral_render(neutral);
    g_autofree char *line = g_strconcat("virt-migration-guard: ", text, NULL);
    int columns = vmg_cli_columns_of(STDERR_FILENO);
    g_autofree char *lines = vmg_cli_width(line) > columns
                                 ? vmg_cli_wrap_steps(line, columns - MARGIN, MARGIN)
                                 : g_strdup(line);

    fflush(stdout); /* earlier output on stdout must come before this line */
    fprintf(stderr, "%s\n", lines);
}

int
vmg_cli_fail(const char *format, ...)
{
    g_autofree char *neutral = NULL;
    va_list args;

    va_start(args, format);
    neutral = g_strdup_vprintf(format, args);
    va_end(args);
    print_error(neutral);
    return VMG_EXIT_UNDECIDED;
}

void
vmg_cli_note(const char *format, ...)
{
    g_autofree char *neutral = NULL, *note = NULL;
    va_list args;

    va_start(args, format);
    neutral = g_strdup_vprintf(format, args);
    va_end(args);
    note = g_strdup_printf(_("note: %s"), neutral);
    print_error(note);
}

int
vmg_cli_fail_unexpected(const char *verb, const char *argument)
{
    return vmg_cli_fail(_("unexpected argument '%s'; fix: see virt-migration-guard %s --help"),
                        argument, verb);
}

int
vmg_cli_end(int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    return vmg_cli_fail(_("the output could not be written: %s"),
                        errno ? g_strerror(errno) : _("a part of it is missing"));
}

gboolean
vmg_cli_is_plain(const char *text)
{
    const char *plain = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-/@:+,";

    return text[0] != '-' && text[0] != '\0' && text[strspn(text, plain)] == '\0';
}

char *
vmg_cli_quote(const char *text)
{
    return vmg_cli_is_plain(text) || strcmp(text, "-") == 0 ? g_strdup(text) : g_shell_quote(text);
}

VmgConfig *
vmg_cli_load_config(GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GError) cause = NULL;
    VmgConfig *config = vmg_config_load(paths.config_file, paths.config_directory, &cause);

    if (!config)
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("%s; fix: %s"), cause->message,
                    VMG_CONFIG_FIX);
    return config;
}

static void
print_json(JsonBuilder *builder, gboolean pretty)
{
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *text = NULL;

    json_generator_set_root(generator, root);
    json_generator_set_pretty(generator, pretty);
    text = json_generator_to_data(generator, NULL);
    printf("%s\n", text);
}

void
vmg_cli_print_json(JsonBuilder *builder)
{
    print_json(builder, TRUE);
}

void
vmg_cli_print_json_line(JsonBuilder *builder)
{
    print_json(builder, FALSE);
}

void
vmg_cli_json_text(JsonBuilder *builder, const char *name, const char *text)
{
    g_autofree char *said = vmg_neutral_render(text);

    json_builder_set_member_name(builder, name);
    if (said)
        json_builder_add_string_value(builder, said);
    else
        json_builder_add_null_value(builder);
}

void
vmg_cli_json_number(JsonBuilder *builder, const char *name, guint64 number)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, (gint64)number);
}
