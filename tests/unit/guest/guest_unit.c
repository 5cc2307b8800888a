/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guest/disks.h"
#include "guest/guest.h"
#include "tests/unit/support/helper.h"

#include <string.h>

static void
the_guest_itself_is_read(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_domain("", "");
    g_autoptr(VmgGuest) guest = test_guest(xml);
    const struct vmg_guest *view = &guest->view;

    assert_int_equal(view->struct_size, sizeof(*view));
    assert_string_equal(view->name, "g1");
    assert_string_equal(view->uuid, TEST_GUEST_UUID);
    assert_string_equal(view->type, "kvm");
    assert_string_equal(view->arch, "x86_64");
    assert_string_equal(view->machine, "pc");
    assert_int_equal(view->memory_kib, 1048576);
    assert_int_equal(view->vcpus, 2);
    assert_int_equal(view->disk_count + view->nic_count + view->listen_count, 0);
    assert_int_equal(view->property_count, 0);
}

#define ID "<name>g</name><uuid>" TEST_GUEST_UUID "</uuid>"

static void
the_least_guest_is_one(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgGuest) guest = test_guest("<domain>" ID "</domain>");

    assert_int_equal(guest->view.vcpus, 1);
    assert_int_equal(guest->view.vcpus_plugged, 1);
    assert_int_equal(guest->view.memory_kib, 0);
    assert_null(guest->view.type);
    assert_null(guest->view.machine);
    vmg_guest_free(NULL);
}

/* As libvirt 9.0 and 11.3 read these. */
static void
a_uuid_is_read_as_libvirt_reads_it(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        gboolean good;
    } rows[] = {
        {"a0000000-0000-4000-8000-000000000001", TRUE},
        {" A0000000-0000-4000-8000-000000000001\n", TRUE},
        {"a0000000000040008000000000000001", TRUE},
        {"-a0--00000000-0040008000000000000001", TRUE},
        {"a0000000000040008000000000000001-", FALSE},
        {"a-0000000000040008000000000000001", FALSE},
        {"a00000000000400080000000000000010", FALSE},
        {"a000000000004000800000000000000", FALSE},
        {"a000000000004000800000000000000g", FALSE},
        {"-", FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml =
            g_strdup_printf("<domain><name>g</name><uuid>%s</uuid></domain>", rows[i].text);
        g_autoptr(xmlDoc) doc = test_doc(xml);
        g_autoptr(VmgGuest) guest = vmg_guest_new(doc, NULL);

        if ((guest != NULL) != rows[i].good)
            fail_msg("%s: %d", rows[i].text, guest != NULL);
        if (guest)
            test_same(rows[i].text, guest->view.uuid, "a0000000-0000-4000-8000-000000000001");
    }
}

static void
a_guest_without_a_uuid_gets_a_new_one(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgGuest) one = test_guest("<domain><name>g</name></domain>");
    g_autoptr(VmgGuest) two = test_guest("<domain><name>g</name><uuid/></domain>");

    assert_true(g_uuid_string_is_valid(one->view.uuid));
    assert_true(g_uuid_string_is_valid(two->view.uuid));
    assert_string_not_equal(one->view.uuid, two->view.uuid);
}

static void
what_is_no_guest_is_an_error(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *error;
    } rows[] = {
        {"<network/>", "*no <domain> as its root"},
        {"<domain xmlns='urn:x'>" ID "</domain>", "*no <domain> as its root"},
        {"<domain/>", "*no <name>"},
        {"<domain><name> </name></domain>", "*no <name>"},
        {"<domain><name>g</name><uuid>1</uuid></domain>", "*no valid <uuid>"},
        {"<domain>" ID "<memory>x</memory></domain>", "*<memory> that can't be read: x*"},
        {"<domain>" ID "<memory unit='X'>1</memory></domain>", "*can't be read: 1 X"},
        {"<domain>" ID "<memory/></domain>", "*can't be read: *"},
        {"<domain>" ID "<vcpu>0</vcpu></domain>", "*<vcpu> that can't be read: 0"},
        {"<domain>" ID "<vcpu>4294967296</vcpu></domain>", "*can't be read: 4294967296"},
        {"<domain>" ID "<vcpu current='3'>2</vcpu></domain>", "*can't be read: current 3"},
        {"<domain>" ID "<vcpu current='0'>2</vcpu></domain>", "*can't be read: current 0"},
        {"<domain>" ID "<vcpu/></domain>", "*<vcpu> that can't be read: *"},
        /* libvirt refuses this one as well. */
        {"<domain>" ID "<vcpu cpuset='0-3'/></domain>", "*<vcpu> that can't be read: *"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(xmlDoc) doc = test_doc(rows[i].xml);
        g_autoptr(GError) error = NULL;

        assert_null(vmg_guest_new(doc, &error));
        test_like(rows[i].xml, error->message, rows[i].error);
    }
}

