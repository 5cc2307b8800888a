#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The installed guard.conf has every key once, with its real default, so that the default stays the
# same if a key is uncommented. Runs in the build directory; automake sets srcdir.
set -uo pipefail
top=$(realpath "${srcdir:-.}") build=$PWD bad=0
conf=$top/packaging/guard.conf
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
wrong() { echo "$*" && bad=1; }
keys() { # the file's "[group] key = value", of defaults and of examples
    sed -nE 's/^#? ?(\[[a-z A-Z-]+\])$/\1/p; s/^# ?([a-z][a-z-]* = .*)/\1/p' "$conf" |
        awk '/^\[/ { group = $0; next } { print group, $0 }'
}

keys >"$dir/keys"
sed -nE 's/^ *\{"([^"]*)", "([^"]*)", VMG_TYPE_[A-Z]*, *("([^"]*)"|NULL).*/\1|\2|\4/p' "$top/lib/config/schema.c" |
    sed 's/\*|/NAME|/' >"$dir/schema"
# In schema.c a long default is on the line after its key.
sed -nE '/"custom-properties", "cache"/{n; s/^ *"(.*)", NULL.*/custom-properties|cache|\1/p}' "$top/lib/config/schema.c" >>"$dir/schema"
[ "$(wc -l <"$dir/schema")" -gt 30 ] || wrong "the schema could not be read"
while IFS='|' read -r group key fallback; do
    [ "$key" = NAME ] || [ "$key" = '*' ] && continue
    count=$(grep -cF "[$group] $key = " "$dir/keys")
    [ "$count" -eq 1 ] || wrong "[$group] $key is there $count times"
    case $group:$fallback in
    *NAME:* | *:) continue ;; # the line in guard.conf is an example, not a default
    esac
    grep -qFx -- "[$group] $key = $fallback" "$dir/keys" || wrong "[$group] $key: the default is $fallback"
    grep -qFx -- "#$key = $fallback" "$conf" || wrong "[$group] $key: a default has no blank behind the #"
done < <(sort -u -t'|' -k1,2 "$dir/schema")

for check in $(sed -n 's/^    X(\([a-z_]*\)).*/\1/p' "$top/lib/checks/builtin.h" | tr _ -); do
    grep -qxF "#$check = enforce" "$conf" || wrong "[checks] does not have: $check"
done

cd "$dir" && mkdir -p etc
"$build/tests/unit/cli-under-test" config show | sed 's/ *# .*//' >without
sed -E 's/^#([a-z[])/\1/' "$conf" >etc/guard.conf
said=$("$build/tests/unit/cli-under-test" config check) || wrong "without its # it is not good: $said"
"$build/tests/unit/cli-under-test" config show >all
sed 's/ *# .*//' all >with
diff without with || wrong "without its # it changes something"
[ "$(grep -c 'etc/guard.conf:' all)" -eq "$(grep -cE '^#[a-z]' "$conf")" ] || wrong "not all of it is read"
# The example values in guard.conf are valid.
sed -E 's/^# (\[?[a-z][a-z-]*( NAME\]| = [^ ]*)$)/\1/; s/^#([a-z])/\1/' "$conf" >etc/guard.conf
mkdir -p "$dir/prom" && sed -i "s|^file = .*/|file = $dir/prom/|; /^key-file/d; /^auth-file/d; /^ca-file/d; /^cert-file/d" etc/guard.conf
said=$("$build/tests/unit/cli-under-test" config check) || wrong "an example is not good: $said"
for key in language name device vlan roles path source reserve-mib network file; do
    grep -qE "^$key = " etc/guard.conf || wrong "no example of $key"
done
[ "$(awk 'length > 88' "$conf" | wc -l)" -eq 0 ] || wrong "a line is too long"
exit $bad
