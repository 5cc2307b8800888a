#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Compares the destinations that the command plan chooses with those that an exact solver chooses,
# on random small clusters. The staged installation lies over the system's files in a mount
# namespace. Usage: plan-solver.sh [CLUSTERS [SEED]]
set -euo pipefail

[ -n "${VMG_STAGE:-}" ] || { echo "skip: VMG_STAGE names no staged installation" && exit 77; }
[ "$(id -u)" -eq 0 ] || { echo "skip: needs root, to make a mount namespace" && exit 77; }
command -v glpsol >/dev/null || { echo "skip: needs glpsol (Debian: glpk-utils)" && exit 77; }
if [ -z "${VMG_SOLVER_INSIDE:-}" ]; then
    VMG_SOLVER_INSIDE=yes exec unshare --mount "$0" "$@"
fi
mount -t tmpfs tmpfs /run
mkdir -p /run/etc/virt-migration-guard
printf '[vcpus]\novercommit-ratio = 2\n[networks]\nmatch = guest\n' >/run/etc/virt-migration-guard/guard.conf
mount -t overlay overlay -o "lowerdir=/run/etc:/etc" /etc
mount -t overlay overlay -o "lowerdir=$(realpath "$VMG_STAGE")/usr:/usr" /usr
exec python3 "$(dirname "$(realpath "$0")")/plan_solver.py" "${1:-200}" "${2:-1}"
