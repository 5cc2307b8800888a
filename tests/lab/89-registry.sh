#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the registry: three hosts share a directory, and each host sees the other hosts.
export LAB_HOSTS="host-a host-b host-c"
. "$(dirname "$0")/functions.sh"
requires cc xmllint
up
. "$here/process.sh"

c() { "$lab" exec host-c "$@"; }
shared=$LAB_DIR/registry lease=6
mkdir "$shared"
configure() { # URI [LINE...]: sets the registry of all hosts
    local host uri=$1
    shift
    for host in $LAB_HOSTS; do
        printf '%s\n' '[registry]' "uri = $uri" "lease = $lease" "$@" |
            "$lab" exec "$host" sh -c 'mkdir -p /etc/virt-migration-guard && cat >/etc/virt-migration-guard/guard.conf'
    done
}
guard_says() { # PATTERN HOST ARGUMENT...: whether a line that virt-migration-guard prints matches PATTERN
    local pattern=$1 host=$2
    shift 2
    { "$lab" exec "$host" virt-migration-guard "$@" 2>&1 || true; } | grep >/dev/null -E -- "$pattern"
}
decides() { # HOST DECISION REASON
    guard_says "^$1 +$2 +.*${3-}" host-a check g1 --all
}

check "without a registry it is said what to do" guard_says 'names no registry.*fix: set uri in \[registry\]' host-a hosts
configure "directory:$shared"
guest host-a g1
check "all hosts see each other" wait_for 15 eval '[ "$(b virt-migration-guard hosts | grep -cE "^host-[abc] +up ")" -eq 3 ]'
while read -r command; do
    # A host publishes its guests when it renews its registry entry the next time, so the test
    # waits.
    check "docs/cluster.md: $command" wait_for 15 eval '"$lab" exec host-a ${command/web1/g1} >/dev/null'
done < <(documented ask)
check "a host is found by its name" guard_says '^destination: host host-b, its facts from the registry' host-a check g1 --to host-b
check "and a wrong name is told" guard_says "no host 'host-x' in the registry; did you mean 'host-[abc]'" host-a check g1 --to host-x
check "where it can go: not to where it is" eval '! guard_says "^host-a" host-a check g1 --all'
check "where it can go: host-b" decides host-b admit
check "where it can go: host-c" decides host-c admit

"$lab" guest host-a g2 --cache writeback
wait_for 15 is_stamped_by host-a g2 host-a || fail "g2 is stamped within 15 seconds"
check "guests: what can leave, and to how many hosts" guard_says '^g1 +yes, 2 of 2 hosts' host-a guests
check "and what can't, and why" guard_says '^g2 +no, 0 of 2 hosts; host-[bc]: cache: disk vda: cache mode writeback' host-a guests
check "another host says the same of all guests" wait_for 15 guard_says '^host-a +g2 +no, 0 of 2 hosts; host-[bc]: cache: disk vda: cache mode writeback' host-b guests --cluster
check "hosts: how many guests something keeps there" wait_for 5 guard_says '^host-a +up +([^ ]+ +){7}1 ' host-a hosts
check "doctor says so" guard_says "this host can't be emptied: 1 guest can't leave it" host-a doctor
check "plan: where g1 goes" guard_says '^ +1 +g1 +host-[bc] +64' host-a plan
check "and that g2 stays" guard_says '^g2 stays: cache: ' host-a plan
check "it says that the host can't be emptied" guard_says '^host-a: 1 of 2 guests can leave; waves: 1' host-a plan
check "another host plans for it, and says the same" wait_for 30 guard_says '^host-a: 1 of 2 guests can leave; waves: 1' host-b plan host-a
check "and how to mend it" guard_says '^ +fix: ' host-b plan host-a
mkdir "$LAB_DIR/files"
for host in $LAB_HOSTS; do "$lab" exec "$host" cat /run/virt-migration-guard/host.xml >"$LAB_DIR/files/$host.xml"; done
for name in g1 g2; do a virsh dumpxml $name >"$LAB_DIR/files/$name.xml"; done
check "so does a plan of files" guard_says '^host-a: 1 of 2 guests can leave; waves: 1' host-b plan host-a --facts "$LAB_DIR/files"
check "report: one page for all hosts" eval 'a sh -c "cd /run && $(documented report)"'
check "it is a page of XML, without scripts" eval 'a sed 1d /run/cluster.html | xmllint --noout - && ! a grep -q "<script" /run/cluster.html'
check "it says which guest can go where, and why not" a grep -qE '>g2</th>.*data-label="host-b"><span aria-hidden="true">✗</span> <a href="#r[0-9]+">no .*cache mode writeback' /run/cluster.html
check "and of each host whether it can be emptied" eval 'a grep -q "2 of 3 hosts can be emptied" /run/cluster.html'
"$lab" virsh host-a destroy g2
check "and when it can" guard_says '^host-a can be emptied: 1 guest' host-a plan --to host-c
check "doctor counts the hosts" guard_says 'registry: .*: 3 hosts, 3 of them responsive' host-a doctor

