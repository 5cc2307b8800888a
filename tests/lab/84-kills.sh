#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Processes are killed during a migration: no guest is lost, nothing stays reserved, and the next
# migration is admitted. tests/long/kills.sh tries many more moments.
. "$(dirname "$0")/functions.sh"
. "$here/kills.sh"
up
wrap_hooks
for host in "${hosts[@]}"; do
    "$lab" exec "$host" sh -c 'printf "[guard]\nfacts-max-age = 6\n" >/etc/virt-migration-guard/guard.conf.d/90-test.conf'
    kill -HUP "$("$lab" agent pid "$host")"
done
guest host-a g1 --listen 0.0.0.0

for n in 5 40; do
    kill_hook migrate $n g1
    check "the hook dies at migrate ($killed): it runs on at the source" runs_on host-a g1
    check "and the client is told" says "error: "
done
recovers "the hook died at migrate" g1
kill_hook prepare 1 g1
check "the hook died at prepare ($killed)" test -n "$killed"
recovers "the hook died at prepare" g1
kill_daemon agent to 1 g1
recovers "the destination's agent died" g1
kill_daemon libvirtd from 1 g1
recovers "the source's libvirtd died" g1

is_on_one g1
from=$at to=$(other "$at")
"$lab" exec "$to" sh -c 'mkdir -p /run/virt-migration-guard/incoming; for n in $(seq 1000); do printf "[incoming]\nuuid=c0000000-0000-4000-8000-%012d\ndigest=0\nadmitted=1\ncommit=1\nvcpus=1\npages=\n" $n; done | split -l 7 -a 4 - /run/virt-migration-guard/incoming/x'
check "1000 entries of guests that don't exist are gone by themselves" wait_for 30 ledgers_are_empty

# /run, which contains host.xml and the ledger, is full, so the destination must refuse the
# migration.
is_on_one g1
from=$at to=$(other "$at")
"$lab" exec "$to" sh -c 'mkdir /run/full && mount -t tmpfs -o size=64k none /run/full && cp -a /run/virt-migration-guard/. /run/full && mount --move /run/full /run/virt-migration-guard; head -c 1M /dev/zero >/run/virt-migration-guard/filler 2>/dev/null; :'
if migrate "$from" "$to" g1; then fail "/run full: it is refused"; else pass "/run full: it is refused"; fi
check "/run full: the reason is said" says "migration refused: "
check "/run full: it runs on" runs_on "$from" g1
check "/run full: the agent lives, and says so" wait_for 10 grep -q "host.xml: can't write it: No space left" "$LAB_DIR/$to/agent.log"
"$lab" exec "$to" rm /run/virt-migration-guard/filler
check "with room again facts are renewed" wait_for 10 "$lab" exec "$to" sh -c '[ "$(find /run/virt-migration-guard/host.xml -mmin -0.05)" ]'
recovers "with room again" g1
finished
