#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a local user, user vdsm and a hostile source host can't do: the claims of docs/security.md.
. "$(dirname "$0")/functions.sh"
requires setpriv python3
up

run=/run/virt-migration-guard state=/var/lib/virt-migration-guard hook=/usr/sbin/virt-migration-guard-hook
user() { b setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
cannot() { # WHAT COMMAND: checks that COMMAND fails for a local user
    if user sh -c "$2" >/dev/null 2>&1; then fail "a local user can't $1"; else pass "a local user can't $1"; fi
}
hooked() { # runs the hook as root with the XML on stdin; sets $said
    said=$(b timeout 10 "$hook" g1 migrate begin - 2>&1 >/dev/null)
}

guest host-a g1
guest host-a bad --cache writeback
b sh -c 'umask 077; head -c 32 /dev/urandom | base64 >/etc/virt-migration-guard/k'
admitted "a guest" host-a host-b g1
migrate host-b host-a g1
migrate host-a host-b bad
wait_for 5 b test -s $state/decisions

# What a local user can't do.
cannot "forge facts" "echo x >$run/host.xml"
cannot "put others in their place" "mv /etc/hostname $run/host.xml || ln -sf /etc/hostname $run/host.xml || rm -f $run/host.xml"
cannot "make files beside them" "touch $run/x"
cannot "see or change who is admitted" "ls $run/incoming || touch $run/incoming/g9"
cannot "hold the ledger's lock" "flock --timeout 1 $run/incoming/.lock true"
cannot "hold the decisions' lock" "flock --timeout 1 $run/decisions.lock true"
cannot "read what was decided" "cat $state/decisions || cat $run/decisions"
cannot "read the key" "cat /etc/virt-migration-guard/k"
cannot "put the host into maintenance" "virt-migration-guard maintenance on"
cannot "make an exemption" "virt-migration-guard exempt add bad cache --until 1h --reason x"
cannot "write the configuration" "touch /etc/virt-migration-guard/guard.conf.d/99-x.conf"
cannot "put a module where it is run" "touch /usr/lib/virt-migration-guard/checks.d/x.so"
cannot "end or stop the agent" "kill -STOP $(b pidof -s virt-migration-guardd)"
check "anybody may read the facts" user sh -c "cat $run/host.xml >/dev/null"
a virsh dumpxml g1 | b sh -c 'umask 022; cat >/run/g1.xml'
a cat $run/host.xml | b sh -c 'umask 022; cat >/run/host-a.xml'
check "and ask, with both hosts' facts" user sh -c "virt-migration-guard check --file /run/g1.xml --source /run/host-a.xml --to $run/host.xml >/dev/null"
# The user's own directories have no effect, because the hook uses fixed paths and reads no variable
# of the environment.
b sh -c 'mkdir -p /tmp/evil && cp -r /usr/lib/virt-migration-guard /tmp/evil/ && chmod -R 777 /tmp/evil'
a virsh dumpxml bad >"$LAB_DIR/bad.xml"
said=$(b env -i LD_LIBRARY_PATH=/tmp/evil HOME=/tmp/evil TMPDIR=/tmp/evil XDG_CONFIG_HOME=/tmp/evil VMG_CONFDIR=/tmp/evil \
    XML_CATALOG_FILES=/tmp/evil G_MESSAGES_DEBUG=all LANGUAGE=ru NLSPATH=/tmp/evil/%N "$hook" bad migrate begin - <"$LAB_DIR/bad.xml" 2>&1 >/dev/null)
check "the environment changes nothing" says "FAIL cache: disk vda: "
# A user who fills the user's own filesystem below /run does not fill the filesystem that has the
# decisions.
b sh -c 'mkdir -p /run/user/65534 && mount -t tmpfs -o size=1m,uid=65534 none /run/user/65534'
user sh -c 'head -c 4M /dev/zero >/run/user/65534/x' 2>/dev/null
admitted "while his own directory is full" host-a host-b g1
migrate host-b host-a g1

# User vdsm, who runs VDSM's hooks, can't write the guard's files in /run or list the ledger either.
if user test -w $run -o -w $run/host.xml -o -r $run/incoming; then fail "neither can user vdsm"; else pass "neither can user vdsm"; fi

# What a hostile source host can't do, although it chooses the XML and the stamp.
a virsh dumpxml --migratable g1 >"$LAB_DIR/g1.xml"
hooked <<<"<!DOCTYPE domain [<!ENTITY a \"x\">]>$(cat "$LAB_DIR/g1.xml")"
check "a DOCTYPE is refused" says "a DOCTYPE is not allowed"
bomb='<!DOCTYPE d ['$(for n in $(seq 1 30); do printf '<!ENTITY e%d "&e%d;&e%d;">' "$n" $((n - 1)) $((n - 1)); done)']><domain><name>&e30;</name></domain>'
hooked <<<"$bomb"
check "entities that grow are refused, at once" says "a DOCTYPE is not allowed"
{ cat "$LAB_DIR/g1.xml"; head -c 17M /dev/zero | tr '\0' ' '; } >"$LAB_DIR/long.xml"
hooked <"$LAB_DIR/long.xml"
check "more than 16 MiB is refused" says "larger than 16 MiB"
python3 -c 'print("<domain>" + "<a>" * 200000)' >"$LAB_DIR/deep.xml"
hooked <"$LAB_DIR/deep.xml"
check "so is what is nested without end" says "Excessive depth"
b timeout 10 sh -c "sleep 5 | $hook g1 migrate begin - 2>/run/said >/dev/null"
said=$(b cat /run/said)
check "a stdin that does not end meets the deadline" says "no decision within"
said=$(sed 's|<name>g1</name>|<name>../../etc/x\&#10;y</name>|' "$LAB_DIR/g1.xml" | b "$hook" '../../etc/x' migrate begin - 2>&1 >/dev/null)
check_not "a name is no way out of the ledger" b sh -c 'test -e /etc/x -o -e /run/etc/x'
check "it can't write lines of its own" eval '! grep -q "^y" <<<"$said"'
sed 's|cluster>default<|cluster>default\&#10;FAIL cpu: forged<|' "$LAB_DIR/g1.xml" >"$LAB_DIR/forged.xml"
hooked <"$LAB_DIR/forged.xml"
check "nor can a stamp" eval '! grep -q "^FAIL cpu: forged" <<<"$said"'

# If the cluster has a key, the guard believes only a stamp with a valid signature.
for host in host-a host-b; do
    "$lab" exec "$host" sh -c 'echo 0123456789abcdef0123456789abcdef >/etc/virt-migration-guard/cluster.key; chmod 600 /etc/virt-migration-guard/cluster.key; printf "[cluster]\nkey-file = /etc/virt-migration-guard/cluster.key\n" >/etc/virt-migration-guard/guard.conf.d/80-key.conf'
    kill -HUP "$("$lab" agent pid "$host")"
done
is_signed() { a virsh metadata g1 urn:virt-migration-guard:1 | grep -q 'signature'; }
wait_for 15 is_signed
a virsh dumpxml --migratable g1 >"$LAB_DIR/g1.xml"
hooked <"$LAB_DIR/g1.xml"
check "its own stamp is believed" eval '! says "a stamp whose signature" >/dev/null'
sed 's|<\([a-z:]*\)cluster>default<|<\1cluster>other<|' "$LAB_DIR/g1.xml" >"$LAB_DIR/altered.xml"
hooked <"$LAB_DIR/altered.xml"
check "an altered one is not" says "a stamp whose signature does not fit"
a virsh dumpxml --migratable bad | sed -n '/<[a-z:]*stamp/,/<\/[a-z:]*stamp>/p' >"$LAB_DIR/other-stamp"
python3 - "$LAB_DIR/g1.xml" "$LAB_DIR/other-stamp" >"$LAB_DIR/borrowed.xml" <<'PY'
import re, sys
guest, stamp = (open(path).read() for path in sys.argv[1:])
print(re.sub(r"<[a-z:]*stamp.*?</[a-z:]*stamp>", lambda match: stamp, guest, flags=re.S))
PY
hooked <"$LAB_DIR/borrowed.xml"
check "nor another guest's" says "migration refused: "
finished
