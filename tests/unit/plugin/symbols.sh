#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Examines the built policy.so, the example modules and the hook: the symbols they export, the
# libraries they need, and the protections they are built with. The fewer libraries a hook loads,
# the faster it starts.
set -u
cd "${top_builddir:-.}" || exit 1
module=.libs/policy.so hook=virt-migration-guard-hook
checks=(examples/.libs/tags.so examples/.libs/maintenance-window.so tests/abi/.libs/first-abi.so)
[ -e "$hook" ] || hook=.libs/virt-migration-guard-hook
bad=0
wrong() { echo "$*"; bad=1; }

command -v readelf >/dev/null || { echo "skipped: no readelf"; exit 77; }
for file in "$module" "$hook" "${checks[@]}"; do
    [ -f "$file" ] || { echo "$file is not built"; exit 1; }
    if readelf -d "$file" | grep -qE 'NEEDED.*(libasan|libubsan|libgcov)' ||
        readelf -sW "$file" | grep -qE '__(asan|gcov)_'; then
        echo "skipped: $file is built with sanitizers or coverage"
        exit 77
    fi
done

exports() { # FILE SYMBOL: whether that is all
    local exported
    exported=$(readelf --dyn-syms -W "$1" |
        awk '$5 != "LOCAL" && $7 != "UND" && $8 != "" && NR > 3 && $4 != "Type" { print $8 }' | sed 's/@.*//')
    [ "$exported" = "$2" ] || wrong "$1 exports:" $exported
}
exports "$module" virt_migration_guard_policy
for check in "${checks[@]}"; do exports "$check" virt_migration_guard_check; done

needs() { # FILE PATTERN: whether every NEEDED library matches
    local library
    for library in $(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
        [[ $library =~ ^($2)$ ]] || wrong "$1 needs $library"
    done
}
loader='libc\.so\.6|ld-linux.*'
needs "$module" "$loader|libglib-2\.0\.so\.0|libgmodule-2\.0\.so\.0|libxml2\.so\..*"
needs "$hook" "$loader"
for check in "${checks[@]}"; do needs "$check" "$loader"; done

# The hook loads the C++ library before policy.so only if policy.so needs it.
cxx='libstdc\+\+\.so\.[0-9]+'
first=$(grep -aoE "$cxx" "$hook" | sort -u)
needed=$(ldd "$module" | grep -oE "$cxx" | sort -u)
[ "$first" = "$needed" ] || wrong "$hook loads first: $first; $module needs: $needed"

if [ -z "${VMG_HARDENING-unknown}" ]; then
    echo "--disable-hardening: protection is not looked at"
    exit $bad
fi
for file in "$module" "$hook"; do
    segments=$(readelf -lW "$file")
    grep -q GNU_RELRO <<<"$segments" || wrong "$file has no RELRO"
    readelf -d "$file" | grep -qE 'BIND_NOW|FLAGS_1.*NOW' || wrong "$file is not bound at once"
    grep -q 'GNU_STACK.*RWE' <<<"$segments" && wrong "$file has an executable stack"
    readelf -d "$file" | grep -qE 'TEXTREL|RPATH|RUNPATH' && wrong "$file has text relocations or a path"
done
readelf -h "$hook" | grep -q 'Type:.*DYN' || wrong "$hook is no PIE"
readelf -d "$hook" | grep -q 'FLAGS_1.*PIE' || wrong "$hook is no PIE"
exit $bad
