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

#define PLACEMENT(inside)                                                                          \
    "<domain>" ID "<metadata><apart>no</apart><p:placement "                                       \
    "xmlns:p='urn:virt-migration-guard:placement:1'>" inside "</p:placement></metadata></domain>"

static void
a_guest_says_with_whom_it_is_not_to_be(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *group;
    } rows[] = {
        {PLACEMENT("<p:apart> db </p:apart>"), "db"},
        {PLACEMENT("<p:together>a</p:together><p:apart>db</p:apart>"), "db"},
        {PLACEMENT("<p:apart> </p:apart>"), NULL},
        {PLACEMENT("<apart>db</apart>"), NULL},
        {"<domain>" ID "<metadata><apart>db</apart></metadata></domain>", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgGuest) guest = test_guest(rows[i].xml);

        if (rows[i].group)
            assert_string_equal(guest->apart, rows[i].group);
        else
            assert_null(guest->apart);
    }
}

/* `good` says whether libvirt 9.0 and 11.3 accept the text as a UUID. */
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
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(xmlDoc) doc = test_doc(rows[i].xml);
        g_autoptr(GError) error = NULL;

        assert_null(vmg_guest_new(doc, &error));
        test_like(rows[i].xml, error->message, rows[i].error);
    }
}

/* Unusual XML is read in the same way as libvirt reads it. */
static void
odd_but_good(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *name;
        guint vcpus;
    } rows[] = {
        {"<domain><name> ok1</name><vcpu/></domain>", " ok1", 1},
        {"<domain><name>a</name><vcpu cpuset='0-3'/></domain>", "a", 1},
        {"<domain><name>a</name><vcpu cpuset='0-3'>2</vcpu></domain>", "a", 2},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgGuest) guest = test_guest(rows[i].xml);

        assert_string_equal(guest->view.name, rows[i].name);
        assert_int_equal(guest->view.vcpus, rows[i].vcpus);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_but_good),
        cmocka_unit_test(the_guest_itself_is_read),
        cmocka_unit_test(the_least_guest_is_one),
        cmocka_unit_test(a_guest_says_with_whom_it_is_not_to_be),
        cmocka_unit_test(a_uuid_is_read_as_libvirt_reads_it),
        cmocka_unit_test(a_guest_without_a_uuid_gets_a_new_one),
        cmocka_unit_test(what_is_no_guest_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
