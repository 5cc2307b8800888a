#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the migration network: `network apply` makes libvirt use the migration network, and the
# guard names everything that prevents its use.
. "$(dirname "$0")/functions.sh"
up

facts=/run/virt-migration-guard/host.xml conf=/etc/libvirt/qemu.conf
has_fact() { "$lab" exec "$1" grep >/dev/null -- "$2" $facts; }
configure() { # HOST [LINE...]
    local host=$1
    shift
    printf '%s\n' "$@" | "$lab" exec "$host" tee /etc/virt-migration-guard/guard.conf.d/90-test.conf >/dev/null
    kill -HUP "$("$lab" agent pid "$host")"
}
alone() { # whether only this check has failed
    grep -q "^migration refused: 1 of [0-9]* checks failed" <<<"$said" && says "FAIL migration-network: $1"
}
sent() { # NETWORK: prints how many bytes host-a has sent on it
    "$lab" bytes host-a "$1" | cut -d' ' -f2
}
network() { # HOST ARGUMENT...: sets said and status
    local host=$1
    shift
    said=$("$lab" exec "$host" virt-migration-guard network "$@" 2>&1)
    status=$?
}

guest host-a g1
network host-b show
check "what is right is shown as right" eval 'test $status = 0 && says "daemon:     migration_host 10.72.0.2, migration_address 10.72.0.2"'
network host-b apply
check "and nothing is changed" eval 'test $status = 0 && says "$conf: right already"'
before_migration=$(sent migration) before_management=$(sent management)
admitted "with no address named" host-a host-b g1
moved=$(($(sent migration) - before_migration)) other=$(($(sent management) - before_management))
check "19 of 20 bytes went over the migration network ($moved, and $other over management)" test $((moved * 5)) -gt $((other * 95))
migrate host-b host-a g1
if migrate host-a host-b g1 --migrateuri tcp://"$("$lab" address host-b management)"; then
    fail "one aimed at the management address can't connect"
else
    pass "one aimed at the management address can't connect"
fi
check "and the guest runs on" runs_on host-a g1

# Migrations that do not use the migration network are reported.
logged() { # TEXT
    grep >/dev/null -F -- "$1" "$LAB_DIR/host-b/agent.log"
}
guest host-a slow --memory 128 --dirty 4M
admitted "around it" host-a host-b slow --listen-address 0.0.0.0 --migrateuri tcp://"$("$lab" address host-b management)" --bandwidth 16
check "the agent says over which network" wait_for 10 logged "guest slow arrives over 10.71.0.2, network management, not over the migration network migration"
migrate host-b host-a slow
admitted "in a tunnel" host-a host-b slow --p2p --tunnelled --bandwidth 16
check "the agent says that it saw no connection" wait_for 10 logged "guest slow arrived over no connection that could be seen: tunnelled, or on another port; not over the migration network migration"
check_not "of one that takes it, it says nothing" logged "guest g1 arrive"
# Migrations use the ports that qemu.conf sets.
b cp $conf /etc/libvirt/usual
b sh -c "printf 'migration_port_min = 50100\nmigration_port_max = 50109\n' >>$conf"
libvirtd_restart host-b
migrate host-b host-a slow
admitted "with other ports in qemu.conf" host-a host-b slow --bandwidth 16
check_not "and nothing is said of one that takes them" eval 'test "$(grep -c "guest slow arrive" "$LAB_DIR/host-b/agent.log")" != 2'
migrate host-b host-a slow
admitted "around it on those ports" host-a host-b slow --listen-address 0.0.0.0 --migrateuri tcp://"$("$lab" address host-b management)" --bandwidth 16
check "the agent says over which network" eval 'test "$(grep -c "guest slow arrives over 10.71.0.2, network management" "$LAB_DIR/host-b/agent.log")" = 2'
b cp /etc/libvirt/usual $conf

# qemu.conf has no lines about migrations, as after libvirt's installation.
b sed -i '/^migration_/d; s/^user/# who QEMU is\nuser/' $conf
b cp $conf /etc/libvirt/before
admitted "a file that was changed, which the daemon has not read" host-a host-b g1
migrate host-b host-a g1
"$lab" libvirtd restart host-b
check "the daemon has read it" wait_for 20 eval '! has_fact host-b "migration.*host="'
refused "libvirt that does not use the network" host-a host-b g1
check "the check alone refuses, and says the way out" alone "wanted: migrations into host-b on network migration (10.72.0.2); found: migration_host not set, migration_address not set; fix: on host-b: virt-migration-guard network apply; then restart the daemon it names"
network host-b show
check "show says so" eval 'test $status = 1 && says "qemu.conf:  migration_host not set, migration_address not set"'
network host-b apply --dry-run
check "--dry-run shows two lines" eval 'test $status = 0 && says "+migration_host = \"10.72.0.2\"" && says "+migration_address = \"10.72.0.2\""'
check "and changes nothing" b cmp $conf /etc/libvirt/before
network host-b apply
check "apply names the daemon" eval 'test $status = 0 && says "now restart the daemon, guests run on: systemctl restart libvirtd"'
check "comments and all else stay" b sh -c "grep -v ^migration_ $conf | cmp - /etc/libvirt/before"
check "the file is kept as it was" b cmp $conf.before-virt-migration-guard /etc/libvirt/before
network host-b show
check "the daemon has not read it yet" eval 'test $status = 1 && says "daemon:     migration_host not set, migration_address not set"'
refused "before the daemon is restarted" host-a host-b g1
"$lab" libvirtd restart host-b
check "the daemon has read it" wait_for 20 has_fact host-b 'host="10.72.0.2" address="10.72.0.2"'
admitted "once it is restarted" host-a host-b g1
migrate host-b host-a g1
b cp $conf /etc/libvirt/good
b sh -c "echo 'max_core = [' >>$conf; cp $conf /etc/libvirt/broken"
network host-b apply
check "a broken file is named with its line" eval 'test $status = 2 && says "virt-migration-guard: $conf: line "'
check "and stays as it is" b cmp $conf /etc/libvirt/broken
b cp /etc/libvirt/good $conf

