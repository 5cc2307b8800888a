#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the agent: facts stay fresh and every guest is stamped, whatever happens to libvirtd, to the
# networks and to the agent itself.
. "$(dirname "$0")/functions.sh"
requires xmllint
up

facts=/run/virt-migration-guard/host.xml
schema=$(cd "$VMG_STAGE" && find "$PWD" -name virt-migration-guard.rng)
is_valid() { # FILE
    xmllint --noout --relaxng "$schema" "$1" 2>/dev/null
}
stamp_of() { # GUEST: prints the stamp with its namespace, as a destination sees it
    a virsh dumpxml "$1" | xmllint --xpath "//*[namespace-uri()='urn:virt-migration-guard:1'][local-name()='stamp']" -
}
facts_say() { a grep -q "$1" $facts; }
stamp_says() { stamp_of "$1" 2>/dev/null | grep >/dev/null "$2"; } # GUEST TEXT
boottime() { a sed -n 's/.*boottime="\([0-9]*\)".*/\1/p' $facts; }
generation() { a sed -n 's/.*generation="\([0-9]*\)".*/\1/p' $facts; }
are_renewed() { # whether the facts are newer than before
    local before
    before=$(boottime)
    wait_for 10 eval "[ \"\$(boottime)\" -gt $before ]"
}
reload() { kill -HUP "$("$lab" agent pid host-a)"; }
agent_said() { grep -q "$1" "$LAB_DIR/host-a/agent.log"; }
shared_file() { # makes a file on the host for a second disk
    a truncate -s 1M /var/lib/libvirt/second.img
}

a sh -c 'printf "[guard]\nfacts-max-age = 6\n" >/etc/virt-migration-guard/guard.conf'
reload
a cat $facts >"$LAB_DIR/facts.xml"
check "host.xml is valid" is_valid "$LAB_DIR/facts.xml"
check "host.xml is for all to read" test "$(a stat -c %a $facts)" = 644
check "facts are written again and again" are_renewed
check "the ledger's directory is there before the first guest comes, so that its entry is not missed" a test -d /run/virt-migration-guard/incoming
check "without a registry no thread is for one, and nothing is kept of other hosts" eval \
    '! grep -qx registry /proc/$("$lab" agent pid host-a)/task/*/comm && ! a test -e /run/virt-migration-guard/peers'

for n in 1 2 3 4 5 6; do "$lab" guest host-a "g$n" & done
wait
for n in 1 2 3 4 5 6; do
    check "g$n, started with five others, is stamped" wait_for 15 is_stamped_by host-a "g$n" host-a
done
stamp_of g1 >"$LAB_DIR/stamp.xml"
check "the stamp is valid" is_valid "$LAB_DIR/stamp.xml"

a virt-migration-guard maintenance on >/dev/null
check "maintenance is in the facts at once" wait_for 3 facts_say "<status>preparing-for-maintenance<"
check "and in every stamp" wait_for 10 stamp_says g6 "<vmg:status>preparing-for-maintenance<"
a virt-migration-guard maintenance off >/dev/null
check "up again" wait_for 10 stamp_says g6 "<vmg:status>up<"

# The agent reads a changed guard.conf by itself.
a sh -c 'printf "[guard]\nfacts-max-age = 6\n[host]\ncluster = changed\n" >/etc/virt-migration-guard/guard.conf'
check "what guard.conf says now is in the facts within 2 seconds, without a reload" wait_for 2 facts_say "<cluster>changed<"
check "and in the stamps" wait_for 10 stamp_says g1 "<vmg:cluster>changed<"
a sh -c 'printf "[host]\ncluster = of-a-dropin\n" >/etc/virt-migration-guard/guard.conf.d/99-cluster.conf'
check "a drop-in is read, too" wait_for 2 facts_say "<cluster>of-a-dropin<"
a sh -c 'printf "[host]\ncluster\n" >/etc/virt-migration-guard/guard.conf.d/99-cluster.conf'
check "a broken one is named" wait_for 3 agent_said "99-cluster.conf:2: "
sleep 7
check "once, though it is looked at again and again" test "$(grep -c "99-cluster.conf:2: .*; the configuration stays as it was" "$LAB_DIR/host-a/agent.log")" = 1
check "and the agent goes on with what it had" facts_say "<cluster>of-a-dropin<"
a sh -c 'printf "[guard]\nfacts-max-age = 6\n" >/etc/virt-migration-guard/guard.conf; rm /etc/virt-migration-guard/guard.conf.d/99-cluster.conf'
check "a drop-in that is removed counts no more" wait_for 3 facts_say "<cluster>default<"

