#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# make bench-lab: measures on two real hosts how much time the agent needs for many guests that
# start at once, and how long a live migration takes with the guard and without it. It also measures
# how many threads, how much memory and how much CPU time the agent uses with a registry and without
# one. VMG_GUESTS (100) is the number of guests, limited by memory; VMG_ROUNDS (9) the number of
# migrations.
. "$(dirname "$0")/../lab/functions.sh"

count=${VMG_GUESTS:-100} rounds=${VMG_ROUNDS:-9}
up
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ printf "%d", ($14 + $15) * 1000 / hz }' "/proc/$("$lab" agent pid host-a)/stat"; }
now_ms() { date +%s%3N; }
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
migration() { # ms of one, from FROM to TO
    local begin
    begin=$(now_ms)
    "$lab" migrate "$1" "$2" g1 >/dev/null 2>&1 || echo "# a migration failed" >&2
    echo $(($(now_ms) - begin))
}
hook() { # on|off, in host-b
    if [ "$1" = on ]; then b mv /etc/libvirt/away /etc/libvirt/hooks/qemu.d/99-virt-migration-guard; else b mv /etc/libvirt/hooks/qemu.d/99-virt-migration-guard /etc/libvirt/away; fi
    kill -HUP "$("$lab" libvirtd pid host-b)"
    sleep 1
}

guest host-a g1 --listen 0.0.0.0 # which fits on both without a rewrite
for ((round = 0; round < rounds; round++)); do
    for state in with without; do
        [ $state = with ] || hook off
        migration host-a host-b >>"$LAB_DIR/$state"
        [ $state = with ] || hook on
        wait_for 15 is_stamped_by host-b g1 host-b
        migration host-b host-a >/dev/null
        wait_for 15 is_stamped_by host-a g1 host-a
    done
done
with=$(median <"$LAB_DIR/with") without=$(median <"$LAB_DIR/without")
echo "median a live migration with the guard           $with ms"
echo "median a live migration without it               $without ms"
awk -v a="$with" -v b="$without" 'BEGIN { printf "ratio  with / without                              %.2f\n", a / b }'


# Measures what the agent uses without a registry, then with a registry that two hosts use, and then
# without a registry again.
threads() { # the most that the agent has at once, and how many of them are the registry's
    local most=0 own=0 n sample
    for ((sample = 0; sample < 100; sample++)); do
        n=$(cat "/proc/$agent"/task/*/comm 2>/dev/null | wc -l)
        [ "$n" -le "$most" ] || most=$n
        own=$((own + $(cat "/proc/$agent"/task/*/comm 2>/dev/null | grep -cx registry)))
        sleep 0.05
    done
    echo "$most threads at most, $own times one for the registry"
}
cost() { # WHAT
    local before
    agent=$("$lab" agent pid host-a)
    before=$(cpu_ms)
    printf 'agent  %-36s %s, ' "$1:" "$(threads)"
    awk '/^RssAnon/ { printf "%d KiB", $2 }' "/proc/$agent/status"
    echo ", $(($(cpu_ms) - before)) ms of CPU time"
}
uri() { # URI: of both hosts, whose agents start anew
    local host
    for host in host-a host-b; do
        printf '[registry]\nuri = %s\nlease = 6\n' "$1" |
            "$lab" exec $host sh -c 'mkdir -p /etc/virt-migration-guard && cat >/etc/virt-migration-guard/guard.conf'
        "$lab" agent restart $host
    done
    wait_for 15 is_stamped_by host-a g1 host-a
    sleep 5
}
mkdir "$LAB_DIR/registry"
uri none && cost "no registry"
uri "directory:$LAB_DIR/registry" && cost "directory, two hosts, lease 6 s"
uri none && cost "no registry"

before=$(cpu_ms) begin=$(now_ms)
for ((n = 1; n <= count; n++)); do
    "$lab" guest host-a "m$n" --memory 16 >/dev/null 2>&1 &
    ((n % 8)) || wait # as many as a host starts in parallel
done
wait
started=$(now_ms)
all_stamped() { for ((n = 1; n <= count; n++)); do is_stamped_by host-a "m$n" host-a || return 1; done; }
wait_for 60 all_stamped || echo "# not all are stamped" >&2
echo "agent  $count guests started in $((started - begin)) ms, $(($(now_ms) - started)) ms later all were seen stamped"
echo "agent  CPU time a guest, start and stamp           $((($(cpu_ms) - before) * 1000 / count)) us"
