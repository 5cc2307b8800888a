#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs tests/faults/agent (agent.c) in namespaces of its own: the agent answers hooks and uses its
# registry, and in each run another system call fails. VMG_BUILD names a build tree. With
# VMG_FAULTS=whole the calls fail with several errnos. The part for etcd needs a real etcd, and is
# skipped if etcd is not installed.
set -uo pipefail
here=$(realpath "$(dirname "$0")") build=$(realpath "${VMG_BUILD:-build}")
[ "$(id -u)" -eq 0 ] || { echo "skip: needs root, to make namespaces" && exit 77; }
[ -e "$build/Makefile" ] || { echo "skip: VMG_BUILD names no build tree" && exit 77; }
[ -n "${VMG_INSIDE:-}" ] || VMG_INSIDE=yes exec unshare --mount --net "$0" "$@"

make -s -C "$build" tests/faults/agent >/dev/null || exit 1
mount -t tmpfs tmpfs /run && mkdir /run/ro /run/runs && cd /run/runs || exit 1
cc -O -shared -fPIC -o /run/shim.so "$here/shim.c" || exit 1
mount -t tmpfs tmpfs /run/ro && echo f >/run/ro/f && mount -o remount,ro /run/ro || exit 1
mount -t sysfs sysfs /sys || exit 1 # /sys shows the devices of the new network namespace
ip link set lo up && ip link add br0 type bridge && ip tuntap add tap0 mode tap || exit 1

if command -v etcd >/dev/null; then
    etcd --data-dir /run/etcd --listen-client-urls http://127.0.0.1:2379 \
        --advertise-client-urls http://127.0.0.1:2379 >/run/etcd.log 2>&1 &
    etcd=$!
    trap 'kill $etcd' EXIT
    export VMG_ETCD=127.0.0.1:2379
    for _ in {1..200}; do grep -q 'ready to serve client' /run/etcd.log && break || sleep 0.1; done
else
    echo "skip - a registry in etcd: etcd is not installed"
fi
LD_PRELOAD=/run/shim.so VMG_FAULT_LOG=/run/call "$build/tests/faults/agent" "${VMG_FAULTS:-short}" "$@"
