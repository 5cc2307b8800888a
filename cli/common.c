/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>

gboolean
vmg_cli_parse(int *argc, char ***argv, const char *parameters, const char *summary,
              const GOptionEntry *entries)
{
    g_autoptr(GOptionContext) context = g_option_context_new(parameters);
    g_autofree char *verb = g_strdup((*argv)[0]);
    g_autofree char *program = g_strconcat("virt-migration-guard ", verb, NULL);
    g_autoptr(GError) error = NULL;

    g_set_prgname(program);
    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, entries, NULL);
    if (g_option_context_parse(context, argc, argv, &error))
        return TRUE;
    vmg_cli_fail(_("%s; fix: see virt-migration-guard %s --help"), error->message, verb);
    return FALSE;
}

int
vmg_cli_fail(const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    fprintf(stderr, "virt-migration-guard: %s\n", text);
    return VMG_EXIT_UNDECIDED;
}

/* A letter is one byte in English alone. */
static int
columns_of(const char *text)
{
    int columns = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);

        columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return columns;
}

void
vmg_cli_print_padded(const char *text, int columns)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    printf("%s%*s", valid, MAX(columns - columns_of(valid), 0), "");
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
    json_builder_set_member_name(builder, name);
    if (text)
        json_builder_add_string_value(builder, text);
    else
        json_builder_add_null_value(builder);
}

void
vmg_cli_json_number(JsonBuilder *builder, const char *name, guint64 number)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, (gint64)number);
}
