#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the check `networks`: both hosts must have the same networks. A NIC moves to the device that
# carries its network on the destination, whatever the name of the device is.
. "$(dirname "$0")/functions.sh"
up

facts=/run/virt-migration-guard/host.xml
has_fact() { "$lab" exec "$1" grep >/dev/null -- "$2" $facts; }
conf() { # HOST [LINE...]: replaces the host's additional configuration
    local host=$1
    shift
    printf '%s\n' "$@" | "$lab" exec "$host" tee /etc/virt-migration-guard/guard.conf.d/90-test.conf >/dev/null
    kill -HUP "$("$lab" agent pid "$host")"
}
alone() { # whether only this check has failed
    grep -q "^migration refused: 1 of [0-9]* checks failed" <<<"$said" && says "FAIL networks: $1"
}
nic_of() { # HOST GUEST: prints the bridge of the guest's NIC
    "$lab" virsh "$1" dumpxml --inactive "$2" | sed -n "/<interface/,/<\/interface/s/.*<source \(.*\)\/>.*/\1/p"
}
has_port() { # HOST BRIDGE: whether a guest is plugged in
    "$lab" exec "$1" bridge link | grep >/dev/null "vnet[0-9]*: .* master $2 "
}

guest host-a moves
b ip link set br-vm down
b ip link set br-vm name br-guests
b ip link set br-guests up
check "a device that is gone is in the facts within 2 seconds" wait_for 2 has_fact host-b 'name="vm" state="missing"'
refused "no device for a network" host-a host-b moves
check "the check alone refuses, and names it" alone "network vm: wanted: up on host-b; found: host-b has no device for it; fix: "
conf host-b "[network vm]" "device = br-guests"
wait_for 5 has_fact host-b 'name="vm" device="br-guests"'
admitted "a bridge of another name" host-a host-b moves
check "the NIC is on the bridge of this host" test "$(nic_of host-b moves)" = "bridge='br-guests'"
check "and plugged in there" has_port host-b br-guests
admitted "and back" host-b host-a moves
check "the NIC is on the bridge of that host again" test "$(nic_of host-a moves)" = "bridge='br-vm'"
check "and plugged in there" has_port host-a br-vm

b ip link set br-guests down
check "a bridge that goes down is in the facts within 2 seconds" wait_for 2 has_fact host-b 'name="vm" device="br-guests" kind="bridge" state="down"'
refused "a network that is down" host-a host-b moves
check "the check alone refuses, and names it" alone "network vm: wanted: up on host-b; found: br-guests is down there; fix: "
b ip link set br-guests up
check "a bridge without a port yet is up" wait_for 2 has_fact host-b 'name="vm" device="br-guests" kind="bridge" state="up"'
b ip link set br-guests mtu 1400
wait_for 2 has_fact host-b 'mtu="1400"'
refused "a smaller MTU" host-a host-b moves
check "the check alone refuses, and says both" alone "NIC $("$lab" virsh host-a domiflist moves | grep -o '52:54[0-9a-f:]*') on network vm: wanted: an MTU of 1500 at least; found: 1400 on br-guests of host-b; fix: "
b ip link set br-guests mtu 1500
wait_for 2 eval '! has_fact host-b mtu=.1400'
admitted "once it is right" host-a host-b moves
admitted "and back" host-b host-a moves

# The migration is refused if the two hosts do not have the same networks.
a ip link add br-x type bridge
a ip link set br-x up
conf host-a "[network x]" "device = br-x" "vlan = 7"
wait_for 15 eval '"$lab" virsh host-a metadata moves urn:virt-migration-guard:1 | grep >/dev/null br-x'
refused "a network that only the source has" host-a host-b moves
check "the check alone refuses, and names it" alone "network x: wanted: on both hosts; found: host-b has no network of that name; fix: "
b ip link add br-x type bridge
b ip link set br-x up
conf host-b "[network vm]" "device = br-guests" "[network x]" "device = br-x" "vlan = 8"
wait_for 5 has_fact host-b 'name="x"'
refused "another VLAN" host-a host-b moves
check "the check alone refuses, and says both" alone "network x: wanted: VLAN 7, as on host-a; found: VLAN 8 on host-b; fix: "
conf host-b "[network vm]" "device = br-guests" "[network x]" "device = br-x" "vlan = 8" "[networks]" "match = guest"
wait_for 5 has_fact host-b 'name="x"'
admitted "a network that is not the guest's, match = guest" host-a host-b moves
conf host-a "[network x]" "device = br-x" "vlan = 7" "[networks]" "match = guest"
admitted "and back, likewise" host-b host-a moves
conf host-b "[network vm]" "device = br-guests" "[network x]" "device = br-x" "vlan = 8" "required = no"
wait_for 5 has_fact host-b 'required="no"'
admitted "a network that is not required" host-a host-b moves

