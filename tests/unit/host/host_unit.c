/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/host.h"
#include "match/nics.h"
#include "tests/unit/support/helper.h"
#include "tests/unit/support/vocabulary.h"

#include <string.h>

#define OPEN "<host xmlns='urn:virt-migration-guard:1'>"
#define ID   "<uuid>" TEST_SOURCE_UUID "</uuid><name>h</name><cluster>c</cluster><status>up</status>"

static const char full[] =
    "<host xmlns='urn:virt-migration-guard:1' generation='18446744073709551615' boottime='42' "
    "manager='nova' date='2026-01-31T13:00:00Z'>\n"
    " <uuid>" TEST_SOURCE_UUID "</uuid>\n"
    " <name>host-\xc3\xa4 &amp; co</name>\n"
    " <cluster> east </cluster>\n"
    " <status>preparing-for-maintenance</status>\n"
    " <cpu arch='aarch64' threads='128'/>\n"
    " <memory unit='KiB' total='100' available='50'/>\n"
    " <future><unknown/></future>\n"
    " <networks>\n"
    "  <network name='office' device='br0' state='up' mtu='9000' vlan='42'>\n"
    "   <role>management</role><role>migration</role><role>display</role><role>vm</role>\n"
    "   <role>of-the-future</role>\n"
    "   <address family='ipv4' prefix='24'>192.0.2.1</address>\n"
    "   <address family='ipv6' prefix='64'>2001:db8::1</address>\n"
    "  </network>\n"
    "  <network name='gone' state='missing'/>\n"
    " </networks>\n"
    " <inventory>\n"
    "  <guest uuid='" TEST_GUEST_UUID "' name='g' state='active' managed-save='yes'/>\n"
    "  <emulator path='/usr/bin/q' arch='x86_64' tpm='yes'><virts>kvm qemu</virts>"
    "<machines>pc q35</machines><loader>/a b</loader><loader>/c</loader></emulator>\n"
    "  <emulator path='/usr/bin/r' arch='i686' tpm='no'><virts/><machines/></emulator>\n"
    "  <emulator path='/usr/bin/s' arch='arm'><virts/><machines/></emulator>\n"
    "  <secrets><secret uuid='" TEST_GUEST_UUID "' usage='ceph a b'/>"
    "<secret uuid='" TEST_OTHER_UUID "' value='no'/>"
    "<secret uuid='" TEST_DEST_UUID "' value='unknown'/><other/></secrets>\n"
    "  <nwfilters><nwfilter name='clean-traffic'/></nwfilters>\n"
    "  <addresses><address ip='192.0.2.1'/></addresses>\n"
    "  <hugetlbfs><mount path='/dev/hugepages' kib='2048'/></hugetlbfs>\n"
    "  <nodes><node id='0' kib='1024'/></nodes>\n"
    " </inventory>\n"
    "</host>\n";

static void
every_fact_is_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgHost) host = test_host(full);
    const struct vmg_host *view = &host->view;
    const struct vmg_network *office = vmg_nics_network_find(view, "office");
    const struct vmg_network *gone = vmg_nics_network_find(view, "gone");

    assert_int_equal(view->struct_size, sizeof(*view));
    assert_int_equal(host->boottime_ms, 42);
    assert_string_equal(host->date, "2026-01-31T13:00:00Z");
    assert_true(view->generation == G_MAXUINT64);
    assert_string_equal(view->uuid, TEST_SOURCE_UUID);
    assert_string_equal(view->name, "host-\xc3\xa4 & co");
    assert_string_equal(view->cluster, "east");
    assert_string_equal(view->status, "preparing-for-maintenance");
    assert_string_equal(view->manager, "nova");
    assert_string_equal(view->arch, "aarch64");
    assert_int_equal(view->cpu_threads, 128);
    assert_int_equal(view->memory_total_kib, 100);
    assert_int_equal(view->memory_available_kib, 50);
    assert_int_equal(view->network_count, 2);
    assert_string_equal(office->device, "br0");
    assert_string_equal(office->state, "up");
    assert_int_equal(office->mtu, 9000);
    assert_int_equal(office->vlan, 42);
    assert_int_equal(office->roles, 0xf);
    assert_int_equal(office->address_count, 2);
    assert_int_equal(vmg_nics_network_address(office, "ipv4")->prefix, 24);
    assert_string_equal(vmg_nics_network_address(office, "ipv6")->address, "2001:db8::1");
    assert_null(vmg_nics_network_address(office, "ipx"));
    assert_null(gone->device);
    assert_int_equal(gone->address_count, 0);
    assert_null(vmg_nics_network_find(view, "none"));
}