/* "target device type source cache flags" */
static char *
disk_text(const struct vmg_disk *disk)
{
    return g_strdup_printf("%s %s %s %s %s %s%s%s%s", disk->target, disk->device, disk->type,
                           disk->source, disk->cache, disk->flags & VMG_DISK_READONLY ? "r" : "",
                           disk->flags & VMG_DISK_SHAREABLE ? "s" : "",
                           disk->flags & VMG_DISK_TRANSIENT ? "t" : "",
                           disk->flags & VMG_DISK_EMPTY ? "e" : "");
}

static void
every_kind_of_disk_is_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *text;
    } rows[] = {
        {"<disk type='file' device='disk'><driver name='qemu' cache='none'/>"
         "<source file='/i/a.img'/><target dev='vda'/></disk>",
         "vda disk file /i/a.img none "},
        {"<disk><source file='/i/a.img'/><target dev='vda'/></disk>",
         "vda disk file /i/a.img (null) "},
        {"<disk type='block' device='lun'><driver cache='default'/><source dev='/dev/x'/>"
         "<target dev='sda'/><shareable/></disk>",
         "sda lun block /dev/x (null) s"},
        {"<disk type='network'><source protocol='nbd' name='e'><host name='h' port='1'/>"
         "<host transport='unix' socket='/s'/></source><target dev='vdb'/></disk>",
         "vdb disk network nbd:e@h:1@/s: (null) "},
        {"<disk type='network'><source/><target dev='vdb'/></disk>", "vdb disk network : (null) "},
        {"<disk type='volume'><source pool='p' volume='v'/><target dev='vdb'/></disk>",
         "vdb disk volume p/v (null) "},
        {"<disk type='dir'><source dir='/d'/><target dev='vdb'/><readonly/></disk>",
         "vdb disk dir /d (null) r"},
        {"<disk type='nvme'><source type='pci'/><target dev='vdb'/></disk>",
         "vdb disk nvme nvme (null) "},
        {"<disk type='vhostuser'><source type='unix' path='/s'/><target dev='vdb'/></disk>",
         "vdb disk vhostuser /s (null) "},
        {"<disk type='file' device='cdrom'><target dev='sdc'/><readonly/></disk>",
         "sdc cdrom file (null) (null) re"},
        {"<disk type='file' device='floppy'><source/><target dev='fda'/></disk>",
         "fda floppy file (null) (null) e"},
        {"<disk><source file='/a'/><target dev='vda'/><transient/></disk>",
         "vda disk file /a (null) t"},
        {"<disk/>", " disk file (null) (null) e"},
        {"<disk xmlns='urn:x'/>", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain("", rows[i].xml);
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autofree char *text = NULL;

        assert_int_equal(guest->view.disk_count, rows[i].text ? 1 : 0);
        if (rows[i].text) {
            text = disk_text(guest->view.disks[0]);
            assert_null(guest->view.disks[0]->source_cache);
        }
        test_same(rows[i].xml, text, rows[i].text);
    }
}

static void
the_next_cache_mode_of_a_disk(void **state G_GNUC_UNUSED)
{
#define DISK(cache) "<disk><source file='/a'/><target dev='vda'/>" cache "</disk>"
    static const struct {
        const char *runs, *configured, *next;
    } rows[] = {
        {DISK("<driver cache='writeback'/>"), DISK("<driver cache='none'/>"), "none"},
        {DISK("<driver cache='writeback'/>"), DISK(""), "default"},
        {DISK(""), DISK("<driver cache='none'/>"), "none"},
        {DISK(""), DISK("<driver cache='default'/>"), NULL},
        {DISK("<driver cache='none'/>"), DISK("<driver cache='none'/>"), NULL},
        {DISK("<driver cache='writeback'/>"), "", NULL},
        {DISK("<driver cache='writeback'/>"),
         "<disk><driver cache='none'/><source file='/a'/><target dev='vdb'/></disk>", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *runs = test_domain("", rows[i].runs);
        g_autofree char *next = test_domain("", rows[i].configured);
        g_autoptr(VmgGuest) guest = test_guest(runs), configured = test_guest(next);

        test_same(rows[i].runs, vmg_disk_next_cache(guest->view.disks[0], &configured->view),
                  rows[i].next);
        assert_null(vmg_disk_next_cache(guest->view.disks[0], NULL));
    }
}

static void
every_kind_of_nic_is_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *text;
    } rows[] = {
        {"<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/>"
         "</interface>",
         "bridge 52:54:00:00:00:01 br0"},
        {"<interface type='network'><source network='n' bridge='br1'/></interface>",
         "network (null) n"},
        {"<interface type='direct'><source dev='eth0'/></interface>", "direct (null) eth0"},
        {"<interface type='user'/>", "user (null) (null)"},
        {"<interface/>", " (null) (null)"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain("", rows[i].xml);
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autofree char *text = NULL;

        assert_int_equal(guest->view.nic_count, 1);
        text = g_strdup_printf("%s %s %s", guest->view.nics[0]->type, guest->view.nics[0]->mac,
                               guest->view.nics[0]->source);
        test_same(rows[i].xml, text, rows[i].text);
    }
}

