#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests hosts on which libvirt consists of several daemons (virtqemud, virtnetworkd, virtstoraged,
# virtproxyd ...), as on Fedora and RHEL. Debian has no package with these daemons. So the script
# builds them from the source of Debian's own package, in a root directory of their own, with the
# drivers that the guard uses. Guests migrate between two such hosts, and each daemon is restarted
# alone. virtqemud is also started by its socket and ends by itself. VMG_MODULAR_ROOT names a
# directory that keeps what was built; building takes about ten minutes.
. "$(dirname "$0")/../lab/functions.sh"
requires_root
requires_lab
requires debootstrap python3
[ -n "${VMG_STAGE:-}" ] || { echo "skip: VMG_STAGE names no staged installation" && exit 77; }

work=$(mktemp -d /var/tmp/vmg-modular.XXXXXX)
trap '"$lab" down; rm -rf --one-file-system "$work"' EXIT
root=${VMG_MODULAR_ROOT:-$work/root}
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")

in_root() { # COMMAND...
    "$here/in-root" "$root" HOME=/root DEBIAN_FRONTEND=noninteractive "$@"
}
get_source() {
    sed -n 's/^deb /deb-src /p' "$root/etc/apt/sources.list" >"$root/etc/apt/sources.list.d/source.list"
    in_root apt-get update -qq &&
        in_root apt-get install -y -qq --no-install-recommends dpkg-dev meson ninja-build libgnutls28-dev libtirpc-dev \
            rpcsvc-proto libyajl-dev libjson-c-dev libnl-3-dev libnl-route-3-dev xsltproc libxml2-utils python3 python3-docutils \
            dnsmasq-base iptables &&
        in_root sh -c 'cd /root && apt-get source -qq libvirt'
}
# libvirtd is built as well, because the network driver can't be built without it, but it is removed
# afterwards.
build() {
    get_source &&
        in_root sh -ec 'cd /root/libvirt-*/
            grep -q "json_c\|json-c" meson.build && json=json_c || json=yajl
            meson setup b --auto-features=disabled --prefix=/usr --libdir="lib/$(gcc -dumpmachine)" --sysconfdir=/etc \
                --localstatedir=/var -Drunstatedir=/run -Ddriver_libvirtd=enabled -Ddriver_remote=enabled \
                -Ddriver_qemu=enabled -Ddriver_network=enabled -Ddriver_secrets=enabled -Dstorage_dir=enabled \
                -D$json=enabled -Dlibnl=enabled -Dqemu_user=root -Dqemu_group=root -Dinit_script=none
            ninja -C b && ninja -C b install
            rm -rf b /usr/sbin/libvirtd' && touch "$root/.modular"
}
[ -e "$root/.modular" ] || {
    "$here/debian-root" "$release" "$root" demo && build
} >"$work/build.log" 2>&1 || { echo "skip: no libvirt of several daemons: $(tail -n 1 "$work/build.log")" && exit 77; }

facts=/run/virt-migration-guard/host.xml
has_fact() { b grep >/dev/null -- "$1" $facts; }
doctor() { # runs doctor; sets $said and $status
    said=$(b virt-migration-guard doctor 2>&1)
    status=$?
}
is_well() { # whether doctor finds no problem
    doctor
    [ $status -eq 0 ] || { sed 's/^/# /' <<<"$said" && return 1; }
}
add() { # net|pool NAME XML
    b virsh -q "$1-define" /dev/stdin <<<"$3" && b virsh -q "$1-start" "$2"
}
network() { # NAME: makes a libvirt network that only this host needs
    add net "$1" "<network><name>$1</name></network>"
}
pool() { # NAME
    b mkdir -p "/run/lun/$1" && add pool "$1" "<pool type='dir'><name>$1</name><target><path>/run/lun/$1</path></target></pool>"
}

"$lab" up --stage "$VMG_STAGE" --root "$root" || exit 1
. "$here/process.sh"
for host in host-a host-b; do
    "$lab" exec $host sh -c 'printf "[guard]\nfacts-max-age = 15\n" >/etc/virt-migration-guard/guard.conf.d/90-test.conf'
    kill -HUP "$("$lab" agent pid $host)"
done
check_not "there is no libvirtd" b test -e /usr/sbin/libvirtd
check "doctor has nothing to say" is_well

# The guard's main job: one guest is admitted and one is refused.
guest host-a g1
guest host-a writeback --cache writeback
admitted "a sound guest" host-a host-b g1
check "its host has stamped it" wait_for 15 is_stamped_by host-b g1 host-b
refused "a guest that writes back" host-a host-b writeback --unsafe
check "and the reason is told" says "FAIL cache: "
admitted "home again" host-b host-a g1

