#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests what bash's completion offers. Runs in the build directory; automake sets srcdir.
set -uo pipefail
source "${srcdir:-.}/packaging/completion/virt-migration-guard"
build=$PWD bad=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# The command line under test uses only files in a directory of the test's own.
mkdir -p "$dir/state" "$dir/run"
virt-migration-guard() { (cd "$dir" && "$build/tests/unit/cli-under-test" "$@"); }
line() { printf '\n2\t1000000\t7\trefuse\tenforcing\tmigration\t%s\tu\ta\tb\t5\t0\t0\t0\t0\t0\t\t\n' "$1"; }
{ line elsewhere; line "db"; } >"$dir/run/decisions"
printf 'moved\tcache\t4102444800\treason\t1\troot\n' >"$dir/state/exemptions"
_virt_migration_guard_hosts() { printf 'host-a\nhost-b\n'; } # and of the registry's
_virt_migration_guard_guests() { printf 'web1\nweb2\ndb\n'; } # instead of libvirt's
offers() { # WANTED WORD...: the last word is being typed
    local wanted=$1
    shift
    COMP_WORDS=(virt-migration-guard "$@") COMP_CWORD=$#
    COMPREPLY=()
    _virt_migration_guard
    [ "${COMPREPLY[*]}" = "$wanted" ] && return
    echo "for '$*' it offers '${COMPREPLY[*]}', but must '$wanted'" && bad=1
}
offers "decisions doctor" d
offers "--help --version" --
offers "web1 web2" check w
offers "web1 web2 db" stamp ""
offers "add list remove" exempt ""
offers "db" exempt add d
offers "web1 web2 db elsewhere" exempt add ""
offers "moved" exempt remove ""
offers "cache" exempt remove moved ca
offers "" exempt list ""
offers "--help --reason --until" exempt add web1 cache --
offers "--help --json" exempt list --
offers "--help" exempt remove --
offers "cluster cpu cache custom-properties concurrency" exempt add web1 c
offers "--reason" exempt add web1 cache --r
offers "" exempt add web1 cache --until ""
offers "on off show" maintenance ""
offers "--all --file --help --json --source --to" check --
offers "--help --json --xml" host --
offers "--help" network show --
offers "--dry-run --help" network apply --
offers "check config" help c
offers "web1 web2 db elsewhere" decisions --guest ""
offers "check show" config ""
offers "--refused" decisions --ref
offers "web1 web2" decisions --guest w
offers "host-b" check web1 --to host-b
offers "host-a host-b" hosts --forget ""
offers "host-a host-b" plan --to ""
offers "host-a host-b" plan host
offers "--facts --help --json --to" plan --
offers "host-b" report --host host-b
offers "host-a host-b" guests --host ""
offers "--cluster --help --host --json --watch" guests --
offers "--help --host --html" report --
offers "host-a host-b" evacuate --to ""
offers "" evacuate --uri ""
offers "--direct --dry-run" evacuate --d
offers "" host ""
exit $bad
