/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/destinations.h"

#include "base/text.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/fit.h"

#include <stdio.h>

enum { GAP = 2 }; /* blanks between two columns */

static void
print_fits(const GPtrArray *fits)
{
    int names = 0, decisions = 0;

    for (guint i = 0; i < fits->len; i++) {
        const VmgFit *fit = fits->pdata[i];

        names = MAX(names, vmg_cli_width(vmg_peer_name(fit->peer)) + GAP);
        decisions = MAX(decisions, vmg_cli_width(vmg_fit_decision(fit)) + GAP);
    }
    for (guint i = 0; i < fits->len; i++) {
        const VmgFit *fit = fits->pdata[i];
        int indent = names + decisions;
        g_autofree char *lines = vmg_cli_wrap(fit->reason, " ", vmg_cli_columns() - indent, indent);

        vmg_cli_print_padded(vmg_peer_name(fit->peer), names);
        vmg_cli_print_padded(vmg_fit_decision(fit), decisions);
        printf("%s\n", lines);
    }
}

static void
print_json(const GPtrArray *fits)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_array(builder);
    for (guint i = 0; i < fits->len; i++) {
        const VmgFit *fit = fits->pdata[i];

        json_builder_begin_object(builder);
        vmg_cli_json_text(builder, "host", vmg_peer_name(fit->peer));
        vmg_cli_json_text(builder, "uuid", fit->peer->uuid);
        vmg_cli_json_text(builder, "status", vmg_peer_status(fit->peer));
        vmg_cli_json_text(builder, "decision", vmg_fit_decision(fit));
        vmg_cli_json_text(builder, "reason", fit->reason);
        vmg_cli_json_number(builder, "memory_available_kib", vmg_fit_available_kib(fit));
        if (fit->judgement)
            vmg_cli_json_findings(builder, fit->judgement->verdict);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    vmg_cli_print_json(builder);
}

int
vmg_cli_destinations(const VmgQuestion *question, const GPtrArray *peers, gboolean json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) fits = vmg_cli_fits(question, peers, &error);

    if (!fits)
        return vmg_cli_fail("%s", error->message);
    if (json)
        print_json(fits);
    else if (fits->len == 0)
        vmg_cli_print(_("the registry knows of no other host\n"));
    else
        print_fits(fits);
    return fits->len > 0 && vmg_fit_is_good(fits->pdata[0]) ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}