# Networks and pools are in the facts. They must also be there after virtnetworkd or virtstoraged
# was killed, was away for more than one facts period, and was started again. Then the agent must
# ask the new daemon, and must get its events.
network first
check "a network is in the facts" wait_for 5 has_fact '"first"'
pool one
check "a pool is in the facts" wait_for 5 has_fact 'pool="one"'
for daemon in virtnetworkd virtstoraged virtsecretd; do
    "$lab" $daemon kill host-b
    sleep 16
    check "while $daemon is away, its part of the facts stays" eval 'has_fact \"first\" && has_fact "pool=\"one\""'
    admitted "and the host takes guests" host-a host-b g1
    "$lab" $daemon start host-b
    admitted "it is back" host-b host-a g1
done
network second
check "another network is in the facts within a period" wait_for 16 has_fact '"second"'
pool two
check "so is another pool" wait_for 16 has_fact 'pool="two"'
network third
check "from then on libvirt's events tell" wait_for 4 has_fact '"third"'
b virsh -q pool-destroy two
check "of pools as well" wait_for 4 eval '! has_fact "pool=\"two\""'
check "doctor has nothing to say" is_well

# Only clients from other hosts use virtproxyd, so the agent does not need it.
before=$(connections host-b)
"$lab" virtproxyd kill host-b
check_not "without virtproxyd nobody comes" migrate host-a host-b g1
check "the guest runs on" runs_on host-a g1
"$lab" virtproxyd start host-b
admitted "with it they come" host-a host-b g1
check "the agent has not noticed" [ "$(connections host-b)" -eq "$before" ]

# virtqemud is killed twice: first while a guest runs, then while a guest arrives.
"$lab" virtqemud kill host-b
"$lab" virtqemud start host-b
check "the agent is connected again" wait_for 30 eval "[ \"\$(connections host-b)\" -gt $before ]"
check "the guest runs on" runs_on host-b g1
admitted "and leaves" host-b host-a g1
guest host-a slow --memory 96 --dirty 3M
"$lab" migrate host-a host-b slow --bandwidth 4 >/dev/null 2>&1 &
slow=$!
wait_for 10 eval '"$lab" virsh host-a domjobinfo slow | grep >/dev/null "^Memory processed"'
"$lab" virtqemud kill host-b
sleep 1
"$lab" virtqemud start host-b
wait $slow
check "a guest whose destination died runs on" wait_for 20 runs_on host-a slow
wait_for 20 eval "[ \"\$(connections host-b)\" -gt $((before + 1)) ]"
wait_for 20 eval '! knows host-b slow' || fail "host-b has forgotten it"
admitted "and is taken by the next one" host-a host-b slow

# systemd's socket starts virtqemud, and virtqemud ends by itself when it has no client. The agent
# is a client, so virtqemud does not end and start again and again. If the agent of a host is
# stopped, virtqemud ends after a while; when the agent starts again, so does virtqemud.
admitted "home again" host-b host-a slow
"$lab" virtqemud stop host-b
daemon() { b sh -c 'for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" != virtqemud ] || [ "$(readlink $p/ns/net)" != "$(readlink /proc/self/ns/net)" ] || echo "${p#/proc/}"; done'; }
before=$(connections host-b)
launch activator "$LAB_DIR/host-b/libvirtd.log" nsenter --target "$(recall host-b)" --mount --uts --net --wdns=/ \
    "$LAB_DIR/activate.py" --on-demand virtqemud.socket=/run/libvirt/virtqemud-sock \
    virtqemud-ro.socket=/run/libvirt/virtqemud-sock-ro virtqemud --timeout 5
check "the agent starts virtqemud by its socket" wait_for 10 eval '[ -n "$(daemon)" ]'
check "and is connected when virtqemud has asked QEMU what it can do" wait_for 30 eval "[ \"\$(connections host-b)\" -gt $before ]"
first=$(daemon)
sleep 12
check "and keeps it, well past its time" [ -n "$first" -a "$(daemon)" = "$first" ]
check "over one connection" [ "$(connections host-b)" -eq $((before + 1)) ]
check "doctor has nothing to say" is_well
admitted "a guest comes" host-a host-b g1
admitted "and goes" host-b host-a g1
"$lab" agent stop host-b
check "without an agent and without guests it ends" wait_for 20 eval '[ -z "$(daemon)" ]'
"$lab" agent start host-b
wait_for 20 has_fact "<guests"
admitted "with the agent both are back" host-a host-b g1
finish activator
check "nothing is left of what the socket started" [ -z "$(daemon)" ]
finished
