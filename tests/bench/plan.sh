#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Measures how long plan takes for a host of 50 guests with 250, 500 and 1,000 other hosts. All
# hosts are files. The staged installation lies over the system's files in a mount namespace. Usage:
# plan.sh STAGE; needs root.
set -euo pipefail

stage=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
if [ -z "${VMG_BENCH_INSIDE:-}" ]; then
    VMG_BENCH_INSIDE=yes exec unshare --mount "$0" "$stage"
fi
mount -t tmpfs tmpfs /run
mkdir -p /run/etc/virt-migration-guard
mount -t overlay overlay -o "lowerdir=/run/etc:/etc" /etc
mount -t overlay overlay -o "lowerdir=$stage/usr:/usr" /usr

# Each host has 8 GiB available.
make_cluster() { # DIRECTORY HOSTS GUESTS KIB CLUSTER: guests of so much memory, from a host of that cluster
    local directory=$1 hosts=$2 guests=$3 kib=$4 cluster=$5 i
    mkdir "$directory"
    for ((i = 0; i <= hosts; i++)); do
        sed -e 's/@BOOTTIME@/1/' -e "s/<name>host-b</<name>host-$i</" \
            -e "s/b0000000-0000-4000-8000-00000000000b/$(printf 'b0000000-0000-4000-8000-%012d' "$i")/" \
            -e 's/^<partial-models>.*/<partial-models>EPYC<\/partial-models>/' \
            -e 's/<guests><\/guests>/<guests\/><inventory\/>/' "$here/host.xml.in" >"$directory/host-$i.xml"
    done
    for ((i = 0; i < guests; i++)); do
        sed -e "s/6a4b1c5e-0d5c-4d0f-9d52-2f6c0d2a9b11/$(printf 'a0000000-0000-4000-8000-%012d' "$i")/" \
            -e 's/a0000000-0000-4000-8000-00000000000a/b0000000-0000-4000-8000-000000000000/' \
            -e "s/<name>g</<name>g$i</; s/<vmg:name>host-a</<vmg:name>host-0</; s/>65536</>$kib</; s/<vmg:cluster>default/<vmg:cluster>$cluster/" "$here/guest.xml" >"$directory/guest-$i.xml"
    done
}
plan() { # DIRECTORY: prints the shortest of three times in milliseconds
    local best= began took
    for _ in 1 2 3; do
        began=${EPOCHREALTIME/./}
        virt-migration-guard plan host-0 --facts "$1" --json >/run/said || [ $? -eq 1 ]
        took=$(((${EPOCHREALTIME/./} - began) / 1000))
        [ -n "$best" ] && [ "$best" -le "$took" ] || best=$took
    done
    echo "$best"
}
measure() { # WHAT KIB CLUSTER
    local what=$1 kib=$2 cluster=$3 hosts ms=()
    for hosts in 250 500 1000; do
        make_cluster "/run/$kib-$hosts" "$hosts" 50 "$kib" "$cluster"
        ms+=("$(plan "/run/$kib-$hosts")")
        rm -r "/run/$kib-$hosts"
    done
    printf 'plan   50 guests, %-24s on 250 hosts: %4d ms, 500: %4d ms, 1000: %4d ms; %s placed\n' "$what" "${ms[@]}" \
        "$(grep -c '"to" : "' /run/said || true)"
    growth=$((ms[2] * 100 / ms[0]))
    [ "${ms[2]}" -lt 1000 ] || { echo "not under a second" && bad=1; }
    # With four times as many hosts, plan may take six times as long: four times for the hosts, and
    # half of that in addition, because the machine may be busy with other things.
    [ "$growth" -lt 600 ] || { echo "it grows by $growth %, faster than the hosts" && bad=1; }
}
bad=0
measure "all can be placed" 65536 default
measure "half of each host's room" 4194304 default
measure "too large for each" 16777216 default
measure "none is admitted" 65536 another
exit $bad
