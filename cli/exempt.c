/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* exempt: lets one guest pass a check that refuses it, on this host and for a limited time. */
#include "base/one-line.h"
#include "cli.h"

#include "base/journal.h"
#include "base/names.h"
#include "base/paths.h"
#include "base/suggest.h"
#include "base/sys.h"
#include "base/render.h"
#include "base/text.h"
#include "checks/builtin.h"
#include "cli/exempt-list.h"
#include "cli/guests.h"
#include "cli/when.h"
#include "cli/who.h"
#include "config/exemptions.h"
#include "decide/modules.h"
#include "decide/verdict.h"

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

/* Writes to the journal who has made or removed an exemption. */
static void
log_change(const char *what, const VmgExemption *exemption)
{
    g_autofree char *until = vmg_neutral_show_time(exemption->until), *maker = vmg_cli_who();
    g_autofree char *guest = vmg_one_line(exemption->guest);
    g_autofree char *text =
        g_strdup_printf("exemption %s by %s (uid %u): guest %s, check %s, until %s: %s", what,
                        maker, (guint)getuid(), guest, exemption->check, until, exemption->reason);
    const GLogField field = {"VMG_GUEST", exemption->guest, -1};

    if (vmg_journal(VMG_MESSAGE_EXEMPTION, LOG_NOTICE, "virt-migration-guard", text, &field, 1))
        return;
    openlog("virt-migration-guard", LOG_PID, LOG_DAEMON);
    syslog(LOG_NOTICE, "%s", text);
    closelog();
}

/* Whether NAME is a built-in check or a check module. */
static gboolean
is_check(const Question *question, const char *name)
{
    g_autofree char *file = g_strdup_printf("%s/%s.so", question->paths.modules, name);

    return vmg_builtin_find(name) || (!strchr(name, '/') && g_file_test(file, G_FILE_TEST_EXISTS));
}

static int
fail_unknown(const VmgPaths *paths, const char *name)
{
    g_auto(GStrv) checks = vmg_builtin_names(), modules = vmg_modules_file_names(paths->modules);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_auto(GStrv) names = NULL;
    g_autofree char *meant = NULL;

    g_strv_builder_addv(builder, (const char **)checks);
    g_strv_builder_addv(builder, (const char **)modules);
    names = g_strv_builder_end(builder);
    meant = vmg_suggest_text(name, (const char *const *)names);
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
            return fail_unknown(&question->paths, *names);
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

/* All exemptions, and the changes that this command makes. */
typedef struct {
    GPtrArray *all;  /* VmgExemption * */
    GPtrArray *made; /* the elements of ALL that are new */
    GPtrArray *gone; /* the removed exemptions, VmgExemption *; owned by this array */
} Change;

static void
change_clear(Change *change)
{
    g_clear_pointer(&change->all, g_ptr_array_unref);
    g_clear_pointer(&change->made, g_ptr_array_unref);
    g_clear_pointer(&change->gone, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Change, change_clear)

/* Whether A and B, names or UUIDs, are the same text. Small and capital letters of a UUID count as
 * equal. */
static gboolean
is_same_guest(const char *a, const char *b)
{
    return strcmp(a, b) == 0 || (g_uuid_string_is_valid(a) && g_ascii_strcasecmp(a, b) == 0);
}

/* Removes the exemptions that let the guest pass one of CHECKS. If CHECKS is empty, removes all
 * exemptions of the guest. */
static void
take_away(const Change *change, const char *guest, char **checks)
{
    for (guint i = change->all->len; i-- > 0;) {
        const VmgExemption *exemption = g_ptr_array_index(change->all, i);

        if (is_same_guest(exemption->guest, guest) &&
            (!checks[0] || g_strv_contains((const char *const *)checks, exemption->check)))
            g_ptr_array_add(change->gone, g_ptr_array_steal_index(change->all, i));
    }
}

static int
fail_to_write(const GError *error)
{
    return vmg_cli_fail("%s%s", error->message,
                        geteuid() == 0 ? "" : _("; fix: run it as root, exemptions are root's"));
}

/* Writes the exemptions. TELL prints what has changed, and is called only if writing succeeds. */
static int
keep(const Question *question, const Change *change, void (*tell)(const Change *change))
{
    g_autoptr(GError) error = NULL;

    if (!vmg_exemptions_write(question->paths.exemptions, change->all, &error))
        return fail_to_write(error);
    tell(change);
    return VMG_EXIT_GOOD;
}

/* Reads, changes and writes the exemptions under a lock, so that two commands at the same time
 * don't undo each other's change. MAKE changes the exemptions and returns an exit status. If
 * MAKE returns VMG_EXIT_GOOD, the exemptions are written, and TELL prints what has changed. */
static int
with_all(const Question *question, int (*make)(const Question *, const Change *, char **),
         void (*tell)(const Change *change), char **arguments)
{
    g_autofree char *name = g_strconcat(question->paths.exemptions, ".lock", NULL);
    g_autoptr(GError) error = NULL;
    g_auto(Change)
        change = {.made = g_ptr_array_new(),
                  .gone = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_exemption_free)};
    int lock, status;

    mkdir(VMG_STATEDIR, 0755); /* if this fails, taking the lock fails and says why */
    lock = vmg_sys_lock(name, WAIT_MS, &error);
    if (lock < 0)
        return fail_to_write(error);
    change.all = vmg_exemptions_read(question->paths.exemptions, &error);
    status = change.all ? make(question, &change, arguments)
                        : vmg_cli_fail("%s; fix: %s", error->message, VMG_EXEMPTIONS_FIX);
    if (status == VMG_EXIT_GOOD)
        status = keep(question, &change, tell);
    close(lock);
    return status;
}

static gboolean
is_known(char **guests, const char *guest)
{
    for (; *guests; guests++)
        if (is_same_guest(*guests, guest))
            return TRUE;
    return FALSE;
}

/* Prints a remark if the guest is not known here. This is usual, because an exemption is made on
 * the destination, and the guest may never have been there. But the name may also be misspelt. */
static void
remark_unknown(const Question *question, const char *guest)
{
    g_auto(GStrv) guests = vmg_cli_known_guests(&question->paths);
    g_autofree char *meant = NULL;

    if (is_known(guests, guest))
        return;
    meant = vmg_suggest_text(guest, (const char *const *)guests);
    vmg_cli_note(_("no guest '%s' is known on this host%s; exemptions are matched by name or UUID "
                   "when a guest arrives"),
                 guest, meant);
}

static int
add(const Question *question, const Change *change, char **arguments)
{
    g_autofree char *maker = vmg_cli_who();
    gint64 until = 0;
    int status = check_names(question, arguments + 1);

    if (status == VMG_EXIT_GOOD)
        status = read_until(question, &until);
    if (status != VMG_EXIT_GOOD)
        return status;
    take_away(change, arguments[0], arguments + 1);
    for (char **check = arguments + 1; *check; check++) {
        if (g_strv_contains((const char *const *)check + 1, *check))
            continue;
        g_ptr_array_add(change->all, vmg_exemption_new(arguments[0], *check, until,
                                                       question->reason, now(), maker));
        g_ptr_array_add(change->made, g_ptr_array_index(change->all, change->all->len - 1));
    }
    return VMG_EXIT_GOOD;
}

static void
tell_made(const Change *change)
{
    for (guint i = 0; i < change->made->len; i++) {
        const VmgExemption *exemption = g_ptr_array_index(change->made, i);
        g_autofree char *end = vmg_neutral_show_time(exemption->until);

        log_change("made", exemption);
        printf(_("guest %s is exempt from check %s if it migrates to this host, until %s\n"),
               exemption->guest, exemption->check, end);
    }
}

static int
remove_some(const Question *question G_GNUC_UNUSED, const Change *change, char **arguments)
{
    take_away(change, arguments[0], arguments + 1);
    if (change->gone->len > 0)
        return VMG_EXIT_GOOD;
    return vmg_cli_fail(_("there is no such exemption; fix: see virt-migration-guard exempt list"));
}

static void
tell_removed(const Change *change)
{
    for (guint i = 0; i < change->gone->len; i++)
        log_change("removed", g_ptr_array_index(change->gone, i));
    printf(_("%u removed\n"), change->gone->len);
}

static int
list(const Question *question)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = vmg_exemptions_read(question->paths.exemptions, &error);

    if (!all)
        return vmg_cli_fail("%s; fix: %s", error->message, VMG_EXEMPTIONS_FIX);
    if (question->json)
        vmg_cli_print_exemptions_json(all);
    else
        vmg_cli_print_exemptions(all);
    return VMG_EXIT_GOOD;
}

