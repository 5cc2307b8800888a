# SPDX-License-Identifier: LGPL-2.1-or-later
# Makes the hosts and the fabric that connects them: namespaces and networks. Starts libvirtd and
# the agent of each host.

networks=(management migration storage)
# Each daemon gets this environment, as from systemd, and not the caller's environment.
clean=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8)
device_of() { # NETWORK: its bridge in each host
    case $1 in
    management) echo br-mgmt ;;
    migration) echo br-migr ;;
    storage) echo br-stor ;;
    *) echo br-vm ;;
    esac
}
subnet_of() { # NETWORK
    case $1 in
    management) echo 10.71.0 ;;
    migration) echo 10.72.0 ;;
    storage) echo 10.73.0 ;;
    esac
}
number_of() { # HOST: its place in LAB_HOSTS
    local host n=0
    for host in $LAB_HOSTS; do
        n=$((n + 1))
        [ "$host" != "$1" ] || { echo $n && return; }
    done
    echo "no such host: $1 (there are: $LAB_HOSTS)" >&2
    return 1
}
address_of() { # HOST NETWORK
    echo "$(subnet_of "$2").$(number_of "$1")"
}
namespace_of() { # HOST, or fabric; the name is this lab's own
    echo "vmg$(cksum <<<"$LAB_DIR" | cut -d' ' -f1)-$1"
}
in_fabric() {
    ip netns exec "$(namespace_of fabric)" "$@"
}
in_host() { # HOST COMMAND...
    local pid
    pid=$(recall "$1") || { echo "$1 is not up" >&2 && return 1; }
    shift
    nsenter --target "$pid" --mount --uts --net --wdns=/ "$@"
}

