#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The public header compiles as C++, from C++98 on, and a C++ module exports one symbol.
set -euo pipefail
top=${srcdir:-.}
command -v g++ >/dev/null || { echo "skipped: no g++"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for standard in c++98 c++11 c++17 c++20; do
    g++ -std=$standard -pedantic-errors -Wall -Wextra -Werror -I"$top/include" -shared -fPIC \
        -fvisibility=hidden -o "$work/module.so" "$top/tests/abi/module.cc"
    exported=$(nm -D --defined-only "$work/module.so" | awk '{ print $3 }')
    [ "$exported" = virt_migration_guard_check ] || { echo "-std=$standard exports:" $exported; exit 1; }
done

# With this umask only the owner can write the module. The guard does not load a module that other
# users can write.
umask 022
mkdir "$work/checks.d"
install -m 644 "$work/module.so" "$work/checks.d/cxx.so"
build=$PWD
cd "$work"
output=$("$build/tests/unit/cli-under-test" config check)
[[ $output == 'check cxx 1: written in C++ '* ]] || { echo "config check says: $output"; exit 1; }
