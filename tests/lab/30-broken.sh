#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# If a part of the guard is broken, a migration is refused with one line that names the broken part.
# A hook that libvirt calls for a running guest still exits with 0.
. "$(dirname "$0")/functions.sh"
up

hook=/etc/libvirt/hooks/qemu.d/99-virt-migration-guard
module=$(cd "$VMG_STAGE" && find usr -name policy.so)
conf() { # TEXT: writes host-b's guard.conf
    b sh -c 'cat >/etc/virt-migration-guard/guard.conf' <<<"$1"
}
run_hook() { # OPERATION PHASE, XML on stdin: keeps stderr in $said
    said=$(b $hook g1 "$1" "$2" - 2>&1 >/dev/null)
}
harmless() { # WHAT: no event of a running guest may fail
    local operation
    for operation in "reconnect begin" "started begin" "start begin" "stopped end" "release end" \
        "attach begin" "restore begin" "no-such-thing begin"; do
        check "$1: $operation ends with 0" run_hook $operation </dev/null
    done
}

guest host-a g1
harmless "healthy"

conf $'[guard]\nmode = enforcingly'
refused "a wrong value" host-a host-b g1
check "names file and line" says "migration refused: /etc/virt-migration-guard/guard.conf:2: [guard] mode is 'enforcingly'"
conf $'[guard]\nmode enforcing'
refused "a line that is none" host-a host-b g1
check "names file and line" says "migration refused: /etc/virt-migration-guard/guard.conf:2: not a [group]"
check_not "config check says so" b virt-migration-guard config check >/dev/null
checked() { # whether check on host-a reports the same
    said=$(b cat /run/virt-migration-guard/host.xml | a virt-migration-guard check g1 --to - 2>&1)
    says "host-b can't read its configuration: /etc/virt-migration-guard/guard.conf:2: " >/dev/null
}
check "check on the source says so, too" wait_for 15 checked
harmless "broken configuration"
conf $'[guard]\nmode = permissive'

guest host-a w1 --cache writeback
admitted "permissive: writeback" host-a host-b w1
check "permissive: the record says what would be" eval \
    '"$lab" journal host-b | grep >/dev/null "^MESSAGE=migration of guest w1 from host-a admitted (permissive: would be refused)"'
conf $'[guard]\nmode = disabled'
guest host-a w2 --cache writeback --listen 0.0.0.0 # 0.0.0.0 is valid on both hosts, so the hook need not rewrite it
admitted "disabled: writeback" host-a host-b w2
b rm /etc/virt-migration-guard/guard.conf

for bad in '' '<domain' '<domain/>' 'not XML' '<!DOCTYPE domain [<!ENTITY e "x">]><domain><name>&e;</name></domain>'; do
    check_not "bad XML '$bad' is refused" run_hook migrate begin <<<"$bad"
    check "in one line" test "$(grep -c . <<<"$said")" -eq 1
    check "that says which" says "migration refused: "
done
check_not "17 MiB are refused" run_hook migrate begin < <(head -c 17825792 /dev/zero | tr '\0' ' ')
check "and say so" says "larger than 16 MiB"

"$lab" exec host-b mount -t tmpfs none "/$(dirname "$module")"
refused "no policy.so" host-a host-b g1
check "says which" says "migration refused: /$module can't be loaded: No such file or directory"
harmless "no policy.so"
b sh -c "echo junk >/$module; chmod 666 /$module"
refused "a policy.so that anybody can write" host-a host-b g1
check "says so" says "is not a regular file that only root can write"
b chmod 644 "/$module"
refused "a policy.so that is none" host-a host-b g1
check "says so" says "migration refused: /$module can't be loaded: "
b umount "/$(dirname "$module")"

b sh -c 'mkdir -p /etc/virt-migration-guard; printf "[guard]\ndeadline-ms = 10\n" >/etc/virt-migration-guard/guard.conf'
check_not "a stdin that never ends runs into the deadline" timeout 10 "$lab" exec host-b \
    sh -c "sleep 5 | $hook g1 migrate begin - 2>/run/late"
check "and says so" eval 'b cat /run/late | grep >/dev/null "no decision within"'
b rm /etc/virt-migration-guard/guard.conf

admitted "when all is well again" host-a host-b g1
finished