# Builds a program for a host. The program is linked statically, because a host may have a system with
# another C library.
build_program() { # SOURCE NAME
    cc -O -static -o "$LAB_DIR/$2" "$here/$1"
}
make_fabric() {
    local network bridge
    ip netns add "$(namespace_of fabric)"
    in_fabric ip link set lo up
    in_fabric sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    for network in "${networks[@]}"; do
        bridge=$(device_of "$network")
        in_fabric ip link add "$bridge" type bridge
        in_fabric ip address add "$(subnet_of "$network").254/24" dev "$bridge"
        in_fabric ip link set "$bridge" up
    done
}
# Makes one veth pair for each network. One end is in the bridge of the fabric, the other end is in
# the bridge of the host.
connect_host() { # HOST
    local host=$1 network bridge port space
    space=$(namespace_of "$host")
    ip netns add "$space"
    ip netns exec "$space" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    ip -n "$space" link set lo up
    for network in "${networks[@]}"; do
        bridge=$(device_of "$network") port=${bridge/br-/up-}
        in_fabric ip link add "$port-$(number_of "$host")" type veth peer name "$port" netns "$space"
        in_fabric ip link set "$port-$(number_of "$host")" master "$bridge" up
        ip -n "$space" link add "$bridge" type bridge
        ip -n "$space" link set "$port" master "$bridge" up
        ip -n "$space" address add "$(address_of "$host" "$network")/24" dev "$bridge"
        ip -n "$space" link set "$bridge" up
    done
    ip -n "$space" link add br-vm type bridge
    ip -n "$space" link set br-vm up
    ip -n "$space" route add default via "$(subnet_of management).254"
}
# Copies libvirt's cache of QEMU's capabilities from the first host: asking QEMU takes seconds, and
# hosts with the same system have the same QEMU.
share_capabilities() { # HOST
    local first=${LAB_HOSTS%% *} cache=/var/cache/libvirt
    [ "$1" != "$first" ] && [ "$(given root "$1")" = "$(given root "$first")" ] &&
        in_host "$first" test -d $cache/qemu || return 0
    in_host "$first" tar -C $cache -c qemu | in_host "$1" tar -C $cache -x
}
# Prints the directory that `lab up` got with --root or --stage for this host, or for all hosts.
# take_option() has written the directory to a file in LAB_DIR.
given() { # root|stage HOST
    cat "$LAB_DIR/$2/its-$1" 2>/dev/null || cat "$LAB_DIR/all-$1" 2>/dev/null || true
}
take_option() { # root|stage DIRECTORY, or HOST=DIRECTORY
    local what=$1 host=${2%%=*} directory
    directory=$(realpath -e "${2#*=}") || return
    [[ $2 == *=* ]] || { echo "$directory" >"$LAB_DIR/all-$what" && return; }
    number_of "$host" >/dev/null || return
    mkdir -p "$LAB_DIR/$host"
    echo "$directory" >"$LAB_DIR/$host/its-$what"
}
make_host() { # HOST
    local host=$1 stage root
    stage=$(given stage "$host") root=$(given root "$host")
    connect_host "$host"
    mkdir -p "$LAB_DIR/$host"
    launch "$host" "$LAB_DIR/$host/host.log" ip netns exec "$(namespace_of "$host")" \
        unshare --mount --uts --propagation private "$here/host-init.sh" "$host" \
        "$(number_of "$host")" "$LAB_DIR/$host" "$stage" \
        "$(address_of "$host" migration)" "$root"
    await "$host" "$LAB_DIR/$host/host.log" 10 test -e "$LAB_DIR/$host/ready"
    launch "journal-$host" "$LAB_DIR/$host/host.log" nsenter --target "$(recall "$host")" --mount \
        "$LAB_DIR/journal-listener" /run/systemd/journal/socket "$LAB_DIR/$host/journal"
    await "the journal of $host" "$LAB_DIR/$host/host.log" 5 in_host "$host" test -S /run/systemd/journal/socket
    share_capabilities "$host"
    lab_daemon libvirtd start "$host"
    [ -z "$stage" ] || lab_daemon agent start "$host"
}
# The daemons of modular libvirt, in the order in which they start. virtqemud starts after the
# daemons that it needs. The proxy, which listens for connections from other hosts, is last. The
# proxy listens on a port only if systemd gives it the socket.
modular=(virtsecretd virtnetworkd virtstoraged virtqemud virtproxyd)
# Prints the names of the daemons that libvirt consists of on the host.
libvirt_of() { # HOST
    if in_host "$1" test -x /usr/sbin/libvirtd 2>/dev/null; then echo libvirtd; else echo "${modular[@]}"; fi
}
uri_of() { # DAEMON
    case $1 in
    virtsecretd) echo secret:///system ;;
    virtnetworkd) echo network:///system ;;
    virtstoraged) echo storage:///system ;;
    virtproxyd) echo "qemu:///system?mode=legacy" ;;
    *) echo qemu:///system ;;
    esac
}
# Starts and ends a daemon of a host. The name libvirtd means all daemons of modular libvirt; each
# of these daemons can also be named alone.
lab_daemon() { # agent|libvirtd|virt...d start|stop|kill|restart|pid HOST
    local what=$1 verb=$2 host=$3 each
    [ "$what" != libvirtd ] || what=$(libvirt_of "$host")
    case $verb in
    start) for each in $what; do start_daemon "$each" "$host"; done ;;
    stop) for each in $what; do finish "$each-$host"; done ;;
    kill) for each in $what; do finish "$each-$host" KILL; done ;;
    restart) lab_daemon "$1" stop "$host" && lab_daemon "$1" start "$host" ;;
    pid) for each in ${what/* virtqemud */virtqemud}; do recall "$each-$host"; done ;;
    *) echo "unknown: $verb" >&2 && return 2 ;;
    esac
}
start_daemon() { # DAEMON HOST
    if [ "$1" = agent ]; then start_agent "$2"; else start_libvirt "$1" "$2"; fi
}
start_libvirt() { # DAEMON HOST
    local daemon=$1 host=$2 command=("$1")
    case $daemon in
    libvirtd) command+=(--listen) ;;
    virtproxyd) command=("$LAB_DIR/activate.py" virtproxyd.socket=/run/libvirt/libvirt-sock
        virtproxyd-ro.socket=/run/libvirt/libvirt-sock-ro virtproxyd-tcp.socket=16509 virtproxyd) ;;
    esac
    launch "$daemon-$host" "$LAB_DIR/$host/libvirtd.log" nsenter --target "$(recall "$host")" \
        --mount --uts --net --wdns=/ env -i "${clean[@]}" "${command[@]}"
    await "$daemon on $host" "$LAB_DIR/$host/libvirtd.log" 20 in_host "$host" virsh -q -c "$(uri_of "$daemon")" uri >/dev/null
}
start_agent() { # HOST
    local host=$1
    local facts=/run/virt-migration-guard/host.xml before
    before=$(in_host "$host" stat -c %i $facts 2>/dev/null) || true
    launch "agent-$host" "$LAB_DIR/$host/agent.log" nsenter --target "$(recall "$host")" \
        --mount --uts --net --wdns=/ env -i "${clean[@]}" virt-migration-guardd
    await "the agent on $host" "$LAB_DIR/$host/agent.log" 20 \
        eval "[ \"\$(in_host $host stat -c %i $facts)\" != '$before' ]"
}

