#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Makes many live migrations back and forth, several at the same time and within limits. Meanwhile
# daemons are killed, migrations are cancelled, starts are slow, scripts change guests, other guests
# are saved, hang or are started, and links flap. The test fails if a guest is lost or changed, if a
# local start is refused, if memory stays reserved, or if the agent uses more and more memory.
# VMG_MIGRATIONS (1000) is the number of arrivals; VMG_SEED repeats the order of the faults. 10,000
# arrivals take many hours, so they can be done in parts: each part adds its numbers to the file
# VMG_TALLY and prints the sum. A part ends after VMG_MINUTES, if that is set. VMG_GUESTS (4) is the
# number of guests that migrate; half of these guests may arrive at the same time. The guests use
# KVM if KVM works.
. "$(dirname "$0")/../lab/functions.sh"
. "$here/kills.sh"

migrations=${VMG_MIGRATIONS:-1000}
seed=${VMG_SEED:-$$}
deadline=$((SECONDS + 60 * ${VMG_MINUTES:-100000}))
count=${VMG_GUESTS:-4}
mapfile -t guests < <(seq -f e%.0f "$count")
echo "# $migrations migrations, VMG_SEED=$seed"
RANDOM=$seed
up
log=$LAB_DIR/endurance
mkdir "$log"
for host in "${hosts[@]}"; do
    "$lab" exec "$host" sh -c 'printf "[guard]\nfacts-max-age = 15\n[migration]\nmax-incoming = %s\nmax-bandwidth-mib = 64\n" "$1" >/etc/virt-migration-guard/guard.conf.d/90-test.conf' sh $((count / 2))
    kill -HUP "$("$lab" agent pid "$host")"
done
for name in "${guests[@]}"; do
    kvm_xml host-a "$name" --memory 48 --dirty 2M | a virsh -q create /dev/stdin || fail "start $name"
done
# Guests that do not migrate: h1 and h2 run on host-a, and at times the test stops their QEMU for
# some seconds. The guest `local` is defined on host-b, where the test starts and ends it at times.
idle=(h1 h2)
for name in "${idle[@]}"; do guest host-a "$name"; done
"$lab" guest host-b local --xml | b virsh -q define /dev/stdin

