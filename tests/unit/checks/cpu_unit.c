/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define KVM(inside)    "<mode virt='kvm'>" inside "</mode>"
#define QEMU(inside)   "<mode virt='qemu'>" inside "</mode>"
#define HAS(names)     "<features>" names "</features>"
#define USABLE(names)  "<models>" names "</models>"
#define PARTIAL(names) "<partial-models>" names "</partial-models>"
#define X86(inside)    "<cpu arch='x86_64'>" inside "</cpu>"
#define AMD(inside)    "<cpu arch='x86_64' vendor='AMD' model='EPYC'>" inside "</cpu>"
#define INTEL(inside)  "<cpu arch='x86_64' vendor='Intel' model='Nehalem'>" inside "</cpu>"
#define ARM(inside)    "<cpu arch='aarch64' vendor='ARM' model='n1'>" inside "</cpu>"
#define NAMED(model, inside)                                                                       \
    "<cpu mode='custom' match='exact'><model>" model "</model>" inside "</cpu>"
#define FEATURE(policy, name) "<feature policy='" policy "' name='" name "'/>"
#define SUPERSET              "[cpu]\nmatch=superset\n"
#define GUEST                 "[cpu]\nmatch=guest\n"
#define PASS(type)            "cpu PASS host-b has all required CPU features (" type " guests)\n"

typedef struct {
    const char *label, *config;
    const char *type, *arch; /* type and architecture of the guest */
    const char *cpu;         /* its <cpu> */
    const char *from, *to;   /* <cpu> of each host; NULL: there are no facts */
    const char *findings;
} Row;

static char *
guest_of(const Row *row)
{
    return g_strdup_printf("<domain type='%s'><name>g1</name><uuid>" TEST_GUEST_UUID "</uuid>"
                           "<os><type arch='%s'>hvm</type></os>%s</domain>",
                           row->type, row->arch, row->cpu);
}

static char *
host_of(const char *name, const char *uuid, const char *cpu)
{
    return cpu ? g_strdup_printf("<host xmlns='urn:virt-migration-guard:1'><uuid>%s</uuid>"
                                 "<name>%s</name><cluster>c</cluster><status>up</status>%s</host>",
                                 uuid, name, cpu)
               : NULL;
}

static void
ask(const Row *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *domain = guest_of(&rows[i]);
        g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, rows[i].from);
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID, rows[i].to);
        g_autofree char *findings = test_ask(&vmg_check_cpu, rows[i].config, domain, from, to);

        test_same(rows[i].label, findings, rows[i].findings);
    }
}

