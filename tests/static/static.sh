#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# clang-tidy, cppcheck and gcc -fanalyzer must report nothing, except what is allowed and explained
# in .clang-tidy and in the files cppcheck and gcc beside this script. Needs no build tree. The
# explanations fit the versions of Debian 12; other versions are skipped.
set -uo pipefail
export LC_ALL=C.UTF-8 # gcc's quotes depend on the locale, and the file gcc has them

top=$(realpath "$(dirname "$0")/../..")
known=$top/tests/static
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$top" || exit 1
jobs=$(nproc)
failures=0
check() { # STATUS WHAT LOG
    if [ "$1" -eq 0 ]; then echo "ok - $2"; else cat "$3" && echo "not ok - $2" && failures=$((failures + 1)); fi
}
is_version() { # TOOL VERSION: whether it is the one of Debian 12
    "$1" --version | grep -qE "(version|gcc.*\)|Cppcheck) $2(\.|\$)" && return
    echo "skip - $1: what is explained here is of version $2, this is: $("$1" --version | grep -m 1 '[0-9]')"
    return 1
}
flags=(-std=gnu11 -Iinclude -Ilib -I. -Icli -D_GNU_SOURCE)
for name in $(sed -n '/^AM_CPPFLAGS/,/[^\\]$/p' Makefile.am | grep -oE -- '-D[A-Z_]+=' | tr -d =); do
    flags+=("$name=\"/\"")
done
libraries=(glib-2.0 gmodule-2.0 gio-unix-2.0 json-glib-1.0 libcurl libxml-2.0 libvirt libnl-route-3.0 augeas)
mapfile -t -d ' ' includes < <(pkg-config --cflags "${libraries[@]}" | tr -d '\n')
sources() { find lib plugin hooks agent cli -name '*.c' -printf '%s %p\n' | sort -rn | cut -d ' ' -f 2; } # the longest first

tests/static/rooms.py >"$work/rooms" && ! tests/static/rooms.py tests/static/bad-rooms >/dev/null &&
    diff <(sed -n '/^<!-- rooms -->/,/^<!-- end -->/s/^    \([a-z/]*\)  .*/\1/p' docs/architecture.md) tests/static/rooms >>"$work/rooms"
check $? "no include runs back up or in a circle, and docs/architecture.md shows the rooms" "$work/rooms"

tests/static/fixes.py >"$work/fixes"
check $? "each fix says what to do, undoes nobody's decision and can be pasted" "$work/fixes"
bad=tests/static/bad-fixes/sample.c
diff <(tests/static/fixes.py $bad | cut -d : -f 2 | sort -nu) <(grep -nE '^ +(report\(|fail\()' $bad | cut -d : -f 1) >"$work/bad-fixes"
check $? "and each of the wrong ones in $bad is found" "$work/bad-fixes"

with_gcc() {
    sources | xargs -P "$jobs" -n 4 sh -c 'for file; do gcc '"$(printf "'%s' " "${flags[@]}" "${includes[@]}")"' -O1 -fanalyzer \
        -fdiagnostics-plain-output -Wno-deprecated-declarations -c -o /dev/null "$file" 2>&1; done' sh >"$work/gcc"
    grep -v '^#' "$known/gcc" >"$work/known"
    sed -nE 's/^([^: ]+):[0-9]+:[0-9]+: (warning|error): (.*)/\1: \3/p' "$work/gcc" | sort -u >"$work/said"
    grep -vFf "$work/known" "$work/said" >"$work/new"
    [ ! -s "$work/new" ]
    check $? "gcc -fanalyzer" "$work/new"
    while read -r line; do
        grep -qF "$line" "$work/said" || echo "no longer said: $line"
    done <"$work/known" >"$work/gone"
    [ ! -s "$work/gone" ]
    check $? "what is explained is still said" "$work/gone"
}
with_cppcheck() {
    sed '/^\/\//d' "$known/cppcheck" >"$work/suppressed"
    cppcheck -j"$jobs" --quiet --enable=warning,style,performance,portability --library=gtk,gnu,posix --std=c11 '-DG_GNUC_FORMAT(argument)=' \
        --suppressions-list="$work/suppressed" --error-exitcode=1 "${flags[@]:1}" lib plugin hooks agent cli >"$work/cppcheck" 2>&1
    check $? cppcheck "$work/cppcheck"
}
with_clang_tidy() {
    sources | xargs -P "$jobs" -n 2 sh -c 'clang-tidy --quiet --header-filter="(^|/)(lib|plugin|agent|cli|hooks)/[a-z/-]*\\.h$" "$@" -- '"$(printf "'%s' " "${flags[@]}" "${includes[@]}")" sh \
        >"$work/tidy" 2>/dev/null
    check $? clang-tidy "$work/tidy"
}
is_version gcc 12 && with_gcc
is_version cppcheck 2.10 && with_cppcheck
is_version clang-tidy 14 && with_clang_tidy
exit $((failures > 0))
