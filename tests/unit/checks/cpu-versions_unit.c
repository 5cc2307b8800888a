/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One machine under two releases of Debian, as the agent has read it in both (the files in
 * releases/). The CPU is the same, but libvirt 9.0 with QEMU 7.2 and libvirt 11.3 with QEMU 10.0
 * describe it differently. tests/long/mixed.sh migrates a guest for each row. */
#include "base/xml.h"
#include "checks/checks.h"
#include "host/host.h"
#include "stamp/stamp.h"
#include "tests/unit/support/ask.h"
#include "tests/unit/support/vocabulary.h"

#include <string.h>

#define SUPERSET       "[cpu]\nmatch=superset\n"
#define GUEST          "[cpu]\nmatch=guest\n"
#define PASS(to, virt) "cpu PASS debian-" to " has all required CPU features (" virt " guests)\n"
/* What the check says about Debian 12 as the destination: about a guest with mode host-model whose
 * CPU features have names that only Debian 13 knows, and about a guest with an emulated CPU. */
#define NEW_NAMES    "cpu FAIL debian-12 does not know them\n"
#define NOT_EMULATED "cpu FAIL debian-12 lacks 3dnowprefetch, cmp_legacy, cmpccxadd and 6 more\n"

typedef struct {
    const char *guest; /* type of the guest and mode of its <cpu> */
    const char *up;    /* the finding if the guest migrates from Debian 12 to Debian 13 */
    const char *down;  /* the finding if the guest migrates from Debian 13 to Debian 12 */
} Row;

static const Row rows[] = {
    {"kvm-default", PASS("13", "kvm"), PASS("12", "kvm")},
    {"kvm-custom", PASS("13", "kvm"), PASS("12", "kvm")},
    {"kvm-host-model", PASS("13", "kvm"), NEW_NAMES},
    {"kvm-host-passthrough", PASS("13", "kvm"), PASS("12", "kvm")},
    {"kvm-maximum", PASS("13", "kvm"), PASS("12", "kvm")},
    {"qemu-default", PASS("13", "qemu"), PASS("12", "qemu")},
    {"qemu-custom", PASS("13", "qemu"), PASS("12", "qemu")},
    {"qemu-host-model", "cpu FAIL debian-13 lacks pcommit\n", NEW_NAMES},
    {"qemu-maximum", PASS("13", "qemu"), NOT_EMULATED},
};

static char *
read_file(const char *what, const char *release)
{
    g_autofree char *path =
        g_strdup_printf("%s/tests/unit/checks/releases/%s-%s.xml", SRCDIR, what, release);
    char *text = test_read(path);

    if (!text)
        fail_msg("%s can't be read", path);
    return text;
}

/* TEXT with FROM replaced by TO. FROM must be in TEXT. */
static char *
change(char *text, const char *from, const char *to)
{
    g_auto(GStrv) parts = g_strsplit(text, from, -1);

    g_free(text);
    if (!parts[1])
        fail_msg("nothing to change: %s", from);
    return g_strjoinv(to, parts);
}

static char *
judge(const char *config, const char *guest, const char *from, const char *to)
{
    g_autofree char *domain = read_file(guest, from);
    g_autofree char *source = read_file("debian", from), *destination = read_file("debian", to);

    return test_ask(&vmg_check_cpu, config, domain, source, destination);
}

static void
the_same_cpu_is_the_same_whatever_lists_it(void **state G_GNUC_UNUSED)
{
    static const char *const configs[] = {"", SUPERSET, GUEST};

    for (gsize i = 0; i < G_N_ELEMENTS(rows) * G_N_ELEMENTS(configs); i++) {
        const Row *row = &rows[i / G_N_ELEMENTS(configs)];
        const char *config = configs[i % G_N_ELEMENTS(configs)];
        g_autofree char *up = judge(config, row->guest, "12", "13");
        g_autofree char *down = judge(config, row->guest, "13", "12");

        test_same(row->guest, up, row->up);
        test_same(row->guest, down, row->down);
    }
}

/* libvirt 11 leaves mode host-model in the XML that it sends. */
static void
between_two_of_the_same_release_all_is_admitted(void **state G_GNUC_UNUSED)
{
    static const char *const releases[] = {"12", "13"};

    for (gsize i = 0; i < G_N_ELEMENTS(rows) * 2; i++) {
        const char *guest = rows[i / 2].guest, *release = releases[i % 2];
        g_autofree char *verdict = judge("", guest, release, release);
        g_autofree char *pass =
            g_strdup_printf("cpu PASS debian-%s has all required CPU features (%s guests)\n",
                            release, g_str_has_prefix(guest, "kvm") ? "kvm" : "qemu");

        test_same(guest, verdict, pass);
    }
}

/* The two hosts list different CPU features, and the facts do not show that only the versions of
 * libvirt and QEMU are the reason. The reason may be other hardware, so the guest is refused. */
static void
another_cpu_is_refused_whatever_lists_it(void **state G_GNUC_UNUSED)
{
    static const char *const changes[][2] = {
        {"signature=\"6-167-1\"", "signature=\"6-143-8\""},
        {" signature=\"6-167-1\"", ""},
        {"vendor=\"Intel\"", "vendor=\"AMD\""},
        {"<versions libvirt=\"11.3.0\" qemu=\"10.0.13\"/>", ""},
    };
    g_autofree char *guest = read_file("kvm-default", "12"), *source = read_file("debian", "12");

    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *other = change(read_file("debian", "13"), changes[i][0], changes[i][1]);
        g_autofree char *verdict = test_ask(&vmg_check_cpu, "", guest, source, other);

        if (!g_str_has_prefix(verdict, "cpu FAIL "))
            fail_msg("%s: %s", changes[i][0], verdict);
    }
}

