# SPDX-License-Identifier: LGPL-2.1-or-later
"""NICs: what they are connected to, their names on the host, filters and scripts."""
from oracle.case import BROKEN, FAILS, POLICY, SOUND, Case

REST = "<mac address='@MAC@'/><model type='virtio'/><rom enabled='no'/>"
NIC = f"<interface type='bridge'>{REST}<source bridge='%s'/>%s</interface>"
NET = f"<interface type='network'>{REST}<source network='@DEV@n' %s/>%s</interface>"
OWN = NIC % ("@DEV@b", "")
FILTERED = NIC % ("br-vm", "<filterref filter='@DEV@f'/>")
EBTABLES = "command -v ebtables && command -v iptables"
NO_EBTABLES = "libvirt puts filters into ebtables and iptables, which are not here"
ETHERNET = f"<interface type='ethernet'>{REST}<target dev='@DEV@t' managed='no'/></interface>"
TAP = "tap @DEV@t"
SCRIPT = f"<interface type='ethernet'>{REST}<script path='@LOCAL@/up'/></interface>"
MAKE_SCRIPT = "file @LOCAL@/up 0; printf '#!/bin/sh\\n' >@LOCAL@/up; chmod 755 @LOCAL@/up"
DIRECT = f"<interface type='direct'>{REST}<source dev='%s' mode='bridge'/></interface>"
MACVTAP = "ip link add @DEV@m link br-other type macvtap && ip link del @DEV@m"
NO_MACVTAP = "this kernel has no macvtap"
DECLARED = "conf '[network @DEV@]' 'device = @DEV@b' 'roles = vm' 'required = no'"

