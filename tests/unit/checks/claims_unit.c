/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Things that a guest names and that the destination has or does not have: the check resources and,
 * for displays, the check networks. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#include <string.h>

#define UUID_A      "c0000000-0000-4000-8000-000000000001"
#define UUID_B      "c0000000-0000-4000-8000-000000000002"
#define QEMU        "/usr/bin/qemu-system-x86_64"
#define LISTS(what) "<inventory>" what "</inventory>"
#define EMULATOR(rest, machines)                                                                   \
    LISTS("<emulator path='" QEMU "' arch='x86_64' " rest                                          \
          "><virts>kvm qemu</virts><machines>" machines "</machines></emulator>")

/* The XML of host-b with this INVENTORY. Free with g_free(). */
static char *
destination(const char *inventory)
{
    g_autofree char *usual = test_dest_xml();
    GString *text = g_string_new(usual);

    assert_int_equal(g_string_replace(text, "<inventory/>", inventory, 1), 1);
    return g_string_free(text, FALSE);
}

typedef struct {
    const char *devices, *inventory, *findings;
} Row;

static void
ask_rows(const struct vmg_check *check, const Row *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *domain = test_domain("", rows[i].devices), *source = test_source_xml();
        g_autofree char *there = destination(rows[i].inventory);
        g_autofree char *findings = test_ask(check, "", domain, source, there);
        g_autofree char *expected = g_strdup_printf("%s %s", check->name, rows[i].findings);

        test_like(rows[i].inventory, findings, expected);
    }
}

#define GOOD "PASS nothing\n"

static void
emulators(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"", EMULATOR("", "pc q35"), GOOD},
        {"", EMULATOR("", "q35"), "FAIL machine type pc: " QEMU " on host-b does not know it\n"},
        {"<emulator>" QEMU "</emulator>", EMULATOR("", ""),
         "FAIL machine type pc: " QEMU " on host-b does not know it\n"},
        {"",
         LISTS("<emulator path='/q' arch='aarch64'><virts/><machines/></emulator><emulator "
               "path='" QEMU
               "' arch='x86_64'><virts>kvm</virts><machines>pc</machines></emulator>"),
         GOOD},
        /* If libvirt does not list an emulator, the facts say nothing about this emulator. */
        {"<emulator>/opt/qemu</emulator>", EMULATOR("", ""),
         "WARN emulator: libvirt there does not list it; without it the guest cannot start there\n"
         "resources PASS looked at when the guest arrives: /opt/qemu\n"
         "resources PASS nothing\n"},
        {"", LISTS("<emulator path='/q' arch='aarch64'><virts/><machines/></emulator>"),
         "FAIL emulator: host-b has no QEMU for x86_64\n"},
        {"<tpm><backend type='emulator'/></tpm>", EMULATOR("tpm='yes'", "pc"), GOOD},
        {"<tpm><backend type='emulator'/></tpm>", EMULATOR("", "pc"), GOOD},
        {"<tpm><backend type='passthrough'/></tpm>", EMULATOR("tpm='no'", "pc"), GOOD},
        {"<tpm><backend type='emulator'/></tpm>", EMULATOR("tpm='no'", "pc"),
         "FAIL emulated TPM: host-b has no swtpm\n"},
    };

    ask_rows(&vmg_check_resources, rows, G_N_ELEMENTS(rows));
}

#define AUTH(secret)                                                                               \
    "<disk type='network'><auth username='u'><secret " secret "/></auth><source protocol='rbd' "   \
    "name='a/b'/><target dev='vda'/></disk>"
#define SECRETS(what) LISTS("<secrets>" what "</secrets>")
#define FILTERED(name)                                                                             \
    "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/>"            \
    "<filterref filter='" name "'/></interface>"

#define TPM "<tpm><backend type='emulator'><encryption secret='" UUID_A "'/></backend></tpm>"
#define ENCRYPTED(one, two)                                                                        \
    "<disk type='file'><source file='/srv/images/a'><encryption format='luks'><secret "            \
    "type='passphrase' " one "/></encryption></source><encryption format='luks'><secret "          \
    "type='passphrase' " two "/></encryption><target dev='vdb'/></disk>"
#define TWICE "FAIL disk vdb: it is not there\nresources FAIL disk vdb: it is not there\n"

