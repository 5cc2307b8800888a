#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A guest for which the destination has no room is refused, also if several guests come at once.
# Reservations end, however a migration ends.
. "$(dirname "$0")/functions.sh"
up

conf() { # HOST TEXT: writes guard.conf; the hook reads it each time, the agent after SIGHUP
    "$lab" exec "$1" sh -c 'cat >/etc/virt-migration-guard/guard.conf' <<<"$2"
}
base=$'[guard]\nfacts-max-age = 6\n'
reload() { kill -HUP "$("$lab" agent pid "$1")"; }
ledger_is_empty() { [ -z "$(b ls /run/virt-migration-guard/incoming)" ]; }
reserves() { b ls /run/virt-migration-guard/incoming | grep -q "^$1@"; } # GUEST: whether the guest has an entry in the ledger
facts() { b cat /run/virt-migration-guard/host.xml; }
guests_in_facts() { facts | grep -c '<guest .*commit=' || true; }
total_mib() { facts | sed -n 's/.*total="\([0-9]*\)".*/\1/p' | awk '{ printf "%d", $1 / 1024 }'; }
committed_mib() { facts | sed -n 's/.*commit="\([0-9]*\)".*/\1/p' | awk '{ n += $1 } END { printf "%d", n / 1024 }'; }
count() { # DECISION GUEST...: prints how often host-b has made this decision about the guests
    local decision=$1
    shift
    "$lab" journal host-b | awk -v RS= -v guests=" $* " -v decision="VMG_DECISION=$decision" '
        index("\n" $0 "\n", "\n" decision "\n") && /\nVMG_EVENT=migration\n/ {
            match($0, /\nVMG_GUEST=[^\n]*/); name = substr($0, RSTART + 11, RLENGTH - 11)
            if (index(guests, " " name " ")) n++ }
        END { print n + 0 }'
}

conf host-a "$base"
conf host-b "$base"
reload host-a
reload host-b
for n in 1 2 3 4 5 6; do guest host-a "g$n" --listen 0.0.0.0; done

conf host-b "$base"$'[memory]\nreserve-mib = 4000000000'
refused "no memory to commit" host-a host-b g1
check "by one check" says_failed 1
check "named" says "FAIL memory: committed: wanted: "
conf host-b "$base"
admitted "with memory" host-a host-b g1
check "the running guest is in the facts" wait_for 5 eval '[ "$(guests_in_facts)" = 1 ]'
check "and its entry is gone" wait_for 5 ledger_is_empty

conf host-b "$base"$'[vcpus]\novercommit-ratio = 1'
for n in $(seq 2 "$(b nproc)"); do "$lab" guest host-b "x$n" --listen 0.0.0.0; done
wait_for 5 eval '[ "$(guests_in_facts)" = "$(b nproc)" ]'
refused "too many vCPUs" host-a host-b g2
check "by one check" says_failed 1
check "named" says "FAIL vcpus: overcommit: wanted: at most "
for n in $(seq 2 "$(b nproc)"); do b virsh -q destroy "x$n"; done
wait_for 5 eval '[ "$(guests_in_facts)" = 1 ]'
admitted "few vCPUs" host-a host-b g2
admitted "back" host-b host-a g2

# Only the vCPUs that are plugged in count. A maximum above the number of the host's threads causes
# a warning.
wide() { # NAME PLUGGED
    "$lab" guest host-a "$1" --listen 0.0.0.0 --xml | sed "s|<vcpu>1</vcpu>|<vcpu current='$2'>64</vcpu>|" | a virsh -q create /dev/stdin
    wait_for 15 is_stamped_by host-a "$1" host-a
}
conf host-b "$base"
wide wide $(($(b nproc) + 1))
refused "more vCPUs than threads" host-a host-b wide
check "by one check" says_failed 1
check "named" says "FAIL vcpus: wanted: $(($(b nproc) + 1)) host threads, as wide has vCPUs; found: host-b has $(b nproc); fix: "
a virsh -q destroy wide
wide narrow 1
admitted "few vCPUs of many" host-a host-b narrow
check "with a warning" eval '"$lab" journal host-b | grep >/dev/null "WARN vcpus: wanted: 64 host threads, as many vCPUs as narrow can be given"'
vcpus_in_facts() { facts | grep >/dev/null "vcpus=\"$1\""; }
check "one is in the facts" wait_for 5 vcpus_in_facts 1
check "one is plugged in" b virsh -q setvcpus narrow 2 --live
check "two are in the facts, though libvirt tells nobody" wait_for 40 vcpus_in_facts 2
b virsh -q destroy narrow

conf host-b "$base"$'[custom-properties]\nzone = ^(north|south)$'
guest host-a p1 --custom zone=west --listen 0.0.0.0
refused "a property that does not match" host-a host-b p1
check "by one check" says_failed 1
check "named, with value and expression" says "FAIL custom-properties: custom property zone: wanted: a value that matches ^(north|south)\$; found: 'west'"
conf host-b "$base"$'[custom-properties]\nzone = ^(north|south|west)$'
admitted "a property that matches" host-a host-b p1
conf host-b "$base"

