/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* report: the whole cluster on one page. */
#include "cli/cli.h"

#include "base/paths.h"
#include "base/render.h"
#include "base/sys.h"
#include "base/text.h"
#include "cli/peers.h"
#include "cli/report-html.h"
#include "cli/running.h"

#include <stdio.h>
#include <string.h>

/* So many decisions are a minute or two of work, and a page of some 20 MB. */
enum { CELLS_MAX = 100000 };

typedef struct {
    char *html;   /* the file to write; "-" = stdout */
    char **hosts; /* whose guests are shown; NULL = of all */
    VmgConfig *config;
    GPtrArray *peers;
    GPtrArray *running; /* of GPtrArray of VmgRunning *, in the order of the peers; NULL: unknown */
    VmgReport *report;
} Options;

static void
options_clear(Options *options)
{
    vmg_report_free(options->report);
    g_clear_pointer(&options->running, g_ptr_array_unref);
    g_clear_pointer(&options->peers, g_ptr_array_unref);
    g_clear_pointer(&options->config, vmg_config_free);
    g_strfreev(options->hosts);
    g_free(options->html);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean
are_known(const Options *options, GError **error)
{
    for (char **name = options->hosts; name && *name; name++)
        if (!vmg_cli_find_peer(options->peers, *name, error))
            return FALSE;
    return TRUE;
}

static void
unref_if_any(gpointer running)
{
    if (running)
        g_ptr_array_unref(running);
}

static void
read_all_guests(Options *options)
{
    options->running = g_ptr_array_new_with_free_func(unref_if_any);
    for (guint i = 0; i < options->peers->len; i++) {
        const VmgPeer *peer = options->peers->pdata[i];
        g_autoptr(GError) error = NULL;
        GPtrArray *running = NULL;

        if (!vmg_cli_is_named(options->peers, options->hosts, peer))
            vmg_report_set_problem(options->report, i, _("they were not asked for"));
        else if (peer->host)
            running = vmg_cli_running_on(options->config, peer, &error);
        if (error)
            vmg_report_set_problem(options->report, i, error->message);
        else if (!running && !peer->host)
            vmg_report_set_problem(options->report, i, _("nor is the host"));
        g_ptr_array_add(options->running, running);
    }
}

static guint
count_cells(const Options *options)
{
    guint guests = 0;

    for (guint i = 0; i < options->running->len; i++)
        guests += options->running->pdata[i] ? ((GPtrArray *)options->running->pdata[i])->len : 0;
    return guests * options->peers->len;
}

static GPtrArray *
others_than(const GPtrArray *peers, guint home)
{
    GPtrArray *others = g_ptr_array_new();

    for (guint i = 0; i < peers->len; i++)
        if (i != home)
            g_ptr_array_add(others, peers->pdata[i]);
    return others;
}

/* Whether PEER says that it has stamped the guest. */
static gboolean
has_stamped(const VmgPeer *peer, const char *name)
{
    for (guint i = 0; i < peer->guests->len; i++) {
        const VmgPeerGuest *guest = peer->guests->pdata[i];

        if (!guest->gone && guest->serial > 0 && g_strcmp0(guest->name, name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The XML that was published of a guest may be older than its newest stamp. So serials do not
 * count, and the facts of the guest's host count instead of the stamp, if the guest has one. */
static gboolean
judge_guests(const Options *options, guint home, GError **error)
{
    VmgPaths paths = VMG_PATHS_INSTALLED;
    const GPtrArray *running = options->running->pdata[home];
    const VmgPeer *peer = options->peers->pdata[home];
    g_autoptr(GPtrArray) others = others_than(options->peers, home);

    paths.peers = NULL;
    for (guint i = 0; running && i < running->len; i++) {
        const VmgRunning *guest = running->pdata[i];
        VmgQuestion question = vmg_running_question(guest, options->config, &paths);
        g_autoptr(GPtrArray) fits = NULL;

        if (has_stamped(peer, guest->name))
            question.source = peer->host;
        fits = vmg_cli_fits(&question, others, error);
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
    if (!options->peers || !are_known(options, &error))
        return vmg_cli_fail("%s", error->message);
    options->report = vmg_report_new(options->peers);
    read_all_guests(options);
    if (count_cells(options) > CELLS_MAX)
        return vmg_cli_fail(_("%u guests and hosts to compare, which are too many for one page; "
                              "fix: name the hosts whose guests to show: --host HOST"),
                            count_cells(options));
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
         _("write the page into this file; - is standard output"), "FILE"},
        {"host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.hosts,
         _("show the guests of this host only; may be given several times"), "HOST"},
        G_OPTION_ENTRY_NULL,
    };

    if (!vmg_cli_parse(&argc, &argv, NULL,
                       _("The whole cluster on one page, for people: can each host be emptied, and "
                         "for each guest\nwhich hosts would take it, or why not. It is one HTML "
                         "file without scripts, to be looked\nat, sent or printed. It needs a "
                         "registry."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 1)
        return vmg_cli_fail_unexpected("report", argv[1]);
    if (!options.html)
        return vmg_cli_fail(_("report needs to know where to write; fix: virt-migration-guard "
                              "report --html FILE"));
    return make_report(&options);
}
