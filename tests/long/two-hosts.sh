#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests two hosts as an administrator sets them up: Debian with systemd and AppArmor, with the
# package installed. The guard discovers a bridge, and guard.conf declares a LUN. Guests migrate
# between the hosts, and the denials of all AppArmor profiles are counted. tests/packages/in-host.sh
# runs on the hosts. Usage: two-hosts.sh [RELEASE:RELEASE...], by default all pairs of Debian 12 and
# 13.
. "$(dirname "$0")/../packages/functions.sh"
. "$(dirname "$0")/../packages/vm.sh"
requires_root
requires dpkg-buildpackage dh debootstrap mkfs.ext4 qemu-system-x86_64 as ld
[ $# -gt 0 ] || set -- bookworm:trixie bookworm:bookworm trixie:trixie

make_host() { # RELEASE: makes $work/RELEASE, without the file that names the machine type
    [ ! -d "$work/$1" ] || return
    the_deb_of "$1"
    vm_debian "$1" "$here_packages/in-host.sh" apparmor iproute2
    vm_host apparmor
}
newest() { # RELEASE: prints the newest machine type of its QEMU
    root="$work/$1" in_root qemu-system-x86_64 -machine help | grep -o '^pc-i440fx-[0-9.]*' | sort -V | tail -n 1
}
# Tests two hosts with these releases. The guests use the newest machine type of the host with
# the older QEMU, because the newer QEMU has this machine type as well.
run_pair() { # RELEASE RELEASE
    local release
    echo "# host-a: $1, host-b: $2"
    { newest "$1" && newest "$2"; } | sort -V | head -n 1 >"$work/machine"
    for release in "$1" "$2"; do
        cp "$work/machine" "$work/$release/root/"
        root="$work/$release" vm_image
    done
    vm_boot_hosts "$work/$1" "$work/$2"
    rm -f "$work"/*.image
}

for pair in "$@"; do
    make_host "${pair%:*}"
    make_host "${pair#*:}"
    run_pair "${pair%:*}" "${pair#*:}"
done
finished
