/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* exempt: a way out for one guest and check, on this host and for a time. */
#include "cli.h"

#include "decide.h"
#include "exemptions.h"
#include "journal.h"
#include "names.h"
#include "paths.h"
#include "suggest.h"
#include "sys.h"
#include "text.h"
#include "when.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

enum { WAIT_MS = 2000 };

typedef struct {
    VmgPaths paths;
    char *until;
    char *reason;
    gboolean json;
} Question;

static gint64
now(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

/* For the journal: who it was that let something through. */
static void
log_change(const char *what, const VmgExemption *exemption)
{
    g_autofree char *until = vmg_exemption_until(exemption);
    g_autofree char *guest = vmg_one_line(exemption->guest);

    g_autofree char *text =
        g_strdup_printf("exemption %s by uid %u: guest %s, check %s, until %s: %s", what,
                        (guint)getuid(), guest, exemption->check, until, exemption->reason);
    const GLogField field = {"VMG_GUEST", exemption->guest, -1};

    if (vmg_journal(VMG_MESSAGE_EXEMPTION, LOG_NOTICE, "virt-migration-guard", text, &field, 1))
        return;
    openlog("virt-migration-guard", LOG_PID, LOG_DAEMON);
    syslog(LOG_NOTICE, "%s", text);
    closelog();
}

/* Its name, or else a module's file there is. */
static gboolean
is_check(const Question *question, const char *name)
{
    g_autofree char *file = g_strdup_printf("%s/%s.so", question->paths.modules, name);

    for (const struct vmg_check *const *check = vmg_builtin_checks(); *check; check++)
        if (strcmp((*check)->name, name) == 0)
            return TRUE;
    return !strchr(name, '/') && g_file_test(file, G_FILE_TEST_EXISTS);
}

static int
fail_unknown(const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *meant = NULL;

    for (const struct vmg_check *const *check = vmg_builtin_checks(); *check; check++)
        g_ptr_array_add(names, (gpointer)(*check)->name);
    g_ptr_array_add(names, NULL);
    meant = vmg_suggest_text(name, (const char *const *)names->pdata);
    return vmg_cli_fail(_("there is no check '%s'%s; fix: see man guard.conf, [checks]"), name,
                        meant);
}

static int
check_names(const Question *question, char **names)
{
    if (!names[0])
        return vmg_cli_fail(
            _("no check is named; fix: virt-migration-guard exempt add GUEST CHECK"));
    for (; *names; names++)
        if (!is_check(question, *names))
            return fail_unknown(*names);
    return VMG_EXIT_GOOD;
}

static int
read_until(const Question *question, gint64 *until)
{
    g_autoptr(GError) error = NULL;
    gint64 us;

    if (!question->until || !question->reason || !*g_strstrip(question->reason))
        return vmg_cli_fail(
            _("--until and --reason are needed: an exemption always ends, and has a "
              "reason; fix: --until 2h --reason 'ticket 17'"));
    if (!vmg_cli_time(question->until, g_get_real_time(), VMG_AHEAD, &us, &error))
        return vmg_cli_fail("--until: %s", error->message);
    *until = us / G_USEC_PER_SEC;
    if (*until <= now() || *until > now() + VMG_EXEMPTION_SECONDS_MAX)
        return vmg_cli_fail(_("--until: '%s' is not within the next 30 days"), question->until);
    return VMG_EXIT_GOOD;
}

/* Ends what there is of the guest for CHECKS (none: for all); counts. */
static guint
take_away(GPtrArray *all, const char *guest, char **checks, const char *what)
{
    guint count = 0;

    for (guint i = all->len; i-- > 0;) {
        const VmgExemption *exemption = g_ptr_array_index(all, i);

        if (strcmp(exemption->guest, guest) != 0 ||
            (checks[0] && !g_strv_contains((const char *const *)checks, exemption->check)))
            continue;
        if (what)
            log_change(what, exemption);
        g_ptr_array_remove_index(all, i);
        count++;
    }
    return count;
}

static int
fail_to_write(const GError *error)
{
    return vmg_cli_fail("%s%s", error->message,
                        geteuid() == 0 ? "" : _("; fix: run it as root, exemptions are root's"));
}

/* Two at once would lose one's. CHANGE returns an exit status; what it leaves is written. */
static int
with_all(const Question *question, int (*change)(const Question *, GPtrArray *, char **),
         char **arguments)
{
    g_autofree char *name = g_strconcat(question->paths.exemptions, ".lock", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = NULL;
    int lock, status;

    mkdir(VMG_STATEDIR, 0755); /* if that fails, the lock says why */
    lock = vmg_sys_lock(name, WAIT_MS, &error);
    if (lock < 0)
        return fail_to_write(error);
    all = vmg_exemptions_read(question->paths.exemptions, &error);
    status = all ? change(question, all, arguments)
                 : vmg_cli_fail(_("%s; fix: remove that file"), error->message);
    if (status == VMG_EXIT_GOOD && !vmg_exemptions_write(question->paths.exemptions, all, &error))
        status = fail_to_write(error);
    close(lock);
    return status;
}

static int
add(const Question *question, GPtrArray *all, char **arguments)
{
    gint64 until = 0;
    int status = check_names(question, arguments + 1);

    if (status == VMG_EXIT_GOOD)
        status = read_until(question, &until);
    if (status != VMG_EXIT_GOOD)
        return status;
    take_away(all, arguments[0], arguments + 1, NULL);
    for (char **check = arguments + 1; *check; check++) {
        VmgExemption *exemption = vmg_exemption_new(arguments[0], *check, until, question->reason);
        g_autofree char *end = vmg_exemption_until(exemption);

        g_ptr_array_add(all, exemption);
        log_change("made", exemption);
        printf(_("guest %s is exempt from check %s on this host until %s\n"), arguments[0], *check,
               end);
    }
    return VMG_EXIT_GOOD;
}

static int
remove_some(const Question *question G_GNUC_UNUSED, GPtrArray *all, char **arguments)
{
    guint count = take_away(all, arguments[0], arguments + 1, "removed");

    if (count == 0)
        return vmg_cli_fail(
            _("there is no such exemption; fix: see virt-migration-guard exempt list"));
    printf(_("%u removed\n"), count);
    return VMG_EXIT_GOOD;
}

static void
print_one(JsonBuilder *builder, const VmgExemption *exemption)
{
    g_autofree char *until = vmg_exemption_until(exemption);
    g_autofree char *guest = vmg_one_line(exemption->guest);
    gboolean expired = exemption->until <= now();

    if (!builder) {
        printf("%s  %-20s %s%s: %s\n", until, exemption->check, guest,
               expired ? _(" (expired)") : "", exemption->reason);
        return;
    }
    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "guest", exemption->guest);
    vmg_cli_json_text(builder, "check", exemption->check);
    vmg_cli_json_text(builder, "until", until);
    vmg_cli_json_number(builder, "until_seconds", (guint64)exemption->until);
    vmg_cli_json_text(builder, "reason", exemption->reason);
    json_builder_end_object(builder);
}

static int
list(const Question *question)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = vmg_exemptions_read(question->paths.exemptions, &error);
    g_autoptr(JsonBuilder) builder = question->json ? json_builder_new() : NULL;

    if (!all)
        return vmg_cli_fail(_("%s: none of them holds; fix: remove that file"), error->message);
    if (builder)
        json_builder_begin_array(builder);
    for (guint i = 0; i < all->len; i++)
        print_one(builder, g_ptr_array_index(all, i));
    if (builder) {
        json_builder_end_array(builder);
        vmg_cli_print_json(builder);
    }
    return VMG_EXIT_GOOD;
}

