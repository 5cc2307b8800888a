#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the check `cpu` with a destination whose QEMU gives guests fewer CPU features.
. "$(dirname "$0")/functions.sh"
up

qemu=/usr/bin/qemu-system-x86_64 other=/usr/bin/qemu-system-i386
facts=/run/virt-migration-guard/host.xml
features_of() { # HOST VIRT: prints the list of CPU features in the host's facts
    "$lab" exec "$1" sed -n "/<mode virt=\"$2\"/,/<\/mode>/s/.*<features>\(.*\)<\/features>.*/\1/p" $facts
}
has_feature() { # HOST VIRT NAME
    features_of "$1" "$2" | tr ' ' '\n' | grep -x >/dev/null -- "$3"
}
has_mode() { # HOST VIRT
    "$lab" exec "$1" grep -q "<mode virt=\"$2\"" $facts
}
# Removes these features from the emulated CPUs of host-b. A wrapper of QEMU switches the features
# off each time when QEMU starts, also when libvirt asks QEMU for its features.
take_away() { # FEATURE...
    local feature script="$LAB_DIR/host-b/qemu"
    { echo '#!/bin/bash'; echo -n "exec $other \"\$@\""
      for feature in "$@"; do echo -n " -global max-x86_64-cpu.$feature=off"; done; echo; } >"$script"
    chmod 755 "$script"
    b mount --bind $qemu $other
    b mount --bind "$script" $qemu
    "$lab" libvirtd restart host-b
}
give_back() {
    b umount $qemu
    b umount -l $other # lazily, because guests run this program
    "$lab" libvirtd restart host-b
}
guest_with() { # HOST NAME TYPE CPU-XML
    local xml
    xml=$("$lab" guest "$1" "$2" --xml)
    sed "s|<domain type='qemu'>|<domain type='$3'>|; s|<features>|$4&|" <<<"$xml" |
        "$lab" exec "$1" virsh -q create /dev/stdin || fail "start $2"
    wait_for 15 is_stamped_by "$1" "$2" "$1" || fail "$2 is stamped within 15 seconds"
}
match() { # WORD, or nothing
    if [ $# -gt 0 ]; then
        b sh -c "printf '[cpu]\nmatch = $1\n' >/etc/virt-migration-guard/guard.conf"
    else
        b rm /etc/virt-migration-guard/guard.conf
    fi
}
alone() { # whether only this check has failed
    grep -q "^migration refused: 1 of [0-9]* checks failed" <<<"$said" && says "FAIL cpu: $1"
}

check "both hosts say what emulated guests can have" eval 'has_feature host-a qemu sse2 && has_feature host-b qemu sse2'
check "and it is the same" test "$(features_of host-a qemu)" = "$(features_of host-b qemu)"
stamp=$("$lab" guest host-a plain && wait_for 15 is_stamped_by host-a plain host-a && a virsh -q metadata plain urn:virt-migration-guard:1)
check "the stamp of a guest stays small (${#stamp} bytes)" test ${#stamp} -lt 6144
guest_with host-a model qemu "<cpu mode='host-model'/>"
guest_with host-a maximum qemu "<cpu mode='maximum'/>"
guest_with host-a old qemu "<cpu mode='custom' match='exact'><model>Nehalem</model><feature policy='require' name='avx'/></cpu>"
admitted "host-model" host-a host-b model
admitted "maximum" host-a host-b maximum
admitted "a named model" host-a host-b old
admitted "no CPU model" host-a host-b plain
for guest in model maximum old plain; do migrate host-b host-a $guest; done

take_away avx2 bmi1
check "fewer features are in the facts when libvirtd is back" wait_for 20 eval '! has_feature host-b qemu avx2'
refused "fewer features there" host-a host-b plain
check "the check alone refuses, and names them" alone "wanted: the same CPU features for qemu guests on both hosts; found: host-b lacks avx2, bmi1; fix: "
match superset
refused "fewer features there, superset" host-a host-b plain
check "they are named" alone "wanted: all CPU features for qemu guests that host-a has; found: host-b lacks avx2, bmi1; fix: "
match guest
admitted "a guest without them, match = guest" host-a host-b plain
admitted "a named model without them, match = guest" host-a host-b old
refused "host-model, match = guest" host-a host-b model
check "what it uses is named" alone "wanted: the CPU features that the guest uses; found: host-b lacks avx2, bmi1; fix: "
refused "maximum, match = guest" host-a host-b maximum
check "all is needed" alone "wanted: all CPU features of host-a (CPU mode maximum); found: host-b lacks avx2, bmi1; fix: "
match
refused "back to the host that has more" host-b host-a plain
check "is not identical" alone "wanted: the same CPU features for qemu guests on both hosts; found: host-b lacks avx2, bmi1; fix: "
a sh -c "printf '[cpu]\nmatch = superset\n' >/etc/virt-migration-guard/guard.conf"
admitted "back to the host that has more, superset" host-b host-a plain
migrate host-b host-a old
a rm /etc/virt-migration-guard/guard.conf

give_back
check "the features are in the facts again" wait_for 20 has_feature host-b qemu avx2
admitted "once they are there, plain" host-a host-b plain
admitted "once they are there, host-model" host-a host-b model
admitted "once they are there, maximum" host-a host-b maximum

if has_mode host-a kvm; then
    guest_with host-a kvm kvm "<cpu mode='custom' match='exact'><model>pentium3</model></cpu>"
    guest_with host-a default kvm ""
    admitted "a KVM guest with a named model" host-a host-b kvm
    admitted "a model that neither host can give as it is" host-a host-b default
else
    echo "# no /dev/kvm that works: KVM guests are left out"
fi
finished
