# SPDX-License-Identifier: LGPL-2.1-or-later
# Functions for guests of 64 MiB whose disk is on shared storage: a disk that qemu-nbd exports in
# the fabric, or a LUN. libvirt migrates both without --unsafe.

LUNS=/run/lun # this directory of each host has a device for each LUN

# Makes a disk image that has only a boot sector, which is the whole operating system. The image has
# 1 MiB, because the firmware does not boot a smaller disk.
boot_sector() { # IMAGE SYMBOL=VALUE...
    local image=$1
    shift
    as --32 "${@/#/--defsym=}" -o "$image.o" "$here/guest.s"
    ld -m elf_i386 --oformat binary -Ttext 0x7c00 -o "$image" "$image.o"
    truncate -s 1M "$image"
}
# Makes a LUN that has the same name on all hosts. All hosts use one image. Each host has a block
# device of its own for the image, and so the kernel keeps a separate page cache for each host, as
# for a real LUN.
make_lun() { # NAME
    local host device image="$LAB_DIR/disks/$1.lun"
    mkdir -p "$LAB_DIR/disks"
    [ ! -e "$image" ] || return 0
    boot_sector "$image" PAGES=0 DISK=1
    for host in $LAB_HOSTS; do
        device=$(losetup --find --show "$image")
        echo "$device" >>"$image.devices"
        in_host "$host" mknod "$LUNS/$1" b $(stat -c '0x%t 0x%T' "$device")
    done
}
# Detaches the lab's loop devices. A device that no longer uses an image of this lab is left alone.
end_luns() {
    local list device
    for list in "$LAB_DIR"/disks/*.lun.devices; do
        [ -e "$list" ] || continue
        while read -r device; do
            [ "$(losetup --noheadings --output BACK-FILE "$device" 2>/dev/null)" != "${list%.devices}" ] ||
                losetup --detach "$device"
        done <"$list"
    done
}
make_disk() { # NAME [PAGES]: exports the disk NAME with qemu-nbd and prints the port
    local name=$1 image="$LAB_DIR/disks/$1" port lock
    mkdir -p "$LAB_DIR/disks"
    exec {lock}>"$LAB_DIR/disks/lock"
    flock "$lock"
    if ! recall "disk-$name" >/dev/null; then
        port=$((10809 + $(find "$LAB_DIR/disks" -name '*.port' | wc -l)))
        boot_sector "$image" "PAGES=${2:-20}" DISK=0
        echo "$port" >"$image.port"
        launch "disk-$name" "$LAB_DIR/disks/log" bash -c "exec \"\$@\" $lock>&-" - ip netns exec "$(namespace_of fabric)" \
            qemu-nbd -t -e 4 -f raw -b "$(subnet_of storage).254" -p "$port" -x "$name" "$image"
        await "the disk $name" "$LAB_DIR/disks/log" 5 in_fabric bash -c "exec 3<>/dev/tcp/$(subnet_of storage).254/$port"
    fi
    cat "$image.port"
    exec {lock}>&-
}
custom_xml() { # NAME=VALUE...
    local pair
    echo '<ovirt-vm:vm xmlns:ovirt-vm="http://ovirt.org/vm/1.0"><ovirt-vm:custom>'
    for pair in "$@"; do
        echo "<ovirt-vm:${pair%%=*}>${pair#*=}</ovirt-vm:${pair%%=*}>"
    done
    echo '</ovirt-vm:custom></ovirt-vm:vm>'
}
uuid_of() { # NAME: prints the UUID, which depends only on the name
    md5sum <<<"$1" | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-4\3-8\4-\5/'
}
# Converts the argument of --dirty to the number of pages of 4 KiB that the guest writes at each
# tick of the BIOS timer (18.2 Hz).
pages_of() { # PAGES, or N MiB a second as NM
    case $1 in
    *M) echo $((${1%M} * 2560 / 182)) ;;
    *) echo "$1" ;;
    esac
}
# Starts a program in the host that maps the LUN into memory, so that the LUN's pages stay in the
# page cache.
lab_reader() { # HOST NAME
    local said="$LAB_DIR/$1/reader-$2"
    [ -e "$LAB_DIR/keep-pages" ] || build_program keep-pages.c keep-pages
    launch "reader-$1-$2" "$said" nsenter --target "$(recall "$1")" --mount "$LAB_DIR/keep-pages" "$LUNS/$2"
    await "the reader of $2" "$said" 5 test -s "$said"
}
disk_xml() { # NAME PORT, or lun for the port
    if [ "$2" = lun ]; then
        echo "<source dev='$LUNS/$1'/>"
    else
        echo "<source protocol='nbd' name='$1'><host name='$(subnet_of storage).254' port='$2'/></source>"
    fi
}
guest_xml() { # NAME PORT CACHE-ATTRIBUTE GRAPHICS LISTEN MEMORY CUSTOM...
    local name=$1 port=$2 cache=$3 graphics=$4 listen=$5 memory=$6 type=network
    [ "$port" != lun ] || type=block
    shift 6
    cat <<XML
<domain type='qemu'>
  <name>$name</name>
  <uuid>$(uuid_of "$name")</uuid>
  <metadata>$([ $# -eq 0 ] || custom_xml "$@")</metadata>
  <memory unit='MiB'>$memory</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='$type' device='disk'>
      <driver name='qemu' type='raw' $cache/>
      $(disk_xml "$name" "$port")
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='bridge'>
      <source bridge='br-vm'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <graphics type='$graphics' autoport='yes' listen='$listen'>
      <listen type='address' address='$listen'/>
    </graphics>
    <memballoon model='none'/>
    $([ "$port" != lun ] || echo "<serial type='file'><source path='$(console_of "$name")'/></serial>")
  </devices>
</domain>
XML
}
console_of() { # GUEST: the file in the host with the output of a guest that has --lun
    echo "/var/log/libvirt/qemu/$1.console"
}
lab_guest() { # HOST NAME [OPTION...]
    local host=$1 name=$2 cache="cache='none'" graphics=vnc listen memory=64 pages=20 verb=create only_xml=
    local custom=() xml lun= port
    listen=$(address_of "$host" management)
    shift 2
    while [ $# -gt 0 ]; do
        case $1 in
        --cache) [ "$2" = unset ] && cache= || cache="cache='$2'"; shift ;;
        --graphics) graphics=$2 && shift ;;
        --listen) listen=$2 && shift ;;
        --custom) custom+=("$2") && shift ;;
        --dirty) pages=$(pages_of "$2") && shift ;;
        --memory) memory=$2 && shift ;;
        --lun) lun=yes ;;
        --persistent) verb=define ;;
        --xml) only_xml=yes ;;
        *) echo "unknown option: $1" >&2 && return 2 ;;
        esac
        shift
    done
    if [ -n "$lun" ]; then make_lun "$name" && port=lun; else port=$(make_disk "$name" "$pages"); fi
    xml=$(guest_xml "$name" "$port" "$cache" "$graphics" "$listen" "$memory" "${custom[@]}")
    [ -z "$only_xml" ] || { echo "$xml" && return; }
    in_host "$host" virsh -q "$verb" /dev/stdin <<<"$xml"
    [ "$verb" = create ] || in_host "$host" virsh -q start "$name"
}
# Without --foreground, timeout(1) would move virsh to a process group in the background. virsh sets
# up its terminal, and then the kernel would stop it.
lab_migrate() { # FROM TO GUEST [VIRSH-OPTION...]
    local from=$1 to=$2 guest=$3
    shift 3
    in_host "$from" timeout --foreground 120 virsh -q migrate --live "$guest" \
        "qemu+tcp://$(address_of "$to" management)/system" "$@" </dev/null
}
# Ends the QEMUs in this lab's network namespaces. Such a QEMU belongs to this lab even if libvirtd
# has ended or QEMU's pid file is missing.
end_guests() {
    local host pid
    for host in $LAB_HOSTS; do
        for pid in $(ip netns pids "$(namespace_of "$host")" 2>/dev/null); do
            grep -qs '^qemu-system' "/proc/$pid/comm" || continue
            remember "qemu-$pid" "$pid"
            finish "qemu-$pid"
        done
    done
}
