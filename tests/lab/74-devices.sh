#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests guests with devices that only their host has, and a guest whose QEMU does not start on the
# destination.
. "$(dirname "$0")/functions.sh"
up

ledger_is_empty() { # HOST
    [ -z "$("$lab" exec "$1" find /run/virt-migration-guard/incoming -type f ! -name lock ! -name '.*')" ]
}
tied="<filesystem type='mount' accessmode='passthrough'><source dir='/usr/share'/><target dir='share'/></filesystem>"
"$lab" guest host-a tied --xml | sed "s|<memballoon|$tied&|" | a virsh -q create /dev/stdin
wait_for 15 is_stamped_by host-a tied host-a
refused "a directory of the host" host-a host-b tied
check "the check alone refuses, and names it" eval 'says_failed 1 && says "FAIL devices: filesystem mount /usr/share: wanted: only devices that can migrate; found: a directory of the source host; fix: virsh edit tied: remove this <filesystem>; then shut down and start the guest"'
a virsh -q destroy tied
guest host-a tied
admitted "without it" host-a host-b tied

# The guest has QEMU options that libvirt passes to QEMU without reading them.
given="<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
arg() { echo "<qemu:arg value='$1'/>"; }
qemu-img create -q -f raw "$LAB_DIR/own.img" 1M
"$lab" guest host-a given --xml | sed "s|</domain>|$given$(arg -drive)$(arg file=$LAB_DIR/own.img,if=none,format=raw,cache=writeback)$(arg -global)$(arg isa-debugcon.iobase=0x402)</qemu:commandline>&|" | a virsh -q create /dev/stdin
wait_for 15 is_stamped_by host-a given host-a
refused "a disk that libvirt does not know of" host-a host-b given
check "the check alone refuses, and names it" eval 'says_failed 1 && says "FAIL devices: commandline -drive: wanted: only devices that can migrate; found: a disk that libvirt does not know of; fix: "'
a virsh -q destroy given
"$lab" guest host-a given --xml | sed "s|</domain>|$given$(arg -global)$(arg isa-debugcon.iobase=0x402)</qemu:commandline>&|" | a virsh -q create /dev/stdin
wait_for 15 is_stamped_by host-a given host-a
admitted "without it" host-a host-b given
check "with a warning of the rest" eval '"$lab" journal host-b | grep >/dev/null "WARN devices: commandline -global: .*given to QEMU as it is"'

# QEMU listens on a port that only a QEMU option names, and on the destination another guest uses
# this port.
starting() { # HOST NAME
    "$lab" guest "$1" "$2" --xml --listen 0.0.0.0 | sed "s|</domain>|$given$(arg -gdb)$(arg tcp:0.0.0.0:5977)</qemu:commandline>&|" |
        "$lab" exec "$1" virsh -q create /dev/stdin
    wait_for 15 is_stamped_by "$1" "$2" "$1"
}
starting host-a starts
starting host-b holds
refused "a QEMU that does not start" host-a host-b starts
check "not because of the guard" eval '! says "migration refused" >/dev/null'
check "it was admitted" journal_has host-b VMG_GUEST=starts VMG_DECISION=admit
check "what it reserved is given back" wait_for 5 ledger_is_empty host-b
check "and the facts call it active no longer" wait_for 10 eval '! b grep -q "name=\"starts\" state=\"active\"" /run/virt-migration-guard/host.xml'
b virsh -q destroy holds
admitted "once it can" host-a host-b starts
check "and nothing is reserved any more" wait_for 10 ledger_is_empty host-b
finished
