#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What `config check` and `check` say about guard.conf and check modules. The command line under
# test is the real one, built with relative paths, so that all files are in a directory of the
# test.
set -uo pipefail
top=$(realpath "${srcdir:-.}") build=$PWD
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
umask 022
cd "$dir" && mkdir -p etc checks.d || exit 1
bad=0 wanted_status=0

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
put() { # MODULE NAME [MODE]
    install -m "${3:-644}" "$build/$1" "checks.d/$2"
}

run config check
expect 0 'the configuration is good: mode enforcing'
put examples/.libs/tags.so tags.so
put examples/.libs/maintenance-window.so window.so
printf '[tags]\nhost=gpu\n[maintenance-window]\nclosed=Sun\n[checks]\ntags=warn\nmaintenance-window=enforce\n' >etc/guard.conf
run config check
expect 0 'check tags 1.0: the destination has every tag*(checks.d/tags.so)*' \
    '*check maintenance-window 1.0: no migrations*(checks.d/window.so)*' '*the configuration is good: *'

printf '[checks]\nmaintenance-window=off\ntags=off\n' >etc/guard.conf
run config check
expect 0 'checks.d/tags.so: off in guard.conf, so not loaded*' \
    '*check maintenance-window 1.0, off: *' '*the configuration is good: *'

printf '[tag]\nhost=gpu\n[checks]\nwindows=off\n' >etc/guard.conf
run config check
expect 1 '*etc/guard.conf:1: warning: unknown group *tag]; did you mean *tags*' \
    "*etc/guard.conf:4: warning: unknown key 'windows' in *"
[[ $output != *refused* && $output != *'is good'* ]] || wrong "warnings refuse nothing, and are not good"

# Every kind of mistake is reported, in every file.
mkdir -p etc/guard.conf.d
printf '[guard]\nmode = enforce\ndeadline-ms = 2s\nlanguage\non-eror = admit\n' >etc/guard.conf
printf '[gaurd]\n[cluster]\nkey-file = etc/no-key\n[metrics]\nfile = /no/such/x.prom\n' >etc/guard.conf.d/1.conf
ln -s loop.conf etc/guard.conf.d/loop.conf
run config check
expect 1 "*etc/guard.conf:2: *mode is 'enforce', but must be one of enforcing, permissive, disabled; did you mean 'enforcing'?*" \
    "*etc/guard.conf:3: *deadline-ms is '2s', but must be a number from 10 to 60000*" \
    '*etc/guard.conf:4: not a *group*' \
    "*etc/guard.conf:5: warning: unknown key 'on-eror' in *; did you mean 'on-error'?*" \
    "*etc/guard.conf.d/1.conf:1: warning: unknown group *gaurd]; did you mean 'guard'?*" \
    "*etc/guard.conf.d/1.conf:3: *key-file is 'etc/no-key', but must begin with /; fix: *" \
    "*etc/guard.conf.d/1.conf:5: warning: *no directory /no/such; fix: mkdir /no/such*" \
    '*etc/guard.conf.d/loop.conf: *Too many levels of symbolic links; fix: see ls -ld etc/guard.conf.d/loop.conf*' \
    '*the check modules are looked at once *' '*5 errors: until they are corrected, every migration *'
[ "$(wc -l <<<"$output")" = 10 ] || wrong "a line for each, and two more"
run config check --json
expect 1 '*"good" : false*' '*"mode" : null*' '*"file" : "etc/guard.conf",*"line" : 2,*"severity" : "error",*"fix" : null*' \
    '*"etc/guard.conf.d/loop.conf",*"line" : null*"modules" : *'
run config show
expect 2 '*deadline-ms = 2000 *# default*' '*virt-migration-guard: etc/guard.conf:2: *; fix: correct that line*' \
    '*etc/guard.conf:3: *' '*etc/guard.conf:4: *'
rm -r etc/guard.conf.d

printf 'some text of sixteen bytes and more\n' >"$dir/key" && chmod 644 "$dir/key"
printf '[libvirt]\nauth-file = /no/such\n[cluster]\nkey-file = %s\n' "$dir/key" >etc/guard.conf
run config check
expect 1 "*etc/guard.conf:4: *key-file $dir/key: open to users other than root (mode 0644); fix: *chmod 600 $dir/key*" \
    '*etc/guard.conf:2: warning: *auth-file /no/such: can*t open it: No such file or directory; fix: put *' \
    '*1 error: until it is corrected, every migration *'

# The names of this host's networks are known, so a misspelt network is found.
printf '[migration]\nnetwork = mgirate\n[network migrate]\ndevice = br0\n' >etc/guard.conf
run config check
expect 0 '*the configuration is good: *'
mkdir -p run
sed "s/@BOOTTIME@/$(awk '{ print int($1 * 1000) }' /proc/uptime)/" "$top/tests/bench/host.xml.in" >run/host.xml
run config check
expect 1 "*etc/guard.conf:2: warning: *network is 'mgirate', but this host has no such network; did you mean 'migrate'?; fix: *"
rm -r run

printf '# first\n[guard]\nmode = permissive\n[network lan]\nroles = vm\n[checks]\ncpu = warn\n' >etc/guard.conf
mkdir -p etc/guard.conf.d
printf '[checks]\ncpu = off\n' >etc/guard.conf.d/9.conf
run config show
expect 0 '*mode = permissive *# etc/guard.conf:3*' '*on-error = refuse *# default*' \
    '*cpu = off *# etc/guard.conf.d/9.conf:2*' '*[[]network lan]*roles = vm *# etc/guard.conf:5*' '*# key-file is not set *# default*'
