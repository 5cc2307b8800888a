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
boottime=$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)
sed "s/@BOOTTIME@/$boottime/" "$here/host.xml.in" >/run/virt-migration-guard/host.xml
exec "$build/tests/bench/bench" /usr/sbin/virt-migration-guard-hook \
    "$build/tests/bench/floor" "$here/hook.py" "$here/guest.xml" "$rounds"
