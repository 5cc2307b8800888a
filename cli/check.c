/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check: all findings about one guest, by the code that the hook runs. */
#include "cli.h"

#include "base/sys.h"
#include "base/text.h"
#include "base/xml.h"
#include "decide/judge.h"
#include "explain.h"
#include "libvirt.h"

#include <stdlib.h>

/* What the options ask for, and what was read for it. */
typedef struct {
    char *file, *source_file, *to_file;
    gboolean json;
    char *xml;
    gsize len;
    VmgConfig *config;
    VmgHost *source, *to;
} Check;

static void
check_clear(Check *check)
{
    g_free(check->file);
    g_free(check->source_file);
    g_free(check->to_file);
    g_free(check->xml);
    vmg_config_free(check->config);
    vmg_host_free(check->source);
    vmg_host_free(check->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

static VmgHost *
read_host(const char *path, GError **error)
{
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_file(path, VMG_XML_MAX, &len, error);

    return text ? vmg_host_parse(text, len, path, error) : NULL;
}

static gboolean
read_hosts(Check *check, GError **error)
{
    if (check->source_file && !(check->source = read_host(check->source_file, error)))
        return FALSE;
    if (check->to_file && !(check->to = read_host(check->to_file, error)))
        return FALSE;
    return TRUE;
}

static gboolean
read_guest(Check *check, const char *guest, GError **error)
{
    g_autoptr(VmgConnect) connect = vmg_cli_connect(check->config, FALSE, error);
    g_autoptr(VmgDomain) domain = connect ? vmg_cli_find_guest(connect, guest, error) : NULL;
    char *xml = domain ? vmg_cli_guest_xml(domain, error) : NULL;

    if (!xml)
        return FALSE;
    check->xml = g_strdup(xml);
    check->len = strlen(xml);
    free(xml);
    return TRUE;
}

static gboolean
read_all(Check *check, const char *guest, GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;

    check->config = vmg_config_load(paths.config_file, paths.config_directory, NULL, error);
    if (!check->config || !read_hosts(check, error))
        return FALSE;
    if (!check->file)
        return read_guest(check, guest, error);
    check->xml = vmg_sys_read_file(check->file, VMG_XML_MAX, &check->len, error);
    return check->xml != NULL;
}

/* Without --to, a guest of this host is judged by what a source knows; a file,
 * as if it came here. */
static VmgJudgement *
judge(const Check *check, GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    const VmgQuestion question = {
        .xml = check->xml,
        .len = check->len,
        .what = check->file ? check->file : "domain XML",
        .config = check->config,
        .paths = &paths,
        .source = check->source,
        .destination = check->to,
        .no_destination = !check->file && !check->to,
    };

    return vmg_judge(&question, error);
}

static int
run(Check *check, const char *guest)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgJudgement) judgement = NULL;

    if (read_all(check, guest, &error))
        judgement = judge(check, &error);
    if (!judgement)
        return vmg_cli_fail("%s", error->message);
    if (check->json)
        vmg_cli_explain_json(judgement);
    else
        vmg_cli_explain(judgement);
    return vmg_cli_verdict_status(judgement);
}

int
vmg_cli_check(int argc, char **argv)
{
    g_auto(Check) check = {0};
    const GOptionEntry entries[] = {
        {"file", 'f', 0, G_OPTION_ARG_FILENAME, &check.file,
         _("judge the domain XML in FILE instead of a guest of this host; needs no libvirt"),
         "FILE"},
        {"source", 0, 0, G_OPTION_ARG_FILENAME, &check.source_file,
         _("the source host's facts (default: the stamp in the domain XML)"), "HOST.XML"},
        {"to", 0, 0, G_OPTION_ARG_FILENAME, &check.to_file,
         _("the destination's facts, from its 'virt-migration-guard host --xml' (default with "
           "--file: "
           "this host's)"),
         "HOST.XML"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &check.json, _("print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };

    if (!vmg_cli_parse(
            &argc, &argv, "[GUEST]",
            _("Would the migration of this guest be admitted? Prints every finding with "
              "what was\nwanted, what was found and what to do. Exit status: 0 admitted, "
              "1 refused, 2 could\nnot decide."),
            entries))
        return VMG_EXIT_UNDECIDED;
    if (check.file ? argc != 1 : argc != 2)
        return vmg_cli_fail(_("name one guest, or a domain XML with --file; fix: see "
                              "virt-migration-guard check --help"));
    return run(&check, argv[1]);
}