# Facts that are too old count as missing.
b sh -c "printf '[guard]\nfacts-max-age = 3\n' >/etc/virt-migration-guard/guard.conf.d/91-age.conf"
"$lab" agent stop host-b
sleep 4
network host-b apply
check "apply takes no old facts" eval 'test $status = 2 && says "seconds old; fix: systemctl restart virt-migration-guard"'
network host-b show
check "nor does show" test $status = 2
b rm /etc/virt-migration-guard/guard.conf.d/91-age.conf
"$lab" agent start host-b
wait_for 20 has_fact host-b 'host="10.72.0.2" address="10.72.0.2"'

# The migration network has no address, or another address than qemu.conf says.
b ip address del 10.72.0.2/24 dev br-migr
wait_for 5 eval '! has_fact host-b 10.72.0.2/24'
sleep 1
refused "without an address" host-a host-b g1
check "the check alone refuses" alone "wanted: migration network migration up, with an address, on host-b; found: it has no address; fix: "
b ip address add 10.72.0.9/24 dev br-migr
check "another address is noticed" wait_for 5 has_fact host-b '>10.72.0.9<'
refused "with another address than libvirt's" host-a host-b g1
check "both are said" alone "wanted: migrations into host-b on network migration (10.72.0.9); found: migration_host 10.72.0.2, migration_address 10.72.0.2; fix: "
b ip address del 10.72.0.9/24 dev br-migr
b ip address add 10.72.0.2/24 dev br-migr
wait_for 5 has_fact host-b '>10.72.0.2<'
admitted "once it is there" host-a host-b g1
migrate host-b host-a g1
# The migration network works with IPv6 addresses as well.
for number in 1 2; do
    host=host-$([ $number = 1 ] && echo a || echo b)
    "$lab" exec $host sysctl -qw net.ipv6.conf.br-migr.disable_ipv6=0
    "$lab" exec $host ip address add fd72::$number/64 dev br-migr nodad
    "$lab" exec $host ip address del 10.72.0.$number/24 dev br-migr
    wait_for 5 has_fact $host '>fd72::'$number'<'
    network $host apply
    check "apply takes the IPv6 address of $host" eval 'test $status = 0 && "$lab" exec $host grep -q "^migration_address = \"fd72::$number\"" $conf'
    "$lab" libvirtd restart $host
    wait_for 20 has_fact $host 'address="fd72::'$number'"'
done
before_migration=$(sent migration) before_management=$(sent management)
admitted "over IPv6" host-a host-b g1
moved=$(($(sent migration) - before_migration)) other=$(($(sent management) - before_management))
check "19 of 20 bytes went over the migration network, by IPv6 ($moved, and $other over management)" test $((moved * 5)) -gt $((other * 95))
admitted "over IPv6, and back" host-b host-a g1
check_not "of IPv6 addresses too, nothing is said" logged "guest g1 arrive"
for number in 1 2; do
    host=host-$([ $number = 1 ] && echo a || echo b)
    "$lab" exec $host ip address add 10.72.0.$number/24 dev br-migr
    "$lab" exec $host ip address del fd72::$number/64 dev br-migr
    "$lab" exec $host sysctl -qw net.ipv6.conf.br-migr.disable_ipv6=1
    wait_for 5 has_fact $host '>10.72.0.'$number'<'
    network $host apply
    "$lab" libvirtd restart $host
    wait_for 20 has_fact $host 'address="10.72.0.'$number'"'
done
configure host-b "[migration]" "network = nowhere"
wait_for 5 has_fact host-b 'network="nowhere"'
refused "a network that is not there" host-a host-b g1
check "the check alone refuses" alone "wanted: migration network nowhere up, with an address, on host-b; found: there is no such network; fix: "
configure host-b "[migration]" "network = management"
wait_for 5 has_fact host-b 'migration network="management"'
b sed -i 's/^\(migration_.*\) = .*/\1 = "10.71.0.2"/' $conf
"$lab" libvirtd restart host-b
wait_for 20 has_fact host-b 'host="10.71.0.2"'
refused "another one than the source's" host-a host-b g1
check "the check alone refuses" alone "wanted: the same migration network on both hosts, management; found: migration on host-a; fix: "
configure host-a "[migration]" "network = management"
wait_for 15 eval '"$lab" virsh host-a metadata g1 urn:virt-migration-guard:1 | grep >/dev/null "migration network=.management"'
admitted "the management network on both" host-a host-b g1
check "with a warning" eval '"$lab" journal host-b | grep >/dev/null "WARN migration-network: wanted: a network that only carries migrations; found: management is also the management network"'
guest host-a g2
for host in host-a host-b; do
    configure $host "[network migration]" "roles = "
    wait_for 5 eval "! has_fact $host configured"
done
b sed -i '/^migration_/d' $conf
"$lab" libvirtd restart host-b
wait_for 20 eval '! has_fact host-b host=.10.71.0.2'
# Without any configuration libvirt would send guests to the name of the host, which can't be
# resolved in the lab. So --migrateuri gives an address.
admitted "where nothing is configured" host-a host-b g2 --migrateuri tcp://"$("$lab" address host-b management)"
check "with a warning" eval '"$lab" journal host-b | grep >/dev/null "WARN migration-network: wanted: a migration network; found: none is configured on host-b: migrations share management"'
finished
