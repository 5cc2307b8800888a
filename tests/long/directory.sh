#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests three hosts whose registry is a directory. The directory fails in each way that
# docs/cluster.md lists: it is read-only, it is full, its server hangs. Then the clock of one host
# is wrong. The test fails if a decision changes (a further warning is no change), if an agent waits
# or uses more memory, or if something does not work again afterwards.
export LAB_HOSTS="host-a host-b host-c"
. "$(dirname "$0")/../lab/functions.sh"
requires_lab
shared=$(mktemp -d /var/tmp/vmg-directory.XXXXXX)
clean_up() {
    "$lab" down
    umount "$shared"
    rmdir "$shared"
}
trap clean_up EXIT
mount -t tmpfs -o size=4m registry "$shared" || exit 1
up
. "$here/process.sh"

lease=6
# The hosts use a key, so the agents also sign unchanged entries again and again. Each time they
# write a file, and this fails if the directory is full.
documented key | a sh -e
for host in $LAB_HOSTS; do
    a cat /etc/virt-migration-guard/key | "$lab" exec "$host" sh -c 'umask 077 && mkdir -p /etc/virt-migration-guard &&
        cat >/etc/virt-migration-guard/key.new && mv /etc/virt-migration-guard/key.new /etc/virt-migration-guard/key'
    printf '%s\n' '[registry]' "uri = directory:$shared" "lease = $lease" '[cluster]' 'key-file = /etc/virt-migration-guard/key' |
        "$lab" exec "$host" sh -c 'cat >/etc/virt-migration-guard/guard.conf'
done
all_up() { # [HOST]: which sees them
    [ "$("$lab" exec "${1:-host-a}" virt-migration-guard hosts 2>/dev/null | grep -cE '^host-[abc] +up ')" -eq 3 ]
}
all_right() { all_up host-a && all_up host-b && all_up host-c; }
# Prints an agent's private memory, or the number of its open files. Neither may become larger.
memory() { awk '/^RssAnon/ { print $2 }' "/proc/$("$lab" agent pid "$1")/status"; }
open_files() { find "/proc/$("$lab" agent pid "$1")/fd" -type l | wc -l; }
waiting() { cat /proc/"$("$lab" agent pid "$1")"/task/*/comm | grep -cx registry; }
complaints() { # HOST: prints how often its agent has reported a problem of the registry
    grep 'registry: ' "$LAB_DIR/$1/agent.log" | grep -vc 'registry: good again'
}
known() { # GUEST: whether another host knows the guest
    { b virt-migration-guard guests --host host-a 2>/dev/null || true; } | grep >/dev/null "^host-a  $1 "
}
started=0
as_ever() { # WHAT: checks that decisions are the same as without the failure, and that the agents work
    local host
    admitted "$1" host-a host-b g1
    admitted "$1, and back" host-b host-a g1
    refused "$1, what must not move" host-a host-b g2
    check "$1: it says why" says "found: cache mode writeback"
    started=$((started + 1))
    guest host-a "new$started"
    for host in $LAB_HOSTS; do
        check "$1: not more than one thread of $host is at the registry" [ "$(waiting "$host")" -le 1 ]
    done
}
warned() { # WHAT: checks that the last decisions had a warning
    check "$1: decisions have a warning" eval 'b virt-migration-guard decisions --json --limit 4 | grep >/dev/null registry-silent'
}
right_again() { # WHAT: checks that everything works again within a period
    check "$1: all is right again" wait_for 20 all_right
    check "$1: and host-a has told what has changed" wait_for 20 known "new$started"
    "$lab" virsh host-a destroy "new$started" >/dev/null
}
once() { # WHAT BEFORE: checks that agents report the problem only once
    check "$1: host-a has reported it, once" [ "$(complaints host-a)" -eq $(($2 + 1)) ]
}

check "all hosts see each other" wait_for 30 all_right
guest host-a g1
"$lab" guest host-a g2 --cache writeback
wait_for 15 is_stamped_by host-a g2 host-a || fail "g2 is stamped within 15 seconds"
admitted "before" host-a host-b g1
admitted "before, and back" host-b host-a g1
before=$(memory host-a) files=$(open_files host-a)

said_before=$(complaints host-a)
mount -o remount,ro "$shared" || exit 1
sleep $((lease * 5))
as_ever "read-only"
once "read-only" "$said_before"
mount -o remount,rw "$shared" || exit 1
right_again "it can be written"

said_before=$(complaints host-a)
dd if=/dev/zero of="$shared/filled" bs=4K 2>/dev/null
[ "$(df --output=avail "$shared" | tail -n 1)" -eq 0 ] || fail "the directory is full"
sleep $((lease * 5))
as_ever "full"
once "full" "$said_before"
warned "full"
rm "$shared/filled"
right_again "there is room"
check "nothing half written is left" [ -z "$(find "$shared" -type f ! -name '*.xml' ! -name '*.guests' ! -name '.now.*')" ]

# On each host, the registry's directory is on a file server that hangs.
cc -O -o "$LAB_DIR/netfs" "$here/netfs.c"
for host in $LAB_HOSTS; do
    launch "netfs-$host" "$LAB_DIR/netfs.log" nsenter --target "$(recall "$host")" --mount "$LAB_DIR/netfs" nas:/registry "$shared"
    wait_for 5 eval '[ "$("$lab" exec $host stat -f -c %T "$shared")" = fuseblk ] || "$lab" exec $host grep -q "$shared fuse.glusterfs" /proc/self/mounts'
    kill -STOP "$(recall "netfs-$host")"
done
sleep $((lease * 5))
as_ever "the server hangs"
check "the server hangs: host-a has reported it, once" [ "$(grep -c 'registry: it has not answered for a lease' "$LAB_DIR/host-a/agent.log")" -eq 1 ]
warned "the server hangs"
check "people are told" eval '{ a virt-migration-guard hosts 2>&1 || true; } | grep -q "has not answered for 10 seconds"'
for host in $LAB_HOSTS; do
    kill -CONT "$(recall "netfs-$host")"
    "$lab" exec "$host" umount -l "$shared"
done
right_again "the server answers"

for seconds in -10800 10800; do
    wrong_clock host-c "$seconds"
    "$lab" agent restart host-c
    check "it is seen as fresh, and sees the others" wait_for 30 all_right
    sleep $((lease * 5)) # an entry that is not signed anew would be silent by now
    check "it stays so" all_right
    check "SEEN does not show it" eval 'a virt-migration-guard hosts | grep -qE "^host-c +up +[0-6] s"'
    admitted "to a wrong clock" host-a host-c g1
    admitted "from a wrong clock" host-c host-a g1
    refused "a wrong clock admits no more" host-a host-c g2
    right_clock host-c
    "$lab" agent restart host-c
    check "its clock is right again, and so is all" wait_for 30 all_right
done
check "the agent has not grown by 4 MiB" [ "$(memory host-a)" -lt $((before + 4096)) ]
check "nor has it more files open" wait_for 10 eval '[ "$(open_files host-a)" -le "$files" ]'
finished
