#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs on each of the two hosts of two-hosts.sh: host-a migrates, host-b waits until a guest named
# the-end is defined there.
set -u
name=virt-migration-guard
service=$name.service
facts=/run/$name/host.xml
lun=/dev/disk/by-id/virtio-lun
. /root/in-vm-functions.sh
here=$(hostname) there=host-b
[ "$here" = host-a ] || there=host-a
number=$([ "$here" = host-a ] && echo 1 || echo 2)

uri() { echo "qemu+tcp://$1/system"; }
make_network() {
    ip link add br0 address "52:54:00:00:01:0$number" type bridge # udev would give both the same
    ip link set eth0 master br0
    ip link set eth0 up
    ip link set br0 up
    ip address add "10.0.0.$number/24" dev br0
    ip route add default via 10.0.0.254
}
define() { # GUEST CACHE
    virsh -q define /dev/stdin <<XML
<domain type='qemu'><name>$1</name>
<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os>
<devices><disk type='block' device='disk'><driver name='qemu' type='raw' cache='$2'/>
<source dev='$lun'/><target dev='vda' bus='virtio'/></disk>
<interface type='bridge'><source bridge='br0'/><model type='virtio'/></interface>
<memballoon model='none'/></devices></domain>
XML
}
runs_on() { virsh -q -c "$(uri "$1")" domstate "$2" | grep running; }
stamped_by() { # HOST GUEST
    virsh -q -c "$(uri "$1")" metadata "$2" urn:$name:1 | grep "<name>$1<"
}
migrate() { # FROM TO GUEST [OPTION...]
    local from=$1 to=$2 guest=$3
    shift 3
    timeout --foreground 120 virsh -q -c "$(uri "$from")" migrate --live "$guest" "$(uri "$to")" "$@" 2>&1
}
refused() { # TEXT FROM TO GUEST
    local text=$1 said
    shift
    said=$(migrate "$@") && echo "it was admitted" && return 1
    [[ $said == *"migration refused: "*"$text"* ]] || { echo "$said" && return 1; }
    runs_on "$1" "$3"
}
confined() { # GUEST
    grep -q '^libvirt-.* (enforce)' "/proc/$(cat "/run/libvirt/qemu/$1.pid")/attr/current"
}

test_install() {
    check "dpkg installs it" package -i /root/guard.deb
    check "the agent runs" wait_for 30 active
    check "AppArmor enforces its profile" test "$(label $service)" = "libvirt-migration-guardd (enforce)"
    check "the bridge is a network, seen by itself" wait_for 30 grep '<network name="br0" device="br0" kind="bridge" state="up"' $facts
    printf '[storage-domain lun]\npath = %s\nsource = lun-1\n' $lun >/etc/$name/guard.conf.d/50-lun.conf
    systemctl reload $service
    check "a LUN that is named is up: the agent sees /dev" wait_for 30 grep '<domain name="lun".*state="up"' $facts
}
test_migration() {
    check "a guest starts" eval "define g none && virsh -q start g"
    check "and is stamped" wait_for 30 stamped_by host-a g
    check "the other host answers" wait_for 240 virsh -q -c "$(uri host-b)" uri
    check "and has the package" wait_for 240 eval 'virsh -q -c "$(uri host-b)" list --all --name | grep -x ready'
    check "it migrates" migrate host-a host-b g --persistent --undefinesource
    check "and runs there" runs_on host-b g
    check "with the stamp of its host" wait_for 30 stamped_by host-b g
    check "and back" migrate host-b host-a g --persistent --undefinesource
    check "AppArmor confines what arrived" confined g
    check "with its own stamp again" wait_for 30 stamped_by host-a g
    check "nothing is left reserved" wait_for 30 test -z "$(ls /run/$name/incoming)"
}
test_refusals() {
    check "a guest with a write-back cache starts" eval "define w writeback && virsh -q start w"
    check "it is refused" refused "FAIL cache: disk vda: " host-a host-b w
    check "this host goes to maintenance" $name maintenance on
    wait_for 10 grep preparing-for-maintenance $facts
    check "what comes is refused" eval 'migrate host-a host-b g && refused "FAIL status: " host-b host-a g'
    check "it is over" $name maintenance off
    wait_for 10 grep '<status>up<' $facts
    check "and the guest comes back" migrate host-b host-a g
}
# To look at QEMU's sockets, the agent needs a permission from AppArmor.
test_around() {
    printf '[network br0]\nroles = management\n[network other]\ndevice = br1\nroles = migration\nrequired = no\n[checks]\nmigration-network = warn\nnetworks = warn\n' >/etc/$name/guard.conf.d/90-test.conf
    ip link add br1 type bridge
    ip link add d1 type dummy
    ip link set d1 master br1
    ip link set d1 up
    ip link set br1 up
    ip address add 10.1.0.1/24 dev br1
    systemctl reload $service
    wait_for 20 grep 'migration network="other" configured="yes"' $facts
    check "a guest goes" migrate host-a host-b g
    check "and comes back over another network" migrate host-b host-a g --bandwidth 4
    check "the agent says which" wait_for 10 eval "journalctl -q -b -u $service | grep 'guest g arrives over 10.0.0.1, network br0, not over the migration network other'"
}
test_quiet() {
    check "no denial by AppArmor" eval '! denials'
    check "nor by the hardening" eval "! journalctl -q -b -u $service | grep -iE 'denied|not permitted|read-only file system'"
    check "decisions has them" eval "$name decisions | grep 'admit  .* -> '"
    check "nothing of ours has failed" eval "! systemctl --failed --no-legend --plain | grep -E 'virt'"
}

say "# $here is up after $(cut -d. -f1 /proc/uptime) s"
make_network
wait_for 60 virsh -q uri
test_install
if [ "$here" = host-a ]; then
    test_migration
    test_refusals
    test_around
    test_quiet
    virsh -q -c "$(uri "$there")" define /dev/stdin <<'XML'
<domain type='qemu'><name>the-end</name><memory>65536</memory><os><type>hvm</type></os></domain>
XML
else
    virsh -q define /dev/stdin <<'XML'
<domain type='qemu'><name>ready</name><memory>65536</memory><os><type>hvm</type></os></domain>
XML
    check "it is told of the end" wait_for 700 eval 'virsh -q list --all --name | grep -x the-end'
    test_quiet
fi
finish
