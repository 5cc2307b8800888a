/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the check networks. Each case gives the networks of both hosts, the guest's NICs and the
 * configuration, and the findings that must come out. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define NET(name, device, more)                                                                    \
    "<network name='" name "' device='" device "' kind='bridge' state='up' mtu='1500' " more "/>"
#define OVS(name, device, more)                                                                    \
    "<network name='" name "' device='" device "' kind='openvswitch' state='up' " more "/>"
#define ETH(name, device)                                                                          \
    "<network name='" name "' device='" device "' kind='nic' state='up' mtu='1500'/>"
#define LOCAL(kind, name) "<local kind='" kind "' name='" name "'/>"
#define NIC(type, source, more)                                                                    \
    "<interface type='" type "'><mac address='m'/><source " source "/>" more "</interface>"
#define BRIDGE(name)  NIC("bridge", "bridge='" name "'", "")
#define LIBVIRT(name) NIC("network", "network='" name "'", "")
#define TAG(id)       "<vlan><tag id='" id "'/></vlan>"
#define UNPLUGGED     NIC("bridge", "bridge='br0'", "<link state='down'/>")
#define IS_DOWN                                                                                    \
    "networks WARN NIC m: its link is down; network vm is not up on host-b, or has another VLAN\n" \
    "networks PASS *"
#define BLUE  OVS("blue", "ovs0", "vlan='20'")
#define TRUNK OVS("all", "ovs0", "trunk='1,2'")
#define NONE_OF(tags)                                                                              \
    "networks WARN NIC m: device * VLAN tags: " tags                                               \
    ", which is none of the networks that host-a has there\nnetworks PASS *"
#define KNOWN                                                                                      \
    "<o:vm xmlns:o='http://ovirt.org/vm/1.0'><o:device mac_address='o'>"                           \
    "<o:network>blue</o:network></o:device></o:vm>"
#define REFUSED_NONE_OF(tags)                                                                      \
    "networks FAIL NIC m: device * VLAN tags: " tags                                               \
    ", which is none of the networks that host-a has there\n"
#define GUEST "[networks]\nmatch=guest\n"
#define PASS  "networks PASS *"
#define ON_VM "networks FAIL NIC m on network vm: "

typedef struct {
    const char *label, *config;
    const char *from, *to; /* networks of each host; NULL: there are no facts */
    const char *nics;
    const char *findings; /* a pattern */
} Row;

static char *
host_of(const char *name, const char *uuid, const char *networks)
{
    return networks ? test_host_xml(name, uuid, "c", "up", networks) : NULL;
}

static void
ask(const Row *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *domain = test_domain(KNOWN, rows[i].nics);
        g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, rows[i].from);
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID, rows[i].to);
        g_autofree char *findings = test_ask(&vmg_check_networks, rows[i].config, domain, from, to);

        test_like(rows[i].label, findings, rows[i].findings);
    }
}

