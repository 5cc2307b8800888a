# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# Scripts that run the installed hooks source this file. It makes a mount namespace in which the
# staged installation VMG_STAGE lies over /usr, and in which changes of /run, /etc and /var/lib are
# private. The working directory is /run/work.
[ "$(id -u)" -eq 0 ] || { echo "skip: needs root, to make a mount namespace" && exit 77; }
[ -n "${VMG_STAGE:-}" ] || { echo "skip: VMG_STAGE names no staged installation" && exit 77; }
[ -n "${VMG_INSIDE:-}" ] || VMG_INSIDE=yes exec unshare --mount "$0"

mount -t tmpfs tmpfs /run
mkdir -p /run/work /run/virt-migration-guard /run/upper /run/inner
mount -t overlay overlay -o "lowerdir=$(realpath "$VMG_STAGE")/usr:/usr" /usr
mount -t overlay overlay -o "lowerdir=/etc,upperdir=/run/upper,workdir=/run/inner" /etc
mount -t tmpfs tmpfs /var/lib
mkdir -p /etc/virt-migration-guard
cd /run/work || exit 1
boottime() { awk '{ printf "%d", $1 * 1000 }' /proc/uptime; }
facts() { sed "s/@BOOTTIME@/$(boottime)/" "$here/../bench/host.xml.in"; }
