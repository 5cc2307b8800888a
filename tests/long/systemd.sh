#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the Debian package on a Debian with systemd and AppArmor, which is booted in QEMU with its
# own kernel and without a network. tests/packages/in-vm.sh runs in that Debian.
. "$(dirname "$0")/../packages/functions.sh"
. "$(dirname "$0")/../packages/vm.sh"
requires_root
requires dpkg-buildpackage dh debootstrap mkfs.ext4 qemu-system-x86_64 as ld

the_deb
vm_debian "$(this_release)" "$here_packages/in-vm.sh" apparmor
make_version 0.0.1 "$root/root/old.deb"
make_version 9.9 "$root/root/new.deb"
vm_disk "$root/var/lib/libvirt/images/g.img"
vm_image
check "the image runs to its end" vm_boot debian
vm_result debian
finished