# host-a has two networks on one bridge. A NIC without a VLAN tag is on the network that has no
# VLAN.
conf host-a "[network backup]" "device = br-vm" "vlan = 20"
conf host-b "[network vm]" "device = br-guests" "[network backup]" "device = br-x" "vlan = 20"
wait_for 5 has_fact host-a 'name="backup"'
check "the facts have both" wait_for 5 has_fact host-b 'name="backup"'
check "the stamp, too" wait_for 15 eval '"$lab" virsh host-b metadata moves urn:virt-migration-guard:1 | grep >/dev/null backup'
admitted "two networks on one bridge" host-b host-a moves
check "it is stamped there" wait_for 15 eval 'is_stamped_by host-a moves host-a && "$lab" virsh host-a metadata moves urn:virt-migration-guard:1 | grep >/dev/null backup'
admitted "and back" host-a host-b moves
check "the NIC is on its own, not on the first by name" test "$(nic_of host-b moves)" = "bridge='br-guests'"
conf host-a
conf host-b "[network vm]" "device = br-guests"

# The libvirt network of the guest has another name on each host.
net() { # HOST NAME BRIDGE
    "$lab" exec "$1" virsh -q net-define /dev/stdin <<XML
<network><name>$2</name><forward mode='bridge'/><bridge name='$3'/><portgroup name='web'/></network>
XML
    "$lab" virsh "$1" net-start "$2"
}
net host-a lan br-vm
net host-b office br-guests
"$lab" guest host-a by-name --xml | sed "s|<interface type='bridge'>|<interface type='network'>|
    s|<source bridge='br-vm'/>|<source network='lan' portgroup='web'/>|" | a virsh -q create /dev/stdin
wait_for 15 is_stamped_by host-a by-name host-a
check "a network that starts is in the facts within 2 seconds" wait_for 2 has_fact host-b 'libvirt="office"'
admitted "a libvirt network of another name" host-a host-b by-name
check "the NIC is on this host's network" test "$(nic_of host-b by-name)" = "network='office' portgroup='web'"
check "and plugged in there" has_port host-b br-guests
admitted "and back" host-b host-a by-name
b virsh -q net-destroy office
check "a network that ends is gone from the facts within 2 seconds" wait_for 2 eval '! has_fact host-b libvirt=.office'
refused "no libvirt network that leads there" host-a host-b by-name
check "the check alone refuses, and names it" alone "NIC $("$lab" virsh host-a domiflist by-name | grep -o '52:54[0-9a-f:]*') on network vm: wanted: an active libvirt network that leads there; found: none on host-b; fix: "

# The guest's bridge has no uplink, so it belongs to one host only. At first host-b has no bridge of
# this name; later it has its own.
a ip link add br-own type bridge
a ip link set br-own up
"$lab" guest host-a own --xml | sed "s|br-vm|br-own|" | a virsh -q create /dev/stdin
wait_for 15 is_stamped_by host-a own host-a
refused "a bridge of the host's own, with none there" host-a host-b own
check "the check alone refuses, and names it" alone "NIC $("$lab" virsh host-a domiflist own | grep -o '52:54[0-9a-f:]*'): wanted: a network that both hosts reach; found: device br-own, and host-b has none of that name; fix: "
b ip link add br-own type bridge
b ip link set br-own up
wait_for 2 has_fact host-b 'kind="bridge" name="br-own"'
admitted "with one there" host-a host-b own
check "with a warning in the record" eval '"$lab" journal host-b | grep >/dev/null "WARN networks: NIC .*device br-own, which each host has of its own"'

# The destination must also have the device of a NIC whose link is down. If the guard can't see what
# a NIC is connected to, it only warns.
a ip link add br-spare type bridge
nics="<interface type='bridge'><mac address='52:54:00:00:00:77'/><source bridge='br-spare'/><link state='down'/><model type='virtio'/><rom enabled='no'/></interface><interface type='udp'><mac address='52:54:00:00:00:78'/><source address='127.0.0.1' port='7777'><local address='127.0.0.1' port='7778'/></source><model type='virtio'/><rom enabled='no'/></interface>"
"$lab" guest host-a spare --xml | sed "s|<memballoon|$nics&|" | a virsh -q create /dev/stdin
wait_for 15 is_stamped_by host-a spare host-a
refused "a NIC whose link is down, with no bridge for it there" host-a host-b spare
check "the check alone refuses, and names it" alone "NIC 52:54:00:00:00:77: wanted: a network that both hosts reach; found: device br-spare, and host-b has none of that name; fix: "
b ip link add br-spare type bridge
wait_for 2 has_fact host-b 'kind="bridge" name="br-spare"'
admitted "with one there" host-a host-b spare
check "with a warning of what can't be told" eval '"$lab" journal host-b | grep >/dev/null "WARN networks: NIC 52:54:00:00:00:78.*type udp: cannot verify"'

"$lab" guest host-a both --cache writeback --xml | sed "s|br-vm|br-nowhere|" >"$LAB_DIR/both.xml"
a ip link add br-nowhere type bridge
a ip link set br-nowhere up
a virsh -q create /dev/stdin <"$LAB_DIR/both.xml"
wait_for 15 is_stamped_by host-a both host-a
refused "two causes" host-a host-b both
check "both are named" eval 'says_failed 2 && says "FAIL networks: NIC " && says "FAIL cache: disk vda: "'
finished
