#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# spin proves the claims of admission.pml in three scenes, which differ in what the guests do. If
# one rule of the protocol is broken on purpose, spin must find an error; otherwise the model would
# prove nothing.
set -uo pipefail

command -v spin >/dev/null || { echo "skip: needs spin" && exit 77; }
model=$(realpath "$(dirname "$0")")/admission.pml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
pass() { echo "ok - $*"; }
fail() { echo "not ok - $*" && failures=$((failures + 1)); }

# Lets spin examine SCENE of admission.pml, with the rule of the number MUTATION broken (0: no rule
# is broken). Returns 0 if spin proves that all assertions hold, 1 if spin finds that an assertion
# is violated, 2 if spin can't decide. The output of spin is in $work/said.
prove() { # SCENE MUTATION
    (cd "$work" && rm -f pan* && spin -DSCENE="$1" -DMUTATION="$2" -a "$model" &&
        cc -O1 -w -DSAFETY -DMEMLIM=2000 -o pan pan.c && timeout 120 ./pan -m100000) >"$work/said" 2>&1 || return 2
    ! grep -qE "^error: max search depth|^pan: reached" "$work/said" || return 2
    ! grep -q "assertion violated" "$work/said" || return 1
    grep -q "errors: 0$" "$work/said" || return 2
}
for scene in 1 2 3; do
    if prove $scene 0; then pass "scene $scene: proved"; else sed 's/^/# /' "$work/said" && fail "scene $scene: proved"; fi
done
while read -r number scene rule; do
    prove "$scene" "$number"
    if [ $? -eq 1 ]; then
        pass "wrong: $rule: $(grep -m 1 -o "assertion violated.*" "$work/said")"
    else
        fail "wrong, and not found in scene $scene: $rule"
    fi
done < <(sed -n 's|^#define [A-Z_]* *(MUTATION == \([0-9]*\)) */\* \([0-9]\): \(.*\) \*/$|\1 \2 \3|p' "$model")
exit $((failures > 0))