b ip link set br-stor down
check "host-b lost a network: it alone refuses, and says why" wait_for 15 decides host-b refuse 'networks: .*storage'
check "host-c still takes it, and comes first" eval '[ "$(a virt-migration-guard check g1 --all | sed "s/ .*//;q")" = host-c ]'
check "one host is enough for a good exit status" a virt-migration-guard check g1 --all
b ip link set br-stor up
c virt-migration-guard maintenance on
check "maintenance is seen by the others within a second or two" wait_for 5 decides host-c refuse 'status: .*maintenance'
c virt-migration-guard maintenance off
check "and its end" wait_for 5 decides host-c admit

"$lab" agent kill host-c
check "a host that was not heard of for its lease is non-responsive" wait_for $((lease * 3)) decides host-c refuse 'non-responsive'
check "one that answers is not forgotten" guard_says 'host host-b answers' host-a hosts --forget host-b
check "one that is gone is" eval '"$lab" exec host-a $(documented forget)'
check "and is not listed any more" eval '! guard_says "^host-c" host-a hosts'
"$lab" agent start host-c
check "until it is back" wait_for 10 decides host-c admit

documented key | a sh -e
for host in host-b host-c; do
    a cat /etc/virt-migration-guard/key | "$lab" exec "$host" sh -c 'umask 077 && cat >/etc/virt-migration-guard/key'
done
configure "directory:$shared" '[cluster]' 'key-file = /etc/virt-migration-guard/key'
check "with a key the hosts believe each other" wait_for 15 eval '[ "$(a virt-migration-guard hosts | grep -cE "^host-[abc] +up ")" -eq 3 ]'
own=$shared/default/$(a sed -n 's/ *<uuid>\(.*\)<\/uuid>/\1/p;/uuid/q' /run/virt-migration-guard/host.xml).xml
sed 's/00000000-0000-4000-8000-000000000001/dddddddd-0000-4000-8000-000000000004/; s/host-a/host-d/' "$own" \
    >"$shared/default/dddddddd-0000-4000-8000-000000000004.xml"
check "who has no key can't make a host up" guard_says '^dddddddd.*not known' host-a hosts
check "and it is said why" guard_says "^dddddddd.*: not signed with the cluster's key" host-a hosts
check "nor can a guest go there" guard_says '^dddddddd[0-9a-f-]* +undecided +not signed' host-a check g1 --all
rm "$shared/default/dddddddd-0000-4000-8000-000000000004.xml"

