#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Each language has translations of all texts, and none of texts that no longer exist. Runs in the
# build directory; automake sets srcdir.
set -uo pipefail

top=$(realpath "${srcdir:-.}") bad=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong() { echo "$*" && bad=1; }

env -u MAKEFLAGS -u MFLAGS make -s po/virt-migration-guard.pot >"$work/said" 2>&1 || wrong "xgettext failed"
grep -v '^  GEN' "$work/said" && wrong "xgettext is not content"
all=$PWD/po/virt-migration-guard.pot
cd "$top" || exit 1
[ "$(grep -c '^msgid ' "$all")" -gt 500 ] || wrong "the texts could not be read"
# A text that may go into the record must stay untranslated until somebody reads it. So these files
# must use the macro _() of base/neutral.h, which does not translate. Only the files that show texts
# translate them.
said=$(grep -lE '\<(_|NG_)\("' -r --include='*.c' lib plugin | grep -vxE 'lib/(decide/verdict-text|record/record)\.c' |
    xargs grep -L '"base/neutral.h"')
[ -z "$said" ] || wrong "these must take _() from base/neutral.h: $said"
for po in po/*.po; do
    msgfmt --check --output-file="$work/mo" "$po" || wrong "$po: not valid"
    said=$(msgcmp "$po" "$all" 2>&1) || wrong "$po: $said"
    said=$(msgcmp --use-untranslated "$all" "$po" 2>&1) || wrong "$po: gone: $said"
    [ -z "$(msgattrib --only-obsolete "$po")" ] || wrong "$po: has obsolete entries"
    [ -z "$(msgattrib --only-fuzzy "$po")" ] || wrong "$po: has fuzzy entries"
done
[ $bad -eq 0 ] || echo "make update-po, then translate what is new: see CONTRIBUTING.md"
exit $bad
