#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests three hosts whose registry is an etcd of three servers, with TLS, client certificates and a
# user. The commands of docs/cluster.md set it up. The script makes the servers fail in each way
# that docs/cluster.md lists. The test fails if a decision changes, or if something does not work
# again afterwards. VMG_OUTAGE (300) is for how many seconds the majority of the servers is lost.
set -uo pipefail
command -v etcd >/dev/null && command -v etcdctl >/dev/null && command -v openssl >/dev/null ||
    { echo "etcd, etcdctl or openssl is not installed (Debian: etcd-server, etcd-client, openssl)" && exit 77; }
export LAB_HOSTS="host-a host-b host-c"
. "$(dirname "$0")/../lab/functions.sh"
disks=$(mktemp -d /var/tmp/vmg-etcd.XXXXXX) slow=
clean_up() {
    [ -z "$slow" ] || kill "$slow" 2>/dev/null
    "$lab" down
    umount "$disks"/* 2>/dev/null
    rmdir "$disks"/* "$disks"
}
trap clean_up EXIT
up
. "$here/process.sh"

lease=6 address=10.71.0.254 space=vmg$(cksum <<<"$LAB_DIR" | cut -d' ' -f1)-fabric
tls=$LAB_DIR/tls
mkdir "$tls"
# In docs/cluster.md each server is a machine with an address; here all servers have one address and
# different ports.
here_is() { # changes the lines of docs/cluster.md for this lab
    sed -E "s/192\.0\.2\.([123]):23(79|80)/$address:2\1\2/g; s/192\.0\.2\.1/$address/g; s|/etc/etcd|$tls|g
        s/ROOTS-PASSWORD/secret/; s/PASSWORD/guarded/; s/rsa:3072/rsa:2048/"
}
follow() { # NAME...: runs the marked lines of docs/cluster.md
    local name
    for name in "$@"; do
        documented "$name" | here_is | (cd "$tls" && ip netns exec "$space" bash -e) >/dev/null 2>"$LAB_DIR/followed" ||
            { fail "what the page says works: $name" && cat "$LAB_DIR/followed"; }
    done
}
# For a clock that is three hours behind, new certificates are not yet valid. So the certificates
# are made with a clock that is one day behind.
make_clock -86400 "$LAB_DIR/yesterday.so"
LD_PRELOAD=$LAB_DIR/yesterday.so follow authority server host
documented host | here_is | sed 's/-days 730/-days 0/; s/etcd\.\(key\|csr\|pem\)/old.\1/g' | (cd "$tls" && bash -e) 2>/dev/null
for n in 1 2 3; do mkdir "$disks/etcd$n" && mount -t tmpfs -o size=224m etcd "$disks/etcd$n" || exit 1; done

start_etcd() { # NUMBER
    local settings
    mapfile -t settings < <(documented etcd | here_is |
        sed "/INITIAL_CLUSTER/!s/$address:21/$address:2$1/; s/NAME=etcd1/NAME=etcd$1/; s|=/var/lib/etcd/default|=$disks/etcd$1/data|")
    launch "etcd$1" "$LAB_DIR/etcd$1.log" ip netns exec "$space" env "${settings[@]}" etcd
}
ctl() { # ARGUMENT...: runs etcdctl as the administrator of etcd
    ETCDCTL_API=3 ip netns exec "$space" etcdctl --endpoints "https://$address:2179,https://$address:2279,https://$address:2379" \
        --cacert "$tls/etcd-ca.pem" --cert "$tls/etcd1.pem" --key "$tls/etcd1.key" ${login:-} "$@"
}
leader() { # prints the number of the server that is the leader
    ctl endpoint status 2>/dev/null | awk -F', ' '$5 == "true" { split($1, part, ":"); print substr(part[3], 2, 1) }'
}
for n in 1 2 3; do start_etcd $n; done
wait_for 30 ctl endpoint health || fail "etcd is there"
follow users
login="--user root:secret"

configure() { # CERTIFICATE
    local host
    for host in $LAB_HOSTS; do
        "$lab" exec "$host" mkdir -p /etc/virt-migration-guard
        documented password | here_is | "$lab" exec "$host" bash -e
        "$lab" exec "$host" sh -c 'umask 077 && cat >/etc/virt-migration-guard/etcd.key' <"$tls/$1.key"
        "$lab" exec "$host" sh -c 'cat >/etc/virt-migration-guard/etcd.pem' <"$tls/$1.pem"
        "$lab" exec "$host" sh -c 'cat >/etc/virt-migration-guard/etcd-ca.pem' <"$tls/etcd-ca.pem"
        { documented guard.conf | here_is; echo "lease = $lease"; } |
            "$lab" exec "$host" sh -c 'cat >/etc/virt-migration-guard/guard.conf'
    done
}
all_up() { [ "$(a virt-migration-guard hosts 2>/dev/null | grep -cE '^host-[abc] +up ')" -eq 3 ]; }
memory() { # HOST: prints its agent's private memory in KiB
    awk '/^RssAnon/ { print $2 }' "/proc/$("$lab" agent pid "$1")/status"
}
migrates() { # WHAT: checks that a guest migrates to host-b and back
    admitted "$1" host-a host-b g1
    admitted "$1, and back" host-b host-a g1
}

configure etcd
guest host-a g1
check "all hosts see each other" wait_for 30 all_up
check "config check finds nothing" a virt-migration-guard config check
a chmod 644 /etc/virt-migration-guard/etcd.auth
check "but a password that everybody can read" eval '{ a virt-migration-guard config check 2>&1 || true; } | grep -q "auth-file .*etcd.auth"'
a chmod 600 /etc/virt-migration-guard/etcd.auth
before=$(memory host-a)

gone=$(leader)
finish "etcd$gone" KILL
check "the leader is killed: all hosts see each other" wait_for 30 all_up
migrates "without the leader"
other=$(leader)
finish "etcd$other" KILL
check "the majority is lost: it is said" wait_for 40 eval '! a virt-migration-guard hosts >/dev/null 2>&1'
sleep "${VMG_OUTAGE:-300}"
migrates "without a majority"
check "it is a warning" eval 'a virt-migration-guard check g1 --to <(b virt-migration-guard host --xml) >/dev/null; [ $? -ne 2 ]'
check "agents have at most one thread that waits" [ "$(cat "/proc/$("$lab" agent pid host-a)"/task/*/comm | grep -cx registry)" -le 1 ]
check "nor have they grown by 4 MiB" [ "$(memory host-a)" -lt $((before + 4096)) ]
start_etcd "$gone"
start_etcd "$other"
wait_for 30 ctl endpoint health || fail "etcd has its majority again"
check "it is back: within a period all is right again" wait_for 20 all_up