static void
hosts_are_compared(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"the same", "", NET("a", "br0", ""), NET("a", "br0", ""), "",
         "networks PASS 1 on host-a, 1 on host-b; the guest has 0 NICs on them\n"},
        {"none", "", "", "", "", PASS},
        {"down, on no device", "", NET("a", "br0", ""), "<network name='a' state='down'/>", "",
         "networks FAIL network a: it is down there\n"},
        {"other devices", "", NET("a", "br0", ""), NET("a", "br1", ""), "", PASS},
        {"less there", "", NET("a", "br0", "") NET("b", "br1", ""), NET("a", "br0", ""), "",
         "networks FAIL network b: host-b has no network of that name\n"},
        {"more there", "", NET("a", "br0", ""), NET("a", "br0", "") NET("b", "br1", ""), "",
         "networks FAIL network b: host-a has no network of that name\n"},
        {"both", "", NET("a", "br0", ""), NET("b", "br0", ""), "",
         "networks FAIL network a: host-b has no network of that name\n"
         "networks FAIL network b: host-a has no network of that name\n"},
        {"another VLAN", "", NET("a", "br0", "vlan='10'"), NET("a", "br0", "vlan='20'"), "",
         "networks FAIL network a: VLAN 20 on host-b\n"},
        {"no VLAN", "", NET("a", "br0", "vlan='10'"), NET("a", "br0", ""), "",
         "networks FAIL network a: no VLAN on host-b\n"},
        {"down there", "", NET("a", "br0", ""), "<network name='a' device='br0' state='down'/>", "",
         "networks FAIL network a: br0 is down there\n"},
        {"missing there", "", NET("a", "br0", ""), "<network name='a' state='missing'/>", "",
         "networks FAIL network a: host-b has no device for it\n"},
        {"down here: what is left of the host may go", "",
         "<network name='a' device='br0' state='down'/>", "", "", PASS},
        {"missing on both", "", "<network name='a' state='missing'/>",
         "<network name='a' state='missing'/>", "", PASS},
        {"unplugged there, and not here at all", "", "",
         "<network name='a' device='br0' state='down'/>", "", PASS},
        {"declared there, but missing", "", "", "<network name='a' state='missing'/>", "", PASS},
        {"not required, here", "", NET("a", "br0", "required='no'"), "", "", PASS},
        {"not required, there", "", "", NET("a", "br0", "required='no'"), "", PASS},
        {"not required there, and another VLAN", "", NET("a", "br0", "vlan='3'"),
         NET("a", "br0", "required='no'"), "", PASS},
        {"only the guest's", GUEST, NET("a", "br0", "") NET("b", "br1", "vlan='2'"),
         NET("b", "br1", "") NET("c", "br2", ""), "", PASS},
        {"only warned of", "[checks]\nnetworks=warn\n", NET("a", "br0", ""), "", "",
         "networks WARN network a: host-b has no network of that name\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
nics_find_their_network(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"a bridge", "", NET("vm", "br0", ""), NET("vm", "br0", ""), BRIDGE("br0"),
         "networks PASS 1 on host-a, 1 on host-b; the guest has 1 NIC on them\n"},
        {"a bridge by another name", "", NET("vm", "br0", ""), NET("vm", "br7", ""), BRIDGE("br0"),
         PASS},
        {"the network is named once", GUEST, NET("vm", "br0", ""), NET("x", "br0", ""),
         BRIDGE("br0") BRIDGE("br0"),
         "networks FAIL network vm: host-b has no network of that name\n"},
        {"not required, but the guest's", "", NET("vm", "br0", "required='no'"), "", BRIDGE("br0"),
         "networks FAIL network vm: host-b has no network of that name\n"},
        {"down there", GUEST, NET("vm", "br0", ""),
         "<network name='vm' device='br0' state='down'/>", BRIDGE("br0"),
         "networks FAIL network vm: br0 is down there\n"},
        {"another VLAN", GUEST, NET("vm", "br0", ""), NET("vm", "br0", "vlan='4'"), BRIDGE("br0"),
         "networks FAIL network vm: VLAN 4 on host-b\n"},
        {"no cable, the network is down there", GUEST, NET("vm", "br0", ""),
         "<network name='vm' device='br7' kind='bridge' state='down'/>", UNPLUGGED, IS_DOWN},
        {"no cable, another VLAN there", GUEST, NET("vm", "br0", ""), NET("vm", "br7", "vlan='20'"),
         UNPLUGGED, IS_DOWN},
        {"no cable, the network is there", GUEST, NET("vm", "br0", ""), NET("vm", "br7", ""),
         UNPLUGGED, PASS},
        {"no cable, the bridge leads nowhere there", GUEST, NET("vm", "br0", ""),
         LOCAL("bridge", "br0"), UNPLUGGED, IS_DOWN},
        {"no cable, on a bridge that leads nowhere", GUEST, LOCAL("bridge", "br0"),
         LOCAL("bridge", "br0"), UNPLUGGED, PASS},
        {"no cable, and no bridge for its tap", GUEST, NET("vm", "br0", ""), NET("x", "br1", ""),
         UNPLUGGED, "networks FAIL NIC m: device br0, and host-b has none of that name\n"},
        {"no cable, a NIC there", GUEST, NET("vm", "br0", ""), ETH("vm", "eth0"), UNPLUGGED,
         "networks FAIL NIC m: device br0, and host-b has none of that name\n"},
        {"on nothing", GUEST, NET("vm", "br0", ""), "", "<interface type='bridge'/>", PASS},
        {"on a network of its QEMU's own", GUEST, NET("vm", "br0", ""), "",
         "<interface type='user'/>", PASS},
        {"on a socket that nothing may serve there", GUEST, "", "",
         "<interface type='vhostuser'><mac address='m'/><source type='unix' path='/run/v'/>"
         "</interface>",
         "networks WARN NIC m: type vhostuser: cannot verify that it leads to the same "
         "network\n" PASS},
        {"a tap of somebody's, without a name", GUEST, "", "", "<interface type='ethernet'/>",
         "networks WARN NIC ethernet: type ethernet: *\n" PASS},
        {"a tap without a cable", GUEST, "", "",
         "<interface type='ethernet'><link state='down'/></interface>", PASS},
        {"a smaller MTU", GUEST, NET("vm", "br0", ""),
         "<network name='vm' device='br0' state='up' mtu='1400'/>", BRIDGE("br0"),
         ON_VM "1400 on br0 of host-b\n"},
        {"a smaller MTU of the switch's own port", GUEST, OVS("vm", "ovs0", "mtu='9000'"),
         OVS("vm", "ovs0", "mtu='1500'"),
         NIC("bridge", "bridge='ovs0'", "<virtualport type='openvswitch'/>"),
         "networks WARN NIC m on network vm: 1500 on ovs0 of host-b\n" PASS},
        {"a larger MTU", GUEST, NET("vm", "br0", ""),
         "<network name='vm' device='br0' state='up' mtu='9000'/>", BRIDGE("br0"), PASS},
        {"a smaller MTU that is the NIC's own", GUEST,
         "<network name='vm' device='br0' state='up' mtu='9000'/>", NET("vm", "br0", ""),
         NIC("bridge", "bridge='br0'", "<mtu size='1500'/>"), PASS},
        {"an MTU nobody knows", GUEST, NET("vm", "br0", ""),
         "<network name='vm' device='br0' state='up'/>", BRIDGE("br0"), PASS},
        {"a macvtap", GUEST, ETH("vm", "eth0"), ETH("vm", "eth9"),
         NIC("direct", "dev='eth0' mode='bridge'", ""), PASS},
        {"a macvtap, a bridge there", GUEST, ETH("vm", "eth0"), NET("vm", "br0", ""),
         NIC("direct", "dev='eth0' mode='bridge'", ""), ON_VM "br0 on host-b is of kind bridge\n"},
        {"a bridge, a NIC there", GUEST, NET("vm", "br0", ""), ETH("vm", "eth0"), BRIDGE("br0"),
         ON_VM "eth0 on host-b is of kind nic\n"},
        {"a bridge, of Open vSwitch there", GUEST, NET("vm", "br0", ""), OVS("vm", "br0", ""),
         BRIDGE("br0"), ON_VM "br0 on host-b is of kind openvswitch\n"},
        {"a tag", GUEST, OVS("red", "ovs0", "vlan='10'") OVS("green", "ovs0", "vlan='20'"),
         OVS("green", "ovs1", "vlan='20'"), NIC("bridge", "bridge='ovs0'", TAG("20")), PASS},
        {"a tag that is not there", GUEST,
         OVS("red", "ovs0", "vlan='10'") OVS("green", "ovs0", "vlan='20'"),
         OVS("green", "ovs1", "vlan='20'"), NIC("bridge", "bridge='ovs0'", TAG("10")),
         "networks FAIL network red: host-b has no network of that name\n"},
        {"a tag that no network has: it stays, and that is said", GUEST, BLUE, BLUE,
         NIC("bridge", "bridge='ovs0'", TAG("30")), NONE_OF("30")},
        {"a tag that no network has, and no such device there", GUEST, BLUE,
         OVS("blue", "ovs1", "vlan='20'"), NIC("bridge", "bridge='ovs0'", TAG("30")),
         "networks FAIL NIC m: device ovs0, and host-b has none of that name\n"},
        {"no tag, on a switch that carries VLANs", GUEST, BLUE, BLUE, BRIDGE("ovs0"),
         NONE_OF("none")},
        {"no tag, but oVirt knows the network", GUEST, BLUE, OVS("blue", "ovs1", "vlan='20'"),
         "<interface type='bridge'><mac address='o'/><source bridge='ovs0'/></interface>", PASS},
        {"no tag: the network without a VLAN, not the first by name", GUEST,
         NET("backup", "br0", "vlan='20'") NET("guests", "br0", ""),
         NET("backup", "br9", "vlan='20'") ETH("guests", "eth0"), BRIDGE("br0"),
         "networks FAIL NIC m on network guests: eth0 on host-b is of kind nic\n"},
        {"no tag, two VLANs on one bridge", GUEST,
         NET("a", "br0", "vlan='20'") NET("b", "br0", "vlan='30'"), NET("x", "br0", ""),
         BRIDGE("br0"), REFUSED_NONE_OF("none")},
        {"two VLANs on one bridge, there as well", GUEST,
         NET("a", "br0", "vlan='20'") NET("b", "br0", "vlan='30'") NET("x", "br9", ""),
         NET("a", "br0", "vlan='20'") NET("b", "br0", "vlan='30'"), BRIDGE("br0"), NONE_OF("none")},
        {"two VLANs on one bridge, one of them there", GUEST,
         NET("a", "br0", "vlan='20'") NET("b", "br0", "vlan='30'"), NET("a", "br0", "vlan='20'"),
         BRIDGE("br0"), REFUSED_NONE_OF("none")},
        {"no tag, on a switch there, on a bridge of that VLAN here", GUEST, BLUE,
         NET("blue", "ovs0", "vlan='20'"), BRIDGE("ovs0"), REFUSED_NONE_OF("none")},
        {"no tag, another VLAN of that name there", GUEST, BLUE, OVS("blue", "ovs0", "vlan='21'"),
         BRIDGE("ovs0"), REFUSED_NONE_OF("none")},
        {"no tag, elsewhere there", GUEST, BLUE,
         OVS("blue", "ovs1", "vlan='20'") OVS("red", "ovs0", "vlan='30'"), BRIDGE("ovs0"),
         REFUSED_NONE_OF("none")},
        {"no tag, one more there", GUEST, BLUE, BLUE OVS("red", "ovs0", "vlan='30'"),
         BRIDGE("ovs0"), REFUSED_NONE_OF("none")},
        {"a bridge that is on its VLAN as a whole", GUEST, NET("vm", "br0", "vlan='20'"),
         NET("vm", "br1", "vlan='20'"), BRIDGE("br0"), PASS},
        {"two names for one network: that of the guests", GUEST,
         NET("display", "br0", "") "<network name='vm' device='br0' state='up'><role>vm</role>"
                                   "</network>",
         ETH("display", "eth0") NET("vm", "br1", ""), BRIDGE("br0"), PASS},
        {"two names for one network: not moved to one without a role", GUEST,
         "<network name='office' device='br0' state='up'><role>management</role></network>" NET(
             "store", "br0", ""),
         NET("office", "br0", "") ETH("store", "eth0"), BRIDGE("br0"), PASS},
        {"two names for one network, on two devices there", GUEST,
         NET("a", "br0", "") NET("b", "br0", ""), NET("a", "br1", "") NET("b", "br2", ""),
         BRIDGE("br0"), "networks FAIL NIC m: device br0, and host-b has none of that name\n"},
        {"two on two devices there, and one where it stays", GUEST,
         NET("a", "br0", "") NET("b", "br0", "") NET("c", "br0", ""),
         ETH("a", "eth1") ETH("b", "eth2") NET("c", "br0", ""), BRIDGE("br0"), PASS},
        {"two names for one network: where it stays", GUEST,
         NET("a", "br0", "") NET("b", "br0", ""), ETH("a", "eth0") NET("b", "br0", ""),
         BRIDGE("br0"), PASS},
        {"several tags, a network of one", GUEST, BLUE, BLUE,
         NIC("bridge", "bridge='ovs0'", "<vlan><tag id='20'/><tag id='30'/></vlan>"),
         NONE_OF("20,30")},
        {"a trunk is for those with its tags", GUEST, TRUNK, TRUNK, BRIDGE("ovs0"),
         NONE_OF("none")},
        {"a trunk, and a NIC with its tags", GUEST, TRUNK, TRUNK,
         NIC("bridge", "bridge='ovs0'", "<vlan><tag id='1'/><tag id='2'/></vlan>"), PASS},
        {"several tags", GUEST, OVS("all", "ovs0", ""), OVS("all", "ovs0", ""),
         NIC("bridge", "bridge='ovs0'", "<vlan><tag id='1'/><tag id='2'/></vlan>"), PASS},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

#define GROUPS(groups, trunk)                                                                      \
    "<network name='vm' device='br0' kind='bridge' state='up' libvirt='lan' " trunk ">" groups     \
    "</network>"
#define WEB NIC("network", "network='lan' portgroup='web'", "")

static void
libvirts_networks(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"there", "", NET("lan", "br0", "libvirt='lan'"), NET("lan", "br0", "libvirt='lan'"),
         LIBVIRT("lan"), PASS},
        {"VDSM's only here, a guest without a NIC", "", NET("red", "red", "libvirt='vdsm-red'"),
         NET("red", "red", ""), "", PASS},
        {"VDSM's only there", "", NET("red", "red", ""), NET("red", "red", "libvirt='vdsm-red'"),
         BRIDGE("red"), PASS},
        {"VDSM's here, from an agent of before", "", NET("vdsm-red", "red", "libvirt='vdsm-red'"),
         NET("red", "red", ""), BRIDGE("red"), PASS},
        {"VDSM's there, from an agent of before", "", NET("red", "red", ""),
         NET("vdsm-red", "red", "libvirt='vdsm-red'"), BRIDGE("red"), PASS},
        {"VDSM's on another VLAN", "", NET("vdsm-red", "red", "libvirt='vdsm-red'"),
         NET("red", "red", "vlan='7'"), "", "networks FAIL network vdsm-red: VLAN 7 on host-b\n"},
        {"only here, and the guest is on its bridge", "", NET("lan", "br0", "libvirt='lan'"),
         NET("br0", "br0", ""), BRIDGE("br0"), PASS},
        {"only there", "", NET("br0", "br0", ""), NET("lan", "br0", "libvirt='lan'"), BRIDGE("br0"),
         PASS},
        {"by another name", "", NET("vm", "br0", "libvirt='lan'"),
         NET("vm", "br0", "libvirt='office'"), LIBVIRT("lan"), PASS},
        {"only a bridge there", "", NET("lan", "br0", "libvirt='lan'"), NET("lan", "br0", ""),
         LIBVIRT("lan"), "networks FAIL NIC m on network lan: none on host-b\n"},
        {"of another kind there, which libvirt sees to", "", NET("lan", "br0", "libvirt='lan'"),
         OVS("lan", "br0", "libvirt='lan'"), LIBVIRT("lan"), PASS},
        {"as a running guest has it", "", NET("lan", "br0", "libvirt='lan'"), NET("lan", "br1", ""),
         NIC("bridge", "network='lan' bridge='br0'", ""),
         "networks FAIL NIC m on network lan: none on host-b\n"},
        {"a portgroup", "", GROUPS("<portgroup name='web' vlans='5'/>", ""),
         GROUPS("<portgroup name='web' vlans='5'/>", ""), WEB, PASS},
        /* If the destination does not have the portgroup, libvirt uses the network without a
         * portgroup. In this row the portgroup has no settings, so the NIC gets the same settings
         * from the network without a portgroup. */
        {"an empty portgroup that is not there", "", GROUPS("<portgroup name='web'/>", ""),
         GROUPS("<portgroup name='web2'/>", ""), WEB, PASS},
        {"a portgroup that is not there", "", GROUPS("<portgroup name='web' vlans='5'/>", ""),
         GROUPS("<portgroup name='web2'/>", ""), WEB,
         ON_VM "libvirt network lan on host-b has no such portgroup\n"},
        {"a portgroup that only the destination has", "", GROUPS("", ""),
         GROUPS("<portgroup name='web' vlans='6'/>", ""), WEB, ON_VM "6 by libvirt network lan *"},
        {"a portgroup that neither has", "", GROUPS("", ""), GROUPS("", ""), WEB, PASS},
        {"a portgroup with another tag", "", GROUPS("<portgroup name='web' vlans='5'/>", ""),
         GROUPS("<portgroup name='web' vlans='6'/>", ""), WEB,
         ON_VM "6 by libvirt network lan on host-b\n"},
        {"the default portgroup", "", GROUPS("<portgroup name='w' default='yes' vlans='5'/>", ""),
         GROUPS("<portgroup name='w' vlans='5'/>", ""), LIBVIRT("lan"),
         ON_VM "none by libvirt network lan on host-b\n"},
        {"a trunk", "", GROUPS("", "trunk='1,2'"), GROUPS("", "trunk='1,2,3'"), LIBVIRT("lan"),
         ON_VM "1,2,3 by libvirt network lan on host-b\n"},
        {"the NIC's own tags win", "", GROUPS("", "trunk='1,2'"), GROUPS("", "trunk='1,2,3'"),
         NIC("network", "network='lan'", TAG("1")), PASS},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
what_each_host_has_of_its_own(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"a bridge, there too", "", "", LOCAL("bridge", "virbr0"), BRIDGE("virbr0"),
         "networks WARN NIC m: device virbr0, which each host has of its own\nnetworks PASS *"},
        {"a bridge, not there", "", "", LOCAL("bridge", "virbr1"), BRIDGE("virbr0"),
         "networks FAIL NIC m: device virbr0, and host-b has none of that name\n"},
        {"one that leads out there", "", "", NET("virbr0", "virbr0", "required='no'"),
         BRIDGE("virbr0"), "networks WARN NIC m: device virbr0, which each host has of its own\n*"},
        {"a network of libvirt's", "", "", LOCAL("network", "default"), LIBVIRT("default"),
         "networks WARN NIC m: libvirt network default, which each host has of its own\n*"},
        {"a bridge is no network of libvirt's", "", "", LOCAL("bridge", "default"),
         LIBVIRT("default"),
         "networks FAIL NIC m: libvirt network default, and host-b has none of that name\n"},
        {"a plain NIC", "", "", LOCAL("nic", "eth0"), NIC("direct", "dev='eth0'", ""),
         "networks WARN NIC m: device eth0, which each host has of its own\n*"},
        {"no source: the device is there", "", NULL, NET("vm", "br0", ""), BRIDGE("br0"),
         "networks FAIL no source\n"},
        {"no source: the device is not there", "", NULL, NET("vm", "br0", ""), BRIDGE("br1"),
         "networks FAIL no source\n"
         "networks FAIL NIC m: device br1, and host-b has none of that name\n"},
        {"no source: what can't be told is not", "", NULL, "", "<interface type='udp'/>",
         "networks FAIL no source\n"},
        {"no destination", "", NET("vm", "br0", ""), NULL, BRIDGE("br0"),
         "networks FAIL no destination\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

#define OVN NIC("bridge", "bridge='br-int'", "<virtualport type='openvswitch'/>")

static void
ports_of_ovn(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"there as well", "", "", LOCAL("bridge", "br-int"), OVN, PASS},
        {"not there", "", "", "", OVN, "networks FAIL NIC m: host-b has no bridge br-int\n"},
        {"a plain port is no port of OVN", "", "", LOCAL("bridge", "br-int"), BRIDGE("br-int"),
         "networks WARN NIC m: device br-int, which each host has of its own\nnetworks PASS *"},
        {"another bridge of Open vSwitch", "", "", LOCAL("bridge", "ovs0"),
         NIC("bridge", "bridge='ovs0'", "<virtualport type='openvswitch'/>"),
         "networks WARN NIC m: device ovs0, which each host has of its own\nnetworks PASS *"},
        {"without a MAC", "", "", "",
         "<interface type='bridge'><source bridge='br-int'/><virtualport type='openvswitch'/>"
         "</interface>",
         "networks FAIL NIC br-int: host-b has no bridge br-int\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

/* Two networks are on the same bridge. oVirt's metadata names the network to which the NIC
 * belongs. */
static void
ovirt_names_the_network(void **state G_GNUC_UNUSED)
{
    static const char metadata[] =
        "<ovirt-vm:vm xmlns:ovirt-vm='http://ovirt.org/vm/1.0'>"
        "<ovirt-vm:device mac_address='00:1A:4a:16:01:00'><ovirt-vm:network>blue</ovirt-vm:network>"
        "</ovirt-vm:device></ovirt-vm:vm>";
    static const char nic[] = "<interface type='bridge'><mac address='00:1a:4a:16:01:00'/>"
                              "<source bridge='br0'/></interface>";
    g_autofree char *domain = test_domain(metadata, nic);
    g_autofree char *from =
        host_of("host-a", TEST_SOURCE_UUID, NET("amber", "br0", "") NET("blue", "br0", ""));
    g_autofree char *to = host_of("host-b", TEST_DEST_UUID, NET("amber", "br0", ""));
    g_autofree char *findings = test_ask(&vmg_check_networks, GUEST, domain, from, to);

    test_same("oVirt", findings,
              "networks FAIL network blue: host-b has no network of that name\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_are_compared), cmocka_unit_test(nics_find_their_network),
        cmocka_unit_test(libvirts_networks),  cmocka_unit_test(what_each_host_has_of_its_own),
        cmocka_unit_test(ports_of_ovn),       cmocka_unit_test(ovirt_names_the_network),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
