/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* guests: says for each guest of this host whether it can leave now, and to how many hosts. */
#include "cli/cli.h"

#include "base/paths.h"
#include "base/text.h"
#include "cli/fit.h"
#include "cli/peers.h"
#include "cli/reason.h"
#include "cli/running.h"
#include "decide/tally.h"

#include <stdio.h>

enum { GAP = 2 }; /* blanks between two columns */

/* The line of one guest. */
typedef struct {
    const VmgRunning *running;
    const char *answer; /* "yes" or "no", not translated */
    char *reason;       /* the most important finding; "" if nothing is wrong */
    /* how many other hosts the registry has, and how many of them would admit the guest */
    guint hosts, good;
} Line;

static void
line_free(gpointer data)
{
    Line *line = data;

    g_free(line->reason);
    g_free(line);
}

/* Judges a guest without a registry: only reasons that this host knows can be found. */
static gboolean
ask_here(Line *line, const VmgQuestion *question, GError **error)
{
    g_autoptr(VmgJudgement) judgement = vmg_judge(question, error);
    gboolean bad;

    if (!judgement)
        return FALSE;
    bad = vmg_verdict_is_bad(judgement->verdict);
    vmg_verdict_render(judgement->verdict);
    line->answer = bad ? "no" : "yes";
    line->reason = bad ? vmg_cli_reason(judgement->verdict, VMG_FAIL) : g_strdup("");
    return TRUE;
}

static gboolean
ask_cluster(Line *line, const VmgQuestion *question, const GPtrArray *peers, GError **error)
{
    g_autoptr(GPtrArray) fits = vmg_cli_fits(question, peers, error);
    const VmgFit *best;

    if (!fits)
        return FALSE;
    line->hosts = fits->len;
    for (guint i = 0; i < fits->len; i++)
        line->good += vmg_fit_is_good(fits->pdata[i]) ? 1 : 0;
    best = fits->len > 0 ? fits->pdata[0] : NULL;
    line->answer = line->good > 0 ? "yes" : "no";
    if (!best)
        line->reason = g_strdup(_("the registry knows of no other host"));
    else if (line->good > 0)
        line->reason = best->warned > 0 ? g_strdup(best->reason) : g_strdup("");
    else
        line->reason = g_strdup_printf("%s: %s", vmg_peer_name(best->peer), best->reason);
    return TRUE;
}

static Line *
line_new(const VmgRunning *running, const VmgConfig *config, const GPtrArray *peers, GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    const VmgQuestion question = vmg_running_question(running, config, &paths);
    Line *line = g_new0(Line, 1);

    line->running = running;
    if (peers ? ask_cluster(line, &question, peers, error) : ask_here(line, &question, error))
        return line;
    line_free(line);
    return NULL;
}

static void
print_lines(const GPtrArray *lines, gboolean cluster)
{
    int names = 0;

    for (guint i = 0; i < lines->len; i++)
        names = MAX(names, vmg_cli_width(((const Line *)lines->pdata[i])->running->name) + GAP);
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = lines->pdata[i];
        g_autofree char *head = cluster ? g_strdup_printf(_("%s, %u of %u hosts"), line->answer,
                                                          line->good, line->hosts)
                                        : g_strdup(line->answer);
        g_autofree char *text =
            *line->reason ? g_strdup_printf("%s; %s", head, line->reason) : g_strdup(head);
        g_autofree char *broken = vmg_cli_wrap(text, " ", vmg_cli_columns() - names, names);

        vmg_cli_print_padded(line->running->name, names);
        printf("%s\n", broken);
    }
}

static void
print_json(const GPtrArray *lines, gboolean cluster)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_array(builder);
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = lines->pdata[i];

        json_builder_begin_object(builder);
        vmg_cli_json_text(builder, "guest", line->running->name);
        json_builder_set_member_name(builder, "can_leave");
        json_builder_add_boolean_value(builder, line->answer[0] == 'y');
        vmg_cli_json_text(builder, "reason", *line->reason ? line->reason : NULL);
        if (cluster) {
            vmg_cli_json_number(builder, "hosts", line->hosts);
            vmg_cli_json_number(builder, "admitting", line->good);
        }
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    vmg_cli_print_json(builder);
}

static int
show(const VmgConfig *config, gboolean json)
{
    gboolean cluster = vmg_cli_has_registry(config), all = TRUE;
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) running = vmg_cli_running(config, &error), peers = NULL;

    if (running && cluster)
        peers = vmg_cli_peers(config, &error);
    if (!running || (cluster && !peers))
        return vmg_cli_fail("%s", error->message);
    for (guint i = 0; i < running->len; i++) {
        Line *line = line_new(running->pdata[i], config, peers, &error);

        if (!line)
            return vmg_cli_fail("%s", error->message);
        g_ptr_array_add(lines, line);
        all &= line->answer[0] == 'y';
    }
    if (json)
        print_json(lines, cluster);
    else
        print_lines(lines, cluster);
    return all ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}

int
vmg_cli_guests(int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, _("print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(VmgConfig) config = NULL;
    g_autoptr(GError) error = NULL;

    if (!vmg_cli_parse(&argc, &argv, NULL,
                       _("The guests that run on this host, a line each: can it leave now, how "
                         "many of the other hosts\nin the registry would admit it, and the first "
                         "thing that is wrong. Without a registry only\nwhat this host knows "
                         "counts. Exit status: 0 all can leave, 1 some can't."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 1)
        return vmg_cli_fail_unexpected("guests", argv[1]);
    config = vmg_cli_load_config(&error);
    return config ? show(config, json) : vmg_cli_fail("%s", error->message);
}
