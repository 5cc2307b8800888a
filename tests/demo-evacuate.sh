# SPDX-License-Identifier: LGPL-2.1-or-later
# The chapters of "tests/demo evacuate", which sources this file: one of three hosts is emptied for
# maintenance.
# shellcheck shell=bash
export LAB_HOSTS="host-a host-b host-c"

chapter "2. Three hosts that know each other"
tell "host-a, host-b and host-c are network namespaces with a libvirtd each. They share a" \
    "directory, which guard.conf names as their registry: there each says how it is."
"$lab" up --stage "$work/stage"
mkdir "$work/registry"
for host in $LAB_HOSTS; do
    for other in $LAB_HOSTS; do echo "$("$lab" address "$other" management) $other"; done |
        "$lab" exec "$host" sh -c 'cat >>/etc/hosts'
    printf '[registry]\nuri = directory:%s\nlease = 6\n' "$work/registry" |
        "$lab" exec "$host" sh -c 'mkdir -p /etc/virt-migration-guard && cat >/etc/virt-migration-guard/guard.conf'
done
for guest in web db git mail wiki; do "$lab" guest host-a $guest; done
"$lab" guest host-a old --cache writeback
for guest in web db git mail wiki old; do wait_until_stamped $guest host-a; done
all_up() { [ "$("$lab" exec host-a virt-migration-guard hosts 2>/dev/null | grep -cE '^host-[abc] +up ')" -eq 3 ]; }
for _ in $(seq 200); do all_up && break || sleep 0.1; done
expect "the hosts do not see each other" all_up
show virt-migration-guard hosts

chapter "3. Can host-a be emptied?"
tell "host-a is to get a new kernel. It runs six guests. One of them, 'old', has" \
    "cache='writeback', and must not move."
show virt-migration-guard plan
said=$("$lab" exec host-a virt-migration-guard plan 2>&1 || true)
expect "the plan is another one" grep -q '^host-a: 5 of 6 guests can leave' <<<"$said"
tell "Better to know now than at midnight. 'old' is shut down for a moment, gets" \
    "cache='none', and is started again."
"$lab" virsh host-a destroy old
"$lab" guest host-a old
wait_until_stamped old host-a

chapter "4. It is emptied, though host-c gives up on the way"
tell "At 8 MiB a second, so that there is something to see. As soon as the first guests are" \
    "under way, somebody asks host-c into maintenance as well: the plan is wrong from then" \
    "on. host-c refuses, and the guests go to host-b instead."
uri=qemu+tcp://%s/system
printf '\n    host-a# virt-migration-guard evacuate --bandwidth 8 --uri %s\n\n' "$uri"
"$lab" exec host-a virt-migration-guard evacuate --bandwidth 8 --uri "$uri" >"$work/said" 2>&1 &
command=$!
for _ in $(seq 600); do grep -q ': to host-' "$work/said" && break || sleep 0.1; done
sleep 2
"$lab" exec host-c virt-migration-guard maintenance on >/dev/null
wait $command || { cat "$work/said" && expect "host-a is not empty" false; }
fmt -s -w 75 "$work/said" | sed 's/^/    /'
expect "host-a is not empty" grep -q '^host-a is empty: 6 guests moved' "$work/said"
expect "host-c refused nothing" grep -q 'not to host-c: refused' "$work/said"
show "virsh list; virt-migration-guard hosts"

chapter "5. And back"
tell "The new kernel runs. host-a is up again, and its guests come home, from wherever" \
    "they are by now:"
show "virt-migration-guard maintenance off; sleep 3; virt-migration-guard evacuate --back; virsh list"
expect "they are not at home" test "$("$lab" virsh host-a list --name | grep -c .)" = 6

chapter "The end"
tell "The hosts go away now. docs/cluster.md has more of this."
