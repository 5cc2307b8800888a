#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The guard never prevents an administrator or a cluster manager from starting a guest on this host,
# whatever happened to a migration of the same guest just before.
. "$(dirname "$0")/functions.sh"
up

later=/etc/libvirt/hooks/qemu.d/99-zz-later
script() { # COMMANDS: installs a script on host-b that runs after the guard
    b sh -c "cat >$later.new && chmod 755 $later.new && mv $later.new $later" <<<"#!/bin/sh
$1"
}
starts() { # WHAT: checks that host-b's own g1 starts at the first try
    said=$(b virsh -q start g1 2>&1) || sed 's/^/# /' <<<"$said"
    check "after $1 it starts on host-b" runs_on host-b g1
    b virsh -q destroy g1
    wait_for 5 is_forgotten
}
is_forgotten() { # whether host-b's facts no longer list g1 as active
    ! b grep -q '<guest .*name="g1" state="active"' /run/virt-migration-guard/host.xml
}
fails() { # WHAT [VIRSH-OPTION...]: a migration that fails, then a start on its destination
    local what=$1
    shift
    if migrate host-a host-b g1 "$@"; then fail "$what: the migration fails"; fi
    wait # for the commands that cut() has started
    check "$what: it runs on host-a" runs_on host-a g1
    starts "$what"
}
cut() { # SECONDS COMMAND...: runs COMMAND so many seconds later, while a migration is under way
    local seconds=$1
    shift
    (sleep "$seconds" && "$@" >/dev/null 2>&1) &
}

guest host-a g1 --persistent --listen 0.0.0.0
"$lab" guest host-b g1 --xml --memory 80 | b virsh -q define /dev/stdin

script 'if [ "$2" = migrate ]; then exit 1; fi'
fails "a script that refuses at migrate"
script 'if [ "$2" = prepare ]; then exit 1; fi'
# The script that refuses at `prepare` would also refuse a local start of the guest. So the script
# is removed before the guest is started on host-b.
if migrate host-a host-b g1; then fail "a script that refuses at prepare"; fi
b rm $later
starts "a script that refuses at prepare"
script 'if [ "$2" = migrate ]; then sed "s/cache=[\"'\'']none[\"'\'']/cache='\''writeback'\''/"; fi'
fails "a changed guest"
script 'if [ "$2" = migrate ]; then sed "s/<vcpu[^>]*>1</<vcpu>2</"; fi'
fails "a change that libvirt refuses"
script 'if [ "$2" = start ]; then exit 1; fi'
if migrate host-a host-b g1; then fail "a script that refuses at start"; fi
b rm $later
starts "a script that refuses at start"
cut 2 a virsh domjobabort g1
fails "a migration that the source gave up" --bandwidth 1
cut 2 b virsh destroy g1
fails "a migration that the destination gave up" --bandwidth 1
cut 2 "$lab" libvirtd restart host-b
if migrate host-a host-b g1 --bandwidth 1; then fail "libvirtd on host-b restarts: the migration fails"; fi
wait
wait_for 20 b virsh -q list
starts "a restart of libvirtd"

# The XML of a guest that has arrived contains the number of its admission until the agent stamps
# the guest. A guest that was saved in this state must start again as well.
admitted "it arrives" host-a host-b g1 --undefinesource --persistent
has_no_mark() { ! b virsh -q dumpxml g1 | grep >/dev/null "admission="; }
check "its agent stamps it, and no mark is left" wait_for 15 has_no_mark
check "the stamp is host-b's" is_stamped_by host-b g1 host-b
b virsh -q save g1 /run/g1.save
check "a saved guest is restored" b virsh -q restore /run/g1.save
b virsh -q managedsave g1
check "a managed save is restored" b virsh -q start g1
b virsh -q destroy g1
check "it starts on host-b" b virsh -q start g1
"$lab" agent stop host-a
admitted_to_a() { migrate host-b host-a g1 --undefinesource --persistent; }
check "it moves to a host without its agent" admitted_to_a
a virsh -q save g1 /run/g1.save
check "there a saved guest is restored" a virsh -q restore /run/g1.save
a virsh -q destroy g1
check "there it starts" a virsh -q start g1
a virsh -q destroy g1
a sh -c 'virsh dumpxml --inactive g1 | sed "s/cache=.none./cache=\"directsync\"/" | virsh -q define /dev/stdin'
check "there it starts, changed" a virsh -q start g1
finished
