#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests exemptions: an administrator makes them on the destination for one guest, each verdict shows
# them, and they end by themselves.
. "$(dirname "$0")/functions.sh"
up

exempt() { # sets said and status
    said=$(b virt-migration-guard exempt "$@" 2>&1)
    status=$?
}
file=/var/lib/virt-migration-guard/exemptions

guest host-a g1 --cache writeback
guest host-a g2 --cache writeback
refused "a writeback guest" host-a host-b g1
exempt add g1 cache --until 2h
check "a reason is asked for" eval 'test $status = 2 && says "virt-migration-guard: --until and --reason are needed"'
exempt add g1 cache --until 60d --reason r
check "it always ends" eval 'test $status = 2 && says "virt-migration-guard: --until: '"'60d'"' is not within the next 30 days"'
exempt add g1 cache --until 2020-01-01 --reason r
check "and not before it begins" test $status = 2
exempt add g1 cahce --until 2h --reason r
check "a typing error is one" eval 'test $status = 2 && says "virt-migration-guard: there is no check '"'cahce'; did you mean 'cache'?"'"'
check_not "and nothing was written" b test -s $file
exempt add g1 cache --until 2h --reason "ticket 17"
check "it is made" eval 'test $status = 0 && says "guest g1 is exempt from check cache if it migrates to this host, until "'
exempt list
said=$(b virt-migration-guard doctor)
check "doctor warns of it" says "found:  guest g1 is exempt from check cache until "
exempt list
check "and listed" eval 'test $status = 0 && says "g1     ticket 17 (made by "'
said=$(b setpriv --reuid 65534 --clear-groups virt-migration-guard exempt remove g1 2>&1)
check "it is root's to change" says "fix: run it as root, exemptions are root's"
refused "another guest" host-a host-b g2
check "the check is off for no other" says "FAIL cache: disk vda: "
check "check on the source knows of it" wait_for 10 eval 'b cat /run/virt-migration-guard/host.xml | a virt-migration-guard check g1 --to /dev/stdin 2>&1 | grep -F "exempt until" | grep -qF "ticket 17"'
admitted "the guest that is exempt" host-a host-b g1
said=$(b virt-migration-guard decisions --guest g1)
check "the exemption is counted" says "warnings (1 exempt)"
said=$(b virt-migration-guard decisions --guest g1 -v)
check "what failed is seen" says "found:  disk vda: cache mode writeback"
check "and why it was let through" says "ticket 17"
check "in the journal, too" eval '"$lab" journal host-b | grep -F "exempt until" | grep -qF "ticket 17"'
refused "the other way, where nobody made one" host-b host-a g1

exempt add g2 cache --until 3s --reason "for three seconds"
sleep 4
refused "when it is over" host-a host-b g2
kill -HUP "$("$lab" agent pid host-b)"
check "the agent says so" wait_for 10 grep -q "exemption expired: guest g2, check cache: for three seconds" "$LAB_DIR/host-b/agent.log"
check_not "and takes it out" b grep -q "three seconds" $file

exempt add g2 cache --until 1h --reason "to be broken"
b chmod 666 $file
refused "a file that others can write" host-a host-b g2
check "it is named" says "WARN guard: wanted: exemptions, or none; found: $file: writable by users other than root"
b chmod 644 $file
exempt remove g2 cache
check "it can be taken back" eval 'test $status = 0 && says "1 removed"'
refused "then the guest is refused again" host-a host-b g2

# If an exemption can't be written, the command does not say that it was made.
said=$(b unshare --mount sh -c "mount -t tmpfs -o size=4k none ${file%/*} && head -c 4096 /dev/zero >${file%/*}/full && virt-migration-guard exempt add g2 cache --until 1h --reason r" 2>&1)
check "with a full disk none is made" says "No space left on device"
check_not "and none is told of" grep "is exempt" <<<"$said"
b python3 -c "for i in range(10000): print(f'guest{i}\tcache\t4102444800\tr')" | b tee $file >/dev/null
exempt add g2 cache --until 1h --reason r
check "nor one too many" eval 'test $status = 2 && says "virt-migration-guard: $file: more than 10000 exemptions"'
exempt list
check "and the others stay" eval 'test $status = 0 && test "$(grep -c guest <<<"$said")" = 10000'
b rm $file
uuid=$(a virsh -q domuuid g2 | head -n 1)
exempt add "${uuid^^}" cache cache --until 1h --reason twice
exempt list
check "named twice it is one" test "$(grep -c twice <<<"$said")" = 1
exempt remove "$uuid"
check "a uuid is the same in capitals" eval 'test $status = 0 && says "1 removed"'
finished
