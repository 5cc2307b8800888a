/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent reads from libvirt's XML and from /proc. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/facts/figures.h"
#include "agent/virt/network.h"
#include "agent/virt/session.h"

typedef struct {
    const char *name;
    const char *xml;
    const char *expected; /* "name device vlans portgroup=vlans..."; NULL: reading xml fails */
} Case;

static const Case networks[] = {
    {"bridge", "<network><name>lan</name><forward mode='bridge'/><bridge name='br0'/></network>",
     "lan br0 -"},
    {"one tag",
     "<network><name>blue</name><forward mode='bridge'/><bridge name='ovs0'/>"
     "<virtualport type='openvswitch'/><vlan><tag id='12'/></vlan></network>",
     "blue ovs0 12"},
    {"a trunk",
     "<network><name>blue</name><forward mode='bridge'/><bridge name='ovs0'/>"
     "<vlan trunk='yes'><tag id='12'/></vlan></network>",
     "blue ovs0 trunk 12"},
    {"tags",
     "<network><name>blue</name><forward mode='bridge'/><bridge name='ovs0'/>"
     "<vlan><tag id='13'/><tag id='x'/><tag id='12'/></vlan></network>",
     "blue ovs0 12,13"},
    {"macvtap",
     "<network><name>m</name><forward mode='bridge'><interface dev='eth1'/>"
     "<interface dev='eth2'/></forward></network>",
     "m eth1 -"},
    {"macvtap, old form", "<network><name>m</name><forward dev='eth1' mode='bridge'/></network>",
     "m eth1 -"},
    {"nat", "<network><name>default</name><forward mode='nat'/><bridge name='virbr0'/></network>",
     "default - -"},
    {"with an address",
     "<network><name>i</name><bridge name='virbr1'/><ip address='10.9.0.1'/></network>",
     "i - - at 10.9.0.1"},
    {"isolated", "<network><name>i</name><bridge name='virbr1'/></network>", "i - -"},
    {"private", "<network><name>p</name><forward mode='private' dev='eth1'/></network>",
     "p eth1 -"},
    {"portgroups",
     "<network><name>lan</name><forward mode='bridge'/><bridge name='br0'/>"
     "<portgroup name='a'><vlan><tag id='4'/></vlan></portgroup>"
     "<portgroup name='b' default='yes'/></network>",
     "lan br0 - a=4 b=- default"},
    {"no device", "<network><name>i</name><forward mode='bridge'/></network>", "i - -"},
    {"no name", "<network><forward mode='bridge'/><bridge name='br0'/></network>", NULL},
    {"no XML", "network", NULL},
};

static const char *
or_dash(const char *text)
{
    return text ? text : "-";
}

static void
test_network(void **state)
{
    const Case *the_case = *state;
    VmgLibvirtNetwork *network = vmg_libvirt_network_parse(the_case->xml);
    g_autoptr(GString) text = g_string_new(NULL);

    if (!the_case->expected) {
        assert_null(network);
        return;
    }
    assert_non_null(network);
    g_string_append_printf(text, "%s %s %s", network->name, or_dash(network->device),
                           or_dash(network->vlans));
    if (network->address)
        g_string_append_printf(text, " at %s", network->address);
    for (guint i = 0; i < network->groups->len; i++) {
        const struct vmg_portgroup *group = g_ptr_array_index(network->groups, i);

        g_string_append_printf(text, " %s=%s%s", group->name, or_dash(group->vlans),
                               group->is_default ? " default" : "");
    }
    vmg_libvirt_network_free(network);
    assert_string_equal(text->str, the_case->expected);
}

static void
test_uuid(void **state)
{
    g_autofree char *uuid = vmg_session_parse_uuid(
        "<capabilities><host><uuid>5d2b9ac0-0d1c-4a4b-9e1b-0123456789ab</uuid></host>"
        "</capabilities>",
        NULL);
    g_autoptr(GError) missing = NULL, bad = NULL;

    (void)state;
    assert_string_equal(uuid, "5d2b9ac0-0d1c-4a4b-9e1b-0123456789ab");
    assert_null(vmg_session_parse_uuid("<capabilities><guest/></capabilities>", &missing));
    assert_string_equal(missing->message, "host capabilities: no valid host uuid");
    assert_null(vmg_session_parse_uuid(
        "<capabilities><host><uuid>none</uuid></host></capabilities>", &bad));
    assert_non_null(bad);
}

static void
test_meminfo(void **state)
{
    guint64 total = 0, available = 0;

    (void)state;
    assert_true(vmg_figures_parse_meminfo("MemTotal:       16315556 kB\nMemFree:  1 kB\n"
                                          "MemAvailable:    9000001 kB\n",
                                          &total, &available));
    assert_int_equal(total, 16315556);
    assert_int_equal(available, 9000001);
    assert_true(vmg_figures_parse_meminfo("MemTotal: 1000 kB\nMemAvailable: 9 kB\n"
                                          "HugePages_Total: 7\nHugetlb: 600 kB\n",
                                          &total, &available));
    assert_int_equal(total, 400);
    assert_false(vmg_figures_parse_meminfo("MemTotal: 16315556 kB\n", &total, &available));
    assert_false(
        vmg_figures_parse_meminfo("MemTotal: kB\nMemAvailable: 1 kB\n", &total, &available));
}

static void
test_status(void **state)
{
    guint64 held, pages;

    (void)state;
    vmg_figures_parse_status("VmRSS:\t  999 kB\nRssAnon:\t  40 kB\nRssFile:\t 70 kB\n"
                             "RssShmem:\t  2 kB\nHugetlbPages:\t   2048 kB\n",
                             &held, &pages);
    assert_int_equal(held, 42);
    assert_int_equal(pages, 2048);
    vmg_figures_parse_status("", &held, &pages);
    assert_int_equal(held + pages, 0);
}

static void
test_figures(void **state)
{
    g_autoptr(VmgHost) host = vmg_host_empty();
    g_autofree char *name = vmg_figures_hostname();

    (void)state;
    assert_true(vmg_figures_read(host, NULL));
    assert_true(host->view.memory_total_kib >= host->view.memory_available_kib);
    assert_true(host->view.memory_available_kib > 0);
    assert_true(host->view.cpu_threads > 0);
    assert_non_null(host->view.arch);
    assert_true(*name);
}

int
main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(networks) + 4] = {
        cmocka_unit_test(test_uuid),
        cmocka_unit_test(test_meminfo),
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_status),
    };

    for (gsize i = 0; i < G_N_ELEMENTS(networks); i++)
        tests[i + 3] = (struct CMUnitTest){
            networks[i].name, test_network, NULL, NULL, (gpointer)&networks[i],
        };
    return cmocka_run_group_tests_name("agent: what it reads", tests, NULL, NULL);
}
