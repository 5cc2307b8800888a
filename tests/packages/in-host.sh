#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs on each of the two hosts of two-hosts.sh and selinux.sh. host-a migrates guests. host-b waits
# for messages from host-a: host-a defines a guest on host-b, and the name of the guest is the
# message.
set -u
name=virt-migration-guard
service=$name.service
facts=/run/$name/host.xml
lun=/dev/disk/by-id/virtio-lun
machine=$(cat /root/machine)
. /root/in-vm-functions.sh
. /root/confinement.sh # in-apparmor.sh or in-selinux.sh
here=$(hostname) there=host-b
[ "$here" = host-a ] || there=host-a
number=$([ "$here" = host-a ] && echo 1 || echo 2)

uri() { echo "qemu+tcp://$1/system"; }
make_network() {
    ip link add br0 address "52:54:00:00:01:0$number" type bridge # udev would give both hosts the same address
    ip link set eth0 master br0
    ip link set eth0 up
    ip link set br0 up
    ip address add "10.0.0.$number/24" dev br0
    ip route add default via 10.0.0.254
}
define() { # GUEST CACHE
    virsh -q define /dev/stdin <<XML
<domain type='qemu'><name>$1</name>
<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='$machine'>hvm</type></os>
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
    timeout --foreground 400 virsh -q -c "$(uri "$from")" migrate --live "$guest" "$(uri "$to")" "$@" 2>&1
}
refused() { # TEXT FROM TO GUEST
    local text=$1 said
    shift
    said=$(migrate "$@") && echo "it was admitted" && return 1
    [[ $said == *"migration refused: "*"$text"* ]] || { echo "$said" && return 1; }
    runs_on "$1" "$3"
}
# Sends a message to another host: defines a guest there whose name is the message.
tell() { # HOST WHAT
    virsh -q -c "$(uri "$1")" define /dev/stdin <<XML
<domain type='qemu'><name>$2</name><memory>65536</memory><os><type>hvm</type></os></domain>
XML
}
told() { # HOST WHAT
    virsh -q -c "$(uri "$1")" list --all --name | grep -x "$2"
}

# Finds out what AppArmor or SELinux denies to libvirt and to guests before the guard is installed.
test_without() {
    check "libvirtd is confined, and confines guests" confines
    if [ "$here" = host-a ]; then
        check "the other host answers" wait_for 600 virsh -q -c "$(uri host-b)" uri
        check "without the guard a guest goes" eval "define g none && virsh -q start g && migrate host-a host-b g --persistent --undefinesource"
        check "and comes back" migrate host-b host-a g --persistent --undefinesource
        check "and is confined" guest_is_confined g
        virsh -q destroy g
        tell host-b go
    else
        check "it is told to go on" wait_for 600 told host-b go
    fi
    kinds_of_denials >/root/denials-without
    say "# denials without the guard: $(denials | wc -l)"
    while read -r kind; do say "#   $kind"; done </root/denials-without
}

test_install() {
    check "dpkg installs it" package -i /root/guard.deb
    check "the agent runs" wait_for 30 active
    check "it is confined as documented" agent_is_confined
    check "the bridge is a network, seen by itself" wait_for 30 grep '<network name="br0" device="br0" kind="bridge" state="up"' $facts
    printf '[storage-domain lun]\npath = %s\nsource = lun-1\n' $lun >/etc/$name/guard.conf.d/50-lun.conf
    systemctl reload $service
    check "a LUN that is named is up: the agent sees /dev" wait_for 30 grep '<domain name="lun".*state="up"' $facts
}
test_migration() {
    check "a guest starts" virsh -q start g
    check "and is stamped" wait_for 30 stamped_by host-a g
    check "the other host has the package" wait_for 600 told host-b ready
    check "it migrates" migrate host-a host-b g --persistent --undefinesource
    check "and runs there" runs_on host-b g
    check "with the stamp of its host" wait_for 30 stamped_by host-b g
    check "and back" migrate host-b host-a g --persistent --undefinesource
    check "what arrived is confined" guest_is_confined g
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
# A guest arrives over another network than the migration network. To notice this, the agent looks
# at QEMU's sockets, for which it needs a permission from AppArmor.
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
# Checks that the guard has caused no new denial. One denial is caused on purpose and must be
# counted, because otherwise the counting proves nothing.
test_quiet() {
    check "no denial but those without the guard" eval '! kinds_of_denials | LC_ALL=C comm -13 /root/denials-without - | ours | grep .'
    say "# denials in all: $(denials | wc -l)"
    provoke
    check "one that is provoked is counted" wait_for 10 eval 'denials | grep "$provoked"'
    check "the hook ran where it should" hook_is_confined
    check "nor by the hardening" eval "! journalctl -q -b -u $service | grep -iE 'denied|not permitted|read-only file system'"
    check "decisions has them" eval "$name decisions | grep 'admit  .* -> '"
    check "nothing of ours has failed" eval "! systemctl --failed --no-legend --plain | grep -E 'virt'"
}

say "# $here is up after $(cut -d. -f1 /proc/uptime) s"
make_network
wait_for 60 virsh -q uri
prepare
test_without
test_install
if [ "$here" = host-a ]; then
    test_migration
    test_refusals
    test_around
    test_quiet
    tell host-b the-end
else
    tell host-b ready
    check "it is told of the end" wait_for 1200 told host-b the-end
    test_quiet
fi
finish