static void
secrets_and_filters(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {AUTH("type='ceph' uuid='" UUID_A "'"), LISTS(""), GOOD},
        {AUTH("type='ceph' uuid='" UUID_A "'"), SECRETS(""), "FAIL disk vda: it is not there\n"},
        {AUTH("type='ceph' uuid='" UUID_A "'"),
         SECRETS("<secret uuid='" UUID_B
                 "'/><secret uuid='C0000000-0000-4000-8000-000000000001'/>"),
         GOOD},
        {AUTH("type='ceph' uuid='" UUID_A "'"), SECRETS("<secret uuid='" UUID_A "' value='no'/>"),
         "FAIL disk vda: it has no value there\n"},
        {AUTH("type='ceph' uuid='" UUID_A "'"),
         SECRETS("<secret uuid='" UUID_A "' value='unknown'/>"), GOOD},
        {AUTH("type='ceph' usage='client'"),
         SECRETS("<secret uuid='" UUID_A "' usage='ceph client'/>"), GOOD},
        {AUTH("type='ceph' usage='client'"),
         SECRETS("<secret uuid='" UUID_A "' usage='iscsi client'/><secret uuid='" UUID_B "'/>"),
         "FAIL disk vda: it is not there\n"},
        {AUTH("type='ceph'"), SECRETS(""), GOOD},
        /* A thing that is named twice is reported once. */
        {"<disk type='file'><source file='/srv/images/a'><encryption format='luks'>"
         "<secret type='passphrase' uuid='" UUID_A "'/></encryption></source>"
         "<encryption format='luks'><secret type='passphrase' uuid='" UUID_A "'/></encryption>"
         "<target dev='vdb'/></disk>",
         SECRETS(""), "FAIL disk vdb: it is not there\n"},
        {ENCRYPTED("usage='a'", "usage='a'"),
         SECRETS("<secret uuid='" UUID_A "' usage='volume a'/>"), GOOD},
        /* Two secrets with different UUIDs or usages are reported separately. If two devices need
         * the same secret, it is reported for each device. */
        {ENCRYPTED("uuid='" UUID_A "'", "uuid='" UUID_B "'"), SECRETS(""), TWICE},
        {ENCRYPTED("usage='a'", "usage='b'"), SECRETS(""), TWICE},
        {TPM AUTH("type='ceph' uuid='" UUID_A "'"), SECRETS(""),
         "FAIL tpm: it is not there\nresources FAIL disk vda: it is not there\n"},
        {AUTH("type='ceph' uuid='" UUID_A "'") ENCRYPTED("uuid='" UUID_A "'", "uuid='" UUID_A "'"),
         SECRETS(""), "FAIL disk vda: it is not there\nresources FAIL disk vdb: it is not there\n"},
        {TPM, SECRETS(""), "FAIL tpm: it is not there\n"},
        {"<disk type='network'><auth username='u'><secret type='ceph' uuid='" UUID_A
         "'/></auth><source protocol='rbd' name='a/b'/></disk>",
         SECRETS(""), "FAIL disk: it is not there\n"},
        {FILTERED("clean-traffic"),
         LISTS("<secrets><secret uuid='" UUID_A "'/></secrets>"
               "<nwfilters><nwfilter name='clean-traffic'/></nwfilters>"),
         GOOD},
        {FILTERED("clean-traffic"), LISTS(""), GOOD},
        {FILTERED("clean-traffic"),
         LISTS("<nwfilters><nwfilter name='clean-traffic'/></nwfilters>"), GOOD},
        {FILTERED("clean-traffic"), LISTS("<nwfilters><nwfilter name='other'/></nwfilters>"),
         "FAIL NIC 52:54:00:00:00:01: it is not there\n"},
    };

    ask_rows(&vmg_check_resources, rows, G_N_ELEMENTS(rows));
}

#define SERIAL(type, mode, host)                                                                   \
    "<serial type='" type "'><source mode='" mode "' host='" host "' service='4555'/></serial>"
#define ADDRESSES                                                                                  \
    LISTS("<secrets/><addresses><address ip='192.0.2.2'/><address ip='2001:db8::2'/></addresses>")

static void
addresses(void **state G_GNUC_UNUSED)
{
    static const char *const good[] = {
        "192.0.2.2", "0.0.0.0", "127.0.0.1", "127.0.0.53",  "169.254.1.1",      "::",
        "::1",       "fe80::1", "name",      "2001:db8::2", "2001:DB8:0::0002",
    };
    static const Row rows[] = {
        {SERIAL("tcp", "bind", "192.0.2.1"), ADDRESSES,
         "FAIL serial: it is no address of that host\n*"},
        {SERIAL("tcp", "bind", "192.0.2.1"), LISTS(""), "PASS *"},
        {SERIAL("tcp", "bind", "2001:db8::1"), ADDRESSES,
         "FAIL serial: it is no address of that host\n*"},
        {SERIAL("udp", "bind", "192.0.2.1"), ADDRESSES,
         "FAIL serial: it is no address of that host\n*"},
        {SERIAL("tcp", "connect", "192.0.2.1"), ADDRESSES, GOOD},
        {SERIAL("tcp", "bind", "192.0.2.2"),
         LISTS("<secrets><secret uuid='" UUID_A "'/></secrets>"
               "<addresses><address ip='192.0.2.2'/></addresses>"),
         "PASS *"},
        /* Addresses that look like the unspecified address or a loopback address. */
        {SERIAL("tcp", "bind", "0:0:1::1"), ADDRESSES, "FAIL *"},
        {SERIAL("tcp", "bind", "::1:0:0:1"), ADDRESSES, "FAIL *"},
        {SERIAL("tcp", "bind", "::1:1"), ADDRESSES, "FAIL *"},
        {SERIAL("tcp", "bind", "::2"), ADDRESSES, "FAIL *"},
    };

    ask_rows(&vmg_check_resources, rows, G_N_ELEMENTS(rows));
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autofree char *devices = g_strdup_printf(SERIAL("tcp", "bind", "%s"), good[i]);
        const Row row = {devices, ADDRESSES, "PASS *"};

        ask_rows(&vmg_check_resources, &row, 1);
    }
}

