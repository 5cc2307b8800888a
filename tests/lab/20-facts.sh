#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Facts that are missing, stale or not valid refuse, and say what to do.
. "$(dirname "$0")/functions.sh"
up

conf() { # HOST TEXT: its guard.conf
    "$lab" exec "$1" sh -c 'cat >/etc/virt-migration-guard/guard.conf' <<<"$2"
}
facts=/run/virt-migration-guard/host.xml

# It listens everywhere: with facts that are not used nothing is rewritten.
guest host-a g1 --listen 0.0.0.0
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
