/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent reads about QEMU programs from libvirt's capabilities, and about mounts of
 * hugetlbfs and NUMA nodes. */
#include "agent/facts/figures.h"
#include "agent/virt/emulators.h"
#include "agent/virt/resources.h"
#include "tests/unit/support/helper.h"

/* The capabilities that libvirt 9.0 and 11.3 write, shortened. */
static const char capabilities[] =
    "<capabilities><host/><guest><os_type>hvm</os_type><arch name='x86_64'>"
    "<emulator>/usr/bin/qemu-system-x86_64</emulator>"
    "<machine maxCpus='255'>pc-i440fx-7.2</machine>"
    "<machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine>"
    "<domain type='qemu'/><domain type='kvm'/></arch></guest>"
    "<guest><os_type>hvm</os_type><arch name='i686'><emulator>/usr/bin/qemu-system-i386</emulator>"
    "<machine>pc</machine><domain type='qemu'/><domain type='kvm'>"
    "<emulator>/usr/libexec/qemu-kvm</emulator><machine>pc-q35-rhel9.2.0</machine></domain>"
    "<domain/></arch></guest>"
    "<guest><arch/></guest><guest/><guest><arch name='mips'><domain type='qemu'/></arch></guest>"
    "</capabilities>";

#define CAPABILITIES(arch, tpm)                                                                    \
    "<domainCapabilities><arch>" arch "</arch><os><loader supported='yes'>"                        \
    "<value>/fw/b</value><value>/fw/a c</value></loader></os>"                                     \
    "<devices>" tpm "</devices></domainCapabilities>"
#define TPM(backend)                                                                               \
    "<tpm supported='yes'><enum name='model'><value>emulator</value></enum>"                       \
    "<enum name='backendModel'><value>" backend "</value></enum></tpm>"

static void
take(VmgEmulators *emulators, const char *path, const char *text)
{
    assert_true(vmg_emulators_take(emulators, path, text, NULL));
}

static void
capabilities_are_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgEmulators) emulators = vmg_emulators_parse(capabilities, &error);
    g_autoptr(VmgHost) host = test_host("<host xmlns='urn:virt-migration-guard:1'>"
                                        "<uuid>" TEST_DEST_UUID "</uuid><name>b</name>"
                                        "<cluster>c</cluster><status>up</status></host>");
    g_autofree char *xml = NULL;

    assert_non_null(emulators);
    take(emulators, "/usr/bin/qemu-system-x86_64", CAPABILITIES("x86_64", TPM("emulator")));
    take(emulators, "/usr/bin/qemu-system-i386", CAPABILITIES("i686", TPM("passthrough")));
    take(emulators, "/usr/libexec/qemu-kvm", CAPABILITIES("i686", ""));
    take(emulators, "/usr/libexec/qemu-kvm", CAPABILITIES("x86_64", TPM("emulator")));
    take(emulators, "/usr/libexec/qemu-kvm", "<domainCapabilities/>");
    assert_false(vmg_emulators_take(emulators, "/x", "no XML", NULL));
    assert_null(vmg_emulators_parse("no XML", NULL));

    host->view.flags |= VMG_HOST_KNOWS_INVENTORY;
    vmg_emulators_fill_in(NULL, host);
    vmg_emulators_fill_in(emulators, host);
    xml = vmg_host_to_string(host, VMG_HOST_WHOLE);
    test_like("facts", xml,
              "*<inventory>*"
              "<emulator path=\"/usr/bin/qemu-system-x86_64\" arch=\"x86_64\" tpm=\"yes\">*"
              "<virts>kvm qemu</virts>*<machines>pc-i440fx-7.2 pc-q35-7.2 q35</machines>*"
              "<loader>/fw/a c</loader>*<loader>/fw/b</loader>*"
              "<emulator path=\"/usr/bin/qemu-system-i386\" arch=\"i686\" tpm=\"no\">*"
              "<virts>qemu</virts>*<machines>pc</machines>*"
              "<emulator path=\"/usr/libexec/qemu-kvm\" arch=\"i686\">*"
              "<virts>kvm</virts>*<machines>pc-q35-rhel9.2.0</machines>*</inventory>*");
}

static void
mounts_are_read(void **state G_GNUC_UNUSED)
{
    static const char *const paths[] = {"/dev/hugepages", "/dev/huge 1G", "/h", "/s"};
    static const guint64 sizes[] = {2048, 1048576, 64, 16384};
    g_autoptr(VmgHost) host = vmg_host_empty();

    vmg_resources_take_mounts(host, "proc /proc proc rw 0 0\n"
                                    "hugetlbfs /dev/hugepages hugetlbfs rw,pagesize=2M 0 0\n"
                                    "hugetlbfs /dev/huge\\0401G hugetlbfs rw,pagesize=1024M 0 0\n"
                                    "none /h hugetlbfs rw,pagesize=64K 0 0\n"
                                    "none /s hugetlbfs pagesize=16777216 0 0\n"
                                    "none /old hugetlbfs rw 0 0\n"
                                    "none\n");
    assert_true(host->view.flags & VMG_HOST_KNOWS_HUGETLBFS);
    assert_int_equal(host->view.resource_count, G_N_ELEMENTS(paths));
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        assert_string_equal(host->view.resources[i]->name, paths[i]);
        assert_int_equal(host->view.resources[i]->kib, sizes[i]);
    }
    vmg_resources_take_mounts(host, "none /g hugetlbfs pagesize=1G 0 0");
    assert_int_equal(host->view.resources[G_N_ELEMENTS(paths)]->kib, 1048576);
}

static void
nodes_are_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgHost) host = vmg_host_empty();

    assert_int_equal(vmg_figures_parse_node("Node 1 MemTotal:  9999 kB\nNode 1 MemFree:   1000 kB\n"
                                            "Node 1 Active(file):   200 kB\n"
                                            "Node 1 Inactive(file): 30 kB\n"
                                            "Node 1 SReclaimable:   4 kB\n"),
                     1234);
    assert_int_equal(vmg_figures_parse_node(""), 0);
    assert_true(vmg_figures_read(host, NULL));
    if (host->view.flags & VMG_HOST_KNOWS_NODES)
        assert_true(host->view.resource_count > 0 && host->view.resources[0]->kib > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capabilities_are_read),
        cmocka_unit_test(mounts_are_read),
        cmocka_unit_test(nodes_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