# Five migrations begin at once, and two of them are allowed. They are so slow that they overlap.
pids=()
for n in 2 3 4 5 6; do
    "$lab" migrate host-a host-b "g$n" --bandwidth 4 >"$LAB_DIR/said.$n" 2>&1 &
    pids+=($!)
done
wait_for 20 eval '[ "$(($(count admit g3 g4 g5 g6) + $(count refuse g3 g4 g5 g6)))" -ge 4 ]'
sleep 1
under_way=$(b virsh -q list | grep -c paused || true)
check "never more than 2 on their way ($under_way)" test "$under_way" -le 2
wait "${pids[@]}"
running=$(for n in 2 3 4 5 6; do runs_on host-b "g$n" && echo; done | wc -l)
check "exactly 2 of 5 were admitted ($running)" test "$running" -eq 2
check "the others say why" grep -q "FAIL concurrency: wanted: at most 2 migrations into host-b at a time; found: 2 under way" "$LAB_DIR"/said.*
check "the ledger is empty afterwards" wait_for 10 ledger_is_empty
for n in 2 3 4 5 6; do runs_on host-b "g$n" && "$lab" migrate host-b host-a "g$n"; done

# host-b gets room for one guest: the limit is the memory that is committed already, plus one and a
# half times the memory of one such guest.
one=153
wait_for 10 eval '[ "$(guests_in_facts)" = 2 ]'
conf host-b "$base"$'[memory]\nreserve-mib = '"$(($(total_mib) - $(committed_mib) - one * 3 / 2))"
"$lab" migrate host-a host-b g3 --bandwidth 8 >"$LAB_DIR/said.a" 2>&1 &
first=$!
"$lab" migrate host-a host-b g4 --bandwidth 8 >"$LAB_DIR/said.b" 2>&1 &
wait $! $first
running=$(for n in 3 4; do runs_on host-b "g$n" && echo; done | wc -l)
check "room for one, two at once: one is admitted ($running)" test "$running" -eq 1
check "the other by memory" grep -q "FAIL memory: committed: " "$LAB_DIR/said.a" "$LAB_DIR/said.b"
conf host-b "$base"
check "the ledger is empty afterwards" wait_for 10 ledger_is_empty
for n in 3 4; do runs_on host-b "g$n" && "$lab" migrate host-b host-a "g$n"; done

slowly() { # GUEST: starts a slow migration and waits until it has begun
    wait_for 15 is_stamped_by host-a "$1" host-a || fail "$1 is stamped"
    "$lab" migrate host-a host-b "$1" --bandwidth 2 >"$LAB_DIR/slow.said" 2>&1 &
    slow=$!
    wait_for 10 eval "\"$lab\" virsh host-a domjobinfo $1 | grep >/dev/null '^Memory processed'" ||
        { sed 's/^/# /' "$LAB_DIR/slow.said" && fail "$1 is on its way"; }
}
slowly g5
check "while it arrives it reserves" reserves g5
check "and is in the facts" wait_for 5 eval 'facts | grep >/dev/null "state=\"incoming\""'
a virsh -q domjobabort g5
wait $slow
check "cancelled: it runs on" runs_on host-a g5
check "cancelled: the ledger is empty" wait_for 10 ledger_is_empty

slowly g5
"$lab" libvirtd kill host-b
wait $slow
"$lab" libvirtd start host-b
# libvirt leaves the guest paused on the source, because it can't know how far the migration came.
runs_on host-a g5 || a virsh -q resume g5
check "libvirtd killed: it is not lost" runs_on host-a g5
check "libvirtd killed: the ledger is empty" wait_for 20 ledger_is_empty
check "libvirtd killed: and the facts say so" wait_for 20 eval '! facts | grep >/dev/null "name=\"g5\" state=\"active\""'
check "libvirtd killed: what ran there runs" runs_on host-b g1

slowly g5
"$lab" agent kill host-b
"$lab" agent start host-b
check "agent killed: it still reserves" reserves g5
a virsh -q domjobabort g5
wait $slow
check "agent killed: the ledger is empty" wait_for 10 ledger_is_empty
wait_for 10 is_stamped_by host-a g5 host-a
admitted "after all that" host-a host-b g5

# With post-copy, the guest already runs on the destination while its memory still arrives.
guest host-a late --memory 128 --dirty 30M
"$lab" migrate host-a host-b late --postcopy --bandwidth 8 --postcopy-bandwidth 4 >/dev/null 2>&1 &
slow=$!
wait_for 10 eval "\"$lab\" virsh host-a domjobinfo late | grep >/dev/null '^Memory processed'"
a virsh -q migrate-postcopy late
check "in post-copy it runs here" wait_for 5 eval '"$lab" virsh host-b domstate late --reason | grep -q post-copy'
sleep 1
check "and still arrives" eval 'facts | grep >/dev/null "uuid=\"$(b virsh -q domuuid late | head -n 1)\".*state=\"incoming\""'
check "and reserves" reserves late
wait $slow
check "until it has arrived" wait_for 10 eval 'ledger_is_empty && ! facts | grep -q "state=\"incoming\""'
finished
