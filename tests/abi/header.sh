#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The public header alone compiles as C, from C90 on, and so does a module that uses it.
set -euo pipefail
top=${srcdir:-.} cc=${CC:-cc}
read -ra compile <<<"$cc"

bad=0
for standard in c90 gnu90 c99 c11 c17; do
    for source in "$top/tests/abi/module-1.0.c" - ; do
        echo '#include "virt-migration-guard.h"' |
            "${compile[@]}" -std=$standard -pedantic-errors -Wall -Wextra -Werror -Wno-overlength-strings \
                -I"$top/include" -I"$top/tests/abi" -fsyntax-only -x c "$source" ||
            { echo "-std=$standard: $source does not compile" && bad=1; }
    done
done
exit $bad
