#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# make bench-lab: measures on two real hosts how much longer a live migration takes with the guard
# than without it. It also measures how many threads, how much memory and how much CPU time the
# agent uses with a registry and without one. Each round migrates a guest once with the guard and
# once without it; every second round begins with the guard. VMG_ROUNDS (60) is the number of
# rounds. The guests use KVM if it works.
. "$(dirname "$0")/../lab/functions.sh"

rounds=${VMG_ROUNDS:-60}
up
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ printf "%d", ($14 + $15) * 1000 / hz }' "/proc/$("$lab" agent pid host-a)/stat"; }
hook=/etc/libvirt/hooks/qemu.d/99-virt-migration-guard
# The functions with() and without() install and remove the hook. libvirt looks for hooks only when
# it starts or reloads its configuration. So migration() sends SIGHUP to libvirtd and pauses, both
# with and without the hook.
with() { [ ! -e "$LAB_DIR/away" ] || { b mv $hook.away $hook && rm "$LAB_DIR/away"; }; }
without() { b mv $hook $hook.away && touch "$LAB_DIR/away"; }
migration() { # with|without: prints how many ms one migration to host-b takes; then the guest goes back
    local begin end
    "$1"
    kill -HUP "$("$lab" libvirtd pid host-b)"
    sleep 1
    begin=$(date +%s%3N)
    "$lab" migrate host-a host-b g1 >/dev/null 2>&1 || echo "# a migration failed" >&2
    end=$(date +%s%3N)
    with
    kill -HUP "$("$lab" libvirtd pid host-b)"
    wait_for 15 is_stamped_by host-b g1 host-b
    "$lab" migrate host-b host-a g1 >/dev/null 2>&1 || echo "# a migration back failed" >&2
    wait_for 15 is_stamped_by host-a g1 host-a
    echo $((end - begin))
}

# 0.0.0.0 is valid on both hosts, so the hook need not rewrite the XML.
kvm_xml host-a g1 --listen 0.0.0.0 >"$LAB_DIR/g1.xml"
a virsh -q create /dev/stdin <"$LAB_DIR/g1.xml" || exit 1
echo "accelerator: $(grep -oE "^<domain type='[a-z]+'" "$LAB_DIR/g1.xml" | cut -d "'" -f 2)"
wait_for 15 is_stamped_by host-a g1 host-a || exit 1
for ((round = 0; round < rounds; round++)); do
    if ((round % 2)); then
        one=$(migration with) other=$(migration without)
    else
        other=$(migration without) one=$(migration with)
    fi
    echo "$one $other" >>"$LAB_DIR/rounds"
done
# Prints the mean of the differences with its 95 % confidence interval (from the normal
# distribution, which is good enough for 30 rounds or more).
awk '{ with += $1; without += $2; d = $1 - $2; sum += d; squares += d * d }
    END { mean = sum / NR; half = NR > 1 ? 1.96 * sqrt((squares - NR * mean * mean) / (NR - 1) / NR) : 0
        printf "mean of %d live migrations with the guard         %.0f ms\n", NR, with / NR
        printf "mean of %d live migrations without it             %.0f ms\n", NR, without / NR
        printf "difference of a pair, 95 %% confidence             %.1f ms, from %.1f to %.1f ms\n", mean, mean - half, mean + half
        printf "ratio  difference / without                       %.2f %%, from %.2f to %.2f %%\n", 100 * sum / without, 100 * (mean - half) * NR / without, 100 * (mean + half) * NR / without }' "$LAB_DIR/rounds"

# Measures what the agent uses without a registry, then with a registry that two hosts use, and then
# without a registry again.
threads() { # prints the highest number of threads of the agent, and how often a thread for the registry was seen
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
uri() { # URI: sets the registry of both hosts and restarts their agents
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
