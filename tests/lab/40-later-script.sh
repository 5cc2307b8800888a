#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# If a script in qemu.d that runs after the guard changes an admitted guest, the start of the guest
# is refused. A guest that is not in the ledger starts as usual.
. "$(dirname "$0")/functions.sh"
up

later=/etc/libvirt/hooks/qemu.d/99-zz-later
ledger=/run/virt-migration-guard/incoming
script() { # COMMAND: installs a later script that pipes the XML of the operation migrate through COMMAND
    b sh -c "cat >$later && chmod 755 $later" <<SCRIPT
#!/bin/sh
if [ "\$2" = migrate ]; then $1; fi
SCRIPT
}

guest host-a g1
script "sed \"s/cache=[\\\"']none[\\\"']/cache='writeback'/\""
refused "a later script sets another cache mode" host-a host-b g1
check "says so" says "migration refused: the guest that is about to start is not the one that was admitted"
check "says what to look at" says "find the script in /etc/libvirt/hooks/qemu.d that runs after 99-virt-migration-guard"
check "its record" journal_has host-b VMG_GUEST=g1 VMG_DECISION=refuse VMG_EVENT=start
check "the ledger is empty" test -z "$(b ls $ledger)"
script "sed \"s|<os>|<cputune><vcpupin vcpu='0' cpuset='0'/></cputune><os>|\""
refused "a later script pins it" host-a host-b g1
check "says so, too" says "migration refused: the guest that is about to start is not the one that was admitted"
script "sed \"s|</devices>|<hostdev mode='subsystem' type='usb'><source startupPolicy='optional'><vendor id='0x1'/><product id='0x2'/></source></hostdev></devices>|\""
refused "a later script adds a device" host-a host-b g1
script "sed 's/<name>/ <name>/'"
admitted "a later script that changes nothing" host-a host-b g1
b rm $later
admitted "back" host-b host-a g1

# Default values that libvirt fills in do not count as a change.
tuned() { # prints the XML of a guest with many settings, as libvirt formats it
    "$lab" guest host-a tuned --xml | sed \
        -e "s|<vcpu>1</vcpu>|<vcpu current='1'>2</vcpu><iothreads>1</iothreads><cputune><vcpupin vcpu='0' cpuset='0-1'/><emulatorpin cpuset='0'/><iothreadpin iothread='1' cpuset='1'/></cputune><numatune><memory mode='strict' nodeset='0'/></numatune>|" \
        -e "s|<features>|<cpu><numa><cell id='0' cpus='0-1' memory='64' unit='MiB'/></numa></cpu>&|" \
        -e "s|<memballoon|<serial type='pty'/><channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng><video><model type='vga'/></video>&|"
}
tuned | a virsh -q create /dev/stdin
check "the agent stamps a guest of which much is set" wait_for 15 is_stamped_by host-a tuned host-a
admitted "a guest of which much is set" host-a host-b tuned

script "exit 1"
refused "a later script refuses what was admitted" host-a host-b g1
has_entry() { b ls $ledger | grep -q '^g1@'; } # entries of earlier admissions may also be in the ledger
check "the entry stays" has_entry
b rm $later
"$lab" guest host-b g1
check "the entry does not stand in the way of a local start" runs_on host-b g1
"$lab" virsh host-b destroy g1
check "nor is it the local guest's: it stays" has_entry
is_forgotten() { ! b grep -q "<guest uuid=\"$("$lab" virsh host-a domuuid g1)\" .*state=\"active\"" /run/virt-migration-guard/host.xml; }
wait_for 5 is_forgotten
admitted "and the guest may still move" host-a host-b g1
finished
