#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the commands of docs/writing-a-check.md, on an installation that lies over the system's files
# in a mount namespace of its own. A ```sh block is run and must exit with 0, or with the status in
# exit=. Each line of a ```text block must be in the output of the block before. A ```c block is
# saved under its name, and a ```po block is appended to the file that it names.
set -euo pipefail
top=$(realpath "${srcdir:-.}") build=$PWD
skip() { echo "skipped: $*"; exit 77; }

if [ -z "${VMG_STAGE:-}" ]; then
    [ "$(id -u)" -eq 0 ] || skip "needs root for a mount namespace"
    command -v cc >/dev/null && command -v pkg-config >/dev/null || skip "no cc or no pkg-config"
    grep -q '^moduledir=/usr/' packaging/virt-migration-guard.pc || skip "not built to be in /usr"
    readelf -d .libs/policy.so | grep -q 'libasan' && skip "the hook of a sanitized build loads nothing"
    work=$(mktemp -d /var/tmp/vmg-check.XXXXXX)
    trap 'rm -rf "$work"' EXIT
    unset MAKEFLAGS MAKELEVEL MAKEOVERRIDES MFLAGS DESTDIR
    make install DESTDIR="$work" >"$work.log" 2>&1 || { cat "$work.log"; exit 1; }
    rm -f "$work.log"
    unshare --mount true 2>/dev/null || skip "no mount namespaces here"
    VMG_STAGE=$work unshare --mount "$0" && exit 0 || exit $?
fi

over() { # DIR: mounts the staged DIR over the system's DIR, so that files there can be written
    mkdir -p "/run/over$1/upper" "/run/over$1/work"
    mount -t overlay overlay "$1" \
        -o "lowerdir=$VMG_STAGE$1:$1,upperdir=/run/over$1/upper,workdir=/run/over$1/work"
}
mount -t tmpfs tmpfs /run
over /usr || skip "no overlay filesystems here"
over /etc || skip "no overlay filesystems here"
export HOME=/run/home
mkdir -p /run/virt-migration-guard $HOME /etc/virt-migration-guard/guard.conf.d
sed "s/@BOOTTIME@/$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)/" \
    "$top/tests/bench/host.xml.in" >/run/virt-migration-guard/host.xml
# The checkout for part 2: the sources that a built-in check needs.
for part in include lib tests/unit po/ru.po; do
    mkdir -p "$HOME/virt-migration-guard/$(dirname "$part")"
    cp -r "$top/$part" "$HOME/virt-migration-guard/$part"
done
cd $HOME

# Builds a unit test of a check that was added to the copy of the sources. It does what make would do,
# but it compiles only the files that have changed, and takes the rest from the build directory.
make() { # tests/unit/checks/NAME_unit
    local check=${1#tests/unit/checks/} object objects=() flags length
    flags="-Iinclude -Ilib -I. $(pkg-config --cflags glib-2.0 gmodule-2.0 libxml-2.0) -DPACKAGE_VERSION=\"1\""
    for object in lib/checks/builtin lib/config/schema "lib/checks/${check%_unit}" "$1"; do
        cc -Wall -Wextra -Werror -c $flags -o "$object.o" "$object.c" || return 1
        objects+=("$object.o")
    done
    "$build/libtool" --silent --tag=CC --mode=link cc -o "$1" "${objects[@]}" \
        "$build"/lib{testhelper,agent,policy,guard}.la -lcmocka || return 1
    length=$(sed -n 's/^INT64_LENGTH = //p' "$build/Makefile")
    sed "s/<PRI\([a-z]\)64>/$length\1/g" po/ru.po | msgfmt --check -o new.mo - || return 1
    mount --bind new.mo "$build/po/ru/LC_MESSAGES/virt-migration-guard.mo"
}

ran=0 output='' wanted_status=0
fail() { printf '%s\n--- the output was:\n%s\n' "$1" "$output"; exit 1; }
run_block() { # TEXT
    local status=0
    # The command is run in this shell, so that cd has an effect on later blocks.
    { eval "$1"; } >/run/output 2>&1 || status=$?
    output=$(</run/output)
    [ "$status" = "$wanted_status" ] || fail "exit status $status, but must be $wanted_status: $1"
    ran=$((ran + 1))
}
end_block() { # LANGUAGE WORD TEXT
    case $1 in
    sh) wanted_status=${2#exit=} wanted_status=${wanted_status:-0}; run_block "$3" ;;
    c) printf '%s' "$3" >"$2" ;;
    po) printf '%s' "$3" >>"$2" ;;
    text) while IFS= read -r line; do
        [[ $output == *"$line"* ]] || fail "this must be in the output: $line"
    done < <(printf '%s' "$3") ;;
    *) fail "a block of an unknown kind: $1" ;;
    esac
}
language='' word='' text=''
while IFS= read -r line <&3; do
    case $line in
    '```') end_block "$language" "$word" "$text"; language='' ;;
    '```'*) read -r language word <<<"${line#'```'}"; text='' ;;
    *) text+=$line$'\n' ;;
    esac
done 3<"$top/docs/writing-a-check.md"
[ -z "$language" ] || fail "a block does not end"
[ $ran -ge 11 ] || fail "only $ran blocks were found"
echo "$ran blocks of commands did what they say"