# Somebody who can write to the registry's directory can't hide a host, and can't bring back an old
# entry of a host. To test this, host-c goes into maintenance and its agent is killed.
third=00000000-0000-4000-8000-000000000003
heard=/run/virt-migration-guard/peers/$third
cp "$shared/default/$third.xml" "$LAB_DIR/old-entry"
c virt-migration-guard maintenance on
check "host-b hears of host-c's maintenance" wait_for 10 b grep -q '^maintenance' $heard
check "and so does host-a" wait_for 10 a grep -q '^maintenance' $heard
"$lab" agent kill host-c
cp "$LAB_DIR/old-entry" "$shared/default/$third.xml"
check "an old entry that somebody puts back is not believed" guard_says "^$third: an old entry that somebody has put back" host-a hosts
rm "$shared/default/$third.xml"
check "a host is not hidden by whoever removes its entry" guard_says "^$third: the entry of host-c is missing" host-a hosts
sleep $((lease / 2))
check "and host-b's hook still knows of the maintenance" b grep -q '^maintenance' $heard
check "root can say that it is gone" a virt-migration-guard hosts --forget $third
check "then nothing is left of it" wait_for 10 eval '! b test -e $heard && ! a test -e $heard'
check "in no list" eval '! a virt-migration-guard hosts | grep -q -e host-c -e $third'
"$lab" agent start host-c
c virt-migration-guard maintenance off
check "until it is back" wait_for 10 decides host-c admit

# Somebody uses a stamp that the guest's host has signed before the guest's cache mode changed.
serial_of() { a virsh metadata "$1" urn:virt-migration-guard:1 | sed -n 's/.*<guest .*serial="\([0-9]*\)".*/\1/p'; }
restart() { # GUEST CACHE
    "$lab" virsh host-a destroy "$1" >/dev/null && guest host-a "$1" --cache "$2"
}
uuid=$(a virsh domuuid g1)
wait_for 15 eval '[ -n "$(serial_of g1)" ]' || fail "the stamp has a serial"
a virsh dumpxml --migratable g1 | sed -n '/<vmg:stamp/,/<\/vmg:stamp>/p' >"$LAB_DIR/old-stamp"
restart g1 writeback
told="$uuid $(serial_of g1)"
check "the others are told of the stamp" wait_for 15 b grep -rqx "$told" /run/virt-migration-guard/peers
a virsh dumpxml --migratable g1 | sed "/<vmg:stamp/r $LAB_DIR/old-stamp
/<vmg:stamp/,/<\/vmg:stamp>/d; s/cache='writeback'/cache='none'/" >"$LAB_DIR/old.xml"
refused "a stamp from before the cache mode changed" host-a host-b g1 --xml "$LAB_DIR/old.xml"
check "it says that it is old" says "an old stamp: since then the guest was started, changed or moved on host-a"
restart g1 none
admitted "a stamp of this second" host-a host-b g1
admitted "and back" host-b host-a g1

# The registry is on a file server that does not answer: the program netfs is stopped.
cc -O -o "$LAB_DIR/netfs" "$here/netfs.c"
a mkdir -p /run/registry
launch netfs-host-a "$LAB_DIR/host-a/netfs.log" nsenter --target "$(recall host-a)" --mount "$LAB_DIR/netfs" nas:/registry /run/registry
wait_for 5 a mountpoint -q /run/registry || fail "netfs is mounted"
kill -STOP "$(recall netfs-host-a)"
a sed -i "s|^uri = .*|uri = directory:/run/registry|" /etc/virt-migration-guard/guard.conf
before=$(a stat -c %i /run/virt-migration-guard/host.xml)
check "a registry that hangs is given up" guard_says 'the registry, directory:/run/registry, has not answered for 10 seconds' host-a hosts
a virt-migration-guard maintenance on && a virt-migration-guard maintenance off
check "and the agent goes on keeping its facts" wait_for 10 eval '[ "$(a stat -c %i /run/virt-migration-guard/host.xml)" != "$before" ]'
check "a decision does not wait for it" eval 'migrate host-a host-b g1'
agent=$("$lab" agent pid host-a)
check "one thread waits, and no more" eval '[ "$(cat /proc/$agent/task/*/comm | grep -cx registry)" -eq 1 ]'
check "it is in the journal" wait_for $((lease * 2)) grep -q "registry: it has not answered for a lease" "$LAB_DIR/host-a/agent.log"
kill -CONT "$(recall netfs-host-a)"
a sed -i "s|^uri = .*|uri = directory:$shared|" /etc/virt-migration-guard/guard.conf
check "all is right again" wait_for 15 guard_says '^host-a +up' host-b hosts
finished
