# SPDX-License-Identifier: LGPL-2.1-or-later
# Sets up hosts of the lab as VDSM does. Each host runs vdsm_manager.py as its manager. The scripts
# 88-evacuation.sh and tests/long/vdsm.sh source this file after functions.sh. If VMG_VDSM names a
# checkout of VDSM, the code of VDSM runs: see tests/long/vdsm.sh.

. "$here/process.sh"
. "$here/hosts.sh"
. "$here/guests.sh"

export LAB_HOSTS=${LAB_HOSTS:-host-a host-b}
vdsm_source="$here/vdsm_manager.py $here/vdsm_guest.py"
python=/usr/bin/python3 # Debian's python3, even if PATH has another one
checkout= # the option that names VDSM's code to the manager
requires setpriv losetup stdbuf $python

mgmt() { "$lab" address "$1" management; }
# Sets up a host of VDSM: a bridge ovirtmgmt instead of the lab's bridge, libvirt's socket for
# user vdsm, and no migration address in qemu.conf, because VDSM sets the address for each
# migration. VDSM's own libvirt hook parses the XML and writes it again.
vdsm_host() { # HOST
    local host=$1
    "$lab" exec "$host" sh -eu -s "$(mgmt "$host")" <<'HOST'
ip link set br-mgmt down
ip link set br-mgmt name ovirtmgmt
ip link set ovirtmgmt up
ip route replace default via 10.71.0.254
sed -i '/^migration_/d' /etc/libvirt/qemu.conf
echo 'unix_sock_rw_perms = "0777"' >>/etc/libvirt/libvirtd.conf
mkdir -p /etc/vdsm /var/lib/libvirt/qemu/channels
touch /etc/vdsm/vdsm.conf
getent group 36 >/dev/null || echo 'kvm36:x:36:' >>/etc/group
getent passwd 36 >/dev/null || echo 'vdsm:x:36:36:VDSM:/var/lib/vdsm:/sbin/nologin' >>/etc/passwd
mkdir -p /rhev
mount -t tmpfs -o mode=755 tmpfs /rhev
cat >/etc/virt-migration-guard/guard.conf.d/10-lab.conf <<'CONF'
[network ovirtmgmt]
device = ovirtmgmt
roles = management;display;vm
[network migration]
device = br-migr
roles = migration
[network storage]
device = br-stor
CONF
cat >/etc/libvirt/hooks/qemu <<'PYTHON'
#!/usr/bin/python3
import sys
import xml.etree.ElementTree as ET
if sys.argv[2] in ("migrate", "restore") and sys.argv[3] == "begin":
    tree = ET.parse(sys.stdin)
    for source in tree.findall("./devices/disk/source"):
        if source.find("seclabel") is None:
            source.append(ET.Element("seclabel", model="dac", relabel="no"))
    tree.write(sys.stdout, encoding="unicode")
PYTHON
chmod 755 /etc/libvirt/hooks/qemu
HOST
    vdsm_libvirt_hook "$host"
    "$lab" agent stop "$host"
    "$lab" libvirtd restart "$host"
    "$lab" agent start "$host"
}
# Makes one image for each guest, and on each host one block device for each image. PAGES (20) is
# how many pages the guests write at each tick of their timer.
vdsm_volumes() { # NAME...
    local name host image device devices sector="$LAB_DIR/disks/sector-${PAGES:-20}"
    mkdir -p "$LAB_DIR/disks"
    [ -e "$sector" ] || boot_sector "$sector" "PAGES=${PAGES:-20}" DISK=0
    for name in "$@"; do cp "$sector" "$LAB_DIR/disks/$name.lun"; done
    for host in $LAB_HOSTS; do
        devices=
        for name in "$@"; do
            image="$LAB_DIR/disks/$name.lun"
            device=$(losetup --find --show "$image")
            echo "$device" >>"$image.devices"
            devices+="mknod $LUNS/$name b $(stat -c '0x%t 0x%T' "$device");"
        done
        "$lab" exec "$host" sh -ec "$devices"
        "$lab" exec "$host" $python "$LAB_DIR/vdsm_manager.py" volumes $LUNS "$@"
    done
    for host in $LAB_HOSTS; do wait_for 10 vdsm_has_domain "$host"; done
}
vdsm_has_domain() { # HOST: whether its agent knows the storage domain, or the host has no agent
    ! recall "agent-$1" >/dev/null || "$lab" exec "$1" grep -q 'kind="vdsm".*state="up"' /run/virt-migration-guard/host.xml
}
vdsm_up() { # makes the hosts of `lab up` hosts of an oVirt cluster
    local host
    cp $vdsm_source "$LAB_DIR/"
    [ -z "${VMG_VDSM:-}" ] || vdsm_checkout
    for host in $LAB_HOSTS; do vdsm_host "$host"; done
    for host in $LAB_HOSTS; do vdsm_start "$host"; done
}
# Puts VDSM's libraries beside the manager, as VDSM's build would install them.
vdsm_checkout() {
    cp -r "$(realpath -e "$VMG_VDSM")/lib" "$LAB_DIR/vdsm-checkout"
    cp "$here/../long/vdsm_checkout.py" "$LAB_DIR/"
    (cd "$LAB_DIR" && $python -c 'import vdsm_checkout; vdsm_checkout.prepare("vdsm-checkout")') || exit 1
    checkout="--checkout $LAB_DIR/vdsm-checkout"
}
vdsm_libvirt_hook() { # HOST
    [ -n "$checkout" ] || return 0
    "$lab" exec "$1" tee /etc/libvirt/hooks/qemu >/dev/null <<PYTHON
#!/usr/bin/python3
import sys
sys.path[:0] = ["$LAB_DIR/vdsm-checkout", "$LAB_DIR"]
if sys.argv[2] in ("migrate", "restore"):  # to load it takes long, and nothing else is for it
    import vdsm_checkout
    vdsm_checkout.load_module("vdsm.virt.libvirthook.vm_libvirt_hook").main(*sys.argv[1:4])
PYTHON
}
vdsm_start() { # HOST
    launch "vdsm-$1" "$LAB_DIR/$1/vdsm.log" nsenter --target "$(recall "$1")" --mount --uts --net \
        --wd=/ setpriv --reuid=36 --regid=36 --clear-groups env -i "${clean[@]}" \
        LIBVIRT_DEFAULT_URI=qemu:///system $python "$LAB_DIR/vdsm_manager.py" serve "$(mgmt "$1")" --retry 1 --pulse 0.5 $checkout
    await "the manager of $1" "$LAB_DIR/$1/vdsm.log" 10 grep -q serving "$LAB_DIR/$1/vdsm.log"
}
vdsm_create() { # HOST [--OPTION...] NAME...
    local host=$1
    shift
    "$lab" exec "$host" $python "$LAB_DIR/vdsm_manager.py" create "$(mgmt "$host")" "$@"
}
vdsm_stamped() { # HOST NAME...
    local host=$1 name
    shift
    for name in "$@"; do wait_for 30 is_stamped_by "$host" "$name" "$host" || return 1; done
}
# Empties a host as the engine does. Sets $said to the result for each guest.
evacuate() { # FROM TO[,TO...] [OPTION=VALUE...] NAME...
    local from=$1 to=$2 addresses= host
    shift 2
    for host in ${to//,/ }; do addresses+=${addresses:+,}$(mgmt "$host"); done
    said=$("$lab" exec "$from" $python "$LAB_DIR/vdsm_manager.py" evacuate "$(mgmt "$from")" "$addresses" "$@" 2>&1)
}
refusals() { # prints the number of recorded refusals on all hosts
    local host
    for host in $LAB_HOSTS; do "$lab" journal "$host"; done | grep -c '^VMG_DECISION=refuse'
}
all_arrived() { # NUMBER
    grep -q "^all arrived=$1 of=$1 " <<<"$said" || { sed 's/^/# /' <<<"$said" && return 1; }
}
all_run_on() { # HOST NAME...
    local host=$1 name running
    shift
    running=$("$lab" virsh "$host" list --name --state-running)
    for name in "$@"; do grep -qx "$name" <<<"$running" || { echo "# $name does not run on $host" && return 1; }; done
}
# Puts the host into the state before the package is installed: no agent and no hook of the guard.
# libvirt looks for hooks when it starts.
vdsm_without_guard() { # HOST
    "$lab" agent stop "$1"
    "$lab" exec "$1" sh -c 'rm -f /etc/libvirt/hooks/qemu.d/99-virt-migration-guard; umount -l /usr; rm -rf /run/virt-migration-guard'
    "$lab" libvirtd restart "$1"
    wait_for 10 eval '"$lab" exec '"$1"' virsh -q list >/dev/null'
}
vdsm_with_guard() { # HOST: puts the host into the state after the package is installed
    "$lab" exec "$1" sh -c "mount -t overlay overlay /usr -o 'lowerdir=$VMG_STAGE/usr:/usr'
        cp -a '$VMG_STAGE/etc/libvirt/hooks/qemu.d/99-virt-migration-guard' /etc/libvirt/hooks/qemu.d/"
    kill -HUP "$("$lab" libvirtd pid "$1")"
    "$lab" agent start "$1"
}
has_guard() { # HOST
    [ -n "$("$lab" agent pid "$1")" ] && "$lab" exec "$1" test -x /etc/libvirt/hooks/qemu.d/99-virt-migration-guard
}
vdsm_list() { # HOST: prints the guests that its manager has and that run
    "$lab" exec "$1" $python "$LAB_DIR/vdsm_manager.py" list "$(mgmt "$1")" | sed -n 's/ Up$//p'
}
vdsm_others() { # HOST: prints all other hosts, with commas between them
    local host others=
    for host in $LAB_HOSTS; do [ "$host" = "$1" ] || others+=${others:+,}$host; done
    echo "$others"
}
seconds() { sed -n 's/^all .* seconds=//p' <<<"$said"; }
