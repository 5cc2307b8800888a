#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the installed hooks while the system fails: in each run another system call fails, /run is
# full or read-only, facts are replaced while a hook reads them, and the ledger is full of guests
# that don't exist. Runs in a mount namespace of its own. Usage: VMG_STAGE=DIR faults.sh
set -uo pipefail

here=$(realpath "$(dirname "$0")")
. "$here/installed.sh"

run=/run/virt-migration-guard ledger=/run/virt-migration-guard/incoming
hook=/usr/sbin/virt-migration-guard-hook
failures=0
check() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then echo "ok - $what"; else echo "not ok - $what" && failures=$((failures + 1)); fi
}
# A busy machine must not cause a refusal, so the time limit is long.
printf '[guard]\ndeadline-ms = 60000\nfacts-max-age = 3600\n' >/etc/virt-migration-guard/guard.conf
facts >$run/host.xml
cp "$here/../bench/guest.xml" good.xml
sed "s/cache='none'/cache='writeback'/" good.xml >bad.xml
cc -O -shared -fPIC -o shim.so "$here/shim.c" && cc -O -o faults "$here/faults.c" || exit 1
mkdir -m 700 $ledger

check "the calls of the hooks" ./faults "$PWD/shim.so" "$PWD/good.xml" "$PWD/bad.xml"

migrate() { # FILE: keeps stderr in $said
    said=$($hook g migrate begin - <"$1" 2>&1 >/dev/null)
}
refuses() { ! migrate "$1" && [[ $said == *"migration refused: "*"fix: "* ]] || { echo "# said: $said" && false; }; }
harmless() { for event in "reconnect begin" "started begin" "stopped end" "release end"; do $hook g $event - <good.xml || return; done; }
rm -f $ledger/*
umount() { command umount "$@"; }

mount -t tmpfs -o size=64k,mode=700 tmpfs $ledger
head -c 1M /dev/zero >$ledger/.filler 2>/dev/null
check "/run full: refused, and why" refuses good.xml
check "/run full: nothing is left" test -z "$(ls $ledger)"
check "/run full: what runs is let alone" harmless
rm $ledger/.filler
check "/run with room again: admitted" migrate good.xml
umount $ledger
mount -t tmpfs -o ro tmpfs $ledger
check "/run read-only: refused, and why" refuses good.xml
check "/run read-only: what runs is let alone" harmless
umount $ledger
check "/run writable again: admitted" migrate good.xml

# Runs a command of virt-migration-guard that writes a file. In each run the command is killed
# before another system call. Afterwards the file must have either the complete old text or the
# complete new text.
killed_at_each() { # FILE-PATTERN OLD NEW COMMAND...: OLD and NEW are extended expressions
    local file=$1 old=$2 new=$3 n=0 text
    shift 3
    rm -f call
    for n in {1..5000}; do
        LD_PRELOAD=$PWD/shim.so VMG_FAULT=$n:kill VMG_FAULT_LOG=$PWD/call "$@" >said 2>&1
        text=$(cat "$file" 2>/dev/null)
        [[ $text =~ ^($old|$new)$ ]] || { echo "# killed at $n ($(cat call)): $text" && return 1; }
        [ -s call ] || break
        rm -f call
    done 2>/dev/null
    [[ $n -gt 5 && $n -lt 5000 && $text =~ ^($new)$ ]] || { echo "# after $n calls: $text" && return 1; }
}
state=/var/lib/virt-migration-guard
check "maintenance, killed at each call" killed_at_each $state/status '|up' 'preparing-for-maintenance.*' virt-migration-guard maintenance on
check "and off again" killed_at_each $state/status 'preparing-for-maintenance.*' up virt-migration-guard maintenance off
check "exempt, killed at each call" killed_at_each $state/exemptions "" '.*cache.*' \
    virt-migration-guard exempt add g cache --until "$(date -d tomorrow +%F)" --reason test
check "what was read by then is in force" eval 'virt-migration-guard exempt list | grep -q cache'
rm -f $state/exemptions

(while facts >$run/host.xml.next && mv $run/host.xml.next $run/host.xml; do :; done) &
replacer=$!
bad=0
for n in {1..200}; do migrate good.xml || bad=$((bad + 1)); done
kill $replacer
wait $replacer 2>/dev/null
check "facts replaced while they are read: all 200 admitted, not $bad refused" test $bad -eq 0

entries() { # ADMITTED: makes a thousand entries with this time of admission
    local n
    for n in {1..1000}; do
        printf '[incoming]\nuuid=c0000000-0000-4000-8000-%012d\ndigest=0\nadmitted=%d\ncommit=1\nvcpus=1\npages=\n' "$n" "$1" >$ledger/x$n
    done
}
facts >$run/host.xml
entries $(($(boottime) - 40000))
check "1000 guests that never came: admitted" migrate good.xml
entries "$(boottime)"
check "1000 that are on their way: refused, and why" refuses good.xml
rm -f $ledger/*
exit $((failures > 0))
