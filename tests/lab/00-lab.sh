#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the lab itself, with plain libvirt: the lab must have everything that the other tests rely
# on, and without the guard libvirt must let the unsafe guest migrate.
. "$(dirname "$0")/functions.sh"
requires_lab

sent() { # NETWORK: prints how many bytes host-a has sent on it
    "$lab" bytes host-a "$1" | cut -d' ' -f2
}
hook() { # HOST: installs a script in qemu.d and restarts libvirtd, which looks for hooks when it starts
    "$lab" exec "$1" sh -c 'mkdir -p /etc/libvirt/hooks/qemu.d
        cat >/etc/libvirt/hooks/qemu.d/50-test && chmod 755 /etc/libvirt/hooks/qemu.d/50-test'
    "$lab" libvirtd restart "$1"
}
left_of() { # DIRECTORY: prints what is left of the lab in DIRECTORY
    ls -d "$1" 2>/dev/null
    ip netns list | grep "vmg$(cksum <<<"$1" | cut -d' ' -f1)"
    grep -F "$1" /proc/self/mountinfo
    pgrep -af -- "$1/" # the processes outside the namespaces: the journal and the disks
}
nothing_left() { # DIRECTORY
    test -z "$(left_of "$1")" || { left_of "$1" | sed 's/^/# left: /' && return 1; }
}

check_not "a stage that is not there is an error" timeout 20 "$lab" up --stage /nowhere 2>/dev/null
check_not "and not a wait" eval "[ -d '$LAB_DIR' ]"
start=$SECONDS
check "two hosts are up" "$lab" up
[ "$failures" -eq 0 ] || exit 1
check "in less than 30 seconds" test $((SECONDS - start)) -lt 30
check "each has its own name" test "$(a hostname) $(b hostname)" = "host-a host-b"
check "host-a reaches host-b on the migration network" \
    a bash -c 'exec 3<>/dev/tcp/10.72.0.2/16509'

"$lab" guest host-a safe --listen 0.0.0.0 || fail "start safe"
migration=$(sent migration) management=$(sent management)
admitted "cache=none without --unsafe" host-a host-b safe
migration=$(($(sent migration) - migration)) management=$(($(sent management) - management))
check "the migration network carried it ($migration bytes, $management on management)" \
    test "$migration" -gt $((19 * management))
admitted "and back" host-b host-a safe

"$lab" guest host-a writeback --cache writeback --listen 0.0.0.0 --custom cache=writeback || fail "start writeback"
admitted "cache=writeback: libvirt alone lets it go" host-a host-b writeback
check "without a word" test -z "$said"
check "the custom property came along" eval \
    '"$lab" virsh host-b dumpxml writeback | grep >/dev/null "<ovirt-vm:cache>writeback<"'

hook host-b <<'SCRIPT'
#!/bin/sh
cat >/dev/null
[ "$2" = migrate ] || exit 0
printf '\nfirst reason\nsecond reason\n' >&2
exit 1
SCRIPT
refused "a hook on the destination" host-a host-b safe
check "its first line arrives" says "first reason"
check "its second line arrives" says "second reason"

"$lab" libvirtd kill host-a
check "libvirtd is gone" test -z "$("$lab" libvirtd pid host-a)"
check "libvirtd is back" "$lab" libvirtd start host-a
check "and the guest ran on" runs_on host-a safe

a logger --journald <<<"MESSAGE=short"
{ printf MESSAGE= && head -c 10000000 /dev/zero | tr '\0' x && printf '\nVMG_LAST=yes\n'; } | a logger --journald
check "a record arrives in the journal" wait_for 5 journal_has host-a MESSAGE=short
check "a record too long for a datagram, too" wait_for 5 journal_has host-a VMG_LAST=yes

check "down" "$lab" down
check "nothing is left" nothing_left "$LAB_DIR"
check "down once more" "$lab" down

export LAB_DIR="$LAB_DIR.half"
check_not "up that fails halfway" env LAB_HOSTS="host-a host-a" "$lab" up 2>/dev/null
check "leaves nothing" nothing_left "$LAB_DIR"
mkdir "$LAB_DIR"
check_not "down removes nothing that is no lab" "$lab" down 2>/dev/null
check "it is still there" rmdir "$LAB_DIR"
finished
