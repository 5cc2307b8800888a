/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* guests: shows for each guest of this host, or of the cluster, whether it can leave now, and to
 * how many hosts. */
#include "cli/cli.h"

#include "base/paths.h"
#include "base/render.h"
#include "base/text.h"
#include "cli/peers.h"
#include "cli/reason.h"
#include "cli/residents.h"
#include "cli/watch.h"
#include "decide/tally.h"

#include <stdio.h>

enum { GAP = 2 }; /* blanks between two columns */

typedef struct {
    gboolean json;
    gboolean cluster; /* the guests of all hosts */
    char **hosts;     /* names of the hosts whose guests are shown; NULL = all hosts */
    VmgConfig *config;
} Guests;

static void
guests_clear(Guests *guests)
{
    g_strfreev(guests->hosts);
    g_clear_pointer(&guests->config, vmg_config_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Guests, guests_clear)

/* The line of one guest, or of a host whose guests are not known. */
typedef struct {
    char *host; /* name of the guest's host; NULL = this host */
    char *uuid; /* UUID of the guest's host; NULL = this host */
    /* name of the guest; NULL if the line says that the guests of HOST are not known */
    char *name;
    const char *answer; /* "yes" or "no", not translated; NULL = not known */
    char *reason;       /* the most important finding; "" if nothing is wrong */
    /* how many other hosts the registry has, and how many of them would admit the guest */
    guint hosts, good;
} Line;

static void
line_free(Line *line)
{
    g_free(line->host);
    g_free(line->uuid);
    g_free(line->name);
    g_free(line->reason);
    g_free(line);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Line, line_free)

static Line *
line_new(const char *guest)
{
    Line *line = g_new0(Line, 1);

    line->name = g_strdup(guest);
    return line;
}

/* Judges without a registry whether the guest can leave: nothing is known about other hosts, so
 * only the checks that need no destination can refuse the guest. */
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

static void
count_fits(Line *line, const GPtrArray *fits)
{
    const VmgFit *best = fits->len > 0 ? fits->pdata[0] : NULL;

    line->hosts = fits->len;
    for (guint i = 0; i < fits->len; i++)
        line->good += vmg_fit_is_good(fits->pdata[i]) ? 1 : 0;
    line->answer = line->good > 0 ? "yes" : "no";
    if (!best)
        line->reason = g_strdup(_("the registry knows of no other host"));
    else if (line->good > 0)
        line->reason = best->warned > 0 ? g_strdup(best->reason) : g_strdup("");
    else
        line->reason = g_strdup_printf("%s: %s", vmg_peer_name(best->peer), best->reason);
}

static gboolean
ask_cluster(Line *line, const VmgQuestion *question, const GPtrArray *peers, GError **error)
{
    g_autoptr(GPtrArray) fits = vmg_cli_fits(question, peers, error);

    if (fits)
        count_fits(line, fits);
    return fits != NULL;
}

static gboolean
add_own(GPtrArray *lines, const VmgRunning *running, const VmgConfig *config,
        const GPtrArray *peers, GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    const VmgQuestion question = vmg_running_question(running, config, &paths);
    g_autoptr(Line) line = line_new(running->name);

    if (!(peers ? ask_cluster(line, &question, peers, error) : ask_here(line, &question, error)))
        return FALSE;
    g_ptr_array_add(lines, g_steal_pointer(&line));
    return TRUE;
}

/* Adds a line for each guest that libvirt runs on this host. */
static gboolean
add_all_own(GPtrArray *lines, const VmgConfig *config, GError **error)
{
    gboolean cluster = vmg_cli_has_registry(config), good = TRUE;
    g_autoptr(GPtrArray) running = vmg_cli_running(config, error), peers = NULL;

    if (running && cluster)
        peers = vmg_cli_peers(config, error);
    if (!running || (cluster && !peers))
        return FALSE;
    for (guint i = 0; good && i < running->len; i++)
        good = add_own(lines, running->pdata[i], config, peers, error);
    return good;
}

static Line *
line_of(const VmgResidents *residents, const char *guest, const GPtrArray *peers)
{
    Line *line = line_new(guest);

    line->host = vmg_cli_peer_title(peers, residents->host);
    line->uuid = g_strdup(residents->host->uuid);
    return line;
}

static void
add_unknown(GPtrArray *lines, const VmgResidents *residents, const GPtrArray *peers)
{
    Line *line = line_of(residents, NULL, peers);

    line->reason = residents->host->host ? g_strdup(residents->problem)
                                         : vmg_neutral_render(residents->host->problem);
    g_ptr_array_add(lines, line);
}

static gboolean
add_residents(GPtrArray *lines, const VmgResidents *residents, const VmgConfig *config,
              const GPtrArray *peers, GError **error)
{
    if (residents->wanted && residents->problem)
        add_unknown(lines, residents, peers);
    for (guint i = 0; i < residents->running->len; i++) {
        const VmgRunning *guest = residents->running->pdata[i];
        g_autoptr(GPtrArray) fits = vmg_residents_fits(residents, guest, config, peers, error);
        Line *line;

        if (!fits)
            return FALSE;
        line = line_of(residents, guest->name, peers);
        count_fits(line, fits);
        g_ptr_array_add(lines, line);
    }
    return TRUE;
}

/* Adds the guests of all hosts, or of the hosts that GUESTS names, as the agents of these hosts
 * have published them. */
static gboolean
add_clusters(GPtrArray *lines, const Guests *guests, GError **error)
{
    g_autoptr(GPtrArray) peers = vmg_cli_peers(guests->config, error);
    g_autoptr(GPtrArray) all = NULL;
    gboolean good = TRUE;

    if (peers)
        all = vmg_cli_residents(guests->config, peers, guests->hosts, error);
    if (!all)
        return FALSE;
    for (guint i = 0; good && i < all->len; i++)
        good = add_residents(lines, all->pdata[i], guests->config, peers, error);
    return good;
}

/* The widths of the columns that are printed before the column with the answers. A width of 0
 * means that there is no such column. */
typedef struct {
    int hosts, names; /* each width includes the gap after the column */
} Widths;

static Widths
measure(const GPtrArray *lines)
{
    Widths widths = {0};

    for (guint i = 0; i < lines->len; i++) {
        const Line *line = lines->pdata[i];

        if (line->host)
            widths.hosts = MAX(widths.hosts, vmg_cli_width(line->host) + GAP);
        widths.names = MAX(widths.names, vmg_cli_width(line->name ? line->name : "-") + GAP);
    }
    return widths;
}

/* The text that is printed after the guest's name: whether the guest can leave, how many hosts
 * would admit the guest, and the reason. Free with g_free(). */
static char *
answer_of(const Line *line, gboolean registry)
{
    g_autofree char *head = NULL;

    if (!line->answer)
        return g_strdup_printf(_("not known; %s"), line->reason);
    if (registry)
        head = g_strdup_printf(_("%s, %u of %u hosts"), line->answer, line->good, line->hosts);
    else
        head = g_strdup(line->answer);
    return *line->reason ? g_strdup_printf("%s; %s", head, line->reason) : g_steal_pointer(&head);
}

static void
print_lines(const GPtrArray *lines, gboolean registry)
{
    const Widths widths = measure(lines);
    int before = widths.hosts + widths.names;

    for (guint i = 0; i < lines->len; i++) {
        const Line *line = lines->pdata[i];
        g_autofree char *text = answer_of(line, registry);
        g_autofree char *broken = vmg_cli_wrap(text, " ", vmg_cli_columns() - before, before);

        if (line->host)
            vmg_cli_print_padded(line->host, widths.hosts);
        vmg_cli_print_padded(line->name ? line->name : "-", widths.names);
        printf("%s\n", broken);
    }
}

static void
add_json(JsonBuilder *builder, const Line *line, gboolean registry)
{
    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "guest", line->name);
    if (line->host) {
        vmg_cli_json_text(builder, "host", line->host);
        vmg_cli_json_text(builder, "host_uuid", line->uuid);
    }
    json_builder_set_member_name(builder, "can_leave");
    if (line->answer)
        json_builder_add_boolean_value(builder, line->answer[0] == 'y');
    else
        json_builder_add_null_value(builder);
    vmg_cli_json_text(builder, "reason", *line->reason ? line->reason : NULL);
    if (registry) {
        vmg_cli_json_number(builder, "hosts", line->hosts);
        vmg_cli_json_number(builder, "admitting", line->good);
    }
    json_builder_end_object(builder);
}

