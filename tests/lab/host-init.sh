#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Sets up one host. This script runs in the host's namespaces, makes the host's private files, and
# then sleeps, so that the namespaces stay. Arguments: HOST NUMBER DIRECTORY STAGE MIGRATION-ADDRESS
# ROOT
set -euo pipefail

host=$1 number=$2 dir=$3 stage=$4 migration=$5 root=$6

# If ROOT is given, the host uses the operating system in ROOT, through an overlay, so that nothing
# in ROOT changes. The lab's directory and the staged installation keep their paths.
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

# A host of the lab has no name server. With the resolv.conf of the machine, each look-up of a name
# would wait 10 seconds for an answer.
rm -f /etc/resolv.conf
touch /etc/resolv.conf
printf '127.0.0.1 localhost %s\n' "$host" >/etc/hosts
sed -i 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf

# virtproxyd and virtqemud exist only if libvirt consists of several daemons.
for daemon in libvirtd virtproxyd virtqemud; do
    cat >/etc/libvirt/$daemon.conf <<CONF
auth_unix_rw = "none"
auth_unix_ro = "none"
host_uuid = "00000000-0000-4000-8000-00000000000$number"
log_outputs = "3:stderr"
CONF
done
echo 'auth_tcp = "none"' | tee -a /etc/libvirt/libvirtd.conf >>/etc/libvirt/virtproxyd.conf
printf '%s\n' 'listen_tls = 0' 'listen_tcp = 1' >>/etc/libvirt/libvirtd.conf
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
# The lab's uplinks are veths. On a real host the guard does not take a veth for an uplink, so
# guard.conf declares which networks the uplinks carry.
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
# On a terminal virsh starts polkit's agent to ask for a password. The lab's libvirt needs none, and
# the agent would only complain that polkit's daemon is missing.
[ ! -e /usr/bin/pkttyagent ] || mount --bind /dev/null /usr/bin/pkttyagent
touch "$dir/ready"
exec sleep infinity