kill -STOP "$(recall "etcd$(leader)")"
stopped=$(for n in 1 2 3; do grep -q '^State:.T' "/proc/$(recall etcd$n)/status" && echo $n; done)
check "a server hangs: all hosts see each other" wait_for 60 all_up
migrates "while a server hangs"
kill -CONT "$(recall "etcd$stopped")"
check "it goes on: all is right" wait_for 30 all_up

# The leader becomes slow: each of its answers takes up to two seconds.
pid=$(recall "etcd$(leader)")
(while kill -STOP "$pid"; do sleep 2; kill -CONT "$pid"; sleep 0.2; done) 2>/dev/null &
slow=$!
check "a server is slow: all hosts see each other" wait_for 60 all_up
migrates "while a server is slow"
kill "$slow"
wait "$slow" 2>/dev/null
slow=
kill -CONT "$pid"
check "it is fast again: all is right" wait_for 30 all_up

for n in 1 2 3; do dd if=/dev/zero of="$disks/etcd$n/filled" bs=64K 2>/dev/null; done
for n in 1 2 3; do # fill the disks, because a write that needs no new block would still succeed
    ctl put /virt-migration-guard/filled "$(head -c 400000 /dev/zero | tr '\0' x)" >/dev/null 2>&1
done
check "the disks are full: nothing more is written" eval '! ctl put --command-timeout 5s /virt-migration-guard/filled x >/dev/null 2>&1 || [ "$(df --output=avail "$disks/etcd1" | tail -n 1)" -eq 0 ]'
sleep $((lease * 3))
migrates "with full disks"
rm "$disks"/etcd?/filled
for n in 1 2 3; do recall "etcd$n" >/dev/null || start_etcd $n; done
check "there is room again: all is right" wait_for 60 all_up

configure old
check "a certificate that is over is no way in" wait_for 40 eval '! a virt-migration-guard hosts >/dev/null 2>&1'
migrates "with a certificate that is over"
configure etcd
check "with a new one all is right again" wait_for 40 all_up

ctl del --prefix /virt-migration-guard/ >/dev/null
check "somebody deletes all: it is written again" wait_for $((lease * 3)) all_up
"$lab" agent kill host-c
check "a host that is gone is non-responsive" wait_for $((lease * 3)) eval 'a virt-migration-guard hosts >"$LAB_DIR/said"; grep -qE "^host-c +non-responsive" "$LAB_DIR/said"'
check "and forgotten when somebody says so" a virt-migration-guard hosts --forget host-c
check "nothing is left of it" eval '[ -z "$(ctl get --prefix --keys-only /virt-migration-guard/ | grep 000000000003)" ]'

# host-c comes back. Its clock is three hours behind the first time, and three hours ahead the
# second time.
for seconds in -10800 10800; do
    wrong_clock host-c "$seconds"
    "$lab" agent kill host-c
    "$lab" agent start host-c
    check "it comes back all the same" wait_for 30 all_up
    check "and is seen as fresh" eval 'a virt-migration-guard hosts | grep -qE "^host-c +up +[0-6] s"'
    admitted "a migration to it" host-a host-c g1
    admitted "and back" host-c host-a g1
    right_clock host-c
    "$lab" agent restart host-c
    check "its clock is right again, and so is all" wait_for 30 all_up
done
check "the agent has not grown by 4 MiB" [ "$(memory host-a)" -lt $((before + 4096)) ]
finished
