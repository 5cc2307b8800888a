#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# make bench-agent: measures how much memory and CPU time the agent of a host needs for many guests.
# The guests are real QEMUs, each with 8 MiB of memory, one disk and one NIC. All guests share one
# disk, and their vCPUs are paused. VMG_GUESTS (500) is the number of guests that stay. Then other
# guests are started and ended VMG_STARTS (2000) times, as often as on a busy host in 24 hours.
. "$(dirname "$0")/../lab/functions.sh"

count=${VMG_GUESTS:-500} starts=${VMG_STARTS:-2000} lanes=4
up
agent=$("$lab" agent pid host-a)
facts=/run/virt-migration-guard/host.xml
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ printf "%d", ($14 + $15) * 1000 / hz }' "/proc/$agent/stat"; }
now_ms() { date +%s%3N; }
memory() { awk '/^RssAnon/ { printf "%d KiB", $2 }' "/proc/$agent/status"; }
files() { find "/proc/$agent/fd" -mindepth 1 | wc -l; }
a mkdir /run/many
"$lab" guest host-a m0 --lun --memory 8 --xml |
    sed '/<graphics/,/<\/graphics>/d; /<serial/d; /<uuid>/d; s|<target dev|<shareable/><target dev|
        s|<memballoon model=.none./>|<controller type="usb" model="none"/>&|' | a tee /run/many/m0 >/dev/null
# Prints virsh's commands that start or end the guests FROM to TO. Several lanes run in parallel;
# this prints the commands of one LANE.
commands() { # start|end FROM TO LANE
    local n
    for ((n = $2 + $4; n <= $3; n += lanes)); do
        if [ "$1" = start ]; then echo "create --paused /run/many/$n"; else echo "destroy m$n"; fi
    done
}
each() { # start|end FROM TO
    local lane pids=() n
    for ((lane = 0; lane < lanes; lane++)); do
        commands "$@" $lane | a virsh -q >/dev/null 2>>"$LAB_DIR/many" &
        pids+=($!)
    done
    wait "${pids[@]}"
}
listed() { a grep -c '<guest .* state="active"' $facts; }
lists() { [ "$(listed)" -eq "$1" ]; }
stamped() { # HOW-MANY: whether so many guests have a stamp in the status files of libvirt
    [ "$(a sh -c 'grep -l "urn:virt-migration-guard:1" /run/libvirt/qemu/m*.xml | wc -l')" -eq "$1" ]
}
a sh -c "for n in \$(seq 1 $((count + 50))); do sed \"s|<name>m0|<name>m\$n|\" /run/many/m0 >/run/many/\$n; done"

echo "agent  no guest:                      $(memory), $(files) open files"
before=$(cpu_ms) begin=$(now_ms)
each start 1 "$count"
started=$(now_ms)
wait_for 60 stamped "$count" || echo "# not all guests have a stamp" >&2
echo "agent  $count guests started in $((started - begin)) ms, all stamped at most $(($(now_ms) - started)) ms later"
echo "agent  CPU time a guest, start and stamp: $((($(cpu_ms) - before) * 1000 / count)) us"
wait_for 60 lists "$count" || echo "# the facts list $(listed) guests" >&2
echo "agent  $count guests:                  $(memory), $(files) open files"
before=$(cpu_ms)
sleep 60
echo "agent  CPU time in a minute with $count guests: $(($(cpu_ms) - before)) ms"

before=$(cpu_ms) begin=$(now_ms)
for ((done = 0; done < starts; done += 50)); do
    each start $((count + 1)) $((count + 50))
    each end $((count + 1)) $((count + 50))
done
echo "agent  $starts starts and ends in $((($(now_ms) - begin) / 1000)) s: $((($(cpu_ms) - before) * 1000 / starts)) us of CPU time each"
wait_for 60 lists "$count" || echo "# the facts list $(listed) guests" >&2
echo "agent  $count guests later:            $(memory), $(files) open files"
check "it is the same agent" test "$("$lab" agent pid host-a)" = "$agent"
check "each guest was started and ended" test ! -s "$LAB_DIR/many"
finished
