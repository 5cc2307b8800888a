#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the time between the admission of a guest and the moment when the guest runs: which limits
# of time apply and which do not. Scripts in qemu.d that run after the guard take VMG_SLOW (50)
# seconds, which is longer than each limit of the guard that is given in seconds.
. "$(dirname "$0")/functions.sh"
slow=${VMG_SLOW:-50}
up

later=/etc/libvirt/hooks/qemu.d/99-zz-later
ledger=/run/virt-migration-guard/incoming
script() { # COMMANDS: installs a script on host-b that runs after the guard
    b sh -c "cat >$later.new && chmod 755 $later.new && mv $later.new $later" <<<"#!/bin/sh
$1"
}
migrates() { # FILE GUEST: migrates in the background; the output of virsh goes to FILE
    "$lab" migrate host-a host-b "$2" >"$LAB_DIR/$1" 2>&1 &
}
is_admitted() { b ls "$ledger" 2>/dev/null | grep -q "^$1@"; }
ledger_is_empty() { [ -z "$(b find "$ledger" -type f ! -name '.*' 2>/dev/null)" ]; }
allow() { # NUMBER: sets how many migrations may arrive at the same time
    b sh -c 'printf "[guard]\nfacts-max-age = 6\n[migration]\nmax-incoming = %s\n" "$1" >/etc/virt-migration-guard/guard.conf.d/90-test.conf' sh "$1"
    kill -HUP "$("$lab" agent pid host-b)"
}
allow 2
for name in g1 g2 g3; do guest host-a $name; done

# A start that takes long keeps its reservation, and a changed guest is refused however late it
# starts.
script 'case $1.$2 in
g1.prepare) sleep '$((slow - 4))' ;;
g2.migrate) sleep '$slow'; sed "s/cache=[\"'\'']none[\"'\'']/cache='\''writeback'\''/" ;;
esac'
began=$SECONDS
migrates slow g1
arriving=$!
check "a slow start is admitted" wait_for 5 is_admitted g1
migrates changed g2
changed=$!
check "and so is a guest whose script takes as long" wait_for 5 is_admitted g2
allow 1
sleep $((slow - 8 - SECONDS + began))
refused "$((SECONDS - began)) seconds into a slow start another one is one too many" host-a host-b g3
check "says so" says "FAIL concurrency: wanted: at most 1 migrations into host-b at a time; found: 1 under way"
check "the slow one arrives" wait "$arriving"
check "after $((slow - 4)) seconds" test $((SECONDS - began)) -ge $((slow - 4))
check "it runs on host-b" runs_on host-b g1
check_not "a script that takes $slow seconds and then changes the guest: it is refused" wait "$changed"
said=$(cat "$LAB_DIR/changed")
check "says why" says "migration refused: the guest that is about to start is not the one that was admitted"
check "it runs on" runs_on host-a g2
check "the entries are gone" wait_for 5 ledger_is_empty

# A guest whose start begins late, and that was not changed, is admitted if the host still has room
# for it.
script 'if [ "$2" = migrate ]; then sleep 8; fi'
admitted "a script that takes 8 seconds and changes nothing" host-a host-b g2
check "its entry is gone, too" wait_for 5 ledger_is_empty
b rm $later
admitted "back" host-b host-a g1
admitted "back, too" host-b host-a g2
wait_for 15 is_stamped_by host-a g1 host-a
wait_for 15 is_stamped_by host-a g2 host-a
script 'if [ "$1.$2" = g1.migrate ]; then sleep 9; elif [ "$1.$2" = g2.prepare ]; then sleep 8; fi'
migrates late g1
late=$!
wait_for 5 is_admitted g1
sleep 6
check "when the late one's time is over another one is admitted" migrate host-a host-b g2
check_not "the late one finds no room" wait "$late"
said=$(cat "$LAB_DIR/late")
check "says so" says "FAIL concurrency: wanted: at most 1 migrations into host-b at a time; found: 1 under way"
check "it runs on" runs_on host-a g1
admitted "back again" host-b host-a g2

# If a migration fails before the guest is prepared, its reservation ends after a short time.
script '[ "$2" != migrate ] || exit 1'
refused "a later script refuses what was admitted" host-a host-b g1
b rm $later
sleep 6
admitted "six seconds later there is room" host-a host-b g2
admitted "and the way back is free" host-b host-a g2
check "what was refused is forgotten" wait_for 20 ledger_is_empty

# While a guest migrates to host-b, the same guest is defined on host-b.
wait_for 15 is_stamped_by host-a g1 host-a
script 'if [ "$2" = migrate ]; then sleep 3; sed "s/cache=[\"'\'']none[\"'\'']/cache='\''writeback'\''/"; fi'
migrates defined g1
defined=$!
wait_for 5 is_admitted g1
"$lab" guest host-b g1 --xml | b virsh -q define /dev/stdin
sleep 1
check "defined there while it is on its way: its entry stays" is_admitted g1
check_not "and it is compared" wait "$defined"
said=$(cat "$LAB_DIR/defined")
check "says so" says "migration refused: the guest that is about to start is not the one that was admitted"
b virsh -q undefine g1
b rm $later

# In permissive mode, a guest that would be refused is still adapted to this host.
b sh -c 'printf "[guard]\nmode = permissive\n" >/etc/virt-migration-guard/guard.conf.d/95-test.conf'
kill -HUP "$("$lab" agent pid host-b)"
guest host-a g4 --cache writeback
admitted "permissive admits what it would refuse" host-a host-b g4
check "its display listens on host-b's address" test -n "$(b virsh dumpxml g4 | grep "listen='10.71.0.2'")"
finished
