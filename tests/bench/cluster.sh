#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# make bench-cluster: simulates hosts and guests in a real etcd of three servers on loopback.
# Measures how much time and traffic one agent needs to follow all hosts, and how long the commands
# of virt-migration-guard take. Takes less than three minutes. Usage: cluster.sh STAGE BUILDDIR
# [HOSTS [GUESTS-PER-HOST]]; needs root and etcd.
set -euo pipefail

stage=$(realpath "$1") build=$(realpath "$2") hosts=${3:-1000} guests=${4:-20}
here=$(realpath "$(dirname "$0")")
command -v etcd >/dev/null || { echo "skip: there is no etcd here (Debian: etcd-server)" && exit 0; }
[ "$(id -u)" -eq 0 ] || { echo "skip: needs root, for namespaces" && exit 0; }
if [ -z "${VMG_BENCH_INSIDE:-}" ]; then
    VMG_BENCH_INSIDE=yes exec timeout 175 unshare --mount --net --pid --fork --kill-child --mount-proc \
        "$0" "$stage" "$build" "$hosts" "$guests"
fi
ip link set lo up
work=$(mktemp -d /var/tmp/vmg-bench.XXXXXX)
trap 'rm -rf "$work"' EXIT
mount -t tmpfs tmpfs /run
mount -t overlay overlay -o "lowerdir=$stage/usr:/usr" /usr
mkdir -p /run/virt-migration-guard "$work/etc/virt-migration-guard"
mount -t overlay overlay -o "lowerdir=$work/etc:/etc" /etc
uri=etcd://127.0.0.1:2179,127.0.0.1:2279,127.0.0.1:2379
printf '[registry]\nuri = %s\nlease = 600\n' "$uri" >"$work/etc/virt-migration-guard/guard.conf"
sed "s/@BOOTTIME@/$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)/" "$here/host.xml.in" >"$work/host.xml"
cp "$work/host.xml" /run/virt-migration-guard/host.xml

for n in 1 2 3; do
    etcd --name "etcd$n" --data-dir "$work/etcd$n" --log-level error --quota-backend-bytes 4294967296 \
        --listen-client-urls "http://127.0.0.1:2${n}79" --advertise-client-urls "http://127.0.0.1:2${n}79" \
        --listen-peer-urls "http://127.0.0.1:2${n}80" --initial-advertise-peer-urls "http://127.0.0.1:2${n}80" \
        --initial-cluster etcd1=http://127.0.0.1:2180,etcd2=http://127.0.0.1:2280,etcd3=http://127.0.0.1:2380 \
        >"$work/etcd$n.log" 2>&1 &
done
virt-migration-guard hosts >/dev/null 2>&1 || for ((i = 0; i < 30; i++)); do
    virt-migration-guard hosts >/dev/null 2>&1 && break
    sleep 1
done
exec {alive}> >("$build/tests/bench/cluster" "$uri" "$work/host.xml" "$here/guest.xml" "$hosts" "$guests" >"$work/said" 2>&1)
simulated=$!
until grep -qs '^ready' "$work/said"; do
    kill -0 "$simulated" 2>/dev/null || { cat "$work/said" && exit 1; }
    sleep 0.2
done
sed '/^ready/d' "$work/said"
people() { # COMMAND...: prints the shortest of three times
    local round begin best=
    for round in 1 2 3; do
        begin=$(date +%s%N)
        "$@" >"$work/answer" 2>&1 || [ $? -lt 2 ] || { cat "$work/answer" && exit 1; }
        took=$((($(date +%s%N) - begin) / 1000000))
        [ -n "$best" ] && [ "$best" -lt "$took" ] || best=$took
    done
    shift
    printf 'people  %-46s %7d ms\n' "${*/$work\//}" "$best"
}
people virt-migration-guard hosts
people virt-migration-guard check --file "$here/guest.xml" --all
people virt-migration-guard plan host-0001
people virt-migration-guard report --host host-0001 --html "$work/page.html"
printf 'etcd    %-46s %7d MiB\n' "its data, each server" "$(du -sm "$work/etcd1/member/snap" | cut -f1)"
