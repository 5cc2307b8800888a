#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Empties one of three hosts while things go wrong: one guest can't move, one guest changes its
# memory faster than the limit, one destination goes into maintenance, the libvirtd of the other
# destination is killed, and the command itself is killed. No guest is lost.
set -uo pipefail
export LAB_HOSTS="host-a host-b host-c"
. "$(dirname "$0")/../lab/functions.sh"
up

c() { "$lab" exec host-c "$@"; }
shared=$LAB_DIR/registry
mkdir "$shared"
for host in $LAB_HOSTS; do
    for other in $LAB_HOSTS; do echo "$("$lab" address "$other" management) $other"; done |
        "$lab" exec "$host" sh -c 'cat >>/etc/hosts'
    printf '%s\n' '[registry]' "uri = directory:$shared" 'lease = 6' |
        "$lab" exec "$host" sh -c 'mkdir -p /etc/virt-migration-guard && cat >/etc/virt-migration-guard/guard.conf'
done
limit() { # MIB: limits the bandwidth of host-a's migrations
    printf '[migration]\nmax-bandwidth-mib = %s\n' "$1" | a tee /etc/virt-migration-guard/guard.conf.d/90-test.conf >/dev/null
    kill -HUP "$("$lab" agent pid host-a)"
}
evacuate() { # ARGUMENT...: runs `evacuate` on host-a; sets $said and $status
    said=$(a virt-migration-guard evacuate "$@" 2>&1)
    status=$?
}
begin() { # ARGUMENT...: runs `evacuate` in the background; its output goes to $LAB_DIR/said
    : >"$LAB_DIR/said" # the shell in the background may empty the file too late
    a sh -c 'echo $$ >/run/evacuate.pid; exec virt-migration-guard evacuate "$@"' - "$@" >"$LAB_DIR/said" 2>&1 &
    begun=$!
    wait_for 30 grep -q ": to host-" "$LAB_DIR/said" || fail "it begins"
}
ended() { # waits for the end of `evacuate`; sets $said and $status
    wait "$begun"
    status=$?
    said=$(cat "$LAB_DIR/said")
}
signal() { kill "-$1" "$(a cat /run/evacuate.pid)"; }
line() { grep -qE -- "$1" <<<"$said" || { echo "# wanted: $1" && sed 's/^/# said: /' <<<"$said" && return 1; }; }
running_on() { "$lab" virsh "$1" list --name | grep -c .; } # HOST
running_once() { # GUEST: whether the guest runs on exactly one host, on the right network
    local host found=0
    for host in $LAB_HOSTS; do
        runs_on "$host" "$1" || continue
        found=$((found + 1))
        "$lab" virsh "$host" domiflist "$1" | grep >/dev/null ' bridge  *br-vm ' || return 1
    done
    [ $found -eq 1 ] || { echo "# $1 runs on $found hosts" && return 1; }
}
none_lost() { # WHAT
    local guest lost=0
    for guest in "${guests[@]}"; do running_once "$guest" || lost=1; done
    check "$1: every guest runs on one host, on its network" [ $lost -eq 0 ]
}

uri=(--uri 'qemu+tcp://%s/system')
guests=(stuck zealous)
limit 8
for n in 1 2 3 4 5 6 7 8 9 10; do guests+=("g$n"); done
"$lab" guest host-a stuck --cache writeback
"$lab" guest host-a zealous --memory 96 --dirty 40M
for n in 1 2 3 4 5 6 7 8 9; do "$lab" guest host-a "g$n"; done
"$lab" guest host-a g10 --persistent
for guest in "${guests[@]}"; do wait_for 20 is_stamped_by host-a "$guest" host-a || fail "$guest is stamped"; done
check "all hosts see each other" wait_for 30 eval '[ "$(b virt-migration-guard hosts | grep -cE "^host-[abc] +up ")" -eq 3 ]'

evacuate --dry-run
check "a dry run says what would happen" eval 'line "^host-a: 11 of 12 guests can leave" && [ $status -eq 1 ]'
check "and nothing has happened" eval '[ "$(running_on host-a)" -eq 12 ] && a virt-migration-guard maintenance show | grep -q "status: up"'
evacuate host-b
check "another host is not emptied from here" eval 'line "fix: run it on host-b" && [ $status -eq 2 ]'
evacuate --resume
check "there is nothing to go on with" eval 'line "no evacuation to go on with" && [ $status -eq 2 ]'
a mkdir -p /etc/vdsm && a touch /etc/vdsm/vdsm.conf
evacuate
check "a host of VDSM's is not emptied" eval 'line "VDSM manages this host; fix: in the Administration Portal" && [ $status -eq 2 ]'
a rm /etc/vdsm/vdsm.conf
for unit in nova-compute pacemaker; do
    wants=/etc/systemd/system/multi-user.target.wants/$unit.service
    a mkdir -p "${wants%/*}" && a touch "$wants"
    evacuate
    check "nor is one of $unit's, and it says how" eval 'line "manages this host; fix: .*(openstack compute service set --disable|crm node standby)" && [ $status -eq 2 ]'
    a rm "$wants"
