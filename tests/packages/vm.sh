# SPDX-License-Identifier: LGPL-2.1-or-later
# Functions for tests that boot a Debian with systemd in a virtual machine. The VM uses KVM if KVM
# works on this machine. Source functions.sh first.
here_packages=$(dirname "${BASH_SOURCE[0]}")

vm_debian() { # RELEASE SCRIPT [PACKAGE...]: makes $root with everything that $deb needs; SCRIPT runs when it boots
    local release=$1 script=$2
    shift 2
    root="$work/$release"
    make_debian "$release" vm
    install_needed systemd-sysv dbus kmod udev libvirt-clients qemu-system-x86 \
        linux-image-cloud-amd64 "$@"
    in_root apt-get clean
    install -m 755 "$script" "$root/root/"
    { cat "$here_packages/in-vm-functions.sh" && declare -f wait_for; } >"$root/root/in-vm-functions.sh"
    cat >"$root/etc/systemd/system/in-vm.service" <<UNIT
[Unit]
Wants=libvirtd.service
After=libvirtd.service
[Service]
ExecStart=/bin/bash /root/${script##*/}
UNIT
    mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
    ln -s ../in-vm.service "$root/etc/systemd/system/multi-user.target.wants/"
}
vm_disk() { # FILE: makes a guest's disk that boots
    as --32 --defsym PAGES=20 --defsym DISK=0 -o "$work/g.o" "$here/guest.s"
    ld -m elf_i386 --oformat binary -Ttext 0x7c00 -o "$1" "$work/g.o"
    truncate -s 1M "$1"
}
vm_image() { # makes the image from which all VMs with this $root start
    truncate -s 3G "$root.image"
    mkfs.ext4 -q -F -O ^has_journal -d "$root" "$root.image"
}
# Sets $accel to KVM or to emulation. Some machines have a KVM that boots small guests but no
# Debian, so the Debian kernel is started with KVM for a moment: if it prints its first line, KVM is
# used.
vm_accel() {
    [ -z "${accel:-}" ] || return
    accel=tcg,thread=multi
    [ -w /dev/kvm ] || { echo "# there is no KVM here: the machines are emulated" && return; }
    timeout 30 qemu-system-x86_64 -nodefaults -display none -machine q35 -accel kvm -cpu max -m 512 \
        -kernel "$root"/boot/vmlinuz-* -append "console=ttyS0 earlyprintk=ttyS0 panic=-1" \
        -serial "file:$work/kvm" -no-reboot >"$work/kvm.log" 2>&1
    if grep 'Linux version' "$work/kvm" >/dev/null; then
        accel=kvm
    else
        echo "# KVM boots no Debian here: the machines are emulated"
    fi
}
# Runs a VM with a copy of $root.image until it ends, or ends it after 30 minutes. The output of the
# VM is in $work/NAME. The kernel's limit on the rate of messages is off, because a denial that is
# left out of the log can't be counted.
vm_boot() { # NAME [OPTION...]
    local vm=$1
    shift
    vm_accel
    timeout 1800 qemu-system-x86_64 -nodefaults -display none -machine q35 -accel "$accel" \
        -cpu max -m 1536 -smp 2 -kernel "$root"/boot/vmlinuz-* -initrd "$root"/boot/initrd.img-* \
        -append "console=ttyS0 root=/dev/vda rw panic=-1 quiet ${vm_security:-security=apparmor} net.ifnames=0 systemd.hostname=$vm sysctl.kernel.printk_ratelimit=0" \
        -drive "file=$root.image,format=raw,if=none,id=root,cache=unsafe,snapshot=on" \
        -device virtio-blk-pci,drive=root \
        -serial "file:$work/$vm.console" -serial "file:$work/$vm" -no-reboot "$@"
}
# Runs one of two VMs. Both are on the same network and use the same LUN.
vm_boot_host() { # NAME NUMBER OTHER
    vm_boot "$1" -uuid "1b9ff1c6-2f3a-4b68-8c6e-00000000000$2" \
        -netdev "dgram,id=n,local.type=unix,local.path=$work/net-$1,remote.type=unix,remote.path=$work/net-$3" \
        -device "virtio-net-pci,netdev=n,mac=52:54:00:00:00:0$2" \
        -drive "file=$work/lun,format=raw,if=none,id=lun,file.locking=off,cache=unsafe" \
        -device virtio-blk-pci,drive=lun,share-rw=on,serial=lun
}
# Prepares $root as one of two hosts: the names of both hosts, libvirt without passwords, and the
# functions for AppArmor or SELinux.
vm_host() { # apparmor|selinux
    cp "$here_packages/in-$1.sh" "$root/root/confinement.sh"
    printf '10.0.0.1 host-a\n10.0.0.2 host-b\n' >>"$root/etc/hosts"
    echo 'auth_tcp = "none"' >>"$root/etc/libvirt/libvirtd.conf"
    in_root systemctl enable libvirtd-tcp.socket >"$work/enable.log" 2>&1
    cp "$deb" "$root/root/guard.deb"
}
# Boots two hosts, waits until both have ended, and counts the test results that they have printed.
vm_boot_hosts() { # ROOT ROOT
    local other
    vm_disk "$work/lun"
    root=$1 vm_accel
    root=$2 vm_boot_host host-b 2 host-a >"$work/host-b.log" 2>&1 &
    other=$!
    root=$1
    check "host-a runs to its end" vm_boot_host host-a 1 host-b
    check "and so does host-b" wait $other
    vm_result host-a
    vm_result host-b
    rm -f "$work"/net-*
}
vm_result() { # NAME: prints and counts the results of the VM
    tr -d '\r' <"$work/$1" | tee "$work/$1.said"
    failures=$((failures + $(grep -c '^not ok' "$work/$1.said")))
    check "and all tests of $1" grep -qx finished "$work/$1.said"
    [ "$failures" -eq 0 ] || tail -n 20 "$work/$1.console" | sed 's/^/# /'
}