run config show --json
expect 0 '*"key" : "mode"*"value" : "permissive"*"origin" : "etc/guard.conf:3"*'
rm -r etc/guard.conf.d
printf 'nonsense\n' >etc/guard.conf
run config show
expect 2 '*uri = none *# default*virt-migration-guard: etc/guard.conf:1: *; fix: correct that line'
run config shwo
expect 2 'virt-migration-guard: expected check or show; fix: *'
run chekc
expect 2 "virt-migration-guard: unknown verb 'chekc'; did you mean 'check'?; fix: *"
run config show --jsn
expect 2 "virt-migration-guard: Unknown option --jsn; did you mean '--json'?; fix: *"

rm etc/guard.conf
put tests/unit/.libs/test-module.so major.so
put tests/unit/.libs/test-module.so good.so 666
run config check
expect 1 '*check tags 1.0: *' '*checks.d/major.so: built for version 2 of the ABI, but this is 1; fix: build *' \
    '*checks.d/good.so: writable by users other than root (mode 0666); fix: chown *'
[[ $output != *'is good'* ]] || wrong "this is not good"
printf 'nonsense\n' >etc/guard.conf
run config check
expect 1 'etc/guard.conf:1: *'

rm etc/guard.conf checks.d/major.so
install -m 644 "$build/tests/unit/.libs/test-module.so" checks.d/bad.so
guest=$top/tests/bench/guest.xml
run check --file "$guest" --to "$top/tests/bench/host.xml.in"
expect 2 '*'
sed 's/@BOOTTIME@/1/' "$top/tests/bench/host.xml.in" >host.xml
run check --file "$guest" --source host.xml --to host.xml
expect 1 '*bad: holds when * : FAIL*wanted: w*found:  none*fix:    x*' '*good: checks.d/good.so*: FAIL*mode 0666*' \
    '*maintenance-window: *: no hours are closed *: PASS*' '*tags: the destination has every tag that the guest requires: the guest requires none*: PASS*' '*cluster: *'
run check --json --file "$guest" --source host.xml --to host.xml
expect 1 '*"check" : "bad"*' '*"check" : "good"*'

# Facts from files and pipes: the output says whose facts they are and how old they are.
dated() { # DATE: host.xml as if written then; date(1) reads it
    sed "s/boottime=/date=\"$(date -u -d "$1" +%FT%TZ)\" boottime=/" host.xml
}
rm checks.d/* && dated '-3 sec' >fresh.xml
run check --file "$guest" --source fresh.xml --to fresh.xml
expect 0 'source: host host-b, its facts from fresh.xml, [0-9]* second* old'$'\n''destination: host host-b, its facts from fresh.xml, *'
[[ $output != *'guard: '* ]] || wrong "fresh facts need no warning"
run check --file "$guest" --source fresh.xml --to <(dated '-70 sec')
expect 0 '*destination: host host-b, its facts from /dev/fd/*, 7[0-9] seconds old*' \
    '*guard: host-b * : WARN*wanted: facts at most 60 seconds old (facts-max-age)*found: */dev/fd/*: 7? seconds old*fix: *restart*'
printf '[guard]\nfacts-max-age = 100\n' >etc/guard.conf
run check --file "$guest" --source fresh.xml --to <(dated '-70 sec')
expect 0 '*its facts from /dev/fd/*, 7[0-9] seconds old*'
[[ $output != *'guard: '* ]] || wrong "they are not too old with that configuration"
rm etc/guard.conf
run check --file "$guest" --source <(dated '+1 hour') --to fresh.xml
expect 0 '*guard: host-b * : WARN*wanted: the same time on both hosts*dated [56]? minutes in the future*fix: *synchronise the clocks*'
run check --file "$guest" --source fresh.xml --to - <host.xml
expect 0 '*destination: host host-b, its facts from standard input, age unknown*' '*guard: host-b * : WARN*found: *age unknown*'
run check --json --file - --source <(dated '-70 sec') --to host.xml <"$guest"
expect 0 '*"source_facts" : {*"file" : "/dev/fd/*"date" : "20*Z"*"age_seconds" : 7[0-9]*' \
    '*"destination_facts" : {*"file" : "host.xml"*"date" : null*"age_seconds" : null*' \
    '*"code" : "facts-stale"*"code" : "facts-undated"*'
run check --json --file /dev/stdin --to host.xml < <(cat "$guest")
expect 0 '*"source_facts" : null*'
run check --file - --to - <"$guest"
expect 2 '*only one of --file, --source and --to can be -*'
run check --file - --to fresh.xml <<<'<domain>'
expect 2 'virt-migration-guard: standard input:*'
run check --file "$guest" --to host-b
expect 2 "*: host-b: can't open it: No such file or directory; --to needs *; fix: ssh host-b virt-migration-guard host --xml | virt-migration-guard check --file $guest --to -"
run check --file "$guest" --source 'a b.xml' --to fresh.xml
expect 2 "*--source needs *; fix: ssh SOURCE virt-migration-guard host --xml | virt-migration-guard check *--source -"
run check --file "$guest" --to <(:)
expect 2 '*: /dev/fd/*: empty; --to needs *; fix: ssh DESTINATION *'
exit $bad
