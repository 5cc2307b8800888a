#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Three hosts whose registry is an etcd cluster of three servers, over TLS, with client
# certificates and a user. Servers fail in several ways. No decision changes, and afterwards
# everything works again.
set -uo pipefail
command -v etcd >/dev/null && command -v etcdctl >/dev/null && command -v openssl >/dev/null ||
    { echo "etcd, etcdctl or openssl is not installed (Debian: etcd-server, etcd-client, openssl)" && exit 77; }
export LAB_HOSTS="host-a host-b host-c"
. "$(dirname "$0")/../lab/functions.sh"
up
. "$here/process.sh"

lease=6 address=10.71.0.254 space=vmg$(cksum <<<"$LAB_DIR" | cut -d' ' -f1)-fabric
tls=$LAB_DIR/tls
mkdir "$tls"
# etcd's JSON gateway refuses a client certificate that has a common name, so these have none.
certificate() { # NAME DAYS: of the authority, for servers and hosts alike
    openssl req -newkey rsa:2048 -nodes -keyout "$tls/$1.key" -out "$tls/$1.csr" -subj "/O=$1" 2>/dev/null
    printf 'subjectAltName=IP:%s,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n' "$address" >"$tls/ext"
    openssl x509 -req -in "$tls/$1.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -days "$2" \
        -extfile "$tls/ext" -out "$tls/$1.pem" 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tls/ca.key" -out "$tls/ca.pem" -subj /CN=lab -days 2 2>/dev/null
certificate server 2
certificate host 2
certificate old 0

cluster=
for n in 1 2 3; do cluster+=${cluster:+,}etcd$n=https://$address:2${n}80; done
start_etcd() { # NUMBER
    mkdir -p "$LAB_DIR/etcd$1"
    launch "etcd$1" "$LAB_DIR/etcd$1.log" ip netns exec "$space" etcd --name "etcd$1" --data-dir "$LAB_DIR/etcd$1" \
        --listen-client-urls "https://$address:2${1}79" --advertise-client-urls "https://$address:2${1}79" \
        --listen-peer-urls "https://$address:2${1}80" --initial-advertise-peer-urls "https://$address:2${1}80" \
        --initial-cluster "$cluster" --client-cert-auth --trusted-ca-file "$tls/ca.pem" --cert-file "$tls/server.pem" \
        --key-file "$tls/server.key" --peer-client-cert-auth --peer-trusted-ca-file "$tls/ca.pem" \
        --peer-cert-file "$tls/server.pem" --peer-key-file "$tls/server.key"
}
ctl() { # ARGUMENT...: etcdctl as the administrator of etcd
    ETCDCTL_API=3 ip netns exec "$space" etcdctl --endpoints "https://$address:2179,https://$address:2279,https://$address:2379" \
        --cacert "$tls/ca.pem" --cert "$tls/server.pem" --key "$tls/server.key" ${login:-} "$@"
}
leader() { # the number of the server that leads
    ctl endpoint status 2>/dev/null | awk -F', ' '$5 == "true" { split($1, part, ":"); print substr(part[3], 2, 1) }'
}
for n in 1 2 3; do start_etcd $n; done
wait_for 30 ctl endpoint health || fail "etcd is there"
ctl user add root:secret >/dev/null && ctl user add guard:guarded >/dev/null &&
    ctl role add guard >/dev/null && ctl role grant-permission --prefix=true guard readwrite /virt-migration-guard/ >/dev/null &&
    ctl user grant-role guard guard >/dev/null && ctl user grant-role root root >/dev/null && ctl auth enable >/dev/null ||
    fail "etcd has users"
login="--user root:secret"

configure() { # CERTIFICATE
    local host
    for host in $LAB_HOSTS; do
        "$lab" exec "$host" sh -c 'mkdir -p /etc/virt-migration-guard && umask 077 && printf "guard\nguarded\n" >/etc/virt-migration-guard/etcd.auth'
        "$lab" exec "$host" sh -c 'umask 077 && cat >/etc/virt-migration-guard/etcd.key' <"$tls/$1.key"
        printf '%s\n' '[registry]' "uri = etcd://$address:2179,$address:2279,$address:2379" "lease = $lease" \
            "ca-file = $tls/ca.pem" "cert-file = $tls/$1.pem" 'key-file = /etc/virt-migration-guard/etcd.key' \
            'auth-file = /etc/virt-migration-guard/etcd.auth' |
            "$lab" exec "$host" sh -c 'cat >/etc/virt-migration-guard/guard.conf'
    done
}
all_up() { [ "$(a virt-migration-guard hosts 2>/dev/null | grep -cE '^host-[abc] +up ')" -eq 3 ]; }
memory() { # HOST: its agent's own memory, KiB
    awk '/^RssAnon/ { print $2 }' "/proc/$("$lab" agent pid "$1")/status"
}
migrates() { # WHAT: there and back
    admitted "$1" host-a host-b g1
    admitted "$1, and back" host-b host-a g1
}

configure host
guest host-a g1
check "all hosts see each other" wait_for 30 all_up
check "config check finds nothing" a virt-migration-guard config check
a chmod 644 /etc/virt-migration-guard/etcd.auth
check "but a password that everybody can read" eval 'a virt-migration-guard config check >"$LAB_DIR/said" 2>&1; grep -q "auth-file .*etcd.auth" "$LAB_DIR/said"'
a chmod 600 /etc/virt-migration-guard/etcd.auth
before=$(memory host-a)

gone=$(leader)
finish "etcd$gone" KILL
check "the leader is killed: all hosts see each other" wait_for 30 all_up
migrates "without the leader"
other=$(leader)
finish "etcd$other" KILL
check "the majority is lost: it is said" wait_for 40 eval '! a virt-migration-guard hosts >/dev/null 2>&1'
sleep $((lease * 3))
migrates "without a majority"
check "it is a warning" eval 'a virt-migration-guard check g1 --to <(b virt-migration-guard host --xml) >/dev/null; [ $? -ne 2 ]'
start_etcd "$gone"
start_etcd "$other"
check "it is back: all is right again" wait_for 40 all_up

kill -STOP "$(recall "etcd$(leader)")"
stopped=$(for n in 1 2 3; do grep -q '^State:.T' "/proc/$(recall etcd$n)/status" && echo $n; done)
check "a server hangs: all hosts see each other" wait_for 60 all_up
migrates "while a server hangs"
kill -CONT "$(recall "etcd$stopped")"
check "it goes on: all is right" wait_for 30 all_up

configure old
check "a certificate that is over is no way in" wait_for 40 eval '! a virt-migration-guard hosts >/dev/null 2>&1'
migrates "with a certificate that is over"
configure host
check "with a new one all is right again" wait_for 40 all_up

ctl del --prefix /virt-migration-guard/ >/dev/null
check "somebody deletes all: it is written again" wait_for $((lease * 3)) all_up
"$lab" agent kill host-c
check "a host that is gone is non-responsive" wait_for $((lease * 3)) eval 'a virt-migration-guard hosts >"$LAB_DIR/said"; grep -qE "^host-c +non-responsive" "$LAB_DIR/said"'
check "and forgotten when somebody says so" a virt-migration-guard hosts --forget host-c
check "nothing is left of it" eval '[ -z "$(ctl get --prefix --keys-only /virt-migration-guard/ | grep 000000000003)" ]'
"$lab" agent start host-c
check "and it comes back" wait_for 30 all_up
check "the agent has not grown by 4 MiB" [ "$(memory host-a)" -lt $((before + 4096)) ]
finished
