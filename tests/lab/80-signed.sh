#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests signed stamps: if both hosts have the cluster's key, the destination accepts only a stamp
# that the source's agent has written. Each mistake with a stamp or a key has its own message.
. "$(dirname "$0")/functions.sh"
up

key=/etc/virt-migration-guard/cluster.key
put_key() { # HOST TEXT MODE
    "$lab" exec "$1" sh -c "printf '%s\n' '$2' >$key && chmod $3 $key"
}
configure() { # HOST
    "$lab" exec "$1" sh -c "printf '[cluster]\nkey-file = $key\n' >/etc/virt-migration-guard/guard.conf"
    kill -HUP "$("$lab" agent pid "$1")"
}
signature() { # HOST GUEST
    "$lab" virsh "$1" metadata "$2" urn:virt-migration-guard:1 2>/dev/null | sed -n 's|.*<signature>\(.*\)</signature>.*|\1|p'
}
is_signed() { [ "$(signature "$1" "$2" | tr -d '\n' | wc -c)" -eq 64 ]; } # HOST GUEST
other_xml() { # GUEST SED-SCRIPT: writes the XML that is migrated, changed by the script
    a virsh dumpxml --migratable "$1" | sed "$2" >"$LAB_DIR/other.xml"
}
config_says() { # TEXT
    grep -qF -- "$1" <<<"$(b virt-migration-guard config check)"
}
misfit="found: a stamp whose signature does not fit: another key, or altered; fix: on the source host: set [cluster] key-file to a copy of this host's key"

guest host-a g1
guest host-a g2 --cache writeback
put_key host-b "the key of this cluster" 600
configure host-b
check "config check: the key is good" config_says "the configuration is good"
refused "no key on the source" host-a host-b g1
check "the stamp is not signed" says "found: a stamp without a signature; fix: on the source host: set [cluster] key-file to a copy of this host's key"

put_key host-a "another key than over there" 600
configure host-a
check "the agent signs" wait_for 10 is_signed host-a g1
refused "another key on the source" host-a host-b g1
check "the signature does not fit" says "$misfit"

before=$(signature host-a g1)
put_key host-a "the key of this cluster" 600
kill -HUP "$("$lab" agent pid host-a)"
check "the agent signs anew with a new key" wait_for 10 eval '[ "$(signature host-a g1)" != "$before" ] && is_signed host-a g1'
admitted "one key" host-a host-b g1
check "the stamp on arrival is signed" is_signed host-b g1
check "and host-b's" is_stamped_by host-b g1 host-b
admitted "one key, and back" host-b host-a g1
check "signed at home" is_signed host-a g1

other_xml g1 's/<vmg:cluster>default</<vmg:cluster>other</'
refused "another cluster in the stamp" host-a host-b g1 --xml "$LAB_DIR/other.xml"
check "it is altered" says "$misfit"
other_xml g1 '/<vmg:stamp/,/<\/vmg:stamp>/d'
refused "no stamp" host-a host-b g1 --xml "$LAB_DIR/other.xml"
check "there is none" says "found: no stamp in the guest's metadata"
other_xml g1 '/<vmg:signature>/d'
refused "the signature taken away" host-a host-b g1 --xml "$LAB_DIR/other.xml"
check "it is not signed" says "found: a stamp without a signature"
wait_for 10 is_signed host-a g2
other_xml g2 "s/cache=\(['\"]\)writeback['\"]/cache=\1none\1/"
refused "a forged cache mode, in the disk and in the stamp" host-a host-b g2 --xml "$LAB_DIR/other.xml"
check "it is altered, too" says "$misfit"

# Somebody uses an older stamp of the same guest, from before the guest's cache mode was changed.
restart() { # GUEST CACHE
    "$lab" virsh host-a destroy "$1" >/dev/null && guest host-a "$1" --cache "$2" && wait_for 10 is_signed host-a "$1"
}
keep_stamp() { a virsh dumpxml --migratable "$1" | sed -n '/<vmg:stamp/,/<\/vmg:stamp>/p' >"$LAB_DIR/old-stamp"; } # GUEST
with_old_stamp() { other_xml "$1" "/<vmg:stamp/r $LAB_DIR/old-stamp
/<vmg:stamp/,/<\/vmg:stamp>/d"; } # GUEST
uuid=$(a virsh domuuid g2)
keep_stamp g2
restart g2 none
check "started again it is the same guest" test "$(a virsh domuuid g2)" = "$uuid"
with_old_stamp g2
refused "a stamp from before cache none" host-a host-b g2 --xml "$LAB_DIR/other.xml"
check "both modes are said" says "FAIL cache: disk vda: wanted: cache=none or cache=directsync; found: cache mode none in the XML, but writeback on host-a"
keep_stamp g2
restart g2 writeback
with_old_stamp g2
refused "a stamp from before cache writeback" host-a host-b g2 --xml "$LAB_DIR/other.xml"
check "both modes are said, again" says "FAIL cache: disk vda: wanted: cache=none or cache=directsync; found: cache mode writeback in the XML, but none on host-a"

put_key host-b "the key of this cluster" 644
refused "a key for all to read" host-a host-b g1
check "it says so" says "migration refused: [cluster] key-file $key: open to users other than root (mode 0644); fix: "
check "config check says so" config_says "$key: open to users other than root (mode 0644)"
check_not "and fails" b virt-migration-guard config check
b rm $key
refused "no key file" host-a host-b g1
check "it is missed" says "migration refused: [cluster] key-file $key: can't open it: No such file or directory; fix: "
put_key host-b short 600
refused "a short key" host-a host-b g1
check "its length is said" says "migration refused: [cluster] key-file $key: a key of 5 bytes, but must be 16 to 4096; fix: "
put_key host-b "the key of this cluster" 600
admitted "the key is back" host-a host-b g1

a chmod 644 $key
kill -HUP "$("$lab" agent pid host-a)"
check "the agent says what is wrong with its key" wait_for 5 grep -q "guests are not stamped: .*open to users other than root" "$LAB_DIR/host-a/agent.log"
"$lab" guest host-a g3
sleep 3
check_not "and writes no unsigned stamp" is_stamped_by host-a g3 host-a
a chmod 600 $key
kill -HUP "$("$lab" agent pid host-a)"
check "it stamps once the key is good" wait_for 15 is_signed host-a g3

guest host-a g4 --persistent
"$lab" virsh host-a destroy g4
check "stamp" a virt-migration-guard stamp g4
check "what it writes is signed" is_signed host-a g4
check_not "the key is in no log" grep -rqF "the key of this cluster" "$LAB_DIR/host-a/agent.log" "$LAB_DIR/host-a/journal" "$LAB_DIR/host-b/journal"
finished
