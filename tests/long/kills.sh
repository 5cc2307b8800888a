#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Kills the hook at its system calls, and kills the agent and libvirtd on the source and on the
# destination at several moments of a migration. Also tests migrations while a storage server does
# not answer, while the facts are replaced again and again, and while /run is read-only.
# tests/lab/84-kills.sh is the short form.
. "$(dirname "$0")/../lab/functions.sh"
. "$here/kills.sh"
up
wrap_hooks
for host in "${hosts[@]}"; do
    "$lab" exec "$host" sh -c 'printf "[guard]\nfacts-max-age = 6\n" >/etc/virt-migration-guard/guard.conf.d/90-test.conf'
    kill -HUP "$("$lab" agent pid "$host")"
done
guest host-a g1 --listen 0.0.0.0 --dirty 2M

# Kills the hook at every third system call. The loop ends when N is higher than the number of the
# hook's calls, so that nothing is killed.
for operation in migrate prepare; do
    for n in $(seq 1 3 300); do
        kill_hook "$operation" "$n" g1
        [ -n "$killed" ] || break
        # A hook that dies after its answer changes nothing: libvirt goes on, and the guest arrives.
        recovers "the hook dies at call $n of $operation ($killed)" g1
    done
    check "$operation: the hook died at $((n / 3)) calls, then it had none left" test "$n" -gt 9
done
for daemon in agent libvirtd; do
    for side in from to; do
        for seconds in 0.1 0.4 0.8 1.5 2.5 4; do
            kill_daemon "$daemon" "$side" "$seconds" g1
            recovers "$daemon dies, $side its host, after $seconds s" g1
        done
    done
done

# Another process replaces the facts again and again while the hook reads them.
is_on_one g1
from=$at to=$(other "$at")
"$lab" exec "$to" sh -c 'cd /run/virt-migration-guard; for n in $(seq 400); do cp host.xml .copy && mv .copy host.xml; done' &
for n in 1 2 3; do
    wait_for 20 is_stamped_by "$from" g1 "$from"
    check "facts are replaced, $n: it is admitted" migrate "$from" "$to" g1
    not_lost 20 g1 && from=$at && to=$(other "$at")
done
wait
recovers "facts were replaced" g1

# A storage server stops answering while a guest is on its way.
cc -O -o "$LAB_DIR/netfs" "$here/netfs.c"
serve() { # HOST: mounts the network filesystem that both hosts have
    "$lab" exec "$1" mkdir -p /mnt/vol
    launch "netfs-$1" "$LAB_DIR/$1/netfs.log" nsenter --target "$(recall "$1")" --mount "$LAB_DIR/netfs" nas:/vol /mnt/vol
}
. "$here/process.sh"
for host in "${hosts[@]}"; do serve "$host"; done
is_on_one g1
from=$at to=$(other "$at")
wait_for 20 "$lab" exec "$to" grep -q 'path="/mnt/vol" state="up"' /run/virt-migration-guard/host.xml
wait_for 20 eval '"$lab" virsh "$from" metadata g1 urn:virt-migration-guard:1 | grep -q nas:/vol'
"$lab" migrate "$from" "$to" g1 --bandwidth 8 >/dev/null 2>&1 &
sleep 1
kill -STOP "$(recall "netfs-$to")"
wait $!
check "a probe hangs: the guest that was admitted arrives" not_lost 30 g1
check "a probe hangs: the agent says so" wait_for 20 grep -q "storage domain at /mnt/vol does not answer" "$LAB_DIR/$to/agent.log"
kill -CONT "$(recall "netfs-$to")"
wait_for 20 "$lab" exec "$to" grep -q 'path="/mnt/vol" state="up"' /run/virt-migration-guard/host.xml
recovers "a probe hung" g1
for host in "${hosts[@]}"; do "$lab" exec "$host" umount /mnt/vol; done
wait_for 20 eval '! a grep -q nas:/vol /run/virt-migration-guard/host.xml && ! b grep -q nas:/vol /run/virt-migration-guard/host.xml'

# /run is read-only, so the hook can't write a ledger entry and must refuse the migration.
is_on_one g1
from=$at to=$(other "$at")
wait_for 20 is_stamped_by "$from" g1 "$from"
"$lab" exec "$to" mount -o remount,ro /run/virt-migration-guard 2>/dev/null ||
    "$lab" exec "$to" sh -c 'mount --bind /run/virt-migration-guard /run/virt-migration-guard; mount -o remount,ro,bind /run/virt-migration-guard'
if migrate "$from" "$to" g1; then fail "read-only /run: it is refused"; else pass "read-only /run: it is refused"; fi
check "read-only /run: the reason is said" says "migration refused: "
check "read-only /run: the agent lives" "$lab" agent pid "$to"
"$lab" exec "$to" umount /run/virt-migration-guard
recovers "/run can be written again" g1
finished