CASES = [
    Case("networks/no uplink there, declared", BROKEN, OWN, both="bridge @DEV@b vm; " + DECLARED,
         b="ip link del @DEV@b-u", alone=True),
    Case("networks/uplink down there, declared", BROKEN, OWN, both="bridge @DEV@b vm; " + DECLARED,
         b="ip link set @DEV@b-u down", alone=True),
    Case("networks/declared on both", SOUND, OWN, both="bridge @DEV@b vm; " + DECLARED, alone=True),
    Case("networks/declared bridge down there", BROKEN, OWN, both="bridge @DEV@b vm; " + DECLARED,
         b="ip link set @DEV@b down", alone=True),
    Case("networks/other network under the same name", BROKEN, OWN, a="bridge @DEV@b vm", b="bridge @DEV@b other", short=True),
    Case("networks/leads out only here", BROKEN, OWN, a="bridge @DEV@b vm", b="bridge @DEV@b"),
    Case("networks/same network, not declared", SOUND, OWN, both="bridge @DEV@b vm"),
    Case("networks/local on both", SOUND, OWN, both="bridge @DEV@b"),
    Case("networks/bridge missing", FAILS, OWN, a="bridge @DEV@b vm", short=True),
    Case("networks/local bridge missing", FAILS, OWN, a="bridge @DEV@b"),
    Case("networks/bridge made a moment ago", SOUND, OWN, a="bridge @DEV@b", late_b="bridge @DEV@b", short=True),
    Case("networks/bridge down there", BROKEN, OWN, both="bridge @DEV@b vm", b="ip link set @DEV@b down", short=True),
    Case("networks/bridge down on both", SOUND, OWN, both="bridge @DEV@b vm; ip link set @DEV@b down"),
    Case("networks/two NICs", SOUND, NIC % ("br-vm", "") + NIC.replace("0a:", "0b:").replace("@MAC@", "52:54:00:0b:01:01") % ("br-other", "")),
    Case("networks/link down", SOUND, NIC % ("br-vm", "<link state='down'/>")),
    Case("networks/MTU", SOUND, NIC % ("br-vm", "<mtu size='1400'/>")),
    Case("networks/user", SOUND, f"<interface type='user'>{REST}</interface>"),
    Case("networks/own name", SOUND, NIC % ("br-vm", "<target dev='@DEV@x'/>")),
    Case("networks/own name taken by a bridge", FAILS, NIC % ("br-vm", "<target dev='@DEV@x'/>"), b="bridge @DEV@x", short=True),
    Case("networks/own name taken by a guest", FAILS, NIC % ("br-vm", "<target dev='@DEV@x'/>"),
         b="python3 -c 'import fcntl,os,struct,time; f=os.open(\"/dev/net/tun\",os.O_RDWR); fcntl.ioctl(f,0x400454ca,struct.pack(\"16sH\",b\"@DEV@x\",0x5002)); time.sleep(900)' </dev/null >/dev/null 2>&1 & undo kill $!; sleep 0.3"),
    Case("networks/libvirt's own name", SOUND, NIC % ("br-vm", "<target dev='vnet0'/>")),
    Case("networks/tap of the manager on both", SOUND, ETHERNET, both=TAP),
    Case("networks/tap of the manager missing", FAILS, ETHERNET, a=TAP, short=True),
    Case("networks/tap made a moment ago", SOUND, ETHERNET, a=TAP, late_b=TAP, short=True),
    Case("networks/ethernet, libvirt makes the tap", SOUND, f"<interface type='ethernet'>{REST}<target dev='@DEV@t'/></interface>"),
    Case("networks/script on both", SOUND, SCRIPT, both=MAKE_SCRIPT),
    Case("networks/script missing", FAILS, SCRIPT, a=MAKE_SCRIPT),
    Case("networks/script not executable", FAILS, SCRIPT, both=MAKE_SCRIPT, b="chmod 644 @LOCAL@/up"),
    Case("networks/macvtap on both", SOUND, DIRECT % "br-other", needs=MACVTAP, reason=NO_MACVTAP),
    Case("networks/macvtap device missing", FAILS, DIRECT % "@DEV@b", a="bridge @DEV@b", needs=MACVTAP, reason=NO_MACVTAP),
    Case("networks/libvirt network on both", SOUND, NET % ("", ""), both="bridge @DEV@b vm; network @DEV@n @DEV@b", short=True),
    Case("networks/libvirt network missing", FAILS, NET % ("", ""), a="bridge @DEV@b vm; network @DEV@n @DEV@b", short=True),
    Case("networks/libvirt network inactive", FAILS, NET % ("", ""), both="bridge @DEV@b vm; network @DEV@n @DEV@b", b="v net-destroy @DEV@n"),
    Case("networks/libvirt network elsewhere", BROKEN, NET % ("", ""), a="network @DEV@n br-vm", b="network @DEV@n br-other", short=True),
    Case("networks/libvirt network on another bridge, same network", SOUND, NET % ("", ""),
         both="bridge @DEV@b vm", a="network @DEV@n br-vm", b="network @DEV@n br-vm", alone=True),
    Case("networks/libvirt network here only, guest on its bridge", SOUND, NIC % ("br-vm", ""), a="network @DEV@n br-vm", alone=True),
    Case("networks/second libvirt network, first there", SOUND, NET % ("", ""),
         a="network @DEV@m br-vm; network @DEV@n br-vm", b="network @DEV@n br-vm", alone=True),
    Case("networks/second libvirt network, another there", SOUND, NET % ("", ""),
         a="network @DEV@m br-vm; network @DEV@n br-vm", b="network @DEV@m br-vm", alone=True),
    Case("networks/portgroup on both", SOUND, NET % ("portgroup='p'", ""), both="bridge @DEV@b vm; network @DEV@n @DEV@b \"<portgroup name='p'/>\""),
    Case("networks/portgroup missing", SOUND, NET % ("portgroup='p'", ""), a="bridge @DEV@b vm; network @DEV@n @DEV@b \"<portgroup name='p'/>\"",
         b="bridge @DEV@b vm; network @DEV@n @DEV@b"),
    Case("networks/two libvirt networks on one bridge", SOUND, NET % ("", ""),
         both="bridge @DEV@b vm; network @DEV@m @DEV@b; network @DEV@n @DEV@b"),
    Case("networks/NAT network on both", SOUND, NET % ("", ""),
         both="define net-define <<<\"<network><name>@DEV@n</name><bridge name='@DEV@v'/></network>\"; undo virsh -q net-undefine @DEV@n; v net-start @DEV@n; undo virsh -q net-destroy @DEV@n"),
    Case("networks/filter on both", SOUND, FILTERED, both="filter @DEV@f", needs=EBTABLES, reason=NO_EBTABLES),
    Case("networks/filter missing", FAILS, FILTERED, a="filter @DEV@f", needs=EBTABLES, reason=NO_EBTABLES, short=True),
    Case("networks/filter with parameters", SOUND, NIC % ("br-vm", "<filterref filter='@DEV@f'><parameter name='IP' value='10.0.0.1'/></filterref>"), both="filter @DEV@f", needs=EBTABLES, reason=NO_EBTABLES),
    Case("networks/VLAN on a bridge", FAILS, NIC % ("br-vm", "<vlan><tag id='7'/></vlan>"),
         needs="false", reason="libvirt 9 starts no guest with a VLAN on a Linux bridge, on the source neither"),
    Case("networks/Open vSwitch", SOUND, NIC % ("br-vm", "<virtualport type='openvswitch'/>"),
         needs="command -v ovs-vsctl", reason="no Open vSwitch"),
    Case("networks/multicast", SOUND, f"<interface type='mcast'>{REST}<source address='230.0.0.1' port='@PORT@'/></interface>"),
    Case("networks/isolated port", SOUND, NIC % ("br-vm", "<port isolated='yes'/>")),
    Case("networks/bandwidth", SOUND, NIC % ("br-vm", "<bandwidth><outbound average='1000'/></bandwidth>"), 
         reason="this kernel shapes no traffic"),
]
for model in "e1000 e1000e rtl8139 ne2k_pci pcnet vmxnet3 virtio-non-transitional virtio-transitional".split():
    machine = "<os><type arch='x86_64' machine='q35'>hvm</type></os>" if model.startswith(("e1000e", "virtio-")) else ""
    CASES.append(Case(f"networks/model {model}", SOUND, machine + (NIC % ("br-vm", "")).replace("type='virtio'", f"type='{model}'")))
