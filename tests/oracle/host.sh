# SPDX-License-Identifier: LGPL-2.1-or-later
# The commands with which a case describes what a host has. Each command writes to the file $UNDO
# how it can be undone. When the case is over, the runner runs these lines in reverse order.
set -euo pipefail

undo() { echo "$*" >>"$UNDO"; }
quietly() { "$@" >/dev/null; }
# Makes the directory that contains PATH. Outside of $LOCAL and $SHARED, other cases may use the
# directories above at the same time, so directories there are removed only if they are empty.
holder() { # PATH
    local directory
    directory=$(dirname "$1")
    [ ! -e "$directory" ] || return 0
    case $directory/ in
    "$LOCAL"/* | "$SHARED"/*) undo "rm -rf '$directory'" ;;
    *) undo "rmdir -p --ignore-fail-on-non-empty '$directory'" ;;
    esac
    mkdir -p "$directory"
}
file() { # PATH [SIZE [TEXT]]
    holder "$1"
    undo "rm -f '$1'"
    printf '%s' "${3:-}" >"$1"
    truncate -s "${2:-64K}" "$1"
}
directory() { holder "$1/."; } # PATH
# Makes an image that boots. TEXT is written into the image, 512 KiB behind its beginning.
image() { # PATH [TEXT]
    holder "$1"
    undo "rm -f '$1'"
    cp "$BOOT" "$1"
    printf '%s' "${2:-the same on both}" | dd of="$1" bs=1 seek=524288 conv=notrunc status=none
}
qcow2() { # PATH: makes a qcow2 image that boots
    holder "$1"
    undo "rm -f '$1'"
    qemu-img convert -U -O qcow2 "$BOOT" "$1"
}
overlay() { # PATH BACKING [FORMAT-OF-BACKING]
    holder "$1"
    undo "rm -f '$1'"
    qemu-img create -q -f qcow2 -F "${3:-raw}" -b "$2" "$1"
}
link() { # TARGET PATH
    holder "$2"
    undo "rm -f '$2'"
    ln -s "$1" "$2"
}
v() { virsh -q "$@" >/dev/null; }
define() { v "$1" /dev/stdin; } # VERB, the XML on stdin
secret() { # UUID VOLUME [VALUE]
    define secret-define <<<"<secret ephemeral='no' private='no'><uuid>$1</uuid><usage type='volume'><volume>$2</volume></usage></secret>"
    undo "virsh -q secret-undefine $1"
    [ -z "${3:-}" ] || v secret-set-value "$1" "$(printf %s "$3" | base64)"
}
filter() { # NAME
    define nwfilter-define <<<"<filter name='$1' chain='root'><rule action='accept' direction='out' priority='500'><all/></rule></filter>"
    undo "virsh -q nwfilter-undefine $1"
}
# Makes a libvirt network that belongs to this host only. libvirt makes the bridge of the network.
own_network() { # NAME BRIDGE ADDRESS
    define net-define <<<"<network><name>$1</name><forward mode='open'/><bridge name='$2'/><dns enable='no'/><ip address='$3' prefix='30'/></network>"
    undo "virsh -q net-undefine $1"
    v net-start "$1"
    undo "virsh -q net-destroy $1"
}
network() { # NAME BRIDGE [FURTHER-XML]
    define net-define <<<"<network><name>$1</name><forward mode='bridge'/><bridge name='$2'/>${3:-}</network>"
    undo "virsh -q net-undefine $1"
    v net-start "$1"
    undo "virsh -q net-destroy $1"
}
pool() { # NAME DIRECTORY
    v pool-define-as "$1" dir --target "$2"
    undo "virsh -q pool-undefine $1"
    v pool-start "$1"
    undo "virsh -q pool-destroy $1"
}
# Makes a bridge. With SEGMENT (vm or other) the bridge leads to that network of the fabric.
bridge() { # NAME [SEGMENT]
    ip link add "$1" type bridge
    undo "ip link del $1"
    ip link set "$1" up
    [ -z "${2:-}" ] || uplink "$1" "$2"
}
uplink() { # BRIDGE SEGMENT
    local port="$1-u"
    ip link add "$port" type veth peer name "$port-$HOST" netns "$FABRIC"
    undo "ip link del $port"
    nsenter --target "$FABRIC" --net ip link set "$port-$HOST" master "br-$2" up
    ip link set "$port" master "$1" up
}
tap() { # NAME: makes a tap device, so that the name is taken
    ip tuntap add "$1" mode tap
    undo "ip link del $1"
}
# Starts a program that listens on the address or path until the case is over.
listen() { # tcp ADDRESS PORT | udp ADDRESS PORT | unix PATH
    [ "$1" != unix ] || holder "$2"
    python3 "$TOOLS/listen.py" "$@" </dev/null >/dev/null 2>&1 &
    undo "kill $!"
    python3 "$TOOLS/listen.py" --wait "$@"
}
# Defines or creates another guest, so that libvirt on this host already knows the name and the
# UUID.
known() { # NAME UUID define|create
    define "$3" <<<"<domain type='qemu'><name>$1</name><uuid>$2</uuid><memory unit='MiB'>16</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><devices><memballoon model='none'/></devices></domain>"
    undo "virsh -q undefine $1 --managed-save --snapshots-metadata || true"
    undo "virsh -q destroy $1 || true"
}
# Makes a block device of this host's own kernel at PATH, backed by IMAGE.
device() { # PATH IMAGE
    local loop
    holder "$1"
    loop=$(losetup --find --show "$2")
    undo "losetup --detach $loop"
    mknod "$1" b $(stat -c '0x%t 0x%T' "$loop")
    undo "rm -f '$1'"
}
# Writes the lines to a file in guard.conf.d on this host.
conf() { # LINE...
    local file="/etc/virt-migration-guard/guard.conf.d/95-$NAME.conf"
    printf '%s\n' "$@" >"$file"
    undo "kill -HUP $AGENT"
    undo "rm -f '$file'"
    kill -HUP "$AGENT"
}
mounted() { # DIRECTORY ARGUMENT...: mount ARGUMENT... DIRECTORY
    local directory=$1
    shift
    holder "$directory/."
    mount "$@" "$directory"
    undo "umount '$directory'"
}
