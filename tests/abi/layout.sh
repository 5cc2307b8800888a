#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Every field of the first public header has the same place and size in the present header, and
# every constant has the same value: later versions only append fields and constants.
set -euo pipefail
top=$(realpath "${srcdir:-.}")
read -ra compile <<<"${CC:-cc}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
first=$top/tests/abi/virt-migration-guard-1.0.h now=$top/include/virt-migration-guard.h

fields() { # "STRUCT FIELD" of the first header, a line each
    "${compile[@]}" -E -P "$first" | tr '\n' ' ' | sed 's/[;{]/&\n/g; s/}/\n}\n/g' |
        sed -nE 's/.*struct (vmg_[a-z_]+) \{$/struct \1/p
                 s/.*\(\*([a-z_]+)\)\(.*;$/field \1/p; t
                 s/.*[ *]([a-z_0-9]+);$/field \1/p; s/^\}$/end/p' |
        awk '$1 == "struct" { s = $2 } $1 == "end" { s = "" } $1 == "field" && s { print s, $2 }'
}
numbers() { sed -nE 's/^#define (VMG_[A-Z_]+) +0x[0-9a-f]+u.*/\1/p' "$first"; echo VMG_FAIL VMG_WARN VMG_PASS; }

fields >"$work/fields"
[ "$(wc -l <"$work/fields")" -gt 100 ] || { echo "only $(wc -l <"$work/fields") fields were found"; exit 1; }
{
    echo '#include HEADER'
    echo '#include <stdio.h>'
    echo 'int main(void) {'
    while read -r struct field; do
        echo "printf(\"$struct.$field at %zu, %zu bytes\\n\", offsetof(struct $struct, $field), sizeof(((struct $struct *)0)->$field));"
    done <"$work/fields"
    for number in $(numbers); do echo "printf(\"$number %u\\n\", (unsigned)$number);"; done
    echo 'return 0; }'
} >"$work/layout.c"
for header in first now; do
    "${compile[@]}" -DHEADER="\"${!header}\"" -o "$work/$header" "$work/layout.c"
    "$work/$header" >"$work/$header.out"
done
diff "$work/first.out" "$work/now.out" || { echo "the ABI has changed: first, now"; exit 1; }
