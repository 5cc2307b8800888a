/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check: prints all findings about one guest. Runs the code that the hook runs. */
#include "cli.h"

#include "base/sys.h"
#include "base/text.h"
#include "base/xml.h"
#include "decide/judge.h"
#include "destinations.h"
#include "explain.h"
#include "host/facts.h"
#include "libvirt.h"
#include "running.h"
#include "saved.h"
#include "stamp/stamp.h"

/* The options of the command, and what the command has read because of them. */
typedef struct {
    char *file;
    gboolean json, all;
    char *xml;
    gsize len;
    VmgConfig *config;
    VmgSaved source, to;
    VmgGuest *configured; /* the guest as it will be after its next start; NULL = unknown */
    guint32 doing;        /* bits VMG_SOURCE_*, see cli/doing.h */
} Check;

static void
check_clear(Check *check)
{
    g_free(check->file);
    g_free(check->xml);
    vmg_config_free(check->config);
    vmg_saved_clear(&check->source);
    vmg_saved_clear(&check->to);
    vmg_guest_free(check->configured);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

static gboolean
read_hosts(Check *check, const char *guest, GError **error)
{
    g_autofree char *quoted = vmg_cli_quote(check->file ? check->file : guest);
    g_autofree char *named = g_strconcat(check->file ? "--file " : "", quoted, NULL);

    return vmg_saved_read(&check->source, check->config, named, error) &&
           vmg_saved_read(&check->to, check->config, named, error);
}

static gboolean
read_guest(Check *check, const char *guest, GError **error)
{
    g_autoptr(VmgConnect) connect = vmg_cli_connect(check->config, FALSE, error);
    g_autoptr(VmgDomain) domain = connect ? vmg_cli_find_guest(connect, guest, error) : NULL;
    g_autoptr(VmgRunning) running = domain ? vmg_running_new(domain, error) : NULL;

    if (!running)
        return FALSE;
    check->configured = g_steal_pointer(&running->configured);
    check->doing = running->doing;
    check->xml = g_steal_pointer(&running->xml);
    check->len = running->len;
    return TRUE;
}

static gboolean
read_all(Check *check, const char *guest, GError **error)
{
    check->config = vmg_cli_load_config(error);
    if (!check->config || !read_hosts(check, guest, error))
        return FALSE;
    if (!check->file)
        return read_guest(check, guest, error);
    check->xml = vmg_sys_read_input(check->file, VMG_XML_MAX, &check->len, error);
    return check->xml != NULL;
}

static gboolean
runs_here(const struct vmg_host *host, const char *uuid)
{
    for (gsize i = 0; i < host->known_guest_count; i++)
        if ((host->known_guests[i]->flags & VMG_KNOWN_ACTIVE) &&
            g_ascii_strcasecmp(host->known_guests[i]->uuid, uuid) == 0)
            return TRUE;
    return FALSE;
}

/* Whether the file describes a guest that runs on this host (`virsh dumpxml GUEST | ... --file
 * -`). Such a guest can't arrive here, so it is judged as if its name had been given. */
static gboolean
is_of_own_guest(const Check *check)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    guint max_age = vmg_config_get_uint(check->config, "guard", "facts-max-age");
    g_autoptr(VmgHost) facts = vmg_facts_load(&paths, max_age, NULL);
    g_autoptr(xmlDoc) doc = vmg_xml_parse(check->xml, check->len, "domain XML", NULL);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    g_autoptr(VmgStamp) stamp = guest ? vmg_stamp_new(doc, &guest->view, NULL) : NULL;

    return facts && stamp && g_ascii_strcasecmp(stamp->host->view.uuid, facts->view.uuid) == 0 &&
           runs_here(&facts->view, guest->view.uuid);
}

/* Builds the question for vmg_judge(). Without --to, a guest of this host is judged as a guest
 * that is to leave this host. A guest that is given as a file and does not run here is judged as
 * a guest that is to arrive here. */
static VmgQuestion
question_of(const Check *check, const VmgPaths *paths)
{
    gboolean comes_here = check->file && (check->source.host || !is_of_own_guest(check));

    return (VmgQuestion){
        .xml = check->xml,
        .len = check->len,
        .what = check->file ? vmg_sys_input_name(check->file) : "domain XML",
        .config = check->config,
        .paths = paths,
        .source = check->source.host,
        .destination = check->to.host,
        .no_destination = !check->to.host && !comes_here,
        .configured = check->configured ? &check->configured->view : NULL,
        .doing = check->doing,
    };
}