static void
hosts_are_compared(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"identical", "", "kvm", "x86_64", "", X86(KVM(HAS("a b"))), X86(KVM(HAS("b a"))),
         PASS("kvm")},
        {"none at all", "", "kvm", "x86_64", "", X86(KVM(HAS(""))), X86(KVM(HAS(""))), PASS("kvm")},
        {"less there", "", "kvm", "x86_64", "", X86(KVM(HAS("a b c"))), X86(KVM(HAS("b"))),
         "cpu FAIL host-b lacks a, c\n"},
        {"more there", "", "kvm", "x86_64", "", X86(KVM(HAS("b"))), X86(KVM(HAS("a b c"))),
         "cpu FAIL host-a lacks a, c\n"},
        {"both", "", "kvm", "x86_64", "", X86(KVM(HAS("a b"))), X86(KVM(HAS("b c"))),
         "cpu FAIL host-b lacks a; host-a lacks c\n"},
        {"three", "", "kvm", "x86_64", "", X86(KVM(HAS("k a b"))), X86(KVM(HAS(""))),
         "cpu FAIL host-b lacks a, b, k\n"},
        {"four", "", "kvm", "x86_64", "", X86(KVM(HAS("k a b c"))), X86(KVM(HAS(""))),
         "cpu FAIL host-b lacks a, b, c and 1 more\n"},
        {"a usable model, less there, which the guest switched off", GUEST, "kvm", "x86_64",
         NAMED("EPYC", FEATURE("disable", "a") FEATURE("forbid", "b")),
         X86(KVM(HAS("a b c") USABLE("EPYC"))), X86(KVM(HAS("c") PARTIAL("EPYC"))), PASS("kvm")},
        {"a usable model, less there, which the guest wants", GUEST, "kvm", "x86_64",
         NAMED("EPYC", FEATURE("disable", "a") FEATURE("optional", "b")),
         X86(KVM(HAS("a b c") USABLE("EPYC"))), X86(KVM(HAS("c") PARTIAL("EPYC"))),
         "cpu FAIL host-b lacks b that host-a has, so the model is not usable there\n"},
        {"twice the same", "", "kvm", "x86_64", "", X86(KVM(HAS("a a"))), X86(KVM(HAS("a"))),
         PASS("kvm")},
        {"superset, more there", SUPERSET, "kvm", "x86_64", "", X86(KVM(HAS("b"))),
         X86(KVM(HAS("a b c"))), PASS("kvm")},
        {"superset, less there", SUPERSET, "kvm", "x86_64", "", X86(KVM(HAS("a b"))),
         X86(KVM(HAS("b c"))), "cpu FAIL host-b lacks a\n"},
        {"the other type's differ", "", "kvm", "x86_64", "", X86(KVM(HAS("a")) QEMU(HAS("x"))),
         X86(QEMU(HAS("y")) KVM(HAS("a"))), PASS("kvm")},
        {"emulated", "", "qemu", "x86_64", "", X86(KVM(HAS("a")) QEMU(HAS("x"))),
         X86(KVM(HAS("b")) QEMU(HAS("x"))), PASS("qemu")},
        {"emulated, less there", "", "qemu", "x86_64", "", X86(KVM(HAS("a")) QEMU(HAS("x y"))),
         X86(KVM(HAS("a")) QEMU(HAS("x"))), "cpu FAIL host-b lacks y\n"},
        {"32 bits", "", "kvm", "i686", "", X86(KVM(HAS("a"))), X86(KVM(HAS("a"))), PASS("kvm")},
        {"no source", "", "kvm", "x86_64", "", NULL, X86(KVM(HAS("a"))), "cpu FAIL no source\n"},
        {"no destination", "", "kvm", "x86_64", "", X86(KVM(HAS("a"))), NULL,
         "cpu FAIL no destination\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
architecture_and_type_must_be_there(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"two architectures", "", "kvm", "x86_64", "", X86(KVM(HAS("a"))), ARM(KVM(HAS("a"))),
         "cpu FAIL host-b has aarch64\n"},
        {"not the guest's", GUEST, "kvm", "s390x", "", X86(KVM(HAS("a"))), X86(KVM(HAS("a"))),
         "cpu FAIL host-b has x86_64\n"},
        {"not the guest's, 64 on 32", "", "kvm", "x86_64", "",
         "<cpu arch='i686'>" KVM(HAS("a")) "</cpu>", "<cpu arch='i686'>" KVM(HAS("a")) "</cpu>",
         "cpu FAIL host-b has i686\n"},
        {"emulated architecture", "", "qemu", "s390x", "", X86(QEMU(HAS("a"))), X86(QEMU(HAS("b"))),
         "cpu WARN the facts do not say which features an emulated s390x CPU has\n"},
        {"no kvm there", "", "kvm", "x86_64", "", X86(KVM(HAS("a")) QEMU(HAS("a"))),
         X86(QEMU(HAS("a"))), "cpu FAIL host-b can't run them\n"},
        {"no kvm here", "", "kvm", "x86_64", "", X86(QEMU(HAS("a"))),
         X86(KVM(HAS("a")) QEMU(HAS("a"))),
         "cpu FAIL the facts of host-a do not list CPU features for such guests\n"},
        {"no kvm there, no source", "", "kvm", "x86_64", "", NULL, X86(QEMU(HAS("a"))),
         "cpu FAIL no source\ncpu FAIL host-b can't run them\n"},
        {"unknown type", "", "xen", "x86_64", "", X86(KVM(HAS("a"))), X86(KVM(HAS("a"))),
         "cpu FAIL host-b can't run them\n"},
        {"older agent here", "", "kvm", "x86_64", "", X86(""), X86(KVM(HAS("a"))),
         "cpu FAIL its facts have no CPU features\n"},
        {"older agent there", GUEST, "kvm", "x86_64", "", X86(KVM(HAS("a"))), X86(""),
         "cpu FAIL its facts have no CPU features\n"},
        {"no architecture here", "", "kvm", "x86_64", "", "", X86(KVM(HAS("a"))),
         "cpu FAIL its facts have no architecture\n"},
        {"no architecture there", "", "kvm", "x86_64", "", X86(KVM(HAS("a"))), "<cpu/>",
         "cpu FAIL its facts have no architecture\n"},
        {"not listed, same CPU", "", "kvm", "aarch64", "", ARM(KVM("")), ARM(KVM("")), PASS("kvm")},
        {"not listed, same CPU, but it could be", "", "kvm", "x86_64", "", AMD(KVM("")),
         AMD(KVM("")), "cpu FAIL libvirt on host-b has no such list\n"},
        {"not listed there", "", "kvm", "aarch64", "", ARM(KVM(HAS("a"))), ARM(KVM("")),
         "cpu FAIL libvirt on host-b has no such list\n"},
        {"not listed here", "", "kvm", "aarch64", "", ARM(KVM("")), ARM(KVM(HAS("a"))),
         "cpu FAIL libvirt on host-a has no such list\n"},
        {"not listed, the same silicon", "", "kvm", "aarch64", "",
         "<cpu arch='aarch64' signature='0x410fd0c1'>" KVM("") "</cpu>",
         "<cpu arch='aarch64' signature='0x410fd0c1'>" KVM("") "</cpu>", PASS("kvm")},
        {"not listed, other silicon", "", "kvm", "aarch64", "",
         "<cpu arch='aarch64' signature='0x410fd0c1'>" KVM("") "</cpu>",
         "<cpu arch='aarch64' signature='0x410fd401'>" KVM("") "</cpu>",
         "cpu FAIL libvirt on host-b has no such list\n"},
        {"not listed, unknown CPU", "", "kvm", "x86_64", "", X86(KVM("")), X86(KVM("")),
         "cpu FAIL libvirt on host-b has no such list\n"},
        {"not listed, other CPU", "", "kvm", "aarch64", "", ARM(KVM("")),
         "<cpu arch='aarch64' vendor='ARM' model='n2'>" KVM("") "</cpu>",
         "cpu FAIL libvirt on host-b has no such list\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
what_the_guest_uses_is_compared(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"no <cpu>", GUEST, "kvm", "x86_64", "", X86(KVM(HAS("a b"))), X86(KVM(HAS(""))),
         PASS("kvm")},
        {"topology alone", GUEST, "kvm", "x86_64", "<cpu><topology sockets='2'/></cpu>",
         X86(KVM(HAS("a b"))), X86(KVM(HAS(""))), PASS("kvm")},
        {"it is there", GUEST, "kvm", "x86_64", NAMED("m", FEATURE("require", "a")),
         X86(KVM(HAS("a b"))), X86(KVM(HAS("a") USABLE("m"))), PASS("kvm")},
        {"it is not", GUEST, "kvm", "x86_64",
         NAMED("m", FEATURE("require", "a") FEATURE("force", "b") "<feature name='c'/>"),
         X86(KVM(HAS("a b c d"))), X86(KVM(HAS("x") USABLE("m"))),
         "cpu FAIL host-b lacks a, b, c\n"},
        {"switched off", GUEST, "kvm", "x86_64",
         NAMED("m", FEATURE("disable", "a") FEATURE("forbid", "b") FEATURE("optional", "c")),
         X86(KVM(HAS("a b c"))), X86(KVM(HAS("") USABLE("m"))), PASS("kvm")},
        {"what no list has", GUEST, "kvm", "x86_64", NAMED("m", FEATURE("require", "vmx-x")),
         X86(KVM(HAS("a"))), X86(KVM(HAS("a") USABLE("m"))), PASS("kvm")},
        {"identical all the same", "", "kvm", "x86_64", NAMED("m", ""), X86(KVM(HAS("a b"))),
         X86(KVM(HAS("a") USABLE("m"))), "cpu FAIL host-b lacks b\n"},
        {"host-passthrough", GUEST, "kvm", "x86_64", "<cpu mode='host-passthrough'/>",
         X86(KVM(HAS("a b"))), X86(KVM(HAS("a c"))), "cpu FAIL host-b lacks b\n"},
        {"host-passthrough, all there", GUEST, "kvm", "x86_64", "<cpu mode='host-passthrough'/>",
         X86(KVM(HAS("a b"))), X86(KVM(HAS("a b c"))), PASS("kvm")},
        {"host-passthrough, superset", SUPERSET, "kvm", "x86_64", "<cpu mode='host-passthrough'/>",
         X86(KVM(HAS("a b"))), X86(KVM(HAS("a c"))), "cpu FAIL host-b lacks b\n"},
        {"host-passthrough, identical", "", "kvm", "x86_64", "<cpu mode='host-passthrough'/>",
         X86(KVM(HAS("a b"))), X86(KVM(HAS("a b c"))), "cpu FAIL host-a lacks c\n"},
        {"maximum", GUEST, "qemu", "x86_64", "<cpu mode='maximum'/>", X86(QEMU(HAS("a b"))),
         X86(QEMU(HAS("a c"))), "cpu FAIL host-b lacks b\n"},
        {"host-model, not running", GUEST, "qemu", "x86_64", "<cpu mode='host-model'/>",
         X86(QEMU(HAS("a b"))), X86(QEMU(HAS("a c"))), "cpu FAIL host-b lacks b\n"},
        {"a mode of the future", GUEST, "qemu", "x86_64", "<cpu mode='future'/>",
         X86(QEMU(HAS("a b"))), X86(QEMU(HAS("a c"))), "cpu FAIL host-b lacks b\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
a_named_model_must_be_there(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"usable", "", "kvm", "x86_64", NAMED("m", ""), X86(KVM(HAS("a"))),
         X86(KVM(HAS("a") USABLE("k m"))), PASS("kvm")},
        {"unknown", "", "kvm", "x86_64", NAMED("m", ""), X86(KVM(HAS("a"))),
         X86(KVM(HAS("a") USABLE("k") PARTIAL("l mm"))),
         "cpu FAIL libvirt on host-b does not know this model\n"},
        {"unknown, older match attribute", GUEST, "kvm", "x86_64",
         "<cpu match='exact'><model>m</model></cpu>", X86(KVM(HAS("a"))),
         X86(KVM(HAS("a") USABLE("k"))), "cpu FAIL libvirt on host-b does not know this model\n"},
        {"not usable on either", "", "kvm", "x86_64", NAMED("m", ""), X86(KVM(HAS("a"))),
         X86(KVM(HAS("a") PARTIAL("m"))), PASS("kvm")},
        {"not usable, all of the source there", GUEST, "kvm", "x86_64", NAMED("m", ""),
         X86(KVM(HAS("a"))), X86(KVM(HAS("a b") PARTIAL("m"))), PASS("kvm")},
        {"not usable, something lacks", GUEST, "kvm", "x86_64", NAMED("m", ""),
         X86(KVM(HAS("a b"))), X86(KVM(HAS("a") PARTIAL("m"))),
         "cpu FAIL host-b lacks b that host-a has, so the model is not usable there\n"},
        {"not usable, what lacks is switched off", GUEST, "kvm", "x86_64",
         NAMED("m", FEATURE("disable", "b")), X86(KVM(HAS("a b"))), X86(KVM(HAS("a") PARTIAL("m"))),
         PASS("kvm")},
        {"no models are known", GUEST, "kvm", "x86_64", NAMED("m", ""), X86(KVM(HAS("a b"))),
         X86(KVM(HAS("a"))), PASS("kvm")},
        {"not usable, no source", GUEST, "kvm", "x86_64", NAMED("m", ""), NULL,
         X86(KVM(HAS("a") PARTIAL("m"))), "cpu FAIL no source\n"},
        {"unknown, no source", GUEST, "kvm", "x86_64", NAMED("m", ""), NULL,
         X86(KVM(HAS("a") PARTIAL("k"))),
         "cpu FAIL no source\ncpu FAIL libvirt on host-b does not know this model\n"},
        {"an empty model", GUEST, "kvm", "x86_64", NAMED("", ""), X86(KVM(HAS("a"))),
         X86(KVM(HAS("a") USABLE("k"))), PASS("kvm")},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
with_kvm_the_vendor_counts(void **state G_GNUC_UNUSED)
{
    static const char of_amd[] = NAMED("m", "<vendor>AMD</vendor>");
    static const Row rows[] = {
        {"same", "", "kvm", "x86_64", "", AMD(KVM(HAS("a"))), AMD(KVM(HAS("a"))), PASS("kvm")},
        {"another", "", "kvm", "x86_64", "", AMD(KVM(HAS("a"))), INTEL(KVM(HAS("a"))),
         "cpu FAIL the CPU of host-b is of vendor Intel\n"},
        {"another, superset", SUPERSET, "kvm", "x86_64", "", AMD(KVM(HAS("a"))),
         INTEL(KVM(HAS("a"))), "cpu FAIL the CPU of host-b is of vendor Intel\n"},
        {"another, emulated", "", "qemu", "x86_64", "", AMD(QEMU(HAS("a"))), INTEL(QEMU(HAS("a"))),
         PASS("qemu")},
        {"another, guest", GUEST, "kvm", "x86_64", NAMED("m", ""), AMD(KVM(HAS("a"))),
         INTEL(KVM(HAS("a") USABLE("m"))), PASS("kvm")},
        {"another, the guest names one", GUEST, "kvm", "x86_64", of_amd, AMD(KVM(HAS("a"))),
         INTEL(KVM(HAS("a") USABLE("m"))), "cpu FAIL the CPU of host-b is of vendor Intel\n"},
        {"another, host-passthrough", GUEST, "kvm", "x86_64", "<cpu mode='host-passthrough'/>",
         AMD(KVM(HAS("a"))), INTEL(KVM(HAS("a"))),
         "cpu FAIL the CPU of host-b is of vendor Intel\n"},
        {"unknown", "", "kvm", "x86_64", of_amd, AMD(KVM(HAS("a"))), X86(KVM(HAS("a") USABLE("m"))),
         PASS("kvm")},
        {"no source, the guest names one", GUEST, "kvm", "x86_64", of_amd, NULL,
         INTEL(KVM(HAS("a") USABLE("m"))),
         "cpu FAIL no source\ncpu FAIL the CPU of host-b is of vendor Intel\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_are_compared),
        cmocka_unit_test(architecture_and_type_must_be_there),
        cmocka_unit_test(what_the_guest_uses_is_compared),
        cmocka_unit_test(a_named_model_must_be_there),
        cmocka_unit_test(with_kvm_the_vendor_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