static void
print_json(const GPtrArray *lines, gboolean registry)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_array(builder);
    for (guint i = 0; i < lines->len; i++)
        add_json(builder, lines->pdata[i], registry);
    json_builder_end_array(builder);
    vmg_cli_print_json(builder);
}

static gboolean
can_all_leave(const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        if (g_strcmp0(((const Line *)lines->pdata[i])->answer, "yes") != 0)
            return FALSE;
    return TRUE;
}

static int
show(gconstpointer data)
{
    const Guests *guests = data;
    gboolean registry = vmg_cli_has_registry(guests->config);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
    g_autoptr(GError) error = NULL;

    if (!(guests->cluster ? add_clusters(lines, guests, &error)
                          : add_all_own(lines, guests->config, &error)))
        return vmg_cli_fail("%s", error->message);
    if (guests->json)
        print_json(lines, registry);
    else
        print_lines(lines, registry);
    return can_all_leave(lines) ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}

int
vmg_cli_guests(int argc, char **argv)
{
    g_auto(Guests) guests = {0};
    gboolean watch = FALSE;
    const GOptionEntry entries[] = {
        {"cluster", 0, 0, G_OPTION_ARG_NONE, &guests.cluster,
         _("list the guests of all hosts in the registry"), NULL},
        {"host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &guests.hosts,
         _("list only the guests of HOST; may be given several times"), "HOST"},
        {"watch", 0, 0, G_OPTION_ARG_NONE, &watch,
         _("print the list again every 2 seconds, until ^C"), NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &guests.json, _("print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;

    if (!vmg_cli_parse(
            &argc, &argv, NULL,
            _("Lists the guests that run on this host, one line for each guest: whether the guest "
              "can leave now, how many other hosts in the registry would admit it, and the first "
              "problem. Without a registry, only problems that this host knows are found. "
              "--cluster and --host list guests of other hosts, as the agents there have last "
              "published them. Exit status: 0 if all guests can leave, 1 if at least one guest "
              "cannot leave or the guests are not known."),
            entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 1)
        return vmg_cli_fail_unexpected("guests", argv[1]);
    guests.cluster |= guests.hosts != NULL;
    guests.config = vmg_cli_load_config(&error);
    if (!guests.config)
        return vmg_cli_fail("%s", error->message);
    return watch ? vmg_cli_watch(show, &guests) : show(&guests);
}
