#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# spin proves what admission.pml says, in three scenes. With one rule of the protocol broken
# it finds what goes wrong in one of them at least, or the model would prove nothing.
set -uo pipefail

command -v spin >/dev/null || { echo "skip: needs spin" && exit 77; }
model=$(realpath "$(dirname "$0")")/admission.pml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
pass() { echo "ok - $*"; }
fail() { echo "not ok - $*" && failures=$((failures + 1)); }

# 0: proved; 1: something goes wrong; 2: not decided. What spin said is in $work/said.
prove() { # SCENE MUTATION
    (cd "$work" && rm -f pan* ./*.trail && spin -DSCENE="$1" -DMUTATION="$2" -a "$model" &&
        cc -O2 -w -DSAFETY -DMEMLIM=3000 -o pan pan.c && timeout 100 ./pan -m100000) >"$work/said" 2>&1 || return 2
    grep -q "^error: max search depth" "$work/said" && return 2
    grep -q "errors: 0$" "$work/said" && return 0
    grep -q "assertion violated" "$work/said" && return 1
    return 2
}
for scene in 1 2 3; do
    if prove $scene 0; then pass "scene $scene: proved"; else sed 's/^/# /' "$work/said" && fail "scene $scene: proved"; fi
done
while read -r number what; do
    found=
    for scene in 3 1 2; do
        prove $scene "$number"
        [ $? -ne 1 ] || { found=$(grep -m 1 -o "violated.*" "$work/said") && break; }
    done
    if [ -n "$found" ]; then pass "without its rule ($what): $found"; else fail "without its rule ($what) something goes wrong"; fi
done < <(sed -n 's|^#define [A-Z_]* *(MUTATION == \([0-9]*\)) */\* \(.*\) \*/$|\1 \2|p' "$model")
exit $((failures > 0))
