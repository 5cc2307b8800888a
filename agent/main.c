/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * virt-migration-guardd: keeps this host's facts, and stamps its guests. The
 * steps: options, configuration, then the agent until it is told to end.
 */
#include "agent/agent.h"
#include "agent/base/say.h"
#include "agent/config.h"
#include "base/journal.h"
#include "base/sys.h"

#include <libxml/parser.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Limits malloc's arenas, because each worker thread would keep an arena of its own, full of
 * freed XML. */
enum { MALLOC_ARENAS = 2 };

static gboolean
parse_options(int argc, char **argv, gboolean *version)
{
    const GOptionEntry entries[] = {
        {"version", 0, 0, G_OPTION_ARG_NONE, version, "print the version", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary(
        context,
        "Collects the facts about this host that the migration checks use, and writes them into "
        "the\nmetadata of the running guests. Runs in the foreground. systemd starts it.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        vmg_say(LOG_ERR, "%s", error->message);
    else if (argc > 1)
        vmg_say(LOG_ERR, "takes no arguments: %s", argv[1]);
    return !error && argc == 1;
}

static void
prepare_process(void)
{
    mallopt(M_ARENA_MAX, MALLOC_ARENAS);
    umask(022); /* everybody may read the facts */
    /* If a daemon has ended, writing to its socket must return an error instead of ending the
     * agent. */
    signal(SIGPIPE, SIG_IGN);
    xmlInitParser();
}

/* Removes files of agents and command lines that were killed while they wrote. */
static void
clean_up(const VmgPaths *paths)
{
    g_autofree char *run = g_path_get_dirname(paths->facts_file);
    g_autofree char *state = g_path_get_dirname(paths->status_file);

    vmg_sys_clean(run, time(NULL));
    vmg_sys_clean(state, time(NULL));
}

int
main(int argc, char **argv)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgAgent) agent = NULL;
    gboolean version = FALSE;
    VmgConfig *config;
    char *files = NULL;

    setlocale(LC_ALL, "");
    if (!parse_options(argc, argv, &version))
        return EXIT_FAILURE;
    if (version) {
        printf("virt-migration-guardd %s\n", PACKAGE_VERSION);
        return EXIT_SUCCESS;
    }
    prepare_process();
    config = vmg_agent_load_config(&paths, &files, &error);
    agent = config ? vmg_agent_new(&paths, config, files, &error) : NULL;
    if (!agent) {
        vmg_say_kind(config ? NULL : VMG_MESSAGE_CONFIG, LOG_ERR, NULL, "%s", error->message);
        return EXIT_FAILURE;
    }
    clean_up(&paths);
    if (!vmg_agent_run(agent))
        _exit(EXIT_SUCCESS); /* a thread waits for libvirt and uses memory that exit() frees */
    return EXIT_SUCCESS;
}
