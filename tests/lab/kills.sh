# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests that kill processes during a migration source this file. The functions below check that a
# guest is never on two hosts and never lost, and that reservations end.

hosts=(host-a host-b)
other() { [ "$1" = host-a ] && echo host-b || echo host-a; }
# Lists the ledger entries, which reserve memory. Hidden files are not listed: killed writers have
# left them, and they are removed after five minutes.
ledger_of() { "$lab" exec "$1" find /run/virt-migration-guard/incoming -type f ! -name ".*" 2>/dev/null; }
ledgers_are_empty() { [ -z "$(ledger_of host-a)$(ledger_of host-b)" ]; }
is_paused_on() { [ "$("$lab" virsh "$1" domstate "$2" 2>/dev/null)" = paused ]; }
# Whether the guest runs on one host, and the other host does not know the guest. Sets $at to the
# host where the guest runs.
is_on_one() { # GUEST
    local here there
    for here in "${hosts[@]}"; do
        there=$(other "$here")
        if runs_on "$here" "$1" && ! knows "$there" "$1"; then
            at=$here
            return 0
        fi
    done
    return 1
}
# If libvirt can't know how far a migration came, it leaves the guest paused on the source; an
# administrator or a manager resumes the guest.
resume_left() { # GUEST
    local host
    is_on_one "$1" && return
    for host in "${hosts[@]}"; do
        if is_paused_on "$host" "$1" && ! knows "$(other "$host")" "$1"; then "$lab" virsh "$host" resume "$1"; fi
    done
}
not_lost() { # SECONDS GUEST
    local end=$((SECONDS + $1))
    until is_on_one "$2"; do
        [ $SECONDS -lt $end ] || return 1
        resume_left "$2" >/dev/null 2>&1
        sleep 0.3
    done
}
# Restarts the daemons that were killed, and checks everything that must be true afterwards. WHAT is
# the beginning of each line that is printed.
recovers() { # WHAT GUEST
    local host
    for host in "${hosts[@]}"; do
        "$lab" libvirtd pid "$host" >/dev/null || "$lab" libvirtd start "$host"
        "$lab" agent pid "$host" >/dev/null || "$lab" agent start "$host"
    done
    check "$1: $2 runs on exactly one host" not_lost 40 "$2"
    check "$1: the ledgers are empty" wait_for 45 ledgers_are_empty
    wait_for 20 is_stamped_by "$at" "$2" "$at" || fail "$1: $2 is stamped again"
    migrate "$at" "$(other "$at")" "$2" || { sed 's/^/# /' <<<"$said" && fail "$1: the next migration is admitted"; }
    check "$1: the next migration arrives" not_lost 20 "$2"
}
# Replaces the hook on both hosts by a wrapper. The wrapper kills the hook at a system call whose
# number is in the file /run/kill-OPERATION of that host (shim.c).
wrap_hooks() {
    local host
    cc -O -shared -fPIC -o "$LAB_DIR/shim.so" "$here/../faults/shim.c" || exit 1
    cat >"$LAB_DIR/hook" <<HOOK
#!/bin/bash
[ ! -s /run/kill-\$2 ] || export LD_PRELOAD=$LAB_DIR/shim.so VMG_FAULT=\$(cat /run/kill-\$2):kill VMG_FAULT_LOG=/run/killed
exec $LAB_DIR/real-hook "\$@"
HOOK
    cp "$VMG_STAGE/usr/sbin/virt-migration-guard-hook" "$LAB_DIR/real-hook"
    chmod 755 "$LAB_DIR/hook"
    for host in "${hosts[@]}"; do
        "$lab" exec "$host" mount --bind "$LAB_DIR/hook" /usr/sbin/virt-migration-guard-hook
    done
}
# Migrates the guest and kills the hook of the destination at its Nth system call. $killed is empty
# if the hook had ended before.
kill_hook() { # OPERATION N GUEST
    local to
    is_on_one "$3"
    to=$(other "$at")
    "$lab" exec "$to" sh -c "rm -f /run/killed; echo $2 >/run/kill-$1"
    migrate "$at" "$to" "$3"
    killed=$("$lab" exec "$to" cat /run/killed 2>/dev/null)
    "$lab" exec "$to" rm -f /run/killed "/run/kill-$1"
}
# Kills a daemon of the source (from) or of the destination (to) SECONDS after a migration has
# begun, and starts it again.
kill_daemon() { # libvirtd|agent SIDE(from|to) SECONDS GUEST
    local from to migration
    is_on_one "$4"
    from=$at to=$(other "$at")
    "$lab" migrate "$from" "$to" "$4" --bandwidth 16 >/dev/null 2>&1 &
    migration=$!
    sleep "$3"
    if [ "$2" = from ]; then "$lab" "$1" kill "$from"; else "$lab" "$1" kill "$to"; fi
    "$lab" "$1" start "$([ "$2" = from ] && echo "$from" || echo "$to")"
    wait $migration
}