# nsenter(1) starts a process in the root of its mount namespace. If this script runs in a chroot,
# that is another directory than /, so the hosts would use the system outside the chroot.
requires_root_directory() {
    unshare --mount --propagation unchanged true || { echo "lab: mount namespaces are needed, and can't be made here" >&2 && return 1; }
    [ "$(stat -c %d:%i /)" = "$(nsenter --mount=/proc/self/ns/mnt stat -c %d:%i /)" ] || {
        echo "lab: needs / to be a mount point and the root of its mount namespace, and this is a chroot." >&2
        echo "lab: run it on the machine itself or in a virtual machine, or enter the directory with" >&2
        echo "lab: pivot_root(8), as tests/long/fresh.sh does" >&2
        return 1
    }
}
up_failed() { # COMMAND: the command that failed; if it is a return, await() has already printed the reason
    case $1 in
    return*) echo "lab: up failed, going down" >&2 ;;
    *) echo "lab: up failed at: $1; going down" >&2 ;;
    esac
    lab_down
}
lab_up() { # [--stage [HOST=]DIR | --root [HOST=]DIR]...
    local host
    requires_root_directory
    mkdir -p "$(dirname "$LAB_DIR")"
    mkdir "$LAB_DIR" || { echo "a lab that is there already: lab down" >&2 && return 1; }
    mkdir "$LAB_DIR/pids"
    echo "$LAB_HOSTS" >"$LAB_DIR/hosts"
    # If `up` fails or is interrupted, the lab must go down. The trap is on EXIT, because functions
    # don't inherit a trap on ERR.
    trap 'up_failed "$BASH_COMMAND"' EXIT
    trap 'exit 1' INT TERM HUP
    while [ $# -gt 0 ]; do
        case $1 in
        --stage | --root) take_option "${1#--}" "$2" || exit 1; shift 2 ;;
        *) echo "unknown option: $1" >&2 && exit 2 ;;
        esac
    done
    build_program journal.c journal-listener
    cp "$here/activate.py" "$LAB_DIR/"
    make_fabric
    for host in $LAB_HOSTS; do make_host "$host"; done
    trap - EXIT INT TERM HUP
}
lab_down() {
    local host name
    set +e
    trap - EXIT
    [ -d "$LAB_DIR" ] || return 0
    # LAB_DIR is removed only if `up` has made it.
    [ -d "$LAB_DIR/pids" ] || { echo "$LAB_DIR is no lab" >&2 && return 1; }
    end_guests
    for host in $LAB_HOSTS; do
        finish "agent-$host"
        lab_daemon libvirtd stop "$host"
    done
    for name in $(ls "$LAB_DIR/pids" 2>/dev/null); do finish "$name"; done
    end_luns
    for host in $LAB_HOSTS fabric; do
        [ ! -e "/run/netns/$(namespace_of "$host")" ] || ip netns del "$(namespace_of "$host")"
    done
    rm -rf --one-file-system "$LAB_DIR"
}
lab_bytes() { # HOST NETWORK: prints the counters of the bridge's uplink; br-vm has no uplink, so those of br-vm
    local port
    port=$(device_of "$2")
    [ "$port" = br-vm ] || port=${port/br-/up-}
    in_host "$1" cat "/sys/class/net/$port/statistics/rx_bytes" \
        "/sys/class/net/$port/statistics/tx_bytes" | paste -s -d' '
}
