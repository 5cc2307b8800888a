/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guest/digest.h"

#include "tests/unit/support/helper.h"

#include <string.h>

/* A domain XML as libvirt would send it, which has every member that the digest is about. */
static const char base[] =
    "<domain type='kvm'><name>g1</name><uuid>" TEST_GUEST_UUID "</uuid>"
    "<metadata><vm><custom><p1>v1</p1></custom>"
    "<device name='vda'><custom><p2>v2</p2></custom></device></vm></metadata>"
    "<memory unit='KiB'>1024</memory><vcpu>2</vcpu>"
    "<cpu mode='custom' match='exact' check='none'><model fallback='forbid'>qemu64</model></cpu>"
    "<os><type arch='x86_64' machine='pc'>hvm</type></os><devices>"
    "<disk type='file' device='disk'><driver cache='none'/><source file='/a'/>"
    "<target dev='vda'/></disk>"
    "<disk type='block' device='disk'><source dev='/b'/><target dev='vdb'/></disk>"
    "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/></interface>"
    "<graphics type='vnc' port='-1'><listen type='address' address='192.0.2.1'/></graphics>"
    "<graphics type='spice'><listen type='network' network='n' address='192.0.2.7'/></graphics>"
    "</devices></domain>";

static char *
digest_of(const char *xml)
{
    g_autoptr(VmgGuest) guest = test_guest(xml);

    return vmg_guest_digest(&guest->view, FALSE);
}

static char *
replaced(const char *from, const char *to)
{
    g_autoptr(GString) xml = g_string_new(base);

    if (g_string_replace(xml, from, to, 1) != 1)
        fail_msg("no %s in the domain", from);
    return g_string_free(g_steal_pointer(&xml), FALSE);
}

static void
what_was_decided_on_changes_it(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {TEST_GUEST_UUID, TEST_OTHER_UUID},
        {"<memory unit='KiB'>1024<", "<memory unit='KiB'>1025<"},
        {"<vcpu>2<", "<vcpu>3<"},
        {"mode='custom'", "mode='maximum'"},
        {">qemu64<", ">kvm64<"},
        {"cache='none'", "cache='unsafe'"},
        {"<driver cache='none'/>", ""},
        {"file='/a'", "file='/c'"},
        {"type='block'", "type='file'"},
        {"device='disk'><driver", "device='lun'><driver"},
        {"dev='vda'", "dev='vdc'"},
        {"<target dev='vdb'/>", "<target dev='vdb'/><readonly/>"},
        {"<target dev='vdb'/>", "<target dev='vdb'/><shareable/>"},
        {"<target dev='vdb'/>", "<target dev='vdb'/><transient/>"},
        {"<source dev='/b'/>", ""},
        {"<disk type='block' device='disk'><source dev='/b'/><target dev='vdb'/></disk>", ""},
        {"type='bridge'", "type='network'"},
        {"52:54:00:00:00:01", "52:54:00:00:00:02"},
        {"bridge='br0'", "bridge='br1'"},
        {"<interface type='bridge'>", "<interface type='user'/><interface type='bridge'>"},
        {"address='192.0.2.1'", "address='192.0.2.2'"},
        {"type='vnc'", "type='rdp'"},
        {"network='n'", "network='m'"},
        {"<graphics type='spice'>", "<graphics type='vnc' listen='::1'/><graphics type='spice'>"},
        {"<p1>v1</p1>", "<p1>v2</p1>"},
        {"<p1>v1</p1>", "<p3>v1</p3>"},
        {"<p1>v1</p1>", ""},
        {"<device name='vda'>", "<device name='vdb'>"},
        {"type='kvm'", "type='qemu'"},
        {"arch='x86_64'", "arch='aarch64'"},
        {"<vcpu>", "<vcpu current='1'>"},
        {"<vcpu>", "<vcpu cpuset='0'>"},
        {"<os>", "<cputune><vcpupin vcpu='0' cpuset='1'/></cputune><os>"},
        {"<os>", "<memoryBacking><hugepages/></memoryBacking><os>"},
        {"<source file='/a'/>",
         "<source file='/a'/><backingStore type='file'><source file='/c'/></backingStore>"},
        {"<source file='/a'/>", "<source file='/a'><dataStore><source file='/c'/></dataStore>"
                                "</source>"},
        {"<source bridge='br0'/>", "<source bridge='br0'/><mtu size='9000'/>"},
        {"<source bridge='br0'/>", "<source bridge='br0'/><virtualport type='openvswitch'/>"},
        {"<source bridge='br0'/>", "<source bridge='br0'/><link state='down'/>"},
        {"</devices>", "<hostdev type='usb'/></devices>"},
        {"</devices>", "<serial type='dev'><source path='/dev/ttyS0'/></serial></devices>"},
        {"</devices>", "</devices><q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/"
                       "1.0'><q:arg value='-drive'/></q:commandline>"},
        {"</vm>", "<device devtype='disk' name='vdb'><domainID>d</domainID></device></vm>"},
        {"</vm>", "<device mac_address='52:54:00:00:00:01'><network>n</network></device></vm>"},
    };
    g_autofree char *before = digest_of(base);

    assert_int_equal(strlen(before), 64);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = replaced(rows[i][0], rows[i][1]);
        g_autofree char *after = digest_of(xml);

        if (strcmp(before, after) == 0)
            fail_msg("the same with %s", rows[i][1]);
    }
}

/* libvirt changes these parts of the XML between the admission and the start. */
static void
what_libvirt_fills_in_does_not(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"<domain type='kvm'>", "<domain type='kvm' id='7'>"},
        {"check='none'", "check='full'"},
        {"</model>", "</model><feature policy='require' name='hypervisor'/>"},
        {"<target dev='vda'/>", "<target dev='vda'/><alias name='virtio-disk0'/>"
                                "<address type='pci' slot='0x05'/>"},
        {"<source file='/a'/>", "<source file='/a' index='1'/><backingStore/>"},
        {"<source bridge='br0'/>", "<source bridge='br0'/><target dev='vnet0'/>"},
        {"port='-1'", "port='5901'"},
        {"address='192.0.2.7'", "address='192.0.2.8'"},
        {"</devices>", "</devices><seclabel type='dynamic' model='dac'/>"},
        {"<metadata>", "<metadata><x xmlns='urn:x'/>"},
        {"</devices>", "<video><model type='vga' vram='16384'/></video></devices>"},
    };
    g_autofree char *before = digest_of(base);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = replaced(rows[i][0], rows[i][1]);
        g_autofree char *after = digest_of(xml);

        test_same(rows[i][1], after, before);
    }
}

/* The end of one text must not be taken for the beginning of the next text. */
static void
texts_do_not_run_together(void **state G_GNUC_UNUSED)
{
    g_autofree char *one = replaced("<p1>v1</p1>", "<ab>c</ab>");
    g_autofree char *other = replaced("<p1>v1</p1>", "<a>bc</a>");
    g_autofree char *first = digest_of(one), *second = digest_of(other);

    assert_string_not_equal(first, second);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_decided_on_changes_it),
        cmocka_unit_test(what_libvirt_fills_in_does_not),
        cmocka_unit_test(texts_do_not_run_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
