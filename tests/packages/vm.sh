# SPDX-License-Identifier: LGPL-2.1-or-later
# For tests that boot a Debian with systemd and AppArmor in an emulated machine, without KVM. Source
# functions.sh first.
here_packages=$(dirname "${BASH_SOURCE[0]}")

vm_debian() { # SCRIPT [PACKAGE...]: $root, with SCRIPT as what runs there
    local script=$1
    shift
    the_deb
    make_debian
    install_needed systemd-sysv dbus kmod udev apparmor libvirt-clients qemu-system-x86 \
        linux-image-cloud-amd64 "$@"
    in_root apt-get clean
    install -m 755 "$script" "$root/root/"
    { cat "$here_packages/in-vm-functions.sh" && declare -f wait_for; } >"$root/root/in-vm-functions.sh"
    cat >"$root/etc/systemd/system/in-vm.service" <<UNIT
[Unit]
Wants=libvirtd.service
After=libvirtd.service
[Service]
ExecStart=/root/${script##*/}
UNIT
    mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
    ln -s ../in-vm.service "$root/etc/systemd/system/multi-user.target.wants/"
}
vm_disk() { # FILE: a guest's, that boots
    as --32 --defsym PAGES=20 -o "$work/g.o" "$here/guest.s"
    ld -m elf_i386 --oformat binary -Ttext 0x7c00 -o "$1" "$work/g.o"
    truncate -s 1M "$1"
}
vm_image() { # what all VMs begin with
    truncate -s 3G "$work/image"
    mkfs.ext4 -q -F -O ^has_journal -d "$root" "$work/image"
}
vm_boot() { # NAME [OPTION...]: it runs to its end, or is ended; what it said is in $work/NAME
    local vm=$1
    shift
    timeout 900 qemu-system-x86_64 -nodefaults -display none -machine q35 -accel tcg,thread=multi \
        -cpu max -m 1536 -smp 2 -kernel "$root"/boot/vmlinuz-* -initrd "$root"/boot/initrd.img-* \
        -append "console=ttyS0 root=/dev/vda rw panic=-1 quiet security=apparmor net.ifnames=0 systemd.hostname=$vm" \
        -drive "file=$work/image,format=raw,if=none,id=root,cache=unsafe,snapshot=on" \
        -device virtio-blk-pci,drive=root \
        -serial "file:$work/$vm.console" -serial "file:$work/$vm" -no-reboot "$@"
}
vm_result() { # NAME: what it said, counted
    tr -d '\r' <"$work/$1" | tee "$work/$1.said"
    failures=$((failures + $(grep -c '^not ok' "$work/$1.said")))
    check "and all tests of $1" grep -qx finished "$work/$1.said"
    [ "$failures" -eq 0 ] || tail -n 20 "$work/$1.console" | sed 's/^/# /'
}
