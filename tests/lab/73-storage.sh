#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the check `storage`: both hosts must have the same storage domains, and the guest's disks
# must be on them.
. "$(dirname "$0")/functions.sh"
. "$here/process.sh"
up
[ -c /dev/fuse ] || { echo "skip: needs /dev/fuse, for a server that can die" && exit 77; }

facts=/run/virt-migration-guard/host.xml
has_fact() { "$lab" exec "$1" grep >/dev/null -- "$2" $facts; }
conf() { # HOST [LINE...]
    local host=$1
    shift
    printf '%s\n' "$@" | "$lab" exec "$host" tee /etc/virt-migration-guard/guard.conf.d/90-test.conf >/dev/null
    kill -HUP "$("$lab" agent pid "$host")"
}
alone() { # whether only this check has failed
    grep -q "^migration refused: 1 of [0-9]* checks failed" <<<"$said" && says "FAIL storage: $1"
}
in_stamp() { # GUEST TEXT
    "$lab" virsh host-a metadata "$1" urn:virt-migration-guard:1 | grep >/dev/null -- "$2"
}
cc -O -o "$LAB_DIR/netfs" "$here/netfs.c"
serve() { # HOST SOURCE PATH: mounts a network filesystem that answers
    "$lab" exec "$1" mkdir -p "$3"
    launch "netfs-$1" "$LAB_DIR/$1/netfs.log" nsenter --target "$(recall "$1")" --mount "$LAB_DIR/netfs" "$2" "$3"
}
file_guest() { # NAME DISK-XML
    "$lab" guest host-a "$1" --xml | sed "/<disk/,/<\/disk>/d; s|<devices>|&$2|" | a virsh -q create /dev/stdin
    wait_for 15 is_stamped_by host-a "$1" host-a || fail "$1 is stamped"
}
image() { # PATH: makes an image with the boot sector that all guests have
    "$lab" disk boot >/dev/null
    cp "$LAB_DIR/disks/boot" "$1"
}
disk() { # PATH
    echo "<disk type='file'><driver name='qemu' type='raw' cache='none'/><source file='$1'/><target dev='vda' bus='virtio'/></disk>"
}

# Only the administrator can know that a directory is shared, so guard.conf declares it.
mkdir "$LAB_DIR/shared"
for host in host-a host-b; do
    for directory in /srv /mnt; do "$lab" exec $host mount -t tmpfs tmpfs $directory; done
    "$lab" exec $host sh -c "mkdir -p /srv/shared && mount --bind $LAB_DIR/shared /srv/shared"
done
image "$LAB_DIR/shared/one.img"
file_guest file "$(disk /srv/shared/one.img)"
refused "a file on no storage domain" host-a host-b file --unsafe
check "the check alone refuses, and names it" alone "disk vda: wanted: storage that both hosts reach; found: /srv/shared/one.img, on no storage domain of the source host; fix: "
conf host-a "[storage-domain images]" "path = /srv/shared" "source = the cluster's images"
wait_for 15 in_stamp file "the cluster"
refused "a domain that only the source has" host-a host-b file --unsafe
check "the check alone refuses, and names it" alone "storage domain images (the cluster's images): wanted: on both hosts; found: host-b does not have it; fix: "
conf host-b "[storage-domain images]" "path = /srv/other" "source = the cluster's images"
wait_for 5 has_fact host-b 'state="missing"'
refused "a domain that is not there" host-a host-b file --unsafe
check "the check alone refuses, and says so" alone "storage domain images (the cluster's images): wanted: reached by host-b; found: /srv/other is not there; fix: "
b mkdir /srv/other
conf host-b "[storage-domain images]" "path = /srv/other" "source = the cluster's images"
wait_for 5 has_fact host-b 'path="/srv/other" state="up"'
refused "at another path" host-a host-b file --unsafe
check "the check alone refuses, and says which" alone "disk vda: wanted: the cluster's images at /srv/shared, as on the source; found: host-b has it at /srv/other; fix: "
conf host-b "[storage-domain images]" "path = /srv/shared" "source = the cluster's images"
wait_for 5 has_fact host-b 'path="/srv/shared" state="up"'
admitted "once both have it" host-a host-b file --unsafe
migrate host-b host-a file --unsafe

# The backing image of a disk is checked as well.
a mkdir -p /srv/only-here
image "$LAB_DIR/base.img"
a cp "$LAB_DIR/base.img" /srv/only-here/base.img
a qemu-img create -q -f qcow2 -F raw -b /srv/only-here/base.img /srv/shared/top.qcow2
# libvirt sends a backing chain only if the guest's configuration contains it. A backing chain that
# libvirt itself has found is not sent.
file_guest chain "$(disk /srv/shared/top.qcow2 | sed "s/type='raw'/type='qcow2'/; s|<target|<backingStore type='file'><format type='raw'/><source file='/srv/only-here/base.img'/><backingStore/></backingStore>&|")"
refused "a local image below" host-a host-b chain --unsafe
check "the check alone refuses, and names it" alone "disk vda, an image it is based on: wanted: storage that both hosts reach; found: /srv/only-here/base.img, on no storage domain of the source host; fix: "

a virsh -q destroy chain
# The agent writes a backing chain that libvirt has found to the stamp.
file_guest chain "$(disk /srv/shared/top.qcow2 | sed "s/type='raw'/type='qcow2'/")"
refused "a local image below, which libvirt found" host-a host-b chain --unsafe
check "the check alone refuses, and names it" alone "disk vda, an image it is based on: wanted: storage that both hosts reach; found: /srv/only-here/base.img, on no storage domain of the source host; fix: "