static int
judge_all(const Check *check)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    const VmgQuestion question = question_of(check, &paths);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) peers = vmg_cli_peers(check->config, &error);

    if (!peers)
        return vmg_cli_fail("%s", error->message);
    return vmg_cli_destinations(&question, peers, check->json);
}

static VmgJudgement *
judge(const Check *check, GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    const VmgQuestion question = question_of(check, &paths);

    return vmg_judge(&question, error);
}

static void
warn_of_age(const Check *check, VmgVerdict *verdict)
{
    guint max_age = vmg_config_get_uint(check->config, "guard", "facts-max-age");

    vmg_saved_warn(&check->source, max_age, verdict);
    vmg_saved_warn(&check->to, max_age, verdict);
}

static void
explain(const Check *check, const VmgJudgement *judgement)
{
    vmg_saved_print(&check->source);
    vmg_saved_print(&check->to);
    vmg_cli_explain(judgement);
}

static int
run(Check *check, const char *guest)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgJudgement) judgement = NULL;

    if (!read_all(check, guest, &error))
        return vmg_cli_fail("%s", error->message);
    if (check->all)
        return judge_all(check);
    judgement = judge(check, &error);
    if (!judgement)
        return vmg_cli_fail("%s", error->message);
    warn_of_age(check, judgement->verdict);
    if (check->json)
        vmg_cli_explain_json(judgement, &check->source, &check->to);
    else
        explain(check, judgement);
    return vmg_cli_verdict_status(judgement);
}

/* Standard input can be read only once, so no more than one of the files may be "-". */
static gboolean
reads_standard_input_twice(const Check *check)
{
    return (g_strcmp0(check->file, "-") == 0) + (g_strcmp0(check->source.path, "-") == 0) +
               (g_strcmp0(check->to.path, "-") == 0) >
           1;
}

int
vmg_cli_check(int argc, char **argv)
{
    g_auto(Check) check = {.source.role = VMG_SAVED_SOURCE, .to.role = VMG_SAVED_DESTINATION};
    const GOptionEntry entries[] = {
        {"file", 'f', 0, G_OPTION_ARG_FILENAME, &check.file,
         _("judge the domain XML in FILE, without libvirt, instead of a guest of this host; - "
           "means standard input, also for --source and --to"),
         "FILE"},
        {"source", 0, 0, G_OPTION_ARG_FILENAME, &check.source.path,
         _("the source: a host in the registry, or a file that 'virt-migration-guard host --xml' "
           "printed there (default: the stamp in the domain XML)"),
         "HOST"},
        {"to", 0, 0, G_OPTION_ARG_FILENAME, &check.to.path,
         _("the destination: a host in the registry, or a file that 'virt-migration-guard host "
           "--xml' printed there (default: none; with --file: this host)"),
         "HOST"},
        {"all", 'a', 0, G_OPTION_ARG_NONE, &check.all,
         _("judge the guest for each other host in the registry, and print one line for each host, "
           "the best first"),
         NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &check.json, _("print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };

    if (!vmg_cli_parse(&argc, &argv, "[GUEST]",
                       _("Runs the checks for a guest and migrates nothing. Prints every finding; "
                         "if a finding is not good, also what was wanted, what was found and what "
                         "to do. Without --to or --all, a guest of this host is judged only by the "
                         "checks that need no destination. Exit status: 0 if the migration would "
                         "be admitted (with --all: by at least one host), 1 if it would be "
                         "refused, 2 if no decision could be made, 3 if nothing on this host "
                         "prevents the migration, but the other checks need a destination."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    if (check.file ? argc != 1 : argc != 2)
        return vmg_cli_fail(_("name one guest, or a domain XML with --file; fix: see "
                              "virt-migration-guard check --help"));
    if (check.all && check.to.path)
        return vmg_cli_fail(_("--all and --to exclude each other; fix: give one of them"));
    if (reads_standard_input_twice(&check))
        return vmg_cli_fail(_("only one of --file, --source and --to can be - (standard input); "
                              "fix: name a file for each of the others"));
    return run(&check, argv[1]);
}