static void
the_least_host_is_one(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgHost) host = test_host(OPEN ID "</host>");

    assert_int_equal(host->boottime_ms, 0);
    assert_null(host->date);
    assert_int_equal(host->view.cpu_threads, 0);
    assert_int_equal(host->view.memory_total_kib, 0);
    assert_int_equal(host->view.network_count, 0);
    assert_null(host->view.arch);
    assert_null(host->view.manager);
    vmg_host_free(NULL);
}

#define NETWORK(inside) OPEN ID "<networks>" inside "</networks></host>"

static void
what_is_no_host_is_an_error(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *error;
    } rows[] = {
        {"", "h.xml: empty"},
        {"<host", "h.xml:1: *"},
        {"<!DOCTYPE host>" OPEN ID "</host>", "h.xml: a DOCTYPE is not allowed"},
        {"<host>" ID "</host>", "h.xml: there is no <host> in the namespace *"},
        {"<stamp xmlns='urn:virt-migration-guard:1'/>", "h.xml: there is no <host> *"},
        {"<host xmlns='urn:virt-migration-guard:2'>" ID "</host>", "h.xml: there is no <host> *"},
        {OPEN "</host>", "h.xml: <host>: <uuid> is missing"},
        {OPEN "<uuid>1</uuid></host>", "*<name> is missing"},
        {OPEN "<uuid>1</uuid><name>h</name></host>", "*<cluster> is missing"},
        {OPEN "<uuid>1</uuid><name>h</name><cluster/></host>", "*<cluster> is missing"},
        {OPEN "<uuid>1</uuid><name>h</name><cluster>c</cluster></host>", "*<status> is missing"},
        {OPEN "<uuid>1</uuid><name>h</name><cluster>c</cluster><status>up</status></host>",
         "*<uuid> is not valid"},
        {OPEN ID "<cpu threads='many'/></host>", "*threads is not a number: many"},
        {OPEN ID "<cpu threads='4294967296'/></host>", "*threads is not a number: *"},
        {OPEN ID "<memory total='-1'/></host>", "*total is not a number: -1"},
        {OPEN ID "<memory available=''/></host>", "*available is not a number: "},
        {"<host xmlns='urn:virt-migration-guard:1' generation='x'>" ID "</host>",
         "*generation is not a number: x"},
        {"<host xmlns='urn:virt-migration-guard:1' boottime='9223372036854775808'>" ID "</host>",
         "*boottime is not a number: 9223372036854775808"},
        {NETWORK("<network state='up'/>"), "*a <network> has no name or no state"},
        {NETWORK("<network name='n'/>"), "*a <network> has no name or no state"},
        {NETWORK("<network name='n' state='up' mtu='x'/>"), "*mtu is not a number: x"},
        {NETWORK("<network name='n' state='up' vlan='4095'/>"), "*vlan is not a number: 4095"},
        {NETWORK("<network name='n' state='up'><address>1</address></network>"),
         "*an <address> has no family"},
        {NETWORK("<network name='n' state='up'><address family='ipv4' prefix='129'/></network>"),
         "*prefix is not a number: 129"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;

        if (vmg_host_parse(rows[i].xml, strlen(rows[i].xml), "h.xml", &error))
            fail_msg("accepted: %s", rows[i].xml);
        test_like(rows[i].xml, error->message, rows[i].error);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fact_is_read),
        cmocka_unit_test(the_least_host_is_one),
        cmocka_unit_test(what_is_no_host_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
