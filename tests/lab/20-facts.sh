#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# If facts are missing, too old or not valid, migrations are refused, and the refusal says what to
# do.
. "$(dirname "$0")/functions.sh"
up

conf() { # HOST TEXT: writes the host's guard.conf
    "$lab" exec "$1" sh -c 'cat >/etc/virt-migration-guard/guard.conf' <<<"$2"
}
facts=/run/virt-migration-guard/host.xml

# The guest listens on all addresses, because nothing is rewritten without facts.
guest host-a g1 --listen 0.0.0.0

# `check` gets the facts of another host through a pipe. It says from which host the facts are and
# how old they are.
check_saved() { # DATE: as if host-b had written it then
    said=$(b virt-migration-guard host --xml | sed "s/ date=\"[^\"]*\"/$1/" |
        a virt-migration-guard check g1 --to - 2>&1)
    status=$?
}
said=$(a virt-migration-guard check g1 --to - < <(b virt-migration-guard host --xml))
check "facts from a pipe" says "destination: host host-b, its facts from standard input, "
check_not "which are not old" grep -q "guard: host-b" <<<"$said"
said=$(a virt-migration-guard check g1 --to <(b virt-migration-guard host --xml) 2>&1)
check "facts from a process substitution" says "destination: host host-b, its facts from /dev/fd/"
check_saved " date=\"$(date -u -d '-2 min' +%FT%TZ)\""
check "facts that were saved two minutes ago only warn" [ "$status" -eq 0 ]
check "says how old they are" says "found:  standard input: 2 minutes old"
check_saved " date=\"$(date -u -d '+2 hours' +%FT%TZ)\""
check "says that the clocks differ" says "wanted: the same time on both hosts"
check_saved ""
check "the facts of an older guard have no age" says "found:  standard input: age unknown"
# host-b is in maintenance. Without --to, `check` does not know a destination, so it must not say
# that all checks passed.
b virt-migration-guard maintenance on >/dev/null
said=$(a virt-migration-guard check g1)
status=$?
check "without a destination nothing is decided" [ "$status" -eq 3 ]
check "the sum says so" grep -qE "^g1: undecided: nothing on this host prevents it(, but there (is|are) [0-9]+ warnings?)? \([1-9] of [0-9]+ checks run; [0-9]+ need a destination: --to\)$" <<<"$said"
check "those that were not run are one entry" test "$(grep -c " : SKIP$" <<<"$said")" = 1
said=$(a virt-migration-guard check g1 --json)
status=$?
check "nor in JSON" eval '[ $status -eq 3 ] && says "\"decision\" : \"undecided\"" && says "\"failed\" : 0" && ! says "\"skipped\" : 0" >/dev/null'
said=$(a virt-migration-guard check g1 --to <(b virt-migration-guard host --xml) 2>&1)
status=$?
check "with the destination it is refused" eval '[ $status -eq 1 ] && says "g1: refuse: 1 of "'
b virt-migration-guard maintenance off >/dev/null
guest host-a g2 --cache writeback
a virt-migration-guard check g2 >/dev/null
check "what fails without a destination is refused" test $? -eq 1
said=$(a virt-migration-guard check g1 --to host-b 2>&1)
check "a host's name is no file, says how it is meant" says "ssh host-b virt-migration-guard host --xml | virt-migration-guard check g1 --to -"
said=$(b virt-migration-guard host --json)
check "this host's facts have a date" says "\"date\" : \"$(date -u +%Y)-"
"$lab" agent stop host-b

b mv $facts $facts.away
refused "no facts" host-a host-b g1
check "says which" says "$facts: can't open it: No such file or directory"
check "says what to do" says "fix: on the destination host: systemctl restart virt-migration-guard"
b mkfifo $facts
refused "a FIFO for facts" host-a host-b g1
check "says so" says "$facts: not a regular file"
b rm $facts
b sh -c "echo '<host' >$facts"
refused "facts that are no XML" host-a host-b g1
check "says where" says "$facts:2:"
b sh -c "sed '/<uuid>/d' $facts.away >$facts"
refused "facts that are not valid" host-a host-b g1
check "says what is missing" says "$facts: <host>: <uuid> is missing"
b sh -c "sed 's/boottime=\"[0-9]*\"/boottime=\"99999999999999\"/' $facts.away >$facts"
refused "facts of another boot" host-a host-b g1
b mv $facts.away $facts
conf host-b $'[guard]\nfacts-max-age = 3'
sleep 4
refused "stale facts" host-a host-b g1
check "says how old" says "seconds old"
conf host-b $'[guard]\nfacts-max-age = 3\non-error = admit'
admitted "stale facts with on-error=admit" host-a host-b g1
finished
