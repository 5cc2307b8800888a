#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests real migrations in a cluster that is half upgraded. host-a has the Debian of this machine,
# host-b has another release. Guests with each mode of CPU migrate in both directions, emulated and
# with KVM, with default settings: a guest that the guard admits must run on the other host, and a
# guest that the guard refuses must be refused by libvirt as well. Afterwards one of two hosts has
# an older guard, and the guard is upgraded while guests run. VMG_OTHER_RELEASE names the other
# release, VMG_OTHER_ROOT a directory that keeps it; VMG_OLDER is the commit of the older guard.
. "$(dirname "$0")/../lab/functions.sh"
requires_root
requires_lab
requires debootstrap git

top=$(realpath "$here/../..")
[ -n "${VMG_STAGE:-}" ] || { echo "skip: VMG_STAGE names no staged installation" && exit 77; }
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
case $release in
trixie) other=bookworm ;;
*) other=trixie ;;
esac
other=${VMG_OTHER_RELEASE:-$other}
work=$(mktemp -d /var/tmp/vmg-mixed.XXXXXX)
trap '"$lab" down; rm -rf --one-file-system "$work"' EXIT
root=${VMG_OTHER_ROOT:-$work/root}
"$here/debian-root" "$other" "$root" demo >"$work/root.log" 2>&1 ||
    { echo "skip: no root directory with $other: $(tail -n 1 "$work/root.log")" && exit 77; }
# Both hosts use the same build: a program that is linked with the older libraries also runs with
# the newer libraries.
LC_ALL=C chroot "$root" /bin/true && mkdir -p "$work/try" && cp "$VMG_STAGE"/usr/*bin/virt-migration-guardd "$work/try/" &&
    ! ldd_says=$(unshare --mount sh -c 'mount --bind "$1/try" "$2/mnt" && chroot "$2" ldd /mnt/virt-migration-guardd' sh "$work" "$root" 2>&1 | grep 'not found') ||
    { echo "skip: what was built here does not run under $other: ${ldd_says:-}" && exit 77; }

facts=/run/virt-migration-guard/host.xml
# Prints the newest machine type of a host. The guests use the newest machine type of the host with
# the older QEMU, because the newer QEMU has this machine type as well.
newest() { "$lab" virsh "$1" capabilities | grep -o "'pc-i440fx-[0-9.]*'" | tr -d "'" | sort -V | tail -n 1; }
has_mode() { # HOST VIRT
    "$lab" exec "$1" grep -q "<mode virt=\"$2\"" $facts
}
cpu_xml() { # MODE
    case $1 in
    default) ;;
    custom) echo "<cpu mode='custom' match='exact'><model>kvm64</model></cpu>" ;;
    *) echo "<cpu mode='$1'/>" ;;
    esac
}
cpu_guest() { # HOST NAME TYPE MODE: whether a guest with this CPU mode starts and is stamped
    local xml
    xml=$("$lab" guest "$1" "$2" --xml)
    sed "s|<domain type='qemu'>|<domain type='$3'>|; s|machine='pc'|machine='$machine'|; s|<features>|$(cpu_xml "$4")&|" <<<"$xml" |
        "$lab" exec "$1" virsh -q create /dev/stdin && wait_for 15 is_stamped_by "$1" "$2" "$1"
}
only_warn() { # HOST
    "$lab" exec "$1" sh -c "printf '[checks]\ncpu = warn\n' >/etc/virt-migration-guard/guard.conf"
}
by_default() { # HOST
    "$lab" exec "$1" rm -f /etc/virt-migration-guard/guard.conf
}
by_cpu_alone() { # whether the guard has refused because of the CPU alone
    grep -q "^migration refused: 1 of [0-9]* checks failed" <<<"$said" && grep -q '^FAIL cpu: ' <<<"$said"
}
# Whether a guest with this CPU mode uses features that libvirt does not compare, so that libvirt
# can't notice if the guest loses some of them on the destination.
sees_all() { [ "$1" = maximum ] || [ "$1" = host-passthrough ]; }

refused_row() { # WHAT FROM TO GUEST MODE
    check "$1: refused for the CPU alone" by_cpu_alone
    echo "#   $(sed -n 's/^FAIL cpu: \(.*\); fix: .*/\1/p' <<<"$said")"
    check "$1: runs on at $2" runs_on "$2" "$4"
    if sees_all "$5"; then
        check "$1: it names what the guest would lose" says_lacks
    else
        only_warn "$3"
        check_not "$1: libvirt would have refused it, too" migrate "$2" "$3" "$4"
        check_not "$1: of its own" grep -q '^migration refused' <<<"$said"
        echo "#   libvirt: $(grep '^error: ' <<<"$said" | tail -n 1)"
        by_default "$3"
    fi
}
says_lacks() { grep -q "^FAIL cpu: .* lacks " <<<"$said"; }
row() { # TYPE MODE FROM TO
    local what="$1, $2, $3 to $4" name="$1-$2-$3"
    cpu_guest "$3" "$name" "$1" "$2" || { fail "$what: starts and is stamped"; return; }
    if migrate "$3" "$4" "$name"; then
        moved=$((moved + 1))
        check "$what: admitted, and runs there" runs_on "$4" "$name"
        wait_for 15 is_stamped_by "$4" "$name" "$4"
        "$lab" virsh "$4" destroy "$name"
    else
        turned_away=$((turned_away + 1))
        case $2 in default | custom) fail "$what: the default and a model that both know go both ways" ;; esac
        refused_row "$what" "$3" "$4" "$name" "$2"
        "$lab" virsh "$3" destroy "$name"
    fi
}
table() {
    local type mode
    for type in kvm qemu; do
        has_mode host-a $type && has_mode host-b $type || { echo "# guests of type $type can't run on both: left out" && continue; }
        for mode in default custom host-model host-passthrough maximum; do
            [ $type/$mode != qemu/host-passthrough ] || continue
            row $type $mode host-a host-b
            row $type $mode host-b host-a
        done
    done
    echo "# $moved admitted, $turned_away refused"
}