static int
run(const Question *question, int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (strcmp(what, "list") == 0 && argc == 2)
        return list(question);
    if (strcmp(what, "add") == 0 && argc > 2)
        return with_all(question, add, argv + 2);
    if (strcmp(what, "remove") == 0 && argc > 2)
        return with_all(question, remove_some, argv + 2);
    return vmg_cli_fail(_("exempt takes add, list or remove, and a guest; fix: see "
                          "virt-migration-guard exempt --help"));
}

int
vmg_cli_exempt(int argc, char **argv)
{
    Question question = {.paths = VMG_PATHS_INSTALLED};
    const GOptionEntry entries[] = {
        {"until", 0, 0, G_OPTION_ARG_STRING, &question.until,
         _("when it ends, at the latest in 30 days: 2h, 7d, '2026-01-31 13:00'"), "TIME"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &question.reason,
         _("why, for those who read it later"), "TEXT"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &question.json, _("list: print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    int status = VMG_EXIT_UNDECIDED;

    if (vmg_cli_parse(
            &argc, &argv, "add GUEST CHECK... | list | remove GUEST [CHECK...]",
            _("A way out for one guest: on this host, the destination, a check that fails "
              "only warns,\nuntil then. GUEST is a name or a uuid."),
            entries))
        status = run(&question, argc, argv);
    g_free(question.until);
    g_free(question.reason);
    return status;
}
