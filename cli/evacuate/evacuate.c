/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* evacuate: empties this host with live migrations, and brings the guests back later. */
#include "cli/cli.h"

#include "base/paths.h"
#include "base/sys.h"
#include "base/text.h"
#include "cli/evacuate/verb.h"

#include <string.h>
#include <sys/stat.h>

void
vmg_evacuate_options_fill(VmgEvacuateOptions *options, const VmgEvacuateOptions *before)
{
    static const VmgEvacuateOptions nothing = {0};
    const VmgEvacuateOptions *old = before ? before : &nothing;

    if (!options->to)
        options->to = g_strdupv(old->to);
    if (!options->uri)
        options->uri = g_strdup(old->uri ? old->uri : VMG_EVACUATE_URI);
    options->limit = options->limit ? options->limit : old->limit;
    options->timeout = options->timeout ? options->timeout : old->timeout;
    options->bandwidth = options->bandwidth ? options->bandwidth : old->bandwidth;
    options->direct |= old->direct;
    options->auto_converge |= old->auto_converge;
}

int
vmg_evacuate_lock(void)
{
    g_autoptr(GError) error = NULL;
    int lock;

    mkdir(VMG_STATEDIR, 0755); /* if this fails, taking the lock fails and says why */
    lock = vmg_sys_lock(VMG_STATEDIR "/evacuation.lock", 0, &error);
    if (lock < 0)
        vmg_cli_fail(_("another evacuate runs on this host, or: %s"), error->message);
    return lock;
}

/* The first mistake in the options; NULL if there is none. */
static const char *
find_fault(const VmgEvacuateVerb *verb)
{
    const VmgEvacuateOptions *given = &verb->given;

    if (given->limit < 0 || given->timeout < 0 || given->bandwidth < 0)
        return _("--limit, --timeout and --bandwidth are numbers from 1 on");
    if (given->uri && !strstr(given->uri, "%s"))
        return _("--uri needs %s where the name of the host is to stand, as in "
                 "qemu+tls://%s/system");
    if (verb->back && (verb->resume || verb->dry_run || given->to))
        return _("--back brings home what was moved: it goes with no --resume, --dry-run or --to");
    if (verb->resume && verb->dry_run)
        return _("--resume goes on, --dry-run does nothing: say one of them");
    return NULL;
}

static int
run(const VmgEvacuateVerb *verb, const char *host)
{
    const char *fault = find_fault(verb);

    if (fault)
        return vmg_cli_fail(_("%s; fix: see virt-migration-guard evacuate --help"), fault);
    return verb->back ? vmg_evacuate_back(verb) : vmg_evacuate_away(verb, host);
}

static gboolean
parse(VmgEvacuateVerb *verb, int *argc, char ***argv)
{
    VmgEvacuateOptions *given = &verb->given;
    const GOptionEntry entries[] = {
        {"to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &given->to,
         _("use only HOST as a destination; may be given several times (default: all hosts in the "
           "registry)"),
         "HOST"},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &verb->dry_run, _("print the plan and change nothing"),
         NULL},
        {"resume", 0, 0, G_OPTION_ARG_NONE, &verb->resume,
         _("continue an evacuation that was interrupted"), NULL},
        {"back", 0, 0, G_OPTION_ARG_NONE, &verb->back,
         _("after the maintenance: bring back the guests that were moved"), NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &given->limit,
         _("migrate at most COUNT guests at the same time (default and maximum: max-outgoing)"),
         "COUNT"},
        {"timeout", 0, 0, G_OPTION_ARG_INT, &given->timeout,
         _("end a migration that takes longer (default: 60 seconds, and another 64 seconds for "
           "each GiB of the guest's memory)"),
         "SECONDS"},
        {"bandwidth", 0, 0, G_OPTION_ARG_INT, &given->bandwidth,
         _("speed limit of each single migration in MiB/s (default: only the host's common limit, "
           "max-bandwidth-mib)"),
         "N"},
        {"auto-converge", 0, 0, G_OPTION_ARG_NONE, &given->auto_converge,
         _("slow down a guest that changes its memory too fast to be migrated"), NULL},
        {"uri", 0, 0, G_OPTION_ARG_STRING, &given->uri,
         _("URI of libvirt on the destination; %s stands for the destination's name (default: "
           "qemu+tls://%s/system)"),
         "URI"},
        {"direct", 0, 0, G_OPTION_ARG_NONE, &given->direct,
         _("connect from this command to libvirt on both hosts (default: libvirt on this host "
           "connects to libvirt on the destination)"),
         NULL},
        {"unmanaged-anyway", 0, 0, G_OPTION_ARG_NONE, &verb->unmanaged_anyway,
         _("empty the host even if VDSM, Nova or Pacemaker manages it"), NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &verb->json, _("print JSON, one object on each line"),
         NULL},
        G_OPTION_ENTRY_NULL,
    };

    return vmg_cli_parse(
        argc, argv, "[HOST]",
        _("Empties this host. First the command puts the host into maintenance, then it migrates "
          "the host's guests live to the hosts that plan chooses, within the limits on "
          "simultaneous migrations. HOST can be left out; if it is given, it must be the name of "
          "this host. Exit status: 0 if the host is empty (with --back: if all guests are back), 1 "
          "if guests are left, 2 if the command could not begin."),
        entries);
}

int
vmg_cli_evacuate(int argc, char **argv)
{
    VmgEvacuateVerb verb = {0};
    int status = VMG_EXIT_UNDECIDED;

    if (parse(&verb, &argc, &argv))
        status = argc > 2 ? vmg_cli_fail_unexpected("evacuate", argv[2]) : run(&verb, argv[1]);
    g_strfreev(verb.given.to);
    g_free(verb.given.uri);
    return status;
}
