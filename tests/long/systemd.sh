#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The Debian package where systemd is process 1 and AppArmor enforces: a Debian 12 with
# its own kernel, booted in QEMU. What runs there is tests/packages/in-vm.sh. No network.
. "$(dirname "$0")/../packages/functions.sh"
requires_root
requires dpkg-buildpackage dh debootstrap mkfs.ext4 qemu-system-x86_64 as ld
here_packages=$(realpath "$(dirname "$0")/../packages")

make_image() {
    local disk="$root/var/lib/libvirt/images/g.img"
    make_version 0.0.1 "$root/root/old.deb"
    make_version 9.9 "$root/root/new.deb"
    install -m 755 "$here_packages/in-vm.sh" "$root/root/"
    as --32 --defsym PAGES=20 -o "$work/g.o" "$here/guest.s"
    ld -m elf_i386 --oformat binary -Ttext 0x7c00 -o "$disk" "$work/g.o"
    truncate -s 1M "$disk"
    cat >"$root/etc/systemd/system/in-vm.service" <<UNIT
[Unit]
Wants=libvirtd.service
After=libvirtd.service
[Service]
ExecStart=/root/in-vm.sh
UNIT
    mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
    ln -s ../in-vm.service "$root/etc/systemd/system/multi-user.target.wants/"
    in_root apt-get clean
    truncate -s 3G "$work/image"
    mkfs.ext4 -q -F -O ^has_journal -d "$root" "$work/image"
}
# Emulated: no host has to have KVM.
boot() {
    : >"$work/results"
    timeout 900 qemu-system-x86_64 -nodefaults -display none -machine q35 -accel tcg,thread=multi \
        -cpu max -m 1536 -smp 2 -kernel "$root"/boot/vmlinuz-* -initrd "$root"/boot/initrd.img-* \
        -append "console=ttyS0 root=/dev/vda rw panic=-1 quiet security=apparmor" \
        -drive "file=$work/image,format=raw,if=virtio,cache=unsafe" \
        -serial "file:$work/console" -serial "file:$work/results" -no-reboot
}

the_deb
make_debian
install_needed systemd-sysv dbus kmod udev apparmor libvirt-clients qemu-system-x86 linux-image-cloud-amd64
make_image
check "the image runs to its end" boot
tr -d '\r' <"$work/results" | tee "$work/said"
failures=$((failures + $(grep -c '^not ok' "$work/said")))
check "and all of its tests" grep -qx finished "$work/said"
[ "$failures" -eq 0 ] || tail -n 20 "$work/console" | sed 's/^/# /'
finished