later=/etc/libvirt/hooks/qemu.d/99-zz-later
b sh -c "printf '#!/bin/sh\n[ ! -e /run/later ] || . /run/later\n' >$later && chmod 755 $later"
"$lab" libvirtd restart host-b
# For some seconds, a script runs after the guard's hook for each guest that comes to host-b.
with_script() { # SECONDS COMMANDS: $2 is the operation, as for any hook
    b sh -c 'echo "$1" >/run/later.new && mv /run/later.new /run/later' sh "$2"
    sleep "$1"
    b rm /run/later
}
changes='[ "$2" != migrate ] || sed "s/cache=[\"'\'']none[\"'\'']/cache='\''writeback'\''/"'
signal_idle() { # SIGNAL
    local name
    for name in "${idle[@]}"; do kill "$1" "$(a cat "/run/libvirt/qemu/$name.pid")"; done
}
# Saves and restores a guest. The guard's limit must not count a save as a migration, and must not
# end it.
saved_and_restored() { # GUEST
    is_on_one "$1" && "$lab" virsh "$at" save "$1" "/run/$1.save" || return
    wait_for 60 "$lab" virsh "$at" restore "/run/$1.save" || echo "$1 can't be restored" >>"$log/wrong"
}
started_on_b() {
    local said
    wait_for 20 b virsh -q list
    said=$(b virsh -q start local 2>&1) || echo "local start: $said" >>"$log/wrong"
    b virsh -q destroy local
}
flaps() { # HOST
    for _ in 1 2 3 4; do
        "$lab" exec "$1" sh -c "ip link set br-vm down; sleep 0.5; ip link set br-vm up; sleep 0.5"
    done
}

count() { # WHAT: prints how often this result has occurred
    cat "$log"/*.said 2>/dev/null | grep -c "^$1"
}
# Prints the result of one attempt to migrate a guest: one word, and the reason.
outcome() {
    local reason
    reason=$(grep -oE '^(FAIL [a-z-]+|migration refused: [^;]*)' <<<"$said" | tail -n 1)
    if [ -n "$reason" ]; then echo "refused $reason"; else echo "failed $(tail -n 1 <<<"$said")"; fi
}
# If a daemon of libvirt is killed while a migration ends, libvirt can leave a copy of the guest on the
# source. Either the copy runs, although the guest also runs on the destination: libvirt leaves this
# case to lock managers (virDomainMigrateVersion3Full). Or the copy stays paused, because the source
# can't know whether the guest runs on the destination. libvirt calls no hook for a copy. An
# administrator would end the copy, as ends_copy does.
is_copy() { # HOST GUEST
    local state
    state=$("$lab" virsh "$1" domstate --reason "$2" 2>/dev/null)
    runs_on "$(other "$1")" "$2" && [[ $state == "running (migration canceled)" || $state == "paused (migrating)" ]]
}
ends_copy() { # GUEST
    local host
    for host in "${hosts[@]}"; do
        is_copy "$host" "$1" || continue
        "$lab" virsh "$host" destroy "$1" >/dev/null && echo "$1 on $host" >>"$log/copies"
        return
    done
}
# What libvirt and QEMU say about a guest that is lost.
tells() { # GUEST
    local host
    for host in "${hosts[@]}"; do
        echo "$1 on $host: $("$lab" virsh "$host" domstate --reason "$1" 2>&1)"
        "$lab" exec "$host" tail -n 20 "/var/log/libvirt/qemu/$1.log" 2>&1 | cut -c 1-400
        "$lab" journal "$host" | grep -A 12 -B 12 "$1" | tail -n 60
    done
    tail -n 5 "$log/$1.said" "$log/faults"
}
goes_on() { [ "$(count arrived)" -lt "$1" ] && [ $SECONDS -lt $deadline ] && [ ! -e "$log/stop" ]; } # ARRIVALS
# Migrates one guest from host to host until all arrivals have happened.
travels() { # GUEST
    local at=
    while goes_on "$migrations"; do
        if [ -z "$at" ]; then
            not_lost 30 "$1" || ends_copy "$1"
            not_lost 90 "$1" || { echo "lost" && tells "$1" >"$log/stop" && return 1; }
        fi
        wait_for 30 is_stamped_by "$at" "$1" "$at" || echo "unstamped on $at"
        if migrate "$at" "$(other "$at")" "$1" --bandwidth 64; then
            echo "arrived" && at=$(other "$at") # if the guest is not there, its stamp is not found there
        else
            outcome && at= && sleep 1
        fi
    done
}
# Causes one disturbance, chosen at random. host-a's agent is never killed, because its memory is
# measured.
fault() {
    local name=${guests[RANDOM % ${#guests[@]}]}
    local seconds=$((2 + RANDOM % 7))
    case $((RANDOM % 14)) in
    0) echo "the agent of host-b is killed" && "$lab" agent kill host-b && sleep 2 && "$lab" agent start host-b ;;
    1) echo "libvirtd of host-b is killed" && "$lab" libvirtd kill host-b && sleep 1 && "$lab" libvirtd start host-b ;;
    2) echo "libvirtd of host-a restarts" && "$lab" libvirtd restart host-a ;;
    3) echo "the migration of $name is cancelled" && for host in "${hosts[@]}"; do "$lab" virsh "$host" domjobabort "$name"; done ;;
    4) echo "host-b is in maintenance" && { b virt-migration-guard maintenance on && sleep 3; b virt-migration-guard maintenance off; } >/dev/null ;;
    5) echo "both reload" && for host in "${hosts[@]}"; do kill -HUP "$("$lab" agent pid "$host")"; done ;;
    6) echo "the agent of host-b restarts" && "$lab" agent restart host-b ;;
    7) echo "starts on host-b take seconds" && with_script 12 "[ \$2 != prepare ] || sleep $seconds" ;;
    8) echo "decisions for host-b take seconds" && with_script 12 "[ \$2 != migrate ] || sleep $seconds" ;;
    9) echo "a script of host-b refuses" && with_script 3 '[ $2 != migrate ] || exit 1' ;;
    10) echo "a script of host-b changes guests" && with_script 5 "$changes" ;;
    11) echo "a guest is saved and restored" && saved_and_restored "$name" ;;
    12) echo "two guests hang" && signal_idle -STOP && sleep $seconds && signal_idle -CONT ;;
    13) echo "a link flaps" && flaps "${hosts[RANDOM % 2]}" ;;
    esac
}
# Prints the private memory of host-a's agent in KiB, and the number of its open files.
sample() {
    local pid
    pid=$("$lab" agent pid host-a)
    echo "$(sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status") $(find "/proc/$pid/fd" -mindepth 1 | wc -l)"
}
held() { # COLUMN head|tail: prints the mean of the first or the last tenth of the samples
    local tenth=$((($(wc -l <"$log/samples") + 9) / 10))
    "$2" -n $tenth "$log/samples" | awk -v at="$1" '{ sum += $at } END { printf "%d", sum / NR }'
}

first=$("$lab" agent pid host-a)
for name in "${guests[@]}"; do travels "$name" >"$log/$name.said" 2>&1 & done
travellers=$(jobs -p)
# Measuring starts after the first tenth of the arrivals, when the agent's caches are full.
while goes_on $((migrations / 10)); do sleep 1; done
while [ -n "$(jobs -rp)" ]; do
    sample >>"$log/samples"
    fault >>"$log/faults" 2>/dev/null
    started_on_b >/dev/null 2>&1
    sleep $((2 + RANDOM % 8))
done
wait $travellers

for name in "${guests[@]}"; do check "$name runs on exactly one host" not_lost 60 "$name"; done
check "none was lost" test ! -e "$log/stop"
[ ! -e "$log/stop" ] || sed 's/^/# /' "$log/stop"
keeps_its_cache() { ! "$lab" virsh "$at" dumpxml "$1" | grep >/dev/null writeback; }
for name in "${guests[@]}"; do is_on_one "$name" && check "$name has not been changed" keeps_its_cache "$name"; done
copies=$(cat "$log/copies" 2>/dev/null | wc -l) ends=$(grep -c "^libvirtd" "$log/faults")
check "libvirt left copies only of guests that migrated when a daemon of libvirt ended ($copies copies, $ends ends)" \
    test "$copies" -le $((ends * count))
check "each local start and each restore went well" test ! -e "$log/wrong"
[ ! -e "$log/wrong" ] || sed 's/^/# /' "$log/wrong"
[ -z "${VMG_MINUTES:-}" ] || [ $SECONDS -lt $deadline ] || migrations=1
check "$(count arrived) migrations arrived" test "$(count arrived)" -ge "$migrations"
check "the ledgers are empty" wait_for 60 ledgers_are_empty
check "host-a's agent is the same" test "$("$lab" agent pid host-a)" = "$first"
memory=$(held 1 head) later=$(held 1 tail) files=$(held 2 head) more=$(held 2 tail)
echo "# its memory over the time, in KiB: $(awk -v tenth=$((($(wc -l <"$log/samples") + 9) / 10)) 'NR % tenth == 0 { printf "%s ", $1 }' "$log/samples")"
check "its memory is flat: $memory KiB, $later KiB" test "$later" -le $((memory + memory / 10 + 256))
check "its open files are: $files, $more" test "$more" -le $((files + 2))
unstamped=$(count unstamped)
check "each was stamped in time ($unstamped were not)" test "$unstamped" -eq 0
echo "# refused: $(count refused), failed: $(count failed), faults: $(wc -l <"$log/faults")"
cat "$log"/*.said | grep -vE "^arrived" | sort | uniq -c | sort -rn | head -n 20 | sed 's/^/# /'
sort "$log/faults" | uniq -c | sed 's/^/# /'
if [ -n "${VMG_TALLY:-}" ]; then
    echo "$(count arrived) $(count refused) $(count failed) $(wc -l <"$log/faults") $failures" >>"$VMG_TALLY"
    awk '{ for (i = 1; i <= NF; i++) sum[i] += $i }
        END { printf "# in %d pieces so far: %d arrived, %d refused, %d failed, %d faults; %d checks failed\n", NR, sum[1], sum[2], sum[3], sum[4], sum[5] }' "$VMG_TALLY"
fi
finished
