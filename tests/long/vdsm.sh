#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Empties hosts of an oVirt cluster. The manager of each host does what VDSM does
# (tests/lab/vdsm_manager.py). The test moves 8, 20 and 40 guests, with VDSM's defaults and with
# limits of the engine; empties two hosts into one destination; uses post-copy and parallel
# connections as the engine's policies set them; and installs the guard on one host after the other
# while guests move.
#
# With VMG_VDSM=/path/to/vdsm tests/long/vdsm.sh the same test runs VDSM's own code, from a checkout
# of https://github.com/oVirt/vdsm. Then the test needs Debian's python3-libvirt, python3-decorator,
# python3-dateutil, python3-yaml and python3-six. tests/long/vdsm_checkout.py says which of VDSM's
# modules run.
. "$(dirname "$0")/../lab/functions.sh"
export LAB_HOSTS="host-a host-b host-c"
. "$here/vdsm.sh"
counts=${VMG_COUNTS:-8 20 40}
up
vdsm_up

most=${counts##* }
guests=()
for ((i = 1; i <= most; i++)); do guests+=("e$i"); done
vdsm_volumes "${guests[@]}" property directory
third=$((most / 3))
check "$third guests start" vdsm_create host-a "${guests[@]:0:third}"
check "$((most - third)) headless ones start" vdsm_create host-a --headless --nic=SecurityGroups:x "${guests[@]:third}"
check "they are stamped" vdsm_stamped host-a "${guests[@]}"

at=host-a
other() { if [ "$at" = host-a ]; then echo host-b; else echo host-a; fi; }
# Moves the guests to another host. Checks that all of them leave their host, and that no refusal is
# recorded.
moves() { # WHAT [OPTION=VALUE...] -- NAME...
    local what=$1 to before options=() busy
    to=$(other) before=$(refusals)
    shift
    while [ "$1" != -- ]; do options+=("$1") && shift; done
    shift
    busy=$(retries "$at")
    evacuate "$at" "$to" "${options[@]}" "$@"
    check "$what: all arrive ($(seconds) s, $(($(retries "$at") - busy)) times the destination was busy)" all_arrived $#
    check "$what: they run on $to" all_run_on "$to" "$@"
    check "$what: no refusal on record" test "$(refusals)" = "$before"
    check "$what: they are stamped there" vdsm_stamped "$to" "$@"
    at=$to
}
retries() { # HOST
    grep -c "is busy, tried again later\|Migration destination busy" "$LAB_DIR/$1/vdsm.log"
}

for count in $counts; do
    some=("${guests[@]:0:count}")
    moves "$count guests, all defaults" -- "${some[@]}"
    moves "$count guests, limits 2 and 2" outgoingLimit=2 incomingLimit=2 -- "${some[@]}"
    moves "$count guests, limits 4 and 4" outgoingLimit=4 incomingLimit=4 -- "${some[@]}"
    moves "$count guests, 4 leave and 2 arrive" outgoingLimit=4 incomingLimit=2 -- "${some[@]}"
done

# A guest that must not move stays on its host. The result of migrateStatus contains the reason. The
# other guests do not wait for that guest.
some=("${guests[@]:0:6}")
vdsm_create "$at" --custom=cache:writeback property
vdsm_create "$at" --directory directory
vdsm_stamped "$at" property directory
evacuate "$at" "$(other),host-c" outgoingLimit=4 incomingLimit=4 property directory "${some[@]}"
check "the guests around them arrive" grep -q "^all arrived=6 of=8 " <<<"$said"
check "a guest whose property forbids it is tried on both hosts" test "$(grep -c "^failed property try=[12] code=78 .*FAIL cache: custom property cache: wanted: unset or none; found: 'writeback'" <<<"$said")" = 2
check "so is one with a device of its host" test "$(grep -c "^failed directory try=[12] code=78 .*FAIL devices: filesystem mount /srv: " <<<"$said")" = 2
check "both run where they were" all_run_on "$at" property directory
vdsm_stamped host-c $(vdsm_list host-c)
evacuate host-c "$(other)" $(vdsm_list host-c)
evacuate "$at" "$(other)" $(vdsm_list "$at" | grep -vx 'property\|directory')
at=$(other)

# Two hosts are emptied into a third one at the same time.
evacuate "$at" host-c outgoingLimit=4 incomingLimit=4 "${guests[@]:0:most/2}"
check "half of the guests run on host-c" all_run_on host-c "${guests[@]:0:most/2}"
vdsm_stamped host-c "${guests[@]:0:most/2}"
before=$(refusals)
busy=$(($(retries host-c) + $(retries "$at")))
evacuate host-c "$(other)" outgoingLimit=2 incomingLimit=2 "${guests[@]:0:most/2}" >/dev/null &
wait=$!
evacuate "$at" "$(other)" outgoingLimit=2 incomingLimit=2 "${guests[@]:most/2}"
check "two sources into one: those of $at arrive ($(seconds) s)" all_arrived $((most - most / 2))
wait $wait
check "those of host-c, too" all_run_on "$(other)" "${guests[@]}"
check "the destination was busy, and VDSM tried again" test $(($(retries host-c) + $(retries "$at"))) -gt "$busy"
check "no refusal on record" test "$(refusals)" = "$before"
at=$(other)

# Uses migration policies of the engine. A guest that writes more than the network can carry is
# migrated with post-copy.
vdsm_stamped "$at" "${guests[@]}"
action() { echo "{\"limit\": $1, \"action\": {\"name\": \"$2\", \"params\": [${3:-}]}}"; }
set_downtime='{"init": [{"name": "setDowntime", "params": ["150"]}], "stalling": ['
minimal="$set_downtime$(action 1 setDowntime '"200"'), $(action 3 setDowntime '"500"'), $(action -1 abort)]}"
post_copy="$set_downtime$(action 1 setDowntime '"200"'), $(action 2 postcopy), $(action -1 abort)]}"
PAGES=$((40 * 2560 / 182)) vdsm_volumes writer
vdsm_create "$at" writer
vdsm_stamped "$at" writer
moves "parallel connections" parallel=2 autoConverge=true "convergenceSchedule=$minimal" -- "${guests[@]}"
evacuate "$(other)" "$at" maxBandwidth=8 "convergenceSchedule=$post_copy" writer
check "post-copy: the guest arrives ($(seconds) s)" all_arrived 1
check "post-copy was what it took" grep -q "writer: iteration [0-9]*: .*postcopy" "$LAB_DIR/$(other)/vdsm.log"

# Tests the upgrade of a cluster. At the beginning no host has the guard. Each host gets the guard
# when it is empty, and then guests move back to it.
evacuate "$at" "$(other)" outgoingLimit=4 incomingLimit=4 property directory
for host in $LAB_HOSTS; do vdsm_without_guard "$host"; done
before=$(refusals)
for host in $LAB_HOSTS; do
    evacuate "$host" "$(vdsm_others "$host")" outgoingLimit=4 incomingLimit=4 $(vdsm_list "$host" | grep -vx 'property\|directory')
    check "$host is emptied ($(seconds) s)" all_arrived "$(sed -n 's/^all .* of=\([0-9]*\) .*/\1/p' <<<"$said")"
    vdsm_with_guard "$host"
    check "$host has the guard now" has_guard "$host"
done
evacuate host-a host-b,host-c outgoingLimit=4 incomingLimit=4 $(vdsm_list host-a | grep -vx 'property\|directory')
check "the first host is emptied once more" all_arrived "$(sed -n 's/^all .* of=\([0-9]*\) .*/\1/p' <<<"$said")"
check "no refusal on record" test "$(refusals)" = "$before"
for host in $LAB_HOSTS; do check "$host: every guest has a stamp" vdsm_stamped "$host" $(vdsm_list "$host"); done
check "no guest is lost" test "$(for host in $LAB_HOSTS; do vdsm_list "$host"; done | sort -u | wc -l)" = $((most + 3))
finished
