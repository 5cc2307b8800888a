/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Facts and guests of unusual forms. The checks must give an answer for them as well. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define CPU(arch, model, inside)                                                                   \
    "<cpu arch='" arch "' vendor='V' model='" model "'>" inside "</cpu>"
#define QEMU(inside) "<mode virt='qemu'>" inside "</mode>"
#define KVM(inside)  "<mode virt='kvm'>" inside "</mode>"
#define HAS          "<features>a</features><models>m</models>"
#define NET(name, device, more)                                                                    \
    "<networks><network name='" name "' device='" device "' kind='bridge' state='up' " more        \
    "/></networks>"
#define MEMORY(total, available, inside)                                                           \
    "<cpu threads='4' online='0-3'/><memory unit='KiB' total='" total "' available='" available    \
    "'>" inside "</memory>"
#define ARCH(arch)             "<os><type arch='" arch "'>hvm</type></os>"
#define PAGES(size, kib, node) "<pages size='" size "' kib='" kib "' node='" node "'/>"
#define HUGE_ON(node)                                                                              \
    "<memoryBacking><hugepages><page size='2048'/></hugepages></memoryBacking>"                    \
    "<numatune><memory mode='strict' nodeset='" node "'/></numatune>"
#define OWN_GUEST                                                                                  \
    "<guests><guest uuid='" TEST_GUEST_UUID                                                        \
    "' vcpus='1' commit='1' state='incoming' held='0'><pages size='2048' kib='1048576'/>"          \
    "</guest></guests>"

typedef struct {
    const char *label;
    const struct vmg_check *check;
    const char *config;
    const char *type;      /* attributes of <domain> */
    const char *os;        /* in <domain> */
    const char *devices;   /* in <devices> */
    const char *from, *to; /* the content of <host> for each host; NULL: there are no facts */
    const char *findings;  /* a pattern */
} Row;

static char *
domain_of(const Row *row)
{
    return g_strdup_printf("<domain %s><name>g1</name><uuid>" TEST_GUEST_UUID "</uuid>"
                           "<memory unit='KiB'>1048576</memory><vcpu>1</vcpu>%s"
                           "<devices>%s</devices></domain>",
                           row->type, row->os, row->devices);
}

static char *
host_of(const char *name, const char *uuid, const char *inside)
{
    return inside ? g_strdup_printf("<host xmlns='urn:virt-migration-guard:1'><uuid>%s</uuid>"
                                    "<name>%s</name><cluster>c</cluster><status>up</status>%s"
                                    "</host>",
                                    uuid, name, inside)
                  : NULL;
}

