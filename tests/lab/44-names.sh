#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests things that a guest refers to by name and that are in the destination's facts: secrets,
# filters, addresses, machine types.
. "$(dirname "$0")/functions.sh"
up

facts=/run/virt-migration-guard/host.xml
lists() { # TEXT: whether the facts of host-b contain it
    b grep -qF -- "$1" $facts
}
found() { # TEXT: whether only the check resources has failed, with TEXT
    says_failed 1 && says "FAIL resources: $1"
}
with() { # NAME SED-EXPRESSION: starts a guest on host-a, with its XML changed by the expression
    "$lab" guest host-a "$1" --xml --listen 0.0.0.0 | sed "$2" | a virsh -q create /dev/stdin
    wait_for 15 is_stamped_by host-a "$1" host-a || fail "$1 is stamped"
}
secret=c0000000-0000-4000-8000-000000000001
define_secret() { # HOST
    echo "<secret ephemeral='no' private='no'><uuid>$secret</uuid><usage type='volume'><volume>/v</volume></usage></secret>" |
        "$lab" exec "$1" virsh -q secret-define /dev/stdin >/dev/null
}
set_value() { # HOST
    "$lab" exec "$1" virsh -q secret-set-value $secret c2VjcmV0 2>/dev/null
}

check "the machine types are in the facts" wait_for 5 lists " pc "
check "so are the addresses" lists '<address ip="10.71.0.2"/>'

# An encrypted disk needs its secret and the secret's value on the destination.
define_secret host-a && set_value host-a
# Makes an encrypted image. qemu-img measures the CPU's speed for the encryption, and fails while other
# programs use the CPU.
sealed_image() {
    qemu-img create -q -f luks --object secret,id=s,data=secret -o key-secret=s,iter-time=10 "$LAB_DIR/luks.img" 1M
}
wait_for 30 sealed_image || fail "an encrypted image is made"
with sealed "s|<memballoon|<disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/><source file='$LAB_DIR/luks.img'><encryption format='luks'><secret type='passphrase' uuid='$secret'/></encryption></source><target dev='vdb' bus='virtio'/></disk>&|"
for host in host-a host-b; do
    printf '[storage-domain lab]\npath = %s\nsource = lab\n' "$LAB_DIR" | "$lab" exec $host tee /etc/virt-migration-guard/guard.conf.d/90-test.conf >/dev/null
    kill -HUP "$("$lab" agent pid $host)"
done
wait_for 5 lists 'source="lab"'
wait_for 15 eval "a virsh metadata sealed urn:virt-migration-guard:1 | grep -q 'source=\"lab\"'"
refused "a secret that the destination lacks" host-a host-b sealed --unsafe
check "and it is named" found "disk vdb: wanted: secret $secret on host-b; found: it is not there; fix: "
define_secret host-b
# libvirt does not report changes of secrets: the agent reads them in each facts period, 20 seconds.
check "it is listed, without a value" wait_for 45 lists "<secret uuid=\"$secret\" usage=\"volume /v\" value=\"no\"/>"
refused "a secret without a value" host-a host-b sealed --unsafe
check "and it is named" found "disk vdb: wanted: secret $secret with its value on host-b; found: it has no value there; fix: on host-b: virsh secret-set-value $secret --interactive, with the source host's value"
set_value host-b
wait_for 45 lists "<secret uuid=\"$secret\" usage=\"volume /v\"/>"
admitted "with its value" host-a host-b sealed --unsafe

# The guest listens on an address that only the source has and that is in no logical network.
a ip address add 203.0.113.7/32 dev lo
with serial "s|<memballoon|<serial type='tcp'><source mode='bind' host='203.0.113.7' service='4555'/><protocol type='raw'/></serial>&|"
refused "a serial port on an address of the source" host-a host-b serial
check "and it is named" found "serial: wanted: address 203.0.113.7 on host-b, to listen on; found: it is no address of that host; fix: "
b ip address add 203.0.113.7/32 dev lo
wait_for 5 lists 203.0.113.7
admitted "if the destination has it" host-a host-b serial

# This machine can't bind a guest to a NUMA node that it lacks, so the test looks only at the facts.
check "NUMA nodes are in the facts" lists '<node id="0" kib="'
finished
