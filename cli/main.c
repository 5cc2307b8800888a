/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The program virt-migration-guard. Finds the verb, calls the verb's function with the remaining
 * arguments, and exits with the status that this function returns. */
#include "cli.h"

#include "base/paths.h"
#include "base/suggest.h"
#include "base/text.h"
#include "cli/help.h"
#include "config/config.h"
#include "config/problem.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    const char *parameters;
    const char *summary;
    VmgVerb run;
} verbs[] = {
    {"check", "GUEST | --file DOMAIN.XML",
     N_("run the checks for a guest: would its migration be admitted, and if not, why"),
     vmg_cli_check},
    {"host", "", N_("print the facts about this host that the checks use"), vmg_cli_host},
    {"hosts", "", N_("list the hosts of the cluster that are in the registry"), vmg_cli_hosts},
    {"guests", "",
     N_("list the guests of this host: which can leave now, and how many hosts would admit them"),
     vmg_cli_guests},
    {"plan", "[HOST]", N_("plan which guest can go to which host, so that a host becomes empty"),
     vmg_cli_plan},
    {"evacuate", "[HOST]", N_("empty this host with live migrations; bring the guests back later"),
     vmg_cli_evacuate},
    {"report", "--html FILE",
     N_("write one HTML page about the whole cluster: which guest can go to which host"),
     vmg_cli_report},
    {"stamp", "GUEST", N_("stamp a guest that is shut off, for an offline migration"),
     vmg_cli_stamp},
    {"maintenance", "on | off | show", N_("show or set the administrative status of this host"),
     vmg_cli_maintenance},
    {"exempt", "add | list | remove",
     N_("manage temporary exceptions from checks for single guests"), vmg_cli_exempt},
    {"decisions", "", N_("list what was admitted and refused on this host, the newest last"),
     vmg_cli_decisions},
    {"network", "show | apply", N_("show the migration network, or make libvirt use it"),
     vmg_cli_network},
    {"doctor", "",
     N_("find out whether the guard works on this host, and say how to fix it if not"),
     vmg_cli_doctor},
    {"config", "check | show",
     N_("list the mistakes in guard.conf, or print the values in force, with file and line"),
     vmg_cli_config},
};

static int
print_help(void)
{
    printf(_("Usage:\n  virt-migration-guard VERB [OPTION...]\n\n"));
    vmg_cli_print_paragraphs(_("Admits live migrations of libvirt guests only if they are safe. "
                               "Enforcement is automatic. This command runs checks by hand, "
                               "explains decisions and manages settings."));
    printf(_("\nVerbs:\n"));
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        g_autofree char *usage = g_strjoin(" ", verbs[i].name, verbs[i].parameters, NULL);

        vmg_cli_print_term(usage, _(verbs[i].summary));
    }
    printf(_("\nOptions:\n"));
    vmg_cli_print_term("--help", _("print this help; after a verb, the help of the verb"));
    vmg_cli_print_term("--version", _("print the version"));
    printf("\n");
    vmg_cli_print_paragraphs(
        _("Exit status: 0 if admitted or done; 1 if refused, or if something is wrong; 2 if no "
          "decision could be made, or the command failed; 3 if not all checks were run, because no "
          "destination was named (only check)."));
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
    return vmg_cli_fail(_("unknown verb '%s'%s; fix: see virt-migration-guard --help"), verb,
                        meant);
}

static gboolean
has_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);

        if (value && *value)
            return TRUE;
    }
    return FALSE;
}

/* Sets up gettext(3), from which libc, GLib and libvirt take their translations. GLib translates
 * its own texts only if the program itself is translated. */
static void
speak_of_libraries(void)
{
    setlocale(LC_MESSAGES, "");
    setlocale(LC_CTYPE, "");
    bindtextdomain(VMG_TEXT_DOMAIN, VMG_LOCALEDIR);
    textdomain(VMG_TEXT_DOMAIN);
}

/* Chooses the language by the locale, as other commands do. If no locale is set, as is usual for
 * root, the language that guard.conf sets for the hooks is used. LC_ALL=C gives English. */
static void
speak(void)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GPtrArray) problems = vmg_problems_new();
    g_autoptr(VmgConfig) config = NULL;

    if (has_locale()) {
        vmg_text_use_environment(VMG_LOCALEDIR);
        speak_of_libraries();
        return;
    }
    config = vmg_config_read(paths.config_file, paths.config_directory, NULL, problems);
    vmg_text_use(vmg_config_get(config, "guard", "language"));
}

static int
run_verb(int argc, char **argv)
{
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (strcmp(argv[0], verbs[i].name) == 0)
            return verbs[i].run(argc, argv);
    return unknown(argv[0]);
}

/* Turns "help VERB" into "VERB --help". */
static int
help(int argc, char **argv)
{
    char *of_verb[] = {argc > 1 ? argv[1] : NULL, (char *)"--help", NULL};

    if (argc < 2)
        return print_help();
    if (argc > 2)
        return vmg_cli_fail_unexpected("help", argv[2]);
    return run_verb(2, of_verb);
}

static int
run(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";

    if (strcmp(verb, "help") == 0)
        return help(argc - 1, argv + 1);
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0)
        return print_help();
    if (strcmp(verb, "--version") == 0) {
        printf("virt-migration-guard %s\n", PACKAGE_VERSION);
        return VMG_EXIT_GOOD;
    }
    if (!*verb)
        return vmg_cli_fail(_("a verb is missing; fix: see virt-migration-guard --help"));
    return run_verb(argc - 1, argv + 1);
}

int
main(int argc, char **argv)
{
    speak();
    return vmg_cli_end(run(argc, argv));
}
