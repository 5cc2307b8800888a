#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What `exempt` prints and writes, and options that an action does not have. The command line
# under test is the real one, built with relative paths, so that all files are in a directory of
# the test.
set -uo pipefail
build=$PWD
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
umask 022
cd "$dir" && mkdir -p state run etc checks.d || exit 1
bad=0
export TZ=Asia/Novosibirsk
unset SUDO_USER

run() { output=$("$build/tests/unit/cli-under-test" "$@" 2>&1); status=$?; }
wrong() { printf '%s\n--- it ended with %s and said:\n%s\n' "$1" "$status" "$output"; bad=1; }
expect() { # STATUS PATTERN...: the last run's, each pattern a glob
    [ "$status" = "$1" ] || wrong "the status must be $1"
    shift
    local pattern
    for pattern; do
        # shellcheck disable=SC2053
        [[ $output == $pattern ]] || wrong "this must be in: $pattern"
    done
}

run exempt list
expect 0 'no exemptions'
run exempt list --json
expect 0 '[[]]'
run exempt add moved cahce --until 2h --reason r
expect 2 "*there is no check 'cahce'; did you mean 'cache'?*"
: >checks.d/tags.so
run exempt add moved tgas --until 2h --reason r
expect 2 "*there is no check 'tgas'; did you mean 'tags'?*"

# An exemption for a guest that has never been on this host is allowed. But the name may be
# misspelt, so there is a note.
printf '\n2\t1000000\t7\trefuse\tenforcing\tmigration\tweb-one\tu-1\ta\tb\t5\t0\t0\t0\t0\t0\t\t\n' >run/decisions
SUDO_USER=alice run exempt add web-noe cache tags --until 2h --reason 'ticket 17'
expect 0 'guest web-noe is exempt from check cache if it migrates to this host, until 20??-??-??T??:??:??+07:00*' \
    "*note: no guest 'web-noe' is known on this host; did you mean 'web-one'?; exemptions are matched by name or UUID *"
run exempt add web-one cache --until 2h --reason 'another'
expect 0 'guest web-one is exempt *'
[[ $output != *note:* ]] || wrong "a guest in the records is known"
run exempt add U-1 cache --until 2h --reason 'by UUID, which is of no guest here'
expect 0 '*note: no guest *'

# The exemption names the user who made it: the user who has logged in, if the kernel knows this
# user; otherwise the user that sudo names.
maker=alice
login=$(cat /proc/self/loginuid 2>/dev/null || echo 4294967295)
[ "$login" = 4294967295 ] || maker=$(id -nu "$login" 2>/dev/null || echo "uid $login")
printf 'old\tcache\t4102444800\tof an earlier version\n' >>state/exemptions
printf 'gone\tcache\t1000000000\tlong ago\t900000000\tbob\n' >>state/exemptions
run exempt list
expect 0 'UNTIL * CHECK * GUEST * REASON*' \
    "*+07:00  cache  web-noe  ticket 17 (made by $maker, 20??-??-??T??:??:??+07:00)*" \
    '*2100-01-01T07:00:00+07:00  cache  old      of an earlier version
*' '*2001-09-09T08:46:40+07:00  cache  gone     (expired) long ago (made by bob, 1998-07-09T*'
run exempt list --json
expect 0 "*\"guest\" : \"web-noe\"*\"made\" : \"20*+07:00\"*\"maker\" : \"$maker\"*" '*"guest" : "old"*"made" : null*"maker" : null*'
run exempt remove web-noe
expect 0 '2 removed'
run exempt remove web-noe
expect 2 '*there is no such exemption; fix: *'

# No argument is silently ignored.
for words in 'exempt list --until 2h' 'exempt list --reason r' 'exempt remove old --json' 'exempt add old cache --json' \
    'exempt remove old --until 2h' 'host --json --xml' 'host name' 'network show --dry-run' 'network show apply' \
    'config check show' 'stamp a b' 'stamp --json g' 'maintenance on off' 'decisions g' 'doctor g' 'check a b' 'check a --file b' \
    'exempt list all' 'help check host' 'maintenance --json on' 'maintenance --wait off' 'maintenance --jsno'; do
    # shellcheck disable=SC2086
    run $words
    expect 2 'virt-migration-guard: *; fix: *'
done
for verb in check host stamp maintenance exempt decisions network doctor config; do
    run help $verb
    expect 0 "Usage:*virt-migration-guard $verb *--help*"
    same=$output
    run $verb --help
    [ "$output" = "$same" ] || wrong "$verb --help says something else than help $verb"
    run $verb -h
    [ "$output" = "$same" ] || wrong "$verb -h says something else than help $verb"
done
run help chekc
expect 2 "*unknown verb 'chekc'; did you mean 'check'?*"
run help
expect 0 'Usage:*Verbs:*'
exit $bad
