/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which network of its host a NIC is on. Each row gives the networks of both hosts, a NIC and the
 * answer. */
#include "match/nics.h"

#include "tests/unit/support/helper.h"

#include <string.h>

#define NET(name, device, more)                                                                    \
    "<network name='" name "' device='" device "' kind='bridge' state='up' " more "/>"
#define OVS(name, device, more)                                                                    \
    "<network name='" name "' device='" device "' kind='openvswitch' state='up' " more "/>"
#define NIC(type, source, more)                                                                    \
    "<interface type='" type "'><mac address='m'/><source " source "/>" more "</interface>"
#define BR0     "bridge='br0'"
#define TAG(id) "<vlan><tag id='" id "'/></vlan>"
#define RED     NET("red", "br0", "")
#define RED_10  NET("red", "br0", "vlan='10'")
#define BLUE    NET("blue", "br0", "")
#define BLUE_20 NET("blue", "br0", "vlan='20'")
#define FOR_VMS                                                                                    \
    "<network name='vms' device='br0' kind='bridge' state='up'><role>vm</role></network>"
#define NAMED(n)                                                                                   \
    "<o:vm xmlns:o='http://ovirt.org/vm/1.0'><o:device mac_address='m'><o:network>" n              \
    "</o:network></o:device></o:vm>"
#define ADDRESSED(name, device, ...)                                                               \
    "<network name='" name "' device='" device "' state='up'>" __VA_ARGS__ "</network>"
#define IPV4(address) "<address family='ipv4' prefix='24'>" address "</address>"
#define IPV6(address) "<address family='ipv6' prefix='64'>" address "</address>"

static VmgHost *
host_of(const char *networks)
{
    g_autofree char *xml = test_host_xml("host-a", TEST_SOURCE_UUID, "c", "up", networks);

    return test_host(xml);
}

static void
a_nic_is_on_one_network(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *here, *there, *metadata, *nic, *network;
    } rows[] = {
        {RED, RED, "", NIC("bridge", BR0, ""), "red"},
        {RED, RED, "", NIC("bridge", "bridge='br1'", ""), NULL},
        /* First, the NIC's VLAN tag decides. */
        {BLUE_20 RED_10, NULL, NAMED("blue"), NIC("bridge", BR0, TAG("10")), "red"},
        {BLUE_20 RED_10, NULL, "", NIC("bridge", BR0, TAG("30")), NULL},
        /* If the NIC has no VLAN tag, oVirt's metadata decides. */
        {BLUE_20 RED_10, NULL, NAMED("blue"), NIC("bridge", BR0, ""), "blue"},
        {BLUE_20 RED, NULL, NAMED("blue"), NIC("bridge", BR0, ""), "blue"},
        /* If neither a VLAN tag nor metadata decides, a network without a VLAN is preferred. */
        {BLUE_20 RED, NULL, "", NIC("bridge", BR0, ""), "red"},
        /* If several networks are without a VLAN, the role of the network decides. */
        {RED FOR_VMS, NULL, "", NIC("bridge", BR0, ""), "vms"},
        {FOR_VMS RED, NULL, "", NIC("bridge", BR0, ""), "vms"},
        /* If two networks with VLANs are on the same device and nothing tells them apart, the
         * NIC is on none of them. */
        {BLUE_20 RED_10, NULL, "", NIC("bridge", BR0, ""), NULL},
        /* If one of several networks fits better than the others, this network is chosen. */
        {BLUE_20 RED_10 FOR_VMS, NULL, "", NIC("bridge", BR0, ""), "vms"},
        /* Of two equal networks, the NIC is on the network whose device has the same name on the
         * other host. */
        {BLUE RED, NET("blue", "br7", "") RED, "", NIC("bridge", BR0, ""), "red"},
        {RED BLUE, BLUE NET("red", "br7", ""), "", NIC("bridge", BR0, ""), "blue"},
        {BLUE RED, BLUE RED, "", NIC("bridge", BR0, ""), "blue"},
        /* If equal networks lead to different devices on the other host, the NIC is on none of
         * these networks. */
        {BLUE RED, NET("blue", "br7", "") NET("red", "br8", ""), "", NIC("bridge", BR0, ""), NULL},
        {BLUE RED, NET("blue", "br7", ""), "", NIC("bridge", BR0, ""), NULL},
        {BLUE RED, NULL, "", NIC("bridge", BR0, ""), "blue"},
        /* On Open vSwitch, a NIC without a tag is not in any VLAN. */
        {OVS("red", "ovs0", "vlan='10'"), NULL, "", NIC("bridge", "bridge='ovs0'", ""), NULL},
        {OVS("red", "ovs0", "vlan='10'"), NULL, "", NIC("bridge", "bridge='ovs0'", TAG("10")),
         "red"},
        {RED_10, NULL, "", NIC("bridge", BR0, ""), "red"},
        /* A trunk network is the network of a NIC that has exactly the same tags. */
        {OVS("all", "ovs0", "trunk='10'"), NULL, "", NIC("bridge", "bridge='ovs0'", TAG("10")),
         "all"},
        {OVS("all", "ovs0", "trunk='10,20'"), NULL, "", NIC("bridge", "bridge='ovs0'", TAG("10")),
         NULL},
        /* Networks of libvirt are found by their own names. */
        {NET("red", "br0", "libvirt='lan' trunk='1,2'"), NULL, "",
         NIC("network", "network='lan'", ""), "red"},
        {NET("red", "br0", "libvirt='lan' vlan='10'"), NULL, "",
         NIC("network", "network='lan'", ""), "red"},
        {RED, NULL, "", NIC("network", "network='lan'", ""), NULL},
        /* oVirt's metadata has the network's name without VDSM's prefix. */
        {NET("vdsm-red", "br0", "vlan='10'") BLUE_20, NULL, NAMED("red"), NIC("bridge", BR0, ""),
         "vdsm-red"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain(rows[i].metadata, rows[i].nic);
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autoptr(VmgHost) here = host_of(rows[i].here);
        g_autoptr(VmgHost) there = rows[i].there ? host_of(rows[i].there) : NULL;
        const struct vmg_network *network =
            vmg_nic_network(&here->view, guest->view.nics[0], there ? &there->view : NULL);

        test_same(rows[i].nic, network ? network->name : "",
                  rows[i].network ? rows[i].network : "");
    }
}