"$lab" up --stage "$VMG_STAGE" --root "host-b=$root" || exit 1
machine=$(printf '%s\n' "$(newest host-a)" "$(newest host-b)" | sort -V | head -n 1)
for host in host-a host-b; do
    echo "# $host: $("$lab" exec "$host" grep -o '<versions.*' $facts), $("$lab" exec "$host" sh -c '. /etc/os-release && echo $PRETTY_NAME')"
done
echo "# machine type: $machine"
check "the versions are not the same" test "$(a grep -o '<versions.*' $facts)" != "$(b grep -o '<versions.*' $facts)"
check "the silicon is" test "$(a grep -o ' signature="[^"]*"' $facts)" = "$(b grep -o ' signature="[^"]*"' $facts)"
moved=0 turned_away=0
table
check "some of the table is admitted" test $moved -gt 0
"$lab" down

# host-a gets an older guard, which compares only the CPU features of the two hosts. The present
# guard also compares which versions of libvirt and QEMU have computed the list of CPU features.
older=${VMG_OLDER:-$(git -C "$top" log --diff-filter=A --format=%H -- lib/match/cpus.c | tail -n 1)^}
build_older() {
    mkdir "$work/tree" "$work/build" && git -C "$top" archive "$older" | tar -C "$work/tree" -x &&
        (cd "$work/tree" && autoreconf -fi) && (cd "$work/build" && ../tree/configure) &&
        make -C "$work/build" -j"$(nproc)" && make -C "$work/build" install DESTDIR="$work/older"
}
[ -n "${VMG_OLDER_STAGE:-}" ] || build_older >"$work/older.log" 2>&1 ||
    { tail -n 20 "$work/older.log" && fail "the guard of $older is built" && finished; }
old_stage=${VMG_OLDER_STAGE:-$work/older}
machine=pc
LAB_DIR=$LAB_DIR-older
upgrade() { # HOST: stops the agent, changes the guard's files, and starts the agent
    "$lab" agent stop "$1"
    "$lab" exec "$1" mount -t overlay overlay /usr -o "lowerdir=$VMG_STAGE/usr:/usr"
    "$lab" agent start "$1"
}
says_versions() { # HOST GUEST
    "$lab" virsh "$1" metadata "$2" urn:virt-migration-guard:1 | grep >/dev/null '<versions '
}

"$lab" up --stage "host-a=$old_stage" --stage "host-b=$VMG_STAGE" || exit 1
for mode in default host-model maximum; do
    cpu_guest host-a "old-$mode" qemu $mode || fail "old-$mode starts"
    cpu_guest host-b "new-$mode" qemu $mode || fail "new-$mode starts"
    check_not "$mode: the old guard stamps no versions" says_versions host-a "old-$mode"
    check "$mode: the new one does" says_versions host-b "new-$mode"
    admitted "$mode: from the old guard to the new one" host-a host-b "old-$mode"
    admitted "$mode: from the new guard to the old one" host-b host-a "new-$mode"
    admitted "$mode: and back" host-b host-a "old-$mode"
done
a virt-migration-guard exempt add old-default cache --until 2h --reason "half upgraded"
guest host-a unsafe --cache writeback
a virt-migration-guard decisions >"$work/decisions"
uuids() { "$lab" virsh host-a list --uuid | sort; }
# One guest arrives while the guard is upgraded. The old guard has already admitted and prepared the
# guest.
guest host-b arriving --memory 96 --dirty 1M
"$lab" migrate host-b host-a arriving --bandwidth 6 >"$work/arriving" 2>&1 &
arriving=$!
entries() { a find /run/virt-migration-guard/incoming -type f ! -name '.*' ! -name lock; }
check "the old guard reserves for a guest on its way" wait_for 20 eval '[ -n "$(entries)" ] && knows host-a arriving'
before=$(uuids)
upgrade host-a
check "it still does after the upgrade" eval '[ -n "$(entries)" ] && [ -n "$(jobs -rp)" ]'
wait $arriving
check "the guest arrives" eval 'runs_on host-a arriving || ! cat "$work/arriving"'
check "then nothing is reserved for it" wait_for 20 eval '[ -z "$(entries)" ]'
check "and the new guard stamps it" wait_for 15 says_versions host-a arriving
for name in old-default new-maximum unsafe; do
    check "$name runs on, and is stamped anew within 15 seconds" wait_for 15 says_versions host-a "$name"
done
check "no guest was touched" test "$(uuids)" = "$before"
check "the exemption holds" eval 'a virt-migration-guard exempt list | grep -q old-default'
check "the decisions of the old guard are still told" eval 'a virt-migration-guard decisions | grep -qF "$(tail -n 1 "$work/decisions")"'
check "the old configuration is good" eval 'a virt-migration-guard config check >/dev/null'
for mode in default host-model maximum; do
    admitted "$mode: after the upgrade, a guest that was started before it" host-a host-b "old-$mode"
    admitted "$mode: and back" host-b host-a "old-$mode"
done
refused "after the upgrade, a cache that loses data" host-a host-b unsafe
finished
