#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Each kind of journal entry has an explanation in both message catalogs that names only fields of
# the entry, and systemd accepts the catalogs.
set -euo pipefail

top="${srcdir:-.}" bad=0
wrong() { echo "$*" && bad=1; }
ids=$(sed -n 's/^#define VMG_MESSAGE_[A-Z_]* *"\([0-9a-f]\{32\}\)"$/\1/p' "$top/lib/base/journal.h" | sort)
[ "$(wc -l <<<"$ids")" -gt 10 ] || wrong "the kinds could not be read"
[ -z "$(uniq -d <<<"$ids")" ] || wrong "a kind's id is there twice"
for name in virt-migration-guard virt-migration-guard.ru; do
    catalog=$top/packaging/catalog/$name.catalog
    [ "$(sed -n 's/^-- //p' "$catalog" | sort)" = "$ids" ] || wrong "$catalog does not have the kinds of lib/base/journal.h"
    for field in $(grep -oE '@[A-Z_]+@' "$catalog" | tr -d @ | sort -u); do
        grep -q "\"$field\"" "$top"/lib/*/*.c "$top"/plugin/*.c "$top"/agent/*/*.c || wrong "$catalog: no entry has $field"
    done
done
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/usr/lib/systemd/catalog" "$root/var/lib/systemd/catalog"
cp "$top"/packaging/catalog/*.catalog "$root/usr/lib/systemd/catalog/"
if command -v journalctl >/dev/null; then
    said=$(journalctl --root="$root" --update-catalog 2>&1) && [ -z "$said" ] || wrong "journalctl: $said"
    listed=$(journalctl --root="$root" --list-catalog | cut -d ' ' -f 1 | sort)
    [ "$listed" = "$ids" ] || wrong "journalctl does not list all kinds: $listed"
fi
exit $bad