static void
a_display_address_moves_within_its_network(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *from, *to, *address;
        VmgListen result;
        const char *there;
    } rows[] = {
        {RED, RED, "10.0.0.1", VMG_LISTEN_STAYS, NULL},
        {ADDRESSED("red", "br0", IPV4("10.0.0.1")), ADDRESSED("red", "br0", IPV4("10.0.0.2")),
         "10.0.0.1", VMG_LISTEN_MOVES, "10.0.0.2"},
        {ADDRESSED("red", "br0", IPV4("10.0.0.1")), ADDRESSED("red", "br0", IPV4("10.0.0.1")),
         "10.0.0.1", VMG_LISTEN_STAYS, "10.0.0.1"},
        {ADDRESSED("red", "br0", IPV4("10.0.0.1")), RED, "10.0.0.1", VMG_LISTEN_LOST, NULL},
        {ADDRESSED("red", "br0", IPV4("10.0.0.1")), ADDRESSED("red", "br0", IPV6("fd00::2")),
         "10.0.0.1", VMG_LISTEN_LOST, NULL},
        {ADDRESSED("red", "br0", IPV4("10.0.0.1")), "", "10.0.0.1", VMG_LISTEN_LOST, NULL},
        /* libvirt keeps an IPv6 address in the spelling in which it was written. */
        {ADDRESSED("red", "br0", IPV6("fd00::1")), ADDRESSED("red", "br0", IPV6("fd00::2")),
         "FD00:0:0::1", VMG_LISTEN_MOVES, "fd00::2"},
        /* An empty address does not count as an address. */
        {ADDRESSED("red", "br0", "<address family='ipv4' prefix='24'/>" IPV4("10.0.0.1")),
         ADDRESSED("red", "br0", IPV4("10.0.0.2")), "10.0.0.1", VMG_LISTEN_MOVES, "10.0.0.2"},
        /* Two networks of the source have this address, and the destination has only the second
         * network. */
        {ADDRESSED("blue", "br0", IPV4("10.0.0.1")) ADDRESSED("red", "br0", IPV4("10.0.0.1")),
         ADDRESSED("red", "br0", IPV4("10.0.0.2")), "10.0.0.1", VMG_LISTEN_MOVES, "10.0.0.2"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgHost) from = host_of(rows[i].from);
        g_autoptr(VmgHost) to = host_of(rows[i].to);
        const char *there = NULL;

        assert_int_equal(
            vmg_nics_listen_counterpart(&from->view, &to->view, rows[i].address, &there),
            rows[i].result);
        test_same(rows[i].to, there ? there : "", rows[i].there ? rows[i].there : "");
    }
}

#define PLAIN   NET("red", "red", "")
#define VDSM    NET("vdsm-red", "red", "libvirt='vdsm-red'")
#define BOTH    NET("red", "red", "libvirt='vdsm-red'")
#define LAN     NET("lan", "br0", "libvirt='lan'")
#define PLAIN_0 NET("br0", "br0", "")
/* The network red is declared in guard.conf, as its name is not the name of its device or of its
 * libvirt network. After LAN, red is a second network on the device br0. */
#define RED_LIBVIRT NET("red", "br0", "libvirt='one'")
#define LAN_10      NET("lan", "br0", "libvirt='lan' vlan='10'")
#define LAN_TRUNK   NET("lan", "br0", "libvirt='lan' trunk='10,20'")

/* Each row gives the name of the network on the other host that is the same as the network lan
 * of this host, or as the first network if there is no lan; NULL if there is none. */
