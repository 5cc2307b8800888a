/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* exempt list: prints a table, or one paragraph for each exemption if the terminal is narrow. */
#include "cli.h"

#include "base/one-line.h"
#include "base/render.h"
#include "base/text.h"
#include "cli/exempt-list.h"

#include <stdio.h>

enum { GAP = 2, REASON_MIN = 20, INDENT = 4 };

/* How wide the columns must be. */
typedef struct {
    int until, check, guest;
} Widths;

static gboolean
is_over(const VmgExemption *exemption)
{
    return exemption->until <= g_get_real_time() / G_USEC_PER_SEC;
}

/* The reason for the exemption and who made it. */
static char *
why(const VmgExemption *exemption)
{
    g_autofree char *made = exemption->made ? vmg_neutral_show_time(exemption->made) : NULL;
    const char *over = is_over(exemption) ? _("(expired) ") : "";

    if (!*exemption->maker)
        return g_strdup_printf("%s%s", over, exemption->reason);
    return g_strdup_printf(_("%s%s (made by %s, %s)"), over, exemption->reason, exemption->maker,
                           made ? made : "?");
}

static void
print_column(const char *text, int width)
{
    vmg_cli_print_padded(text, width + GAP);
}

static void
print_row(const Widths *widths, const char *until, const char *check, const char *guest,
          const char *reason)
{
    int columns = vmg_cli_columns();
    int margin = widths->until + widths->check + widths->guest + 3 * GAP;
    g_autofree char *lines = columns ? vmg_cli_wrap(reason, " ", columns - margin, margin) : NULL;

    print_column(until, widths->until);
    print_column(check, widths->check);
    print_column(guest, widths->guest);
    printf("%s\n", lines ? lines : reason);
}

static void
print_paragraph(const char *until, const char *check, const char *guest, const char *reason)
{
    g_autofree char *text = g_strdup_printf("%s %s %s: %s", until, check, guest, reason);
    g_autofree char *lines = vmg_cli_wrap(text, " ", vmg_cli_columns() - INDENT, INDENT);

    printf("%s\n", lines);
}

static Widths
measure(const GPtrArray *all)
{
    Widths widths = {vmg_cli_width(_("UNTIL")), vmg_cli_width(_("CHECK")),
                     vmg_cli_width(_("GUEST"))};

    for (guint i = 0; i < all->len; i++) {
        const VmgExemption *exemption = g_ptr_array_index(all, i);
        g_autofree char *until = vmg_neutral_show_time(exemption->until);
        g_autofree char *guest = vmg_one_line(exemption->guest);

        widths.until = MAX(widths.until, vmg_cli_width(until));
        widths.check = MAX(widths.check, vmg_cli_width(exemption->check));
        widths.guest = MAX(widths.guest, vmg_cli_width(guest));
    }
    return widths;
}

void
vmg_cli_print_exemptions(const GPtrArray *all)
{
    Widths widths = measure(all);
    int columns = vmg_cli_columns();
    gboolean is_narrow =
        columns && columns < widths.until + widths.check + widths.guest + 3 * GAP + REASON_MIN;

    if (all->len == 0)
        printf(_("no exemptions\n"));
    else if (!is_narrow)
        print_row(&widths, _("UNTIL"), _("CHECK"), _("GUEST"), _("REASON"));
    for (guint i = 0; i < all->len; i++) {
        const VmgExemption *exemption = g_ptr_array_index(all, i);
        g_autofree char *until = vmg_neutral_show_time(exemption->until);
        g_autofree char *guest = vmg_one_line(exemption->guest), *reason = why(exemption);

        if (is_narrow)
            print_paragraph(until, exemption->check, guest, reason);
        else
            print_row(&widths, until, exemption->check, guest, reason);
    }
}

static void
add_json(JsonBuilder *builder, const VmgExemption *exemption)
{
    g_autofree char *until = vmg_neutral_show_time(exemption->until);
    g_autofree char *made = exemption->made ? vmg_neutral_show_time(exemption->made) : NULL;

    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "guest", exemption->guest);
    vmg_cli_json_text(builder, "check", exemption->check);
    vmg_cli_json_text(builder, "until", until);
    vmg_cli_json_number(builder, "until_seconds", (guint64)exemption->until);
    vmg_cli_json_text(builder, "reason", exemption->reason);
    vmg_cli_json_text(builder, "made", made);
    vmg_cli_json_text(builder, "maker", *exemption->maker ? exemption->maker : NULL);
    json_builder_end_object(builder);
}

void
vmg_cli_print_exemptions_json(const GPtrArray *all)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_array(builder);
    for (guint i = 0; i < all->len; i++)
        add_json(builder, g_ptr_array_index(all, i));
    json_builder_end_array(builder);
    vmg_cli_print_json(builder);
}
