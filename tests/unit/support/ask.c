/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/support/ask.h"

#include "base/text.h"
#include "decide/decide.h"
#include "stamp/stamp.h"

#define NO_SOURCE      "no source"
#define NO_DESTINATION "no destination"

static VmgGuest *
stamped_guest(const char *domain)
{
    g_autoptr(xmlDoc) doc = test_doc(domain);
    VmgGuest *guest = test_guest(domain);
    g_autoptr(VmgStamp) stamp = vmg_stamp_new(doc, &guest->view, NULL);

    if (stamp)
        vmg_stamp_apply(stamp, guest);
    return guest;
}

/* Every finding that refuses or warns must say what was wanted, what was found and what to do, and
 * must have a code for programs. */
static void
assert_told(const VmgVerdict *verdict)
{
    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);
        gboolean bad = finding->result == VMG_FAIL || finding->result == VMG_WARN;

        if (bad && !(finding->wanted && *finding->wanted && finding->found && *finding->found &&
                     finding->fix && *finding->fix))
            fail_msg("%s: subject: %s; wanted: %s; found: %s; fix: %s", finding->check,
                     finding->subject, finding->wanted, finding->found, finding->fix);
        if (bad && (g_str_equal(finding->code, "check-failed") ||
                    g_str_equal(finding->code, "check-warned")))
            fail_msg("%s has no code of its own: %s", finding->check, finding->found);
    }
}

/* The width of TEXT in columns. A word that is longer than NAME letters counts as NAME letters,
 * because it may contain the name of a guest or a path, which can have any length. */
static glong
usual_width(const char *text)
{
    enum { NAME = 24 };
    g_auto(GStrv) words = g_strsplit(text ? text : "", " ", -1);
    glong width = 0;

    for (char **word = words; *word; word++)
        width += MIN(g_utf8_strlen(*word, -1), NAME) + 1;
    return width;
}

/* A refusal or a warning must stay readable on a terminal of 80 columns: a fix takes at most two
 * lines, and a whole finding at most three. With the words of a manager, both may take one line
 * more. */
static void
assert_short(const VmgFinding *finding, const char *manager)
{
    enum { COLUMNS = 80 };
    glong more = g_str_equal(manager, VMG_MANAGER_NONE) ? 0 : COLUMNS;
    glong fix = usual_width(finding->fix);
    glong width = usual_width("FAIL : wanted: ; found: ; fix:") + usual_width(finding->check) +
                  usual_width(finding->subject) + usual_width(finding->wanted) +
                  usual_width(finding->found) + fix;

    gboolean bad = finding->result == VMG_FAIL || finding->result == VMG_WARN;

    if (bad && (fix > 2 * COLUMNS + more || width > 3 * COLUMNS + more))
        fail_msg("%s: too long for %s: %s: %s; %s; %s", finding->check, manager, finding->subject,
                 finding->wanted, finding->found, finding->fix);
}

/* A translated text must have Cyrillic letters, unless it is a command or an XML element, and
 * must never have two English words in a row. */
static void
assert_russian(const VmgFinding *finding, const char *text)
{
    gboolean fine = !text || g_str_equal(text, NO_SOURCE) || g_str_equal(text, NO_DESTINATION);

    if (fine || g_regex_match_simple(
                    "\\p{Cyrillic}|^(virt-migration-guard|hostdev|cdrom|floppy|"
                    "filesystem|input|tpm|smartcard|serial|parallel|memory|"
                    "interface|console|channel|redirdev|commandline|cpu|feature|shmem|video) ",
                    text, 0, 0))
        return;
    if (g_regex_match_simple("[a-z]{2,} [a-z]{2,}", text, 0, 0))
        fail_msg("%s: not in Russian: %s", finding->check, text);
}

/* A fix must change the guest in the program that manages it: virsh can't make a lasting change to
 * a guest that a manager creates anew at each start. */
static void
assert_fits(const VmgVerdict *verdict, const char *manager)
{
    gboolean is_none = g_str_equal(manager, VMG_MANAGER_NONE);

    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);
        const char *fix = finding->fix ? finding->fix : "";

        if (!is_none && g_regex_match_simple("virsh (edit|start|shutdown)", fix, 0, 0))
            fail_msg("%s: not for guests of %s: %s", finding->check, manager, fix);
        if (is_none && g_regex_match_simple("Portal|openstack|nova|pcs", fix, 0, 0) &&
            !strstr(fix, "Custom Properties") && !strstr(fix, "in its data center"))
            fail_msg("%s: for a guest that no manager has: %s", finding->check, fix);
        if (g_str_has_suffix(fix, "..."))
            fail_msg("%s: too long: %s", finding->check, fix);
        assert_short(finding, manager);
    }
}

