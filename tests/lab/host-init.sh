#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Becomes one host: runs in its namespaces, makes its private files, then sleeps
# so that they live. Arguments: HOST NUMBER DIRECTORY STAGE MIGRATION-ADDRESS ROOT
set -euo pipefail

host=$1 number=$2 dir=$3 stage=$4 migration=$5 root=$6

# Another system takes the place of this one's: an overlay, so that nothing in ROOT is changed. The
# lab's own directory and the staged installation keep their names in there.
enter_root() {
    local new=$dir/root lab place
    lab=$(dirname "$dir")
    mkdir -p "$new" "$dir/upper/root" "$dir/work/root"
    mount -t overlay overlay "$new" -o "lowerdir=$root,upperdir=$dir/upper/root,workdir=$dir/work/root"
    for place in proc sys dev; do mount --rbind "/$place" "$new/$place"; done
    mount -t tmpfs -o mode=1777 tmpfs "$new/tmp"
    for place in "$lab" ${stage:+"$stage"}; do
        mkdir -p "$new$place"
        mount --bind "$place" "$new$place"
    done
    mkdir "$new/old-root"
    cd "$new"
    pivot_root . old-root
    umount -l /old-root
    rmdir /old-root
    hash -r
}

hostname "$host"
[ -z "$root" ] || enter_root
for place in etc var/lib var/log var/cache; do
    mkdir -p "$dir/upper/$place" "$dir/work/$place"
    mount -t overlay overlay "/$place" \
        -o "lowerdir=/$place,upperdir=$dir/upper/$place,workdir=$dir/work/$place"
done
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd/journal /run/lock /run/lun
rm -rf /var/lib/libvirt /var/log/libvirt /var/cache/libvirt /etc/libvirt \
    /etc/virt-migration-guard /var/lib/virt-migration-guard
mkdir -p /var/lib/libvirt /var/log/libvirt/qemu /var/cache/libvirt /etc/libvirt

# No name server is in reach: asking one would take 10 seconds each time.
rm -f /etc/resolv.conf
touch /etc/resolv.conf
printf '127.0.0.1 localhost %s\n' "$host" >/etc/hosts
sed -i 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf

cat >/etc/libvirt/libvirtd.conf <<CONF
listen_tls = 0
listen_tcp = 1
auth_tcp = "none"
auth_unix_rw = "none"
auth_unix_ro = "none"
host_uuid = "00000000-0000-4000-8000-00000000000$number"
log_outputs = "3:stderr"
CONF
cat >/etc/libvirt/qemu.conf <<CONF
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
namespaces = []
remember_owner = 0
stdio_handler = "file"
migration_host = "$migration"
migration_address = "$migration"
CONF
# The uplinks are veths, which lead nowhere on a real host: say what they carry.
if [ -n "$stage" ]; then
    mount -t overlay overlay /usr -o "lowerdir=$stage/usr:/usr"
    cp -a "$stage/etc/libvirt/hooks" /etc/libvirt/
    mkdir -p /etc/virt-migration-guard/guard.conf.d
    cat >/etc/virt-migration-guard/guard.conf.d/10-lab.conf <<CONF
[network management]
device = br-mgmt
roles = management;display
[network migration]
device = br-migr
roles = migration
[network storage]
device = br-stor
[network vm]
device = br-vm
roles = vm
[storage-domain LUNs]
path = /run/lun
source = the LUNs of the lab
CONF
fi
# virsh asks polkit's agent for a password wherever it has a terminal. The lab's libvirt asks
# for none, and the agent, which polkit's daemon is missing for here, would only complain.
[ ! -e /usr/bin/pkttyagent ] || mount --bind /dev/null /usr/bin/pkttyagent
touch "$dir/ready"
exec sleep infinity