static void
networks_of_two_hosts_are_one(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *label, *here, *there, *network;
    } rows[] = {
        {"the same name", RED, RED, "red"},
        {"another name", RED, BLUE, NULL},
        {"nothing there", RED, "", NULL},
        /* VDSM's libvirt network vdsm-red, which belongs to the network red, exists on no host,
         * on one host, or on both. Agents of earlier versions reported the network red under the
         * name vdsm-red. */
        {"vdsm: none", PLAIN, PLAIN, "red"},
        {"vdsm: source", BOTH, PLAIN, "red"},
        {"vdsm: destination", PLAIN, BOTH, "red"},
        {"vdsm: both", BOTH, BOTH, "red"},
        {"vdsm: an old agent here", VDSM, PLAIN, "red"},
        {"vdsm: an old agent there", PLAIN, VDSM, "vdsm-red"},
        {"vdsm: two old agents", VDSM, VDSM, "vdsm-red"},
        {"vdsm: an old one and a new one", VDSM, BOTH, "red"},
        /* One of the hosts, or both, have a libvirt network on the bridge. */
        {"libvirt here", LAN, PLAIN_0, "br0"},
        {"libvirt there", PLAIN_0, LAN, "lan"},
        {"both", LAN, LAN, "lan"},
        {"on another bridge", LAN, NET("br1", "br1", ""), NULL},
        {"two libvirt networks", LAN, NET("wan", "br0", "libvirt='wan'"), NULL},
        {"two bridges' names", PLAIN_0, NET("br1", "br0", ""), NULL},
        {"declared here", RED, PLAIN_0, NULL},
        {"declared there", PLAIN_0, RED, NULL},
        {"declared there, with a libvirt network", LAN, NET("red", "br0", "libvirt='lan'"), NULL},
        {"the name of the other is taken", LAN NET("br0", "br7", ""), PLAIN_0, NULL},
        {"a second libvirt network on the device", LAN RED_LIBVIRT, RED, "red"},
        {"one that is the only one there", LAN RED_LIBVIRT, NET("red", "br0", "libvirt='lan'"),
         "red"},
        {"a second one, of another VLAN", LAN_10 RED_LIBVIRT, RED, NULL},
        {"a second one, of other VLANs", LAN_TRUNK RED_LIBVIRT, RED, NULL},
        {"another network of the device is not there either", LAN RED_LIBVIRT, BLUE, NULL},
        {"what is declared must be there itself", NET("lan", "br0", "") RED, RED, NULL},
        {"an Open vSwitch here", OVS("lan", "br0", "libvirt='lan'"), PLAIN_0, NULL},
        {"an Open vSwitch there", LAN, OVS("br0", "br0", ""), NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgHost) here = host_of(rows[i].here);
        g_autoptr(VmgHost) there = host_of(rows[i].there);
        const struct vmg_network *lan = vmg_nics_network_find(&here->view, "lan");
        const struct vmg_network *network = vmg_nics_network_counterpart(
            &here->view, lan ? lan : here->view.networks[0], &there->view);

        test_same(rows[i].label, network ? network->name : "",
                  rows[i].network ? rows[i].network : "");
    }
}

static void
only_some_nics_are_placed(void **state G_GNUC_UNUSED)
{
    static const struct {
        struct vmg_nic nic;
        gboolean placed;
    } rows[] = {
        {{.type = "bridge", .source = "br0"}, TRUE},  {{.type = "network", .source = "lan"}, TRUE},
        {{.type = "direct", .source = "eth0"}, TRUE}, {{.type = "user", .source = "x"}, FALSE},
        {{.type = "bridge", .source = ""}, FALSE},    {{.type = "ethernet"}, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(vmg_nic_is_placed(&rows[i].nic), rows[i].placed);
}

#define OFF(kind, name) "<local kind='" kind "' name='" name "' state='down'/>"

static void
a_device_is_switched_off(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *locals, *nic;
        gboolean is_off;
    } rows[] = {
        {OFF("bridge", "br0"), NIC("bridge", BR0, ""), TRUE},
        {OFF("nic", "eth0"), NIC("direct", "dev='eth0'", ""), TRUE},
        {OFF("bridge", "br1"), NIC("bridge", BR0, ""), FALSE},
        {"<local kind='bridge' name='br0'/>", NIC("bridge", BR0, ""), FALSE},
        /* A libvirt network is not a device. */
        {OFF("network", "br0"), NIC("bridge", BR0, ""), FALSE},
        {OFF("bridge", "br0"), NIC("network", "network='br0'", ""), FALSE},
        {OFF("bridge", "br0"), NIC("user", "", ""), FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgHost) host = host_of(rows[i].locals);
        g_autofree char *domain = test_domain("", rows[i].nic);
        g_autoptr(VmgGuest) guest = test_guest(domain);

        assert_int_equal(vmg_nics_is_switched_off(&host->view, guest->view.nics[0]),
                         rows[i].is_off);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_is_switched_off),
        cmocka_unit_test(only_some_nics_are_placed),
        cmocka_unit_test(a_nic_is_on_one_network),
        cmocka_unit_test(networks_of_two_hosts_are_one),
        cmocka_unit_test(a_display_address_moves_within_its_network),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