a ip address add 192.0.2.7/24 dev br-vm
check "a new address is in the facts within 2 seconds" wait_for 2 facts_say 192.0.2.7
check "and in the stamp" wait_for 10 stamp_says g1 192.0.2.7
a ip link set br-stor down
check "a link that goes down is in the facts within 2 seconds" \
    wait_for 2 facts_say 'name="storage" device="br-stor" kind="bridge" state="down"'
a ip link set br-stor up
a ip address del 192.0.2.7/24 dev br-vm

a sh -c 'mkdir /etc/vdsm; touch /etc/vdsm/vdsm.conf'
check "who manages the guests is in the facts" wait_for 5 facts_say 'manager="vdsm"'
check "and in the stamp" wait_for 10 stamp_says g1 'manager="vdsm"'
check "and host shows it" eval "a virt-migration-guard host | grep -q '^manager: *VDSM (oVirt, HOSTVM)'"
check "also as JSON" eval "a virt-migration-guard host --json | grep -q '\"manager\" : \"vdsm\"'"
a rm -r /etc/vdsm
check "until nobody does" wait_for 5 facts_say 'manager="none"'

shared_file
a virsh -q attach-disk g1 /var/lib/libvirt/second.img vdb --cache writeback --live
check "a disk that is plugged in is in the stamp" wait_for 10 stamp_says g1 'target="vdb" cache="writeback"'
refused "and refused" host-a host-b g1 --unsafe
check "named" says "FAIL cache: disk vdb: "
a virsh -q detach-disk g1 vdb --live

a virsh -q metadata g2 urn:virt-migration-guard:1 --key vmg --remove >/dev/null
check "a stamp that somebody took away is there again" wait_for 10 is_stamped_by host-a g2 host-a

"$lab" libvirtd kill host-a
check "facts are renewed while libvirtd is away" are_renewed
"$lab" libvirtd start host-a
"$lab" guest host-a late
check "after libvirtd was killed and is back, a new guest is stamped" \
    wait_for 20 is_stamped_by host-a late host-a
check "and guests run on" runs_on host-a g3
admitted "and move" host-a host-b g3

"$lab" guest host-a edited --cache writeback --persistent
check "a persistent guest is stamped" wait_for 15 stamp_says edited 'target="vda" cache="writeback"/>'
a sh -c "EDITOR=\"sed -i s/cache=.writeback./cache=\\'none\\'/\" virsh -q edit edited"
check "what a restart would change is in the stamp" wait_for 10 stamp_says edited 'cache="writeback" next-cache="none"/>'

before=$(generation)
"$lab" agent restart host-a
check "the agent is back and the generation the same" test "$(generation)" = "$before"

"$lab" migrate host-a host-b g4 --bandwidth 4 >/dev/null 2>&1 &
slow=$!
wait_for 10 eval '"$lab" virsh host-a domjobinfo g4 | grep >/dev/null "^Memory processed"'
a virt-migration-guard maintenance on >/dev/null
check "while a guest migrates, the others are stamped" wait_for 10 stamp_says g5 "preparing-for-maintenance"
check "and facts are renewed" are_renewed
a virt-migration-guard maintenance off >/dev/null
wait $slow
check "the one that migrated runs on host-b" runs_on host-b g4
check "and is stamped there" wait_for 10 is_stamped_by host-b g4 host-b

a sh -c 'printf "[guard]\nmode = no\n" >/etc/virt-migration-guard/guard.conf'
reload
check "a broken configuration is named when reloaded" wait_for 5 agent_said "guard.conf:2: "
check "and the agent goes on" are_renewed
pid=$("$lab" agent pid host-a)
kill -TERM "$pid"
check "SIGTERM ends it" wait_for 5 eval "! \"$lab\" agent pid host-a"
check_not "it does not start with a broken configuration" a timeout 5 virt-migration-guardd 2>"$LAB_DIR/said"
check "and says where" grep -q "guard.conf:2: " "$LAB_DIR/said"
finished