#define LISTENS(address)                                                                           \
    LISTS("<addresses><address ip='192.0.2.1'/></addresses><listens><network name='other'/>"       \
          "<network name='displaynet' " address "/></listens>")
#define VNC(listen) "<graphics type='vnc'><listen " listen "/></graphics>"

static void
displays(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {VNC("type='address' address='192.0.2.1'"), ADDRESSES, "PASS *"},
        {VNC("type='address' address='192.0.2.2'"), ADDRESSES, "PASS *"},
        {VNC("type='address' address='203.0.113.7'"), LISTS(""), "PASS *"},
        {VNC("type='address' address='203.0.113.7'"), ADDRESSES,
         "FAIL display vnc: it listens on 203.0.113.7, which host-b does not have\n"},
        {VNC("type='address'"), ADDRESSES, "PASS *"},
        {VNC("type='network' network='displaynet'"), LISTS(""),
         "FAIL display vnc: host-b has no such network\n"},
        {VNC("type='network'"), LISTS(""), "PASS *"},
        {VNC("type='network' network='displaynet'"), LISTENS("address='192.0.2.1'"), "PASS *"},
        {VNC("type='network' network='displaynet'"), LISTENS("address='192.0.2.9'"),
         "FAIL display vnc: its address 192.0.2.9 is not on host-b now\n"},
        {VNC("type='network' network='displaynet'"), LISTENS(""),
         "FAIL display vnc: host-b has no address on it\n"},
        {VNC("type='none'"), LISTS(""), "PASS *"},
    };

    ask_rows(&vmg_check_networks, rows, G_N_ELEMENTS(rows));
}

/* A display listens on a libvirt network of the destination. In the first row this libvirt network
 * leads to a logical network; in the second row it is local to the destination. */
static void
networks_of_displays(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {
        "<network name='x' device='br9' state='up' libvirt='displaynet'/>",
        "<local kind='bridge' name='displaynet'/><local kind='network' name='other'/>"
        "<local kind='network' name='displaynet'/>",
    };
    g_autofree char *domain = test_domain("", VNC("type='network' network='displaynet'"));

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *there = test_host_xml("host-b", TEST_DEST_UUID, "east", "up", rows[i]);
        g_autofree char *findings = test_ask(&vmg_check_networks, "", domain, NULL, there);

        test_same(rows[i], findings, "networks FAIL no source\n");
    }
}

#define NODES(numbers) LISTS("<nodes>" numbers "</nodes>")
#define NODE(id, kib)  "<node id='" id "' kib='" kib "'/>"

