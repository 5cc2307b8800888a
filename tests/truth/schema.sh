#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# For every name in libvirt's domain XML that can refer to something of the host, the table
# tests/truth/names has a class, which says what the name must be on the destination.
set -euo pipefail
here=${srcdir:-.}/tests/truth
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 "$here/schema.py" "$here/names"

# A name that is missing in the table must be reported.
grep -v '^os/kernel ' "$here/names" >"$work/names"
if python3 "$here/schema.py" "$work/names" >"$work/said"; then
    echo "a missing name is not noticed" && exit 1
fi
grep -q 'lacks os/kernel:' "$work/said"

# lib/guest/claims.c lists the elements and attributes whose values the guard looks for on the
# destination. In tests/truth/names each of them must have the class there, made or rewritten.
sed -n 's/^    {"\([a-z]*\)", "\([a-z/*]*\)", \(NULL\|"[a-z]*"\), .*/\1 \2 \3/p' "${srcdir:-.}/lib/guest/claims.c" >"$work/places"
[ "$(wc -l <"$work/places")" -gt 20 ] || { echo "the places in lib/guest/claims.c could not be read"; exit 1; }
while read -r element above attribute; do
    path=$(tr / '\n' <<<"$above" | tac | paste -sd/)/$element
    [ "$attribute" = NULL ] || path+=@${attribute//\"/}
    path=${path#/}
    python3 - "$here/names" "$path" <<'END' || { echo "tests/truth/names has another class for $path, or none"; exit 1; }
import fnmatch, sys
rows = [line.split("#")[0].split() for line in open(sys.argv[1])]
name = sys.argv[2].replace("*", "serial")
sys.exit(not any(r and r[1] in ("there", "made", "rewritten") and fnmatch.fnmatchcase(name, r[0]) for r in rows))
END
done <"$work/places"
