#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the guard's main job: a guest with a safe cache mode migrates, a guest with an unsafe cache
# mode stays on its host, and the refusal says why.
. "$(dirname "$0")/functions.sh"
up

display_of() { # HOST GUEST: prints the address of the display from both places in the XML, which must be equal
    "$lab" virsh "$1" dumpxml "$2" | grep -o "listen='[0-9.]*'\|listen type='address' address='[0-9.]*'" |
        sed "s/.*'\(.*\)'/\1/" | sort -u | paste -s -d,
}
other_cache() { # GUEST: prints the XML that is migrated, with cache=none, but with the old stamp
    a virsh dumpxml --migratable "$1" | sed "/<driver /s/cache='[a-z]*'/cache='none'/" >"$LAB_DIR/other.xml"
}

guest host-a safe
guest host-a direct --cache directsync
guest host-a writeback --cache writeback
guest host-a unset --cache unset
guest host-a property --custom cache=writeback
guest host-a both --cache unsafe --custom viodiskcache=writethrough

before=($("$lab" bytes host-a migration) $("$lab" bytes host-a management))
admitted "cache=none" host-a host-b safe
after=($("$lab" bytes host-a migration) $("$lab" bytes host-a management))
over_migration=$((after[1] - before[1])) over_management=$((after[3] - before[3]))
check "95 % of the bytes took the migration network ($over_migration, $over_management on management)" \
    test "$over_migration" -gt $((19 * over_management))
check "the display listens on the destination's address" test "$(display_of host-b safe)" = 10.71.0.2
check "the stamp is the destination's on arrival" is_stamped_by host-b safe host-b
admitted "cache=none, and back" host-b host-a safe
check "the display listens on the first address again" test "$(display_of host-a safe)" = 10.71.0.1
said=$(a sh -c 'virsh -q dumpxml safe | virt-migration-guard check --file -')
check "a file of a guest that runs here is not judged as if it came here" test $? = 3
check "but as if the guest was named" says "safe: undecided: nothing on this host prevents it"
admitted "cache=directsync" host-a host-b direct
admitted "no cache mode" host-a host-b unset
check "no cache mode is a warning in the record" eval \
    '"$lab" journal host-b | grep >/dev/null "^WARN cache: disk vda: .*not set"'

refused "cache=writeback" host-a host-b writeback
check "its first line" says_failed 1
check "it begins a line" eval 'grep -q "^migration refused" <<<"$said"'
check "its finding" says "FAIL cache: disk vda: wanted: cache=none or cache=directsync; found: cache mode writeback; fix: virsh edit writeback"
refused "cache=writeback with --unsafe" host-a host-b writeback --unsafe
other_cache writeback
refused "cache=writeback that another XML hides" host-a host-b writeback --xml "$LAB_DIR/other.xml"
check "it says what the source runs" says "cache mode none in the XML, but writeback on host-a"
refused "custom property" host-a host-b property
check "its finding" says "FAIL cache: custom property cache: wanted: unset or none; found: 'writeback'"

a sh -c 'printf "[host]\ncluster = other\n" >/etc/virt-migration-guard/guard.conf'
kill -HUP "$("$lab" agent pid host-a)"
b virt-migration-guard maintenance on >/dev/null
wait_for 10 eval 'a virsh -q metadata both urn:virt-migration-guard:1 | grep >/dev/null "<cluster>other<"'
refused "several causes" host-a host-b both
check "all are counted" says_failed 3
check "the cluster is named" says "FAIL cluster: wanted: both hosts in one cluster (host-b is in 'default'); found: host-a is in 'other'"
check "the status is named" says "FAIL status: destination host host-b: wanted: status up; found: "
check "the property is named" says "FAIL cache: custom property viodiskcache: wanted: unset or none; found: 'writethrough'"
check "the disk is named" says "FAIL cache: disk vda: wanted: cache=none or cache=directsync; found: cache mode unsafe"
a rm /etc/virt-migration-guard/guard.conf
kill -HUP "$("$lab" agent pid host-a)"
b virt-migration-guard maintenance off >/dev/null
wait_for 10 eval 'a virsh -q metadata safe urn:virt-migration-guard:1 | grep >/dev/null "<cluster>default<"'
admitted "after the causes are gone" host-a host-b safe

b sh -c 'printf "[guard]\nlanguage = ru\n" >/etc/virt-migration-guard/guard.conf'
refused "cache=writeback, in Russian" host-a host-b writeback
check "its first line is Russian" says "миграция отклонена: не пройдено проверок: 1 из 13"
check "its finding is Russian" says "FAIL cache: диск vda: требуется: cache=none или cache=directsync; обнаружено: режим кэширования: writeback; исправление: virsh edit writeback: задайте"
check "its record is Russian, with fields as ever" eval \
    '"$lab" journal host-b | grep -F >/dev/null "миграция ВМ writeback с хоста host-a: отказано" && journal_has host-b VMG_GUEST=writeback VMG_DECISION=refuse'
# A decision that was recorded while the hook answered in Russian is shown in the reader's language.
last_in() { said=$(b env -u LC_ALL -u LC_MESSAGES -u LANG -u LANGUAGE "$@" virt-migration-guard decisions --limit 1 --refused); } # ENVIRONMENT...
check "it is English to who reads English" eval 'last_in LC_ALL=C && says "cache: disk vda: cache mode writeback"'
check "and Russian to who reads Russian" eval 'last_in LC_ALL=C.UTF-8 LANGUAGE=ru && says "режим кэширования: writeback"'
check "what is kept is neither" eval '! b cat /var/lib/virt-migration-guard/decisions /run/virt-migration-guard/decisions 2>/dev/null | grep -q кэширования'
status_in() { # WANTED [ENVIRONMENT...]: whether `maintenance show` prints WANTED with these variables
    local wanted=$1
    shift
    [ "$(b env -u LC_ALL -u LC_MESSAGES -u LANG -u LANGUAGE "$@" virt-migration-guard maintenance show)" = "$wanted" ]
}
check "the command line without a locale takes the hook's language" status_in "статус: up"
check "in the locale C it is English" status_in "status: up" LC_ALL=C LANGUAGE=ru
b rm /etc/virt-migration-guard/guard.conf
check "without the key it is English" status_in "status: up"
check "in a locale it takes LANGUAGE" status_in "статус: up" LC_ALL=C.UTF-8 LANGUAGE=ru
refused "cache=writeback, in English again" host-a host-b writeback
check "its first line is English" says_failed 1

check "a record of an admitted one" journal_has host-b VMG_GUEST=safe VMG_DECISION=admit VMG_SOURCE=host-a VMG_MODE=enforcing
check "a record of a refused one" journal_has host-b VMG_GUEST=writeback VMG_DECISION=refuse VMG_FAILED_CHECKS=cache
check "the ledger is empty" test -z "$(b ls /run/virt-migration-guard/incoming)"
finished