/* The guest has 1 GiB of memory. */
static void
nodes(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *inside, *inventory, *findings;
    } rows[] = {
        {"<numatune><memory mode='strict' nodeset='1'/></numatune>", LISTS(""), GOOD},
        {"<numatune><memory mode='strict' nodeset='1'/></numatune>",
         NODES(NODE("0", "9") NODE("1", "1048576")), GOOD},
        {"<numatune><memory mode='strict' nodeset='0-1'/></numatune>",
         NODES(NODE("0", "1024") NODE("1", "1048575")), GOOD},
        {"<numatune><memory mode='strict' nodeset='1'/></numatune>",
         NODES(NODE("0", "2000000") NODE("1", "1048575")),
         "FAIL numatune: 1023 MiB are free there, or can be freed\n"},
        {"<numatune><memory mode='preferred' nodeset='1'/></numatune>",
         NODES(NODE("0", "2000000") NODE("1", "5")), GOOD},
        {"<numatune><memory mode='preferred' nodeset='0,7'/></numatune>",
         NODES(NODE("0", "2000000") NODE("99999", "5")),
         "FAIL numatune: not all of them are there\n"},
        {"<numatune><memory nodeset='no'/></numatune>", NODES(NODE("0", "5")), GOOD},
        {"<numatune><memory placement='auto'/></numatune>", NODES(NODE("0", "5")), GOOD},
        {"<cpu><numa><cell id='0' memory='1' unit='GiB'/></numa></cpu>"
         "<numatune><memory mode='strict' nodeset='0'/>"
         "<memnode cellid='0' mode='strict' nodeset='1'/></numatune>",
         NODES(NODE("0", "5") NODE("1", "1048576")), GOOD},
        {"<cpu><numa><cell memory='512' unit='MiB'/><cell memory='512' unit='MiB'/></numa></cpu>"
         "<numatune><memnode cellid='1' mode='strict' nodeset='1'/>"
         "<memnode cellid='7' mode='strict' nodeset='1'/></numatune>",
         NODES(NODE("0", "5") NODE("1", "524287")),
         "FAIL numatune: 511 MiB are free there, or can be freed\n"},
        {"<cpu><numa><cell memory='256' unit='MiB'/><cell memory='512' unit='MiB'/></numa></cpu>"
         "<numatune><memnode cellid='0' mode='strict' nodeset='1'/>"
         "<memnode cellid='1' mode='strict' nodeset='1'/></numatune>",
         NODES(NODE("0", "5") NODE("1", "307200")),
         "FAIL numatune: 300 MiB are free there, or can be freed\n"},
        {"<memoryBacking><hugepages/></memoryBacking>"
         "<numatune><memory mode='strict' nodeset='0'/></numatune>",
         NODES(NODE("0", "5")), GOOD},
        {"<memoryBacking><hugepages/></memoryBacking>", LISTS("<hugetlbfs/>"),
         "FAIL hugepages: it is not mounted\n"},
        {"<memoryBacking><hugepages/><source type='memfd'/></memoryBacking>", LISTS("<hugetlbfs/>"),
         GOOD},
        {"<memoryBacking><hugepages><page size='2' unit='MiB'/></hugepages></memoryBacking>",
         LISTS("<hugetlbfs><mount path='/dev/hugepages1G' kib='1048576'/></hugetlbfs>"),
         "FAIL hugepages: it is not mounted\n"},
        {"<memoryBacking><hugepages><page size='2' unit='MiB'/></hugepages></memoryBacking>",
         LISTS("<hugetlbfs><mount path='/dev/hugepages1G' kib='1048576'/>"
               "<mount path='/dev/hugepages' kib='2048'/></hugetlbfs>"),
         GOOD},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *plain = test_domain("", ""), *source = test_source_xml();
        g_autofree char *with = g_strconcat(rows[i].inside, "<devices>", NULL);
        g_autofree char *there = destination(rows[i].inventory), *findings = NULL;
        g_autofree char *expected = g_strconcat("resources ", rows[i].findings, NULL);
        g_autoptr(GString) domain = g_string_new(plain);

        g_string_replace(domain, "<devices>", with, 1);
        findings = test_ask(&vmg_check_resources, "", domain->str, source, there);
        test_same(rows[i].inside, findings, expected);
    }
}

/* The first page size in a host's list is the host's default. */
static void
default_size(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *kib, *findings;
    } rows[] = {{"2048", "resources " GOOD},
                {"4", "resources FAIL hugepages: it is not mounted\n"}};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *plain = test_domain("", ""), *source = test_source_xml();
        g_autofree char *mount = g_strdup_printf(
            LISTS("<hugetlbfs><mount path='/h' kib='%s'/></hugetlbfs>"), rows[i].kib);
        g_autofree char *host = destination(mount), *findings = NULL;
        g_autoptr(GString) domain = g_string_new(plain), there = g_string_new(host);

        g_string_replace(domain, "<devices>",
                         "<memoryBacking><hugepages/></memoryBacking><devices>", 1);
        g_string_replace(there, "available='8388608'/>",
                         "available='8388608'><pages size='2048' kib='4096'/></memory>", 1);
        findings = test_ask(&vmg_check_resources, "", domain->str, source, there->str);
        test_same(rows[i].kib, findings, rows[i].findings);
    }
}

/* The guest names no architecture, or no machine type. */
static void
without_a_type(void **state G_GNUC_UNUSED)
{
    static const char *const types[] = {"<type>hvm</type>", "<type arch='x86_64'>hvm</type>"};

    for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autofree char *plain = test_domain("", ""), *source = test_source_xml();
        g_autofree char *there = destination(EMULATOR("", "")), *findings = NULL;
        g_autoptr(GString) domain = g_string_new(plain);

        g_string_replace(domain, "<type arch='x86_64' machine='pc'>hvm</type>", types[i], 1);
        findings = test_ask(&vmg_check_resources, "", domain->str, source, there);
        test_same(types[i], findings, "resources " GOOD);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(emulators),
        cmocka_unit_test(secrets_and_filters),
        cmocka_unit_test(addresses),
        cmocka_unit_test(displays),
        cmocka_unit_test(networks_of_displays),
        cmocka_unit_test(nodes),
        cmocka_unit_test(default_size),
        cmocka_unit_test(without_a_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