done

# If something changes after the plan was made, the hook of the destination notices the change.
begin "${uri[@]}" --timeout 25
wait_for 120 grep -q ": moved to " "$LAB_DIR/said" || fail "the first guest moves"
check "the host is in maintenance before the first one moves" eval 'a virt-migration-guard maintenance show | grep -q "preparing-for-maintenance"'
evacuate --resume
check "a second one is kept away" eval 'line "another evacuate runs" && [ $status -eq 2 ]'
c virt-migration-guard maintenance on >/dev/null
"$lab" libvirtd kill host-b
sleep 2
"$lab" libvirtd start host-b
ended
none_lost "things went wrong"
check "the host is not empty, and its exit status says so" eval 'line "^host-a is not empty: 10 guests moved, 2 left" && [ $status -eq 1 ]'
check "who can't move is named" line "^stuck stays: cache: "
check "and how to mend it" line "^ +fix: "
check "who is too busy is named" line "^zealous stays: .*did not end in time; fix: --auto-converge"
check "a refusal of the destination was met" line "not to host-c: refused: .*FAIL status"
check "the two run where they were" eval 'runs_on host-a stuck && runs_on host-a zealous && [ "$(running_on host-a)" -eq 2 ]'
check "a persistent guest is defined at its destination alone" eval '! knows host-a g10'

# When the reasons why guests have stayed are gone, the evacuation succeeds.
c virt-migration-guard maintenance off >/dev/null
limit 0
"$lab" virsh host-a destroy stuck >/dev/null
guest host-a stuck
wait_for 10 eval 'a virt-migration-guard hosts | grep -qE "^host-c +up"'
evacuate "${uri[@]}" --json
check "after mending the host is empty" eval 'line "\"event\":\"end\",.*\"empty\":true" && [ $status -eq 0 ]'
check "each line is JSON" python3 -c 'import json, sys; [json.loads(l) for l in sys.argv[1].splitlines()]' "$said"
check "no guest is there" [ "$(running_on host-a)" -eq 0 ]
none_lost "mended"

evacuate --back
check "while it is in maintenance nobody comes back" eval 'line "maintenance off" && [ $status -eq 2 ]'
a virt-migration-guard maintenance off >/dev/null
wait_for 10 eval 'a virt-migration-guard hosts | grep -qE "^host-a +up"'
evacuate --back
check "all are brought home" eval 'line "^12 guests are back, 0 left" && [ $status -eq 0 ]'
none_lost "home"
check "all twelve" [ "$(running_on host-a)" -eq 12 ]

# A signal interrupts the command evacuate, and later the command is killed.
limit 8
for guest in "${guests[@]}"; do wait_for 20 is_stamped_by host-a "$guest" host-a || fail "$guest is stamped"; done
begin "${uri[@]}" --limit 1
signal INT
ended
check "after ^C the one under way arrives, and no other goes" eval 'line "^host-a is not empty: 1 guest moved, 11 left" && [ $status -eq 1 ]'
none_lost "^C"
evacuate "${uri[@]}"
check "what was cut short is gone on with only when that is said" eval 'line "fix: virt-migration-guard evacuate --resume" && [ $status -eq 2 ]'
begin --resume
signal INT
sleep 0.5
signal INT
ended
check "a second ^C ends it, and the guest stays" eval 'line "0 guests moved, 11 left" && [ $status -eq 1 ]'
none_lost "^C twice"
begin --resume
signal KILL
ended
none_lost "killed"
# On a terminal, evacuate shows one line for each migration, and one line for all migrations
# together. It replaces these lines again and again, and no line may be longer than the terminal is
# wide.
limit 8
said=$(a timeout -s INT 15 script -qec "stty cols 60; virt-migration-guard evacuate --resume" /dev/null)
check "a terminal shows how far each guest is" line ": to host-[bc], [0-9]+ MiB left, [0-9]+ MiB/s, [0-9]+ s"
check "and all together" line "guests: [0-9]+ moved, [0-9]+ under way, [0-9]+ waiting, [0-9]+ stay"
check "over and over" eval "grep -q $'\\e\\[[0-9]*A' <<<\"\$said\""
check "within its width" eval '! sed "s/\\r//g; s/\\x1b\\[[0-9]*[AJ]//g" <<<"$said" | grep -E "MiB left|under way" | grep -qE "^.{60}"'
none_lost "on a terminal"
limit 0
wait_for 60 eval '! a virsh -q domjobinfo g1 2>/dev/null | grep -q Memory'
evacuate --resume
check "killed, it goes on and comes to its end" eval 'line "^host-a is empty" && [ $status -eq 0 ]'
none_lost "resumed"
check "all are away" [ "$(running_on host-a)" -eq 0 ]

a virt-migration-guard maintenance off >/dev/null
wait_for 10 eval 'a virt-migration-guard hosts | grep -qE "^host-a +up"'
evacuate --back --direct --auto-converge
check "home again, from libvirt to libvirt by the command itself" eval 'line "guests are back, 0 left" && [ $status -eq 0 ]'
none_lost "home again"
finished
