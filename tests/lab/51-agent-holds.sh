#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The agent is not blocked by guests whose QEMU hangs, by a link that flaps, or by a table of
# 400,000 routes. The link flaps for VMG_FLAPS (20) seconds.
. "$(dirname "$0")/functions.sh"
up

facts=/run/virt-migration-guard/host.xml
ticks=2 # the agent writes facts every two seconds, because of facts-max-age
stopped=()
waiting=()
go_on() {
    local pid
    for pid in "${waiting[@]}"; do kill "$pid" 2>/dev/null; done
    for pid in "${stopped[@]}"; do kill -CONT "$pid" 2>/dev/null; done
    stopped=() waiting=()
}
trap 'go_on; "$lab" down' EXIT
pid_of() { a cat "/run/libvirt/qemu/$1.pid"; } # GUEST
stamp_says() { "$lab" virsh host-a metadata "$1" urn:virt-migration-guard:1 2>/dev/null | grep >/dev/null "$2"; }
facts_have() { # NUMBER: whether the facts list so many guests
    [ "$(a grep -c '<guest .*commit=' $facts)" = "$1" ]
}
a sh -c "printf '[guard]\nfacts-max-age = $((3 * ticks))\n' >/etc/virt-migration-guard/guard.conf"
kill -HUP "$("$lab" agent pid host-a)"

# Each guest needs about 120 MiB of this machine's memory.
guests=$(awk '/MemAvailable/ { n = int($2 / 1024 / 200); print (n > 20 ? 20 : n) }' /proc/meminfo)
for n in $(seq "$guests"); do
    "$lab" guest host-a "h$n" || fail "start h$n"
done
check "$guests guests are stamped" wait_for 20 is_stamped_by host-a "h$guests" host-a
check "and in the facts" wait_for 5 facts_have "$guests"

# Stops the QEMU of every guest. For up to eight guests, another client of libvirt asks the stopped
# QEMU for its status, and waits until the test ends, because this QEMU does not answer.
for n in $(seq "$guests"); do
    pid=$(pid_of "h$n")
    kill -STOP "$pid" && stopped+=("$pid")
    if [ "$n" -le 8 ]; then
        "$lab" exec host-a timeout 200 virsh -q qemu-monitor-command "h$n" --hmp "info status" >/dev/null 2>&1 &
        waiting+=($!)
    fi
done
sleep 1
a virt-migration-guard maintenance on >/dev/null
"$lab" guest host-a fresh || fail "start fresh"
before=$(date +%s%N)
check "beside $guests guests whose QEMUs are stopped a new one is stamped within 3 seconds" \
    wait_for 3 is_stamped_by host-a fresh host-a
echo "# after $((($(date +%s%N) - before) / 1000000)) ms"
a virt-migration-guard maintenance off >/dev/null
check "and again when the host's status changes" wait_for 6 stamp_says fresh "<status>up<"

"$lab" agent stop host-a
a rm -f $facts
before=$(date +%s%N)
"$lab" agent start host-a
check "an agent that begins lists all of them within 5 seconds" wait_for 5 facts_have $((guests + 1))
took=$((($(date +%s%N) - before) / 1000000))
check "by the clock, too ($took ms)" test $took -le 5500
check "a guest whose QEMU is stopped counts with its memory" \
    a grep -q "<guest uuid=\"$(a virsh -q domuuid h1)\".*commit=" $facts
go_on
wait 2>/dev/null
for n in 1 $((guests / 2)) "$guests"; do
    check "h$n, which goes on, is stamped as the others are" wait_for 60 stamp_says "h$n" "<status>up<"
done
for n in $(seq 6 "$guests"); do "$lab" virsh host-a destroy "h$n"; done

seconds=${VMG_FLAPS:-20}
before=$(date +%s)
a timeout $((seconds + 12)) virsh -q event --event metadata-change --loop >"$LAB_DIR/written" 2>/dev/null &
listener=$!
sleep 1
while [ $(($(date +%s) - before)) -lt $seconds ]; do
    a sh -c "ip link set br-stor down; sleep 0.5; ip link set br-stor up; sleep 0.5"
done
written=$(wc -l <"$LAB_DIR/written")
check "$seconds seconds of a link that flaps: each guest is stamped once in 5 seconds at most ($written for 6)" \
    test "$written" -le $((6 * (seconds / 5 + 1)))
a ip link set br-stor down
check "host.xml says at once that a link is down" wait_for 2 \
    a grep -q 'name="storage" device="br-stor" kind="bridge" state="down"' $facts
sleep 1
check_not "the guests are not told at once" stamp_says fresh 'name="storage".*state="down"'
check "but after some seconds" wait_for 8 stamp_says fresh 'name="storage".*state="down"'
a ip link set br-stor up
check "what is back they are told" wait_for 8 stamp_says fresh 'name="storage".*state="up"'
check "and that is what was counted" test "$(wc -l <"$LAB_DIR/written")" -gt "$written"
wait $listener

routes=400000
agent=$("$lab" agent pid host-a)
memory() { awk '/RssAnon/ { print $2 }' "/proc/$agent/status"; } # KiB
busy() { cut -d' ' -f1 "/proc/$agent/task/$agent/schedstat"; } # CPU time of the main loop's thread in nanoseconds
before=$(memory)
awk -v n=$routes 'BEGIN { for (i = 0; i < n; i++)
    printf "route add 20.%d.%d.%d/32 dev br-vm\n", i / 65536, i / 256 % 256, i % 256 }' >"$LAB_DIR/routes"
"$lab" exec host-a ip -batch - <"$LAB_DIR/routes"
check "$routes routes are there" test "$(a ip -4 route show | wc -l)" -ge $routes
sleep $ticks
start=$(busy)
sleep $((5 * ticks))
took=$((($(busy) - start) / 5 / 1000000))
check "with them a tick of the agent takes less than 50 ms ($took)" test $took -lt 50
after=$(memory)
check "and no memory ($before KiB, then $after)" test $((after - before)) -lt 1024
check "the agent runs on" test "$("$lab" agent pid host-a)" = "$agent"
check "and knows the management network" a sh -c "grep -A 3 'name=\"management\"' $facts | grep -q '<role>management<'"
finished