static void
each_has_an_answer(void **state G_GNUC_UNUSED)
{
    static const char *const kvm = "type='kvm'";
    static const char *const nic = "<interface type='bridge'><source bridge='b'/></interface>";
    const Row rows[] = {
        {"a guest without an architecture", &vmg_check_cpu, "", kvm, "", "",
         CPU("x86_64", "m", KVM(HAS)), CPU("x86_64", "m", KVM(HAS)), "cpu PASS *"},
        {"a guest without a type", &vmg_check_cpu, "", "", "", "", CPU("x86_64", "m", KVM(HAS)),
         CPU("x86_64", "m", KVM(HAS)), "cpu FAIL *"},
        {"32 bits, nothing listed", &vmg_check_cpu, "", kvm, ARCH("i686"), "",
         CPU("i686", "m", KVM("")), CPU("i686", "m", KVM("")),
         "cpu FAIL libvirt on host-b has no such list\n"},
        {"s390x, nothing listed", &vmg_check_cpu, "", kvm, ARCH("s390x"), "",
         CPU("s390x", "m", KVM("")), CPU("s390x", "m", KVM("")),
         "cpu FAIL libvirt on host-b has no such list\n"},
        {"nothing listed, another model", &vmg_check_cpu, "", kvm, ARCH("riscv64"), "",
         CPU("riscv64", "m", KVM("")), CPU("riscv64", "n", KVM("")), "cpu FAIL *"},
        {"nothing listed, emulated, another vendor", &vmg_check_cpu, "", "type='qemu'",
         ARCH("riscv64"), "", "<cpu arch='riscv64' vendor='V' model='m'><mode virt='qemu'/></cpu>",
         "<cpu arch='riscv64' vendor='W' model='m'><mode virt='qemu'/></cpu>", "cpu FAIL *"},
        {"the vendor that the guest names", &vmg_check_cpu, "[cpu]\nmatch=guest\n", kvm,
         "<cpu mode='custom' match='exact'><model>m</model><vendor>V</vendor></cpu>", "",
         CPU("x86_64", "m", KVM(HAS)), CPU("x86_64", "m", KVM(HAS)), "cpu PASS *"},
        {"a large host's own share", &vmg_check_memory, "", kvm, "", "", "",
         MEMORY("67108864", "67108864", "") "<guests/>", "memory PASS *"},
        {"nodes that are none", &vmg_check_memory, "", kvm, HUGE_ON("x"), "", "",
         MEMORY("16777216", "16777216",
                "<pages size='2048' kib='2097152'/>" PAGES("2048", "2097152", "0")) "<guests/>",
         "memory FAIL huge pages of 2048 KiB on NUMA nodes x: 0 MiB on host-b\n"},
        {"pages of another size, and of a node that is none", &vmg_check_memory, "", kvm,
         HUGE_ON("0"), "", "",
         MEMORY("16777216", "16777216",
                "<pages size='2048' kib='2097152'/>" PAGES("1048576", "4194304", "0")
                    PAGES("2048", "2097152", "x")) "<guests/>",
         "memory FAIL huge pages of 2048 KiB on NUMA nodes 0: 0 MiB on host-b\n"},
        {"what the guest itself was promised", &vmg_check_memory, "", kvm, HUGE_ON("0"), "", "",
         MEMORY("16777216", "16777216",
                "<pages size='2048' kib='1048576'/>" PAGES("2048", "1048576", "0")) OWN_GUEST,
         "memory PASS *"},
        {"a source that tells no migration network", &vmg_check_migration_network, "", kvm, "", "",
         "",
         "<networks><network name='m' device='b' kind='bridge' state='up'><role>migration</role>"
         "<address family='ipv4' prefix='24'>192.0.2.2</address></network></networks>"
         "<migration network='m' configured='yes' host='192.0.2.2' address='192.0.2.2'/>",
         "migration-network FAIL none on host-a\n*"},
        {"a NIC without an address, and a smaller MTU", &vmg_check_networks, "", kvm, "", nic,
         NET("a", "b", "mtu='9000'"), NET("a", "b", "mtu='1500'"),
         "networks FAIL NIC b on network a: 1500 on b of host-b\n"},
        {"tags that the destination alone sets", &vmg_check_networks, "", kvm, "",
         "<interface type='network'><mac address='m'/><source network='l'/></interface>",
         "<networks><network name='a' device='b' kind='openvswitch' state='up' libvirt='l'/>"
         "</networks>",
         "<networks><network name='a' device='b' kind='openvswitch' state='up' libvirt='l' "
         "trunk='4'/></networks>",
         "networks FAIL NIC m on network a: 4 by libvirt network l on host-b\n"},
        {"a display on no address", &vmg_check_networks, "", kvm, "",
         "<graphics type='vnc'><listen type='address'/></graphics>", NET("a", "b", ""),
         NET("a", "b", ""), "networks PASS *"},
        {"CPUs that are no list", &vmg_check_vcpus, "", kvm,
         "<cputune><vcpupin vcpu='0' cpuset='9'/></cputune>", "", "",
         "<cpu arch='x86_64' threads='4' online='x'/><guests/>", "vcpus PASS *"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        g_autofree char *domain = domain_of(row);
        g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, row->from);
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID, row->to);
        g_autofree char *findings = test_ask(row->check, row->config, domain, from, to);

        test_like(row->label, findings, row->findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_an_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