/* On the same hardware with a feature switched off, a guest that has this feature must be refused.
 */
static void
what_the_guest_has_must_be_there(void **state G_GNUC_UNUSED)
{
    static const char *const guests[] = {"kvm-host-model", "kvm-host-passthrough"};
    g_autofree char *source = read_file("debian", "12");
    g_autofree char *other =
        change(read_file("debian", "13"), " gfni hle hypervisor", " hle hypervisor");

    for (gsize i = 0; i < G_N_ELEMENTS(guests); i++) {
        g_autofree char *guest = read_file(guests[i], "12");
        g_autofree char *verdict = test_ask(&vmg_check_cpu, "", guest, source, other);

        test_same(guests[i], verdict, "cpu FAIL debian-13 lacks gfni\n");
    }
}

/* A feature that a guest of mode custom does not have may be missing, because the guest's CPU stays
 * the same. */
static void
what_the_guest_has_not_may_be_away(void **state G_GNUC_UNUSED)
{
    g_autofree char *source = read_file("debian", "12"), *guest = read_file("kvm-custom", "12");
    g_autofree char *other =
        change(read_file("debian", "13"), " gfni hle hypervisor", " hle hypervisor");
    g_autofree char *verdict = test_ask(&vmg_check_cpu, "", guest, source, other);

    test_same("kvm-custom", verdict, PASS("13", "kvm"));
}

/* If the stamp does not say which features the guest has, the guest may have all features of its
 * host. */
static void
what_is_not_known_of_the_guest_is_all(void **state G_GNUC_UNUSED)
{
    g_autofree char *source = read_file("debian", "12");
    g_autofree char *guest = change(read_file("kvm-custom", "12"), "vmg:features", "vmg:later");
    g_autofree char *same = read_file("debian", "13");
    g_autofree char *other = change(g_strdup(same), " gfni hle hypervisor", " hle hypervisor");
    g_autofree char *verdict = test_ask(&vmg_check_cpu, "", guest, source, other);
    g_autofree char *pass = test_ask(&vmg_check_cpu, "", guest, source, same);

    test_same("gfni is away", verdict, "cpu FAIL debian-13 lacks gfni\n");
    test_same("all is there", pass, PASS("13", "kvm"));
}

static void
names_are_told_before_libvirt_stumbles(void **state G_GNUC_UNUSED)
{
    g_autofree char *source = read_file("debian", "13"), *destination = read_file("debian", "12");
    g_autofree char *guest = change(read_file("kvm-custom", "13"), "cpu model=\"kvm64\"",
                                    "cpu model=\"SierraForest-v2\"");
    g_autofree char *off = change(read_file("kvm-custom", "13"), "<vmg:names>", "<vmg:names>lam ");
    g_autofree char *model = test_ask(&vmg_check_cpu, GUEST, guest, source, destination);
    g_autofree char *name = test_ask(&vmg_check_cpu, GUEST, off, source, destination);

    test_same("a model", model, "cpu FAIL libvirt on debian-12 does not know this model\n");
    test_same("a name, on or off", name, NEW_NAMES);
}

/* The agent's output about this host is valid and can be read again. */
static void
a_stamp_brings_it_along(void **state G_GNUC_UNUSED)
{
    g_autofree char *domain = read_file("kvm-host-model", "13"), *text, *valid;
    g_autofree char *facts = read_file("debian", "13");
    g_autoptr(xmlDoc) doc = test_doc(domain);
    g_autoptr(VmgGuest) guest = test_guest(domain);
    g_autoptr(VmgStamp) stamp = vmg_stamp_new(doc, &guest->view, NULL);
    g_autoptr(VmgHost) host = test_host(facts);

    assert_non_null(stamp);
    vmg_stamp_apply(stamp, guest);
    assert_string_equal(guest->view.running_cpu_model, "kvm64");
    assert_true(guest->view.running_cpu_feature_count > guest->view.running_cpu_name_count);
    text = vmg_stamp_to_string(host, &guest->view, NULL, 0, NULL);
    valid = g_strconcat("<stamp xmlns='" VMG_XMLNS "'>", text + strlen("<stamp>"), NULL);
    test_valid("stamp", valid);
    assert_non_null(strstr(text, "<versions libvirt=\"11.3.0\" qemu=\"10.0.13\"/>"));
    assert_non_null(strstr(text, "signature=\"6-167-1\""));
    assert_non_null(strstr(text, "<features>3dnowprefetch apic arat "));
    assert_non_null(strstr(text, " fdp-excptn-only "));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_cpu_is_the_same_whatever_lists_it),
        cmocka_unit_test(between_two_of_the_same_release_all_is_admitted),
        cmocka_unit_test(another_cpu_is_refused_whatever_lists_it),
        cmocka_unit_test(what_the_guest_has_must_be_there),
        cmocka_unit_test(what_the_guest_has_not_may_be_away),
        cmocka_unit_test(what_is_not_known_of_the_guest_is_all),
        cmocka_unit_test(names_are_told_before_libvirt_stumbles),
        cmocka_unit_test(a_stamp_brings_it_along),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
