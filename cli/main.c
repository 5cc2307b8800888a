/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * virt-migration-guard: ask, explain, administer. The steps: find the verb,
 * hand it the rest, exit with what it says.
 */
#include "cli.h"

#include "suggest.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    const char *parameters;
    const char *summary;
    VmgVerb run;
} verbs[] = {
    {"check", "GUEST | --file DOMAIN.XML", "would this guest's migration be admitted, and why not",
     vmg_cli_check},
    {"host", "", "this host's facts as the checks see them", vmg_cli_host},
    {"stamp", "GUEST", "stamp a guest that is shut off, for an offline migration", vmg_cli_stamp},
    {"maintenance", "on | off | show", "this host's administrative status", vmg_cli_maintenance},
    {"exempt", "add | list | remove", "a way out for one guest, for a time", vmg_cli_exempt},
    {"decisions", "", "what was admitted and refused here, newest last", vmg_cli_decisions},
    {"network", "show | apply", "the migration network, and what libvirt uses", vmg_cli_network},
    {"doctor", "", "whether it is live, and what to do where it is not", vmg_cli_doctor},
    {"config", "check | show", "errors of guard.conf, with file and line; what is in force",
     vmg_cli_config},
};

static int
print_help(void)
{
    printf("Usage:\n  virt-migration-guard VERB [OPTION...]\n\n"
           "Admits live migrations of libvirt guests only when they are safe. It enforces by\n"
           "itself; this command asks, explains and administers.\n\nVerbs:\n");
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        g_autofree char *usage = g_strjoin(" ", verbs[i].name, verbs[i].parameters, NULL);

        printf("  %-34s %s\n", usage, verbs[i].summary);
    }
    printf("\nOptions:\n  %-34s %s\n  %-34s %s\n\n", "--help",
           "this text; after a verb, that verb's", "--version", "the version");
    printf(
        "Exit status: 0 admitted or done, 1 refused or not good, 2 could not decide or do it.\n");
    return VMG_EXIT_GOOD;
}

static int
unknown(const char *verb)
{
    const char *names[G_N_ELEMENTS(verbs) + 1] = {NULL};
    g_autofree char *meant = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        names[i] = verbs[i].name;
    meant = vmg_suggest_text(verb, names);
    return vmg_cli_fail("unknown verb '%s'%s; fix: see virt-migration-guard --help", verb, meant);
}

int
main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";

    setlocale(LC_ALL, "");
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0 || strcmp(verb, "help") == 0)
        return print_help();
    if (strcmp(verb, "--version") == 0) {
        printf("virt-migration-guard %s\n", PACKAGE_VERSION);
        return VMG_EXIT_GOOD;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (strcmp(verb, verbs[i].name) == 0)
            return verbs[i].run(argc - 1, argv + 1);
    if (!*verb)
        return vmg_cli_fail("a verb is missing; fix: see virt-migration-guard --help");
    return unknown(verb);
}