static void
listen_addresses_are_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *text;
    } rows[] = {
        {"<graphics type='vnc' listen='192.0.2.1'/>", "vnc address 192.0.2.1 (null);"},
        {"<graphics type='vnc' listen='192.0.2.1'><listen type='address' address='192.0.2.9'/>"
         "</graphics>",
         "vnc address 192.0.2.9 (null);"},
        {"<graphics type='spice'><listen type='network' network='n'/><listen type='none'/>"
         "<listen address='::1'/></graphics>",
         "spice network (null) n;spice none (null) (null);spice address ::1 (null);"},
        {"<graphics type='spice'/>", ""},
        {"<graphics><listen type='socket' socket='/s'/></graphics>", " socket (null) (null);"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain("", rows[i].xml);
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autoptr(GString) text = g_string_new(NULL);

        for (gsize j = 0; j < guest->view.listen_count; j++) {
            const struct vmg_listen *listen = guest->view.listens[j];

            g_string_append_printf(text, "%s %s %s %s;", listen->graphics, listen->type,
                                   listen->address, listen->network);
        }
        test_same(rows[i].xml, text->str, rows[i].text);
    }
}

#define OVIRT "http://ovirt.org/vm/1.0"

static void
custom_properties_are_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *text;
    } rows[] = {
        {"<o:vm xmlns:o='" OVIRT "'><o:custom><o:cache>writeback</o:cache></o:custom></o:vm>",
         "(null) cache writeback;"},
        {"<ns0:vm xmlns:ns0='" OVIRT "'><custom><cache> none\n</cache></custom></ns0:vm>",
         "(null) cache none;"},
        {"<vm><custom><a/><b>x</b>text<!-- c --></custom></vm>", "(null) a ;(null) b x;"},
        {"<x:vm xmlns:x='urn:x'><x:custom><x:cache>x</x:cache></x:custom></x:vm>", ""},
        {"<vm><x:custom xmlns:x='urn:x'><cache>x</cache></x:custom></vm>", ""},
        {"<vm><device devtype='disk' name='vda'><custom><cache>unsafe</cache></custom></device>"
         "<device mac_address='52:54:00:00:00:01'><custom><q>1</q></custom>"
         "<vm_custom><cache>writeback</cache></vm_custom></device>"
         "<device><custom><z>1</z></custom></device></vm>",
         "vda cache unsafe;52:54:00:00:00:01 q 1;unnamed z 1;"},
        {"<vm/><vm><custom><k>v</k></custom></vm>", "(null) k v;"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain(rows[i].xml, "");
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autoptr(GString) text = g_string_new(NULL);

        for (gsize j = 0; j < guest->view.property_count; j++) {
            const struct vmg_property *property = guest->view.properties[j];

            g_string_append_printf(text, "%s %s %s;", property->device, property->name,
                                   property->value);
        }
        test_same(rows[i].xml, text->str, rows[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_guest_itself_is_read),
        cmocka_unit_test(the_least_guest_is_one),
        cmocka_unit_test(a_uuid_is_read_as_libvirt_reads_it),
        cmocka_unit_test(a_guest_without_a_uuid_gets_a_new_one),
        cmocka_unit_test(what_is_no_guest_is_an_error),
        cmocka_unit_test(every_kind_of_disk_is_read),
        cmocka_unit_test(the_next_cache_mode_of_a_disk),
        cmocka_unit_test(every_kind_of_nic_is_read),
        cmocka_unit_test(listen_addresses_are_read),
        cmocka_unit_test(custom_properties_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
