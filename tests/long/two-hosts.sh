#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests two hosts as an administrator sets them up: Debian 12 with systemd and AppArmor, with the
# package installed. The guard discovers a bridge, and guard.conf declares a LUN. Guests migrate
# between the hosts. tests/packages/in-host.sh runs there.
. "$(dirname "$0")/../packages/functions.sh"
. "$(dirname "$0")/../packages/vm.sh"
requires_root
requires dpkg-buildpackage dh debootstrap mkfs.ext4 qemu-system-x86_64 as ld

boot_host() { # NAME NUMBER OTHER
    vm_boot "$1" -uuid "1b9ff1c6-2f3a-4b68-8c6e-00000000000$2" \
        -netdev "dgram,id=n,local.type=unix,local.path=$work/net-$1,remote.type=unix,remote.path=$work/net-$3" \
        -device "virtio-net-pci,netdev=n,mac=52:54:00:00:00:0$2" \
        -drive "file=$work/lun,format=raw,if=none,id=lun,file.locking=off,cache=unsafe" \
        -device virtio-blk-pci,drive=lun,share-rw=on,serial=lun
}

vm_debian "$here_packages/in-host.sh" iproute2
printf '10.0.0.1 host-a\n10.0.0.2 host-b\n' >>"$root/etc/hosts"
echo 'auth_tcp = "none"' >>"$root/etc/libvirt/libvirtd.conf"
in_root systemctl enable libvirtd-tcp.socket >"$work/enable.log" 2>&1
cp "$deb" "$root/root/guard.deb"
vm_disk "$work/lun"
vm_image
boot_host host-b 2 host-a >"$work/host-b.log" 2>&1 &
other=$!
check "host-a runs to its end" boot_host host-a 1 host-b
check "and so does host-b" wait $other
vm_result host-a
vm_result host-b
finished
