#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A guest's configuration moves with it: destroyed and started on the destination
# it comes up on the right network.
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
check "nothing of it is left" eval '[ -z "$(b find /run/virt-migration-guard/incoming -name ".source-*")" ]'
finished
