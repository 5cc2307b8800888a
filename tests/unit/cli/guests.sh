#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# guests --cluster: the guests of all hosts of a registry. The command line under test is the real
# one, built with relative paths, and the registry is a directory of the test.
set -uo pipefail
top=$(realpath "${srcdir:-.}") build=$PWD
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
umask 022
cd "$dir" && mkdir -p etc run registry/default || exit 1
bad=0

cli() { LC_ALL=${locale:-C} LANGUAGE='' "$build/tests/unit/cli-under-test" "$@"; }
say() { output=$(cli "$@" 2>&1); status=$?; }
wrong() { printf '%s\n--- it ended with %s and said:\n%s\n' "$1" "$status" "$output"; bad=1; }
expect() { # STATUS TEXT: what the last run said
    [ "$status" = "$1" ] || wrong "the status must be $1"
    [ "$output" = "$2" ] || wrong "it must say:
$2"
}
expect_like() { # STATUS PATTERN: a glob
    [ "$status" = "$1" ] || wrong "the status must be $1"
    # shellcheck disable=SC2053
    [[ $output == $2 ]] || wrong "this must be in: $2"
}

uuid_of() { printf 'b0000000-0000-4000-8000-%012d' "$1"; }
host() { # NUMBER NAME [STATUS]: it has published its facts
    local uuid
    uuid=$(uuid_of "$1")
    {
        echo '<peer xmlns="urn:virt-migration-guard:1" lease="3000" order="1">'
        sed "1d; s/@BOOTTIME@/1/; s/@DATE@/$(date +%s)/; s/b0000000-0000-4000-8000-00000000000b/$uuid/
            s/<name>host-b</<name>$2</; s/<status>up</<status>${3:-up}</" "$top/tests/bench/host.xml.in"
        echo '</peer>'
    } >"registry/default/$uuid.xml"
}
guests() { # NUMBER [NAME...]: the guests that it has published; names that begin with c have a cached disk
    local uuid name cache
    uuid=$(uuid_of "$1")
    shift
    {
        echo "<guests xmlns=\"urn:virt-migration-guard:1\" host=\"$uuid\">"
        for name; do
            cache=none
            [[ $name != c* ]] || cache=writeback
            echo "<guest><![CDATA[$(sed "s/<name>g</<name>$name</; s/cache=.none./cache='$cache'/" "$top/tests/bench/guest.xml")]]></guest>"
        done
        echo '</guests>'
    } >"registry/default/$uuid.guests"
}

say guests --cluster
expect_like 2 '*guard.conf names no registry*'
printf '[registry]\nuri = directory:%s\n' "$dir/registry" >etc/guard.conf
host 2 host-b && guests 2 web2 cached1
host 1 host-a && guests 1 web1
host 3 host-c maintenance && guests 3
say guests --cluster
seen="storage: disk vda: nbd:g@192.0.2.254:10809, a server that the destination may not reach (and 2 more reasons)"
expect 1 "host-a  web1     yes, 1 of 2 hosts; $seen
host-b  cached1  no, 0 of 2 hosts; host-a: cache: disk vda: cache mode writeback
host-b  web2     yes, 1 of 2 hosts; $seen"
say guests --host host-b --host "$(uuid_of 1)" --json
expect_like 1 '*"guest" : "web1",*"host" : "host-a",*"host_uuid" : "'"$(uuid_of 1)"'",*"can_leave" : true,*"reason" : "storage: *"hosts" : 2,*"admitting" : 1*"cached1"*"can_leave" : false*'
say guests --host host-a
expect 0 "host-a  web1  yes, 1 of 2 hosts; $seen"
say guests --host host-x
expect_like 2 "*no host 'host-x' in the registry; did you mean 'host-[abc]'*"

# If the terminal is narrower than the table, the text in the third column is broken into lines. The
# second line begins below the third column.
script -qec "stty cols 60; LC_ALL=C $build/tests/unit/cli-under-test guests --cluster" /dev/null </dev/null | tr -d '\r' >narrow
status=- output=$(<narrow)
[ "$(awk 'length > 60' narrow)" = "" ] || wrong "no line may be longer than 60 columns"
grep -q '^                 [a-z]' narrow || wrong "a line that goes on must begin below the answer"

# If the guests of a host are not known, the output says so, and the exit status is 1.
rm "registry/default/$(uuid_of 1).guests"
say guests --host host-a
expect_like 1 'host-a  -  not known; *No such file*'
say guests --host host-a --json
expect_like 1 '*"guest" : null,*"host" : "host-a",*"can_leave" : null,*'
echo '<other/>' >"registry/default/$(uuid_of 1).xml"
say guests --host "$(uuid_of 1)"
expect 1 "$(uuid_of 1)  -  not known; not what an agent publishes"

# Two hosts with the same name are shown with their UUIDs.
host 1 host-b && guests 1 web1
say guests --cluster
expect_like 1 "host-b ($(uuid_of 1))  web1 *
host-b ($(uuid_of 2))  cached1 *"
say hosts
expect_like 0 "*$(uuid_of 1): another host is called host-b as well; *"

# doctor also reports two hosts with the same name. It also reports two hosts with the same UUID:
# the registry then has only the entry of the host that has written last.
own() { # NUMBER NAME: this host's facts
    sed "s/@BOOTTIME@/$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)/; s/@DATE@/$(date +%s)/
        s/b0000000-0000-4000-8000-00000000000b/$(uuid_of "$1")/; s/<name>host-b</<name>$2</" \
        "$top/tests/bench/host.xml.in" >run/host.xml
}
own 1 host-b
say doctor
expect_like 1 "*two hosts are called host-b: $(uuid_of 1), $(uuid_of 2)*"
host 1 host-a && own 1 host-a
say doctor
expect_like 1 '*3 hosts, 3 of them responsive*'
own 1 clone
say doctor
expect_like 1 "*two hosts have the UUID $(uuid_of 1): this one, host-a*host_uuid in libvirtd.conf*"

# --watch prints the list again and again until the command is ended.
for verb in "guests --cluster" hosts; do
    # shellcheck disable=SC2086
    LC_ALL=C "$build/tests/unit/cli-under-test" $verb --watch >watched 2>&1 &
    for _ in $(seq 200); do
        [ "$(grep -c "^host-c\|web1" watched)" -lt 2 ] || break
        sleep 0.1
    done
    status=- output=$(<watched)
    [ "$(grep -c "^host-c\|web1" watched)" -ge 2 ] || wrong "$verb --watch must print it again"
    kill $! || wrong "$verb --watch must go on"
    wait $! 2>/dev/null
done

# guests --cluster refuses to judge so many guests and hosts that it would take minutes.
for number in $(seq 4 320); do
    sed "s/b0000000-0000-4000-8000-000000000002/$(uuid_of "$number")/; s/<guests></<guests>$(printf '<guest name="g" uuid="6a4b1c5e-0d5c-4d0f-9d52-2f6c0d2a9b11" commit="1" held="1" vcpus="1"\/>')</" \
        "registry/default/$(uuid_of 2).xml" >"registry/default/$(uuid_of "$number").xml"
done
say guests --cluster
expect_like 2 '*pairs of a guest and a host*--host HOST*'
exit $bad
