#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the benchmark of the hook on a staged installation, which lies over the system's files in a
# mount namespace, because the hook uses absolute paths.
# Usage: bench.sh STAGE BUILDDIR [ROUNDS]; needs root.
set -euo pipefail

stage=$(realpath "$1") build=$(realpath "$2") rounds=${3:-200}
here=$(realpath "$(dirname "$0")")

if [ -z "${VMG_BENCH_INSIDE:-}" ]; then
    VMG_BENCH_INSIDE=yes exec unshare --mount "$0" "$stage" "$build" "$rounds"
fi
mount -t tmpfs tmpfs /run
mount -t overlay overlay -o "lowerdir=$stage/usr:/usr" /usr
mkdir -p /run/virt-migration-guard /run/etc/virt-migration-guard /run/work
mount -t overlay overlay -o lowerdir=/etc,upperdir=/run/etc,workdir=/run/work /etc
ln -sfn /run/guard.conf /etc/virt-migration-guard/guard.conf
: >/run/guard.conf
hook=/usr/sbin/virt-migration-guard-hook
facts() { # FILE DISKS NICS RESOURCES GUESTS: writes facts of this boot to FILE
    local file=$1
    shift
    sed "s/@BOOTTIME@/$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)/" "$here/host.xml.in" |
        "$here/grow.py" host "$@" >"$file"
}
facts /run/virt-migration-guard/host.xml 0 0 0 0
"$build/tests/bench/bench" $hook "$build/tests/bench/floor" "$here/hook.py" "$here/hook.sh" "$here/guest.xml" "$rounds"

# A decision about a small guest and a decision about a large guest alternate, so that a change of
# the machine's speed affects both alike.
compare() { # WHAT [GOAL]: compares the guest large.xml with the guest small.xml
    printf 'size   %-58s %s%s\n' "$1" "$("$build/tests/bench/bench" --sizes $hook /run/small.xml /run/small-host.xml \
        /run/large.xml /run/large-host.xml $((rounds / 4 + 1)))" "${2:+ (goal: $2)}"
}
decide() { # WHAT GOAL DISKS NICS RESOURCES GUESTS
    local what=$1 goal=$2
    shift 2
    facts /run/small-host.xml 0 0 0 0
    "$here/grow.py" guest 0 0 0 0 <"$here/guest.xml" >/run/small.xml
    facts /run/large-host.xml "$@"
    "$here/grow.py" guest "$@" <"$here/guest.xml" >/run/large.xml
    compare "$what" "$goal"
}
decide "1 disk" "" 0 0 0 0
decide "64 disks, 32 NICs, 200 networks and domains, 500 guests" 1.50 64 32 200 500
decide "500 guests alone" "" 0 0 0 500
for disks in 10 100 1000; do decide "$disks disks" "" $disks 0 0 0; done
decide "10000 disks" 15 10000 0 0 0

# Compares two guests that differ only in the directory of ten log files. libvirt itself makes the
# directory /var/log/libvirt/qemu, so the hook does not ask the agent about paths there. The hook
# asks the agent about the paths in /run/logs.
logs() { # DIRECTORY
    local number logs=
    for number in 0 1 2 3 4 5 6 7 8 9; do logs+="<serial type='pty'><log file='$1/$number/log'/></serial>"; done
    sed "s|<devices>|&$logs|" "$here/guest.xml"
}
mkdir -p /run/logs/{0,1,2,3,4,5,6,7,8,9}
"$build/tests/bench/looker" /run/virt-migration-guard/probe &
looker=$!
trap 'kill $looker' EXIT
until [ -S /run/virt-migration-guard/probe ]; do sleep 0.01; done
facts /run/small-host.xml 0 0 0 0
cp /run/small-host.xml /run/large-host.xml
logs /var/log/libvirt/qemu >/run/small.xml
logs /run/logs >/run/large.xml
compare "10 paths that the agent looks at, and none"

# If guard.conf names a registry, a decision also reads the file in which the agent keeps what the
# registry says about the source host.
mkdir /run/virt-migration-guard/peers
printf 'up\thost-a\t1\t\n' >/run/virt-migration-guard/peers/a0000000-0000-4000-8000-00000000000a
awk '{ printf "%d\n", $1 * 1000 }' /proc/uptime >/run/virt-migration-guard/peers/heard
facts /run/small-host.xml 0 0 0 0
cp /run/small-host.xml /run/large-host.xml
: >/run/small-host.xml.conf
printf '[registry]\nuri = directory:/run/registry\nlease = 600\n' >/run/large-host.xml.conf
printf 'ratio  %-58s %s\n' "a decision with a registry / without" "$("$build/tests/bench/bench" --sizes $hook "$here/guest.xml" \
    /run/small-host.xml "$here/guest.xml" /run/large-host.xml "$rounds" | cut -d' ' -f1)"
