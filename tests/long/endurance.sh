#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Live migrations back and forth, several guests at once, within limits, while daemons
# die and migrations are cancelled: no guest is lost, nothing stays reserved, the agent
# does not grow. VMG_MIGRATIONS (500) arrivals; VMG_SEED repeats the faults' order.
. "$(dirname "$0")/../lab/functions.sh"
. "$here/kills.sh"

migrations=${VMG_MIGRATIONS:-500}
seed=${VMG_SEED:-$$}
guests=(e1 e2 e3 e4)
echo "# $migrations migrations, VMG_SEED=$seed"
RANDOM=$seed
up
log=$LAB_DIR/endurance
mkdir "$log"
for host in "${hosts[@]}"; do
    "$lab" exec "$host" sh -c 'printf "[guard]\nfacts-max-age = 15\n[migration]\nmax-incoming = 2\nmax-bandwidth-mib = 64\n" >/etc/virt-migration-guard/guard.conf.d/90-test.conf'
    kill -HUP "$("$lab" agent pid "$host")"
done
for name in "${guests[@]}"; do guest host-a "$name" --memory 48 --dirty 2M; done

count() { # WHAT: so many in all
    cat "$log"/*.said 2>/dev/null | grep -c "^$1"
}
# What one attempt came to, in one word and the reason.
outcome() {
    local reason
    reason=$(grep -oE '^(FAIL [a-z-]+|migration refused: [^;]*)' <<<"$said" | tail -n 1)
    if [ -n "$reason" ]; then echo "refused $reason"; else echo "failed $(tail -n 1 <<<"$said")"; fi
}
# One guest goes to and fro until all arrivals are there.
travels() { # GUEST
    while [ "$(count arrived)" -lt "$migrations" ] && [ ! -e "$log/stop" ]; do
        not_lost 60 "$1" || { echo "lost" && touch "$log/stop" && return 1; }
        wait_for 30 is_stamped_by "$at" "$1" "$at" || echo "unstamped on $at"
        if migrate "$at" "$(other "$at")" "$1" --bandwidth 64; then echo "arrived"; else outcome && sleep 1; fi
    done
}
# host-a's agent is left alone: what it holds is compared.
fault() {
    local name=${guests[RANDOM % ${#guests[@]}]}
    case $((RANDOM % 7)) in
    0) echo "the agent of host-b is killed" && "$lab" agent kill host-b && sleep 2 && "$lab" agent start host-b ;;
    1) echo "libvirtd of host-b is killed" && "$lab" libvirtd kill host-b && sleep 1 && "$lab" libvirtd start host-b ;;
    2) echo "libvirtd of host-a restarts" && "$lab" libvirtd restart host-a ;;
    3) echo "the migration of $name is cancelled" && for host in "${hosts[@]}"; do "$lab" virsh "$host" domjobabort "$name"; done ;;
    4) echo "host-b is in maintenance" && { b virt-migration-guard maintenance on && sleep 3; b virt-migration-guard maintenance off; } >/dev/null ;;
    5) echo "both reload" && for host in "${hosts[@]}"; do kill -HUP "$("$lab" agent pid "$host")"; done ;;
    6) echo "the agent of host-b restarts" && "$lab" agent restart host-b ;;
    esac
}
# KiB that it has of its own, and open files.
sample() {
    local pid
    pid=$("$lab" agent pid host-a)
    echo "$(sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status") $(find "/proc/$pid/fd" -mindepth 1 | wc -l)"
}
held() { # COLUMN head|tail: the mean of the first, or last, tenth of the samples
    local tenth=$((($(wc -l <"$log/samples") + 9) / 10))
    "$2" -n $tenth "$log/samples" | awk -v at="$1" '{ sum += $at } END { printf "%d", sum / NR }'
}

first=$("$lab" agent pid host-a)
for name in "${guests[@]}"; do travels "$name" >"$log/$name.said" 2>&1 & done
travellers=$(jobs -p)
# Caches fill while the first tenth arrives.
until [ "$(count arrived)" -ge $((migrations / 10)) ] || [ -e "$log/stop" ]; do sleep 1; done
while [ -n "$(jobs -rp)" ]; do
    sample >>"$log/samples"
    fault >>"$log/faults" 2>/dev/null
    sleep $((2 + RANDOM % 8))
done
wait $travellers

for name in "${guests[@]}"; do check "$name runs on exactly one host" not_lost 60 "$name"; done
check "none was lost" test ! -e "$log/stop"
check "$(count arrived) migrations arrived" test "$(count arrived)" -ge "$migrations"
check "the ledgers are empty" wait_for 60 ledgers_are_empty
check "host-a's agent is the same" test "$("$lab" agent pid host-a)" = "$first"
memory=$(held 1 head) later=$(held 1 tail) files=$(held 2 head) more=$(held 2 tail)
check "its memory is flat: $memory KiB, $later KiB" test "$later" -le $((memory + memory / 10 + 256))
check "its open files are: $files, $more" test "$more" -le $((files + 2))
unstamped=$(count unstamped)
check "each was stamped in time ($unstamped were not)" test "$unstamped" -eq 0
echo "# refused: $(count refused), failed: $(count failed), faults: $(wc -l <"$log/faults")"
cat "$log"/*.said | grep -vE "^arrived" | sort | uniq -c | sort -rn | head -n 20 | sed 's/^/# /'
sort "$log/faults" | uniq -c | sed 's/^/# /'
finished