/* Each text of a finding must exist in Russian. */
static void
assert_translated(const VmgCase *the_case)
{
    g_autoptr(VmgVerdict) verdict = NULL;

    test_speak_russian();
    verdict = vmg_decide(the_case);
    vmg_verdict_render(verdict);
    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        assert_russian(finding, finding->subject);
        assert_russian(finding, finding->wanted);
        assert_russian(finding, finding->found);
        assert_russian(finding, finding->fix);
    }
    vmg_text_use(NULL);
}

/* The findings must be the same whatever manages the hosts. Only the fixes differ. */
static void
assert_managed(const VmgCase *the_case, VmgHost *source, VmgHost *destination)
{
    static const char *const managers[] = {VMG_MANAGER_VDSM, VMG_MANAGER_PACEMAKER,
                                           VMG_MANAGER_NOVA, VMG_MANAGER_NONE};

    for (gsize i = 0; i < G_N_ELEMENTS(managers); i++) {
        g_autoptr(VmgVerdict) verdict = NULL;

        if (source)
            source->view.manager = managers[i];
        if (destination)
            destination->view.manager = managers[i];
        verdict = vmg_decide(the_case);
        vmg_verdict_render(verdict);
        assert_told(verdict);
        if (source || destination)
            assert_fits(verdict, managers[i]);
        assert_translated(the_case);
    }
}

static VmgVerdict *
ask(const struct vmg_check *check, const char *config, const char *domain, guint32 doing,
    const char *source, const char *destination)
{
    const struct vmg_check *const checks[] = {check, NULL};
    g_autoptr(VmgConfig) policy = test_config(config);
    g_autoptr(VmgGuest) guest = stamped_guest(domain);
    g_autoptr(VmgHost) from = source ? test_host(source) : NULL;
    g_autoptr(VmgHost) to = destination ? test_host(destination) : NULL;
    const VmgCase the_case = {
        .config = policy,
        .checks = checks,
        .guest = &guest->view,
        .source = from,
        .source_missing = from ? NULL : NO_SOURCE,
        .source_code = from ? NULL : "no-stamp",
        .destination = to,
        .destination_missing = to ? NULL : NO_DESTINATION,
        .destination_code = to ? NULL : "facts-missing",
    };
    VmgVerdict *verdict;

    guest->view.source_flags |= doing;
    verdict = vmg_decide(&the_case);
    assert_told(verdict);
    assert_translated(&the_case);
    assert_managed(&the_case, from, to);
    return verdict;
}

char *
test_ask(const struct vmg_check *check, const char *config, const char *domain, const char *source,
         const char *destination)
{
    g_autoptr(VmgVerdict) verdict = ask(check, config, domain, 0, source, destination);

    return test_findings(verdict);
}

char *
test_ask_doing(const struct vmg_check *check, guint32 doing, const char *domain, const char *source,
               const char *destination)
{
    g_autoptr(VmgVerdict) verdict = ask(check, "", domain, doing, source, destination);

    return test_findings(verdict);
}

char *
test_fixes(const struct vmg_check *check, const char *config, const char *domain,
           const char *source, const char *destination)
{
    g_autoptr(VmgVerdict) verdict = ask(check, config, domain, 0, source, destination);
    GString *text = g_string_new(NULL);

    vmg_verdict_render(verdict);
    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        if (finding->fix)
            g_string_append_printf(text, "%s\n", finding->fix);
    }
    return g_string_free(text, FALSE);
}

static gboolean
is_meant(const struct vmg_claim *claim, const char *devices)
{
    return (claim->kind == VMG_KIND_KVM) == (*devices == '\0');
}

char *
test_seen(const struct vmg_check *check, const char *config, const char *devices, guint flags)
{
    g_autofree char *xml = test_domain("", devices), *from = test_source_xml();
    g_autofree char *to = test_dest_xml();
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(VmgHost) source = test_host(from), destination = test_host(to);
    g_autoptr(VmgConfig) parsed = test_config(config);
    const struct vmg_check *const checks[] = {check, NULL};
    VmgCase the_case = {.config = parsed, .checks = checks, .guest = &guest->view};
    g_autoptr(VmgVerdict) verdict = NULL;

    the_case.source = source;
    the_case.destination = destination;
    vmg_guest_claim_images(guest);
    for (guint i = 0; i < guest->claims->len; i++)
        if (is_meant(g_ptr_array_index(guest->claims, i), devices))
            ((struct vmg_claim *)guest->claims->pdata[i])->flags = flags;
    verdict = vmg_decide(&the_case);
    return test_findings(verdict);
}
