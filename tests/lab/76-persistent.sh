#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The persistent configuration of a guest is adapted as well: when the guest is destroyed and
# started again on the destination, it is on the right network.
. "$(dirname "$0")/functions.sh"
up

nic_of() { # HOST GUEST [--inactive]
    "$lab" virsh "$1" dumpxml "$2" ${3:-} | sed -n "/<interface/,/<\/interface/s/.*<source \(.*\)\/>.*/\1/p"
}
display_of() { # HOST GUEST [--inactive]
    "$lab" virsh "$1" dumpxml "$2" ${3:-} | sed -n "s/.*<listen type='address' address='\([^']*\)'.*/\1/p"
}
b ip link set br-vm down
b ip link set br-vm name br-guests
b ip link set br-guests up
b sh -c "printf '[network vm]\ndevice = br-guests\n' >/etc/virt-migration-guard/guard.conf.d/90-test.conf"
kill -HUP "$("$lab" agent pid host-b)"
wait_for 5 b grep -q 'name="vm" device="br-guests"' /run/virt-migration-guard/host.xml

guest host-a g1 --persistent
admitted "with its configuration" host-a host-b g1 --persistent --undefinesource
check "the NIC is on this host's bridge" eval '[ "$(nic_of host-b g1)" = "bridge='\''br-guests'\''" ]'
check "in the configuration as well, soon" wait_for 10 eval '[ "$(nic_of host-b g1 --inactive)" = "bridge='\''br-guests'\''" ]'
check "and the display" test "$(display_of host-b g1 --inactive)" = "$("$lab" address host-b management)"
check "the agent says so" grep -q "the configuration of guest g1 was moved to this host's devices" "$LAB_DIR/host-b/agent.log"
b virsh -q destroy g1
check "it starts here" b virsh -q start g1
check "on the right bridge" eval '[ "$(nic_of host-b g1)" = "bridge='\''br-guests'\''" ]'
wait_for 15 is_stamped_by host-b g1 host-b
for round in 1 2; do
    admitted "back, $round" host-b host-a g1 --persistent --undefinesource
    check "to that host's bridge" wait_for 10 eval '[ "$(nic_of host-a g1 --inactive)" = "bridge='\''br-vm'\''" ]'
    check "and address" test "$(display_of host-a g1 --inactive) $(display_of host-a g1)" = "10.71.0.1 10.71.0.1"
    admitted "and again, $round" host-a host-b g1 --persistent --undefinesource
    check "to this host's bridge" wait_for 10 eval '[ "$(nic_of host-b g1 --inactive)" = "bridge='\''br-guests'\''" ]'
    check "and address" test "$(display_of host-b g1 --inactive) $(display_of host-b g1)" = "10.71.0.2 10.71.0.2"
done

# If the persistent configuration did not arrive with the guest, it belongs to this host and is not
# changed.
define_there() { # GUEST: defines the guest on host-b as it runs on host-a
    "$lab" virsh host-a dumpxml "$1" | "$lab" exec host-b virsh -q define /dev/stdin
}
settled() { wait_for 15 is_stamped_by host-b "$1" host-b && sleep 1; }
guest host-a g2
check "a guest that runs elsewhere is defined here" define_there g2
admitted "that one, without its configuration" host-a host-b g2
settled g2
check "the guest was moved" eval '[ "$(nic_of host-b g2)" = "bridge='\''br-guests'\''" ]'
check "the configuration that was here was not" eval '[ "$(nic_of host-b g2 --inactive)" = "bridge='\''br-vm'\''" ]'
guest host-a g3
"$lab" virsh host-a dumpxml g3 >"$LAB_DIR/g3.xml"
admitted "a transient one" host-a host-b g3
settled g3
check "it is defined here later" eval '"$lab" exec host-b virsh -q define /dev/stdin <"$LAB_DIR/g3.xml"'
settled g3
check "as whoever did that wants it" eval '[ "$(nic_of host-b g3 --inactive)" = "bridge='\''br-vm'\''" ]'
check "nothing of it is left" eval '[ -z "$(b find /run/virt-migration-guard/incoming -name ".source-*")" ]'
finished
