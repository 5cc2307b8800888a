/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* report: shows on one HTML page for each guest of the cluster which hosts would take it. */
#include "cli/cli.h"

#include "base/render.h"
#include "base/sys.h"
#include "base/text.h"
#include "cli/peers.h"
#include "cli/report-html.h"
#include "cli/residents.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    char *html;   /* the file to write; "-" = stdout */
    char **hosts; /* names of the hosts whose guests are shown; NULL = all hosts */
    VmgConfig *config;
    GPtrArray *peers;
    GPtrArray *residents; /* VmgResidents *, in the order of the peers */
    VmgReport *report;
} Options;

static void
options_clear(Options *options)
{
    vmg_report_free(options->report);
    g_clear_pointer(&options->residents, g_ptr_array_unref);
    g_clear_pointer(&options->peers, g_ptr_array_unref);
    g_clear_pointer(&options->config, vmg_config_free);
    g_strfreev(options->hosts);
    g_free(options->html);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean
judge_guests(const Options *options, guint home, GError **error)
{
    const VmgResidents *residents = options->residents->pdata[home];

    if (residents->problem)
        vmg_report_set_problem(options->report, home, residents->problem);
    for (guint i = 0; i < residents->running->len; i++) {
        const VmgRunning *guest = residents->running->pdata[i];
        g_autoptr(GPtrArray) fits =
            vmg_residents_fits(residents, guest, options->config, options->peers, error);

        if (!fits)
            return FALSE;
        vmg_report_add(options->report, home, guest->name, fits);
    }
    return TRUE;
}

static int
write_page(const Options *options)
{
    g_autofree char *date = vmg_neutral_show_time(g_get_real_time() / G_USEC_PER_SEC);
    g_autoptr(GString) page =
        vmg_report_html(options->report, vmg_config_get(options->config, "host", "cluster"), date);
    g_autoptr(GError) error = NULL;

    if (strcmp(options->html, "-") == 0)
        fwrite(page->str, 1, page->len, stdout);
    else if (!vmg_sys_write_file(options->html, page->str, page->len, 0644, &error))
        return vmg_cli_fail("%s", error->message);
    return VMG_EXIT_GOOD;
}

static int
make_report(Options *options)
{
    g_autoptr(GError) error = NULL;

    options->config = vmg_cli_load_config(&error);
    if (options->config)
        options->peers = vmg_cli_peers(options->config, &error);
    if (options->peers)
        options->residents =
            vmg_cli_residents(options->config, options->peers, options->hosts, &error);
    if (!options->peers || !options->residents)
        return vmg_cli_fail("%s", error->message);
    options->report = vmg_report_new(options->peers);
    for (guint i = 0; i < options->peers->len; i++)
        if (!judge_guests(options, i, &error))
            return vmg_cli_fail("%s", error->message);
    return write_page(options);
}

int
vmg_cli_report(int argc, char **argv)
{
    g_auto(Options) options = {0};
    const GOptionEntry entries[] = {
        {"html", 0, 0, G_OPTION_ARG_FILENAME, &options.html,
         _("write the page to FILE; - means standard output"), "FILE"},
        {"host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.hosts,
         _("show only the guests of HOST; may be given several times (default: all hosts in the "
           "registry)"),
         "HOST"},
        G_OPTION_ENTRY_NULL,
    };

    if (!vmg_cli_parse(&argc, &argv, NULL,
                       _("Describes the whole cluster on one page: whether each host can be "
                         "emptied, and for each guest which hosts would admit it, or why none "
                         "would. The page is one HTML file without scripts, so it can be viewed, "
                         "sent or printed. The command needs a registry."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 1)
        return vmg_cli_fail_unexpected("report", argv[1]);
    if (!options.html)
        return vmg_cli_fail(_("report needs to know where to write; fix: virt-migration-guard "
                              "report --html FILE"));
    return make_report(&options);
}
