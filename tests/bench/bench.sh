#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs bench on a staged installation, in a mount namespace of its own where it
# lies over the system's: the hook knows absolute paths only.
# Usage: bench.sh STAGE BUILDDIR [ROUNDS]; needs root.
set -euo pipefail

stage=$(realpath "$1") build=$(realpath "$2") rounds=${3:-200}
here=$(realpath "$(dirname "$0")")

if [ -z "${VMG_BENCH_INSIDE:-}" ]; then
    VMG_BENCH_INSIDE=yes exec unshare --mount "$0" "$stage" "$build" "$rounds"
fi
mount -t tmpfs tmpfs /run
mount -t overlay overlay -o "lowerdir=$stage/usr:/usr" /usr
mkdir -p /run/virt-migration-guard
hook=/usr/sbin/virt-migration-guard-hook
facts() { # DISKS NICS RESOURCES GUESTS: fresh ones
    sed "s/@BOOTTIME@/$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)/" "$here/host.xml.in" |
        "$here/grow.py" host "$@" >/run/virt-migration-guard/host.xml
}
facts 0 0 0 0
"$build/tests/bench/bench" $hook "$build/tests/bench/floor" "$here/hook.py" "$here/guest.xml" "$rounds"

small=
decide() { # WHAT DISKS NICS RESOURCES GUESTS
    local what=$1 ms
    shift
    facts "$@"
    "$here/grow.py" guest "$@" <"$here/guest.xml" >/run/guest.xml
    ms=$("$build/tests/bench/bench" --one $hook /run/guest.xml $((rounds / 4 + 1)))
    small=${small:-$ms}
    awk -v what="$what" -v ms="$ms" -v small="$small" \
        'BEGIN { printf "size   %-52s %6.2f  times a small guest (%.2f ms)\n", what, ms / small, ms }'
}
decide "1 disk" 0 0 0 0
decide "64 disks, 32 NICs, 200 networks and domains, 500 guests" 64 32 200 500
for disks in 10 100 1000 10000; do decide "$disks disks" $disks 0 0 0; done