/* The first given option that ACTION does not have; NULL if there is none. GLib's parser accepts
 * the options of all actions, so without this function such an option would be ignored silently. */
static const char *
find_misplaced(const Question *question, const char *action)
{
    gboolean is_list = strcmp(action, "list") == 0, is_remove = strcmp(action, "remove") == 0;

    if (question->until && (is_list || is_remove))
        return "--until";
    if (question->reason && (is_list || is_remove))
        return "--reason";
    return question->json && (is_remove || strcmp(action, "add") == 0) ? "--json" : NULL;
}

static int
run(const Question *question, int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    const char *misplaced = find_misplaced(question, what);

    if (misplaced)
        return vmg_cli_fail(_("'exempt %s' has no option %s; fix: see virt-migration-guard exempt "
                              "--help"),
                            what, misplaced);

    if (strcmp(what, "list") == 0 && argc == 2)
        return list(question);
    if (strcmp(what, "add") == 0 && argc > 2) {
        int status = with_all(question, add, tell_made, argv + 2);

        if (status == VMG_EXIT_GOOD)
            remark_unknown(question, argv[2]);
        return status;
    }
    if (strcmp(what, "remove") == 0 && argc > 2)
        return with_all(question, remove_some, tell_removed, argv + 2);
    return vmg_cli_fail(_("exempt takes add, list or remove, and a guest; fix: see "
                          "virt-migration-guard exempt --help"));
}

int
vmg_cli_exempt(int argc, char **argv)
{
    Question question = {.paths = VMG_PATHS_INSTALLED};
    const GOptionEntry entries[] = {
        {"until", 0, 0, G_OPTION_ARG_STRING, &question.until,
         _("add: when the exemption ends, at most 30 days from now: 90s, 30m, 2h or 7d from now, "
           "or '2026-01-31 13:00'"),
         "TIME"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &question.reason,
         _("add: the reason, for people who read it later"), "TEXT"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &question.json, _("list: print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    int status = VMG_EXIT_UNDECIDED;

    if (vmg_cli_parse(
            &argc, &argv, "add GUEST CHECK... | list | remove GUEST [CHECK...]",
            _("Run this command on the destination host. add: until TIME, a failure of CHECK is "
              "only a warning for GUEST, which is a name or a UUID. list: prints the exemptions on "
              "this host. remove: ends all exemptions of GUEST, or only those for CHECK."),
            entries))
        status = run(&question, argc, argv);
    g_free(question.until);
    g_free(question.reason);
    return status;
}