# The disk is in a libvirt pool that belongs to one host only.
a virsh -q destroy chain
a virsh -q pool-create-as own dir --target /srv/only-here
file_guest pool "<disk type='volume'><driver name='qemu' type='raw' cache='none'/><source pool='own' volume='base.img'/><target dev='vda' bus='virtio'/></disk>"
refused "a volume of a pool that is the host's own" host-a host-b pool --unsafe
check "the check alone refuses, and names it" alone "disk vda: wanted: storage that both hosts reach; found: own/base.img, in a libvirt pool that is not shared, or not active; fix: "
a virsh -q destroy pool

# The CD-ROM is optional: the guest can migrate without its medium.
a virsh -q destroy file
file_guest media "$(disk /srv/shared/one.img)<disk type='file' device='cdrom'><source file='/srv/only-here/base.img' startupPolicy='optional'/><target dev='sda' bus='scsi'/><readonly/></disk><controller type='scsi' model='virtio-scsi'/>"
refused "a medium is not copied, but the disk decides" host-a host-b media
check "libvirt itself says no here" says "error: Unsafe migration: "
admitted "a medium that may go" host-a host-b media --unsafe

# Both hosts mount network filesystems. The server answers at first, and later it no longer answers.
guest host-a plain
for host in host-a host-b; do
    conf $host "[guard]" "facts-max-age = 6" "[storage-domain images]" "path = /srv/shared" "source = the cluster's images"
done
serve host-a nas:/vol /mnt/vol
check "a mount is in the facts within 2 seconds" wait_for 2 has_fact host-a 'kind="fuse.glusterfs" source="nas:/vol" path="/mnt/vol" state="up"'
wait_for 15 in_stamp plain nas:/vol
refused "a mount that only the source has" host-a host-b plain
check "the check alone refuses, and names it" alone "storage domain /mnt/vol (nas:/vol): wanted: on both hosts; found: host-b does not have it; fix: "
serve host-b nas:/vol /mnt/elsewhere
check "a mount is in the facts within 2 seconds" wait_for 2 has_fact host-b 'source="nas:/vol" path="/mnt/elsewhere" state="up"'
admitted "once both have it" host-a host-b plain
migrate host-b host-a plain

kill -STOP "$(recall netfs-host-b)"
check "a dead server is in the facts" wait_for 15 has_fact host-b 'path="/mnt/elsewhere" state="down"'
check "the agent says so, once" eval 'sleep 5; [ "$(grep -c "storage domain at /mnt/elsewhere does not answer" "$LAB_DIR/host-b/agent.log")" = 1 ]'
before=$(b sh -c "sed -n 's/.*boottime=\"\([0-9]*\)\".*/\1/p' $facts")
check "the agent goes on" wait_for 5 eval '[ "$(b sh -c "sed -n \"s/.*boottime=.\([0-9]*\).*/\1/p\" '$facts'")" -gt "$before" ]'
check "with one thread that hangs" test "$(b sh -c "grep -c . /proc/\$(pidof -s virt-migration-guardd)/task/*/comm | wc -l")" -lt 12
b virt-migration-guard maintenance on >/dev/null
check "and hears what changes" wait_for 2 has_fact host-b '<status>preparing-for-maintenance'
b virt-migration-guard maintenance off >/dev/null
wait_for 5 has_fact host-b '<status>up'
refused "a server that is dead for the destination" host-a host-b plain
check "the check alone refuses, and says so" alone "storage domain /mnt/elsewhere (nas:/vol): wanted: reached by host-b; found: /mnt/elsewhere does not answer; fix: "
conf host-b "[guard]" "facts-max-age = 6" "[storage]" "match = guest" "[storage-domain images]" "path = /srv/shared" "source = the cluster's images"
admitted "a guest that is not on it, match = guest" host-a host-b plain
# A path of the guest is on the dead server. The hook is called by hand, because libvirt itself would hang.
a mkdir -p /mnt/elsewhere/logs
"$lab" guest host-a logs --xml --listen 0.0.0.0 | sed "s|<memballoon|<serial type='pty'><log file='/mnt/elsewhere/logs/log'/></serial>&|" | a virsh -q create /dev/stdin
wait_for 15 is_stamped_by host-a logs host-a
a virsh -q dumpxml --migratable logs >"$LAB_DIR/logs.xml"
begin=$(date +%s%N)
check "a path there does not refuse" eval 'b /etc/libvirt/hooks/qemu.d/99-virt-migration-guard logs migrate begin - <"$LAB_DIR/logs.xml" >/dev/null 2>&1'
took=$((($(date +%s%N) - begin) / 1000000))
check "and is given up within the deadline ($took ms)" test $took -lt 2000
check "with a warning" eval '"$lab" journal host-b | grep >/dev/null "WARN resources: .*no answer in time: /mnt/elsewhere/logs/log"'
a virsh -q destroy logs
kill -CONT "$(recall netfs-host-b)"
check "a server that is back is in the facts" wait_for 10 has_fact host-b 'path="/mnt/elsewhere" state="up"'
b umount /mnt/elsewhere
check "an unmount is in the facts within 2 seconds" wait_for 2 eval '! has_fact host-b elsewhere'
kill -STOP "$(recall netfs-host-a)"
wait_for 15 has_fact host-a 'path="/mnt/vol" state="down"'
SECONDS=0
"$lab" agent stop host-a
check "an agent with a thread that hangs ends in time" test $SECONDS -lt 6
kill -CONT "$(recall netfs-host-a)"
a umount /mnt/vol
finished
