#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The documents and the programs agree: verbs, options, keys, checks, metrics, codes, messages. Runs
# in the build directory; automake sets srcdir.
set -euo pipefail

man="${srcdir:-.}/docs/man" bad=0
wrong() { echo "$*" && bad=1; }
plain() { sed 's/\\-/-/g; s/\\f[BIR]//g' "$man/$1"; }
in_page() { # PAGE TEXT
    grep -qF -- "$2" <<<"$(plain "$1")" || wrong "$1 does not have: $2"
}
options_of() { # COMMAND...: the long options that its --help lists
    "$@" --help | grep -oE '^ *(-[a-z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u
}

verbs=$(./virt-migration-guard --help | sed -n '/^Verbs:/,/^Options:/s/^  \([a-z]*\) .*/\1/p')
[ -n "$verbs" ] || wrong "--help lists no verbs"
for verb in $verbs; do
    in_page virt-migration-guard.1 "virt-migration-guard $verb"
    in_page virt-migration-guard.1 ".B $verb"
    for option in $(options_of ./virt-migration-guard "$verb"); do
        in_page virt-migration-guard.1 "$option"
    done
done
helps=$(./virt-migration-guard --help; for verb in $verbs; do ./virt-migration-guard "$verb" --help; done)
for option in $(plain virt-migration-guard.1 | grep -v '^ *virsh ' | grep -oE -- '--[a-z]+' | sort -u); do
    grep -qF -- "$option" <<<"$helps" || wrong "virt-migration-guard.1 has $option, no --help does"
done
for option in $(options_of ./virt-migration-guardd); do
    in_page virt-migration-guardd.8 "$option"
done
# guard.conf.5 has every group and key of the configuration, with the default value.
sed -n 's/^ *{"\([^"]*\)", "\([^"]*\)", VMG_TYPE_[A-Z]*, *\("\([^"]*\)"\|NULL\).*/\1|\2|\4/p' \
    "${srcdir:-.}/lib/config/schema.c" >docs-test.keys
[ "$(wc -l <docs-test.keys)" -gt 25 ] || wrong "the schema's keys could not be read"
section() { # GROUP: prints the section of guard.conf.5 about this group
    plain guard.conf.5 | awk -v heading=".SH [$1]" '/^\.SH/ { inside = ($0 == heading) } inside'
}
while IFS='|' read -r group key fallback; do
    text=$(section "${group/\*/NAME}")
    wanted=$key
    [ -z "$fallback" ] || wanted="$key \" = $fallback"
    [ "$key" = '*' ] || grep -qF -- "$wanted" <<<"$text" ||
        wrong "guard.conf.5 does not have in [$group]: $wanted"
done <docs-test.keys
rm -f docs-test.keys
checks=$(sed -n 's/^    X(\([a-z_]*\)).*/\1/p' "${srcdir:-.}/lib/checks/builtin.h" | tr _ -)
[ "$(wc -w <<<"$checks")" -gt 10 ] || wrong "the list of checks could not be read"
for check in $checks; do
    in_page virt-migration-guard-hook.8 ".B $check"
done
for metric in $(grep -oE '"[a-z]+(_[a-z]+)+"' "${srcdir:-.}/agent/report/metrics.c" | tr -d '"'); do
    in_page virt-migration-guardd.8 "$metric"
done
# virt-migration-guard.7 has every kind of journal entry.
for id in $(sed -n 's/^#define VMG_MESSAGE_[A-Z_]* *"\(.*\)"$/\1/p' "${srcdir:-.}/lib/base/journal.h"); do
    in_page virt-migration-guard.7 ".B $id"
done
# virt-migration-guard.7 has exactly the reason codes of lib/base/codes.h, and the sources use each
# code.
codes=${srcdir:-.}/lib/base/codes.h
sed -n 's/^#define VMG_CODE_[A-Z_]* *"\([a-z0-9-]*\)"$/\1/p' "$codes" | sort >docs-test.codes
[ "$(wc -l <docs-test.codes)" -gt 80 ] || wrong "the reason codes could not be read"
[ -z "$(uniq -d docs-test.codes)" ] || wrong "a reason code is there twice: $(uniq -d docs-test.codes)"
said=$(plain virt-migration-guard.7 | sed -n '/^\.SH REASON CODES/,/^\.SH EXAMPLES/s/^\.B //p' | sort |
    diff docs-test.codes -) || wrong "virt-migration-guard.7 does not have the codes of lib/base/codes.h: $said"
rm -f docs-test.codes
for code in $(sed -n 's/^#define \(VMG_CODE_[A-Z_]*\) .*/\1/p' "$codes"); do
    grep -qw "$code" "${srcdir:-.}"/lib/*/*.c "${srcdir:-.}"/plugin/*.c "${srcdir:-.}"/agent/*/*.c "${srcdir:-.}"/cli/*.c ||
        wrong "nothing reports $code"
done
said=$(tr '\n' ' ' <<<"$(cat "${srcdir:-.}"/lib/checks/*.c)" | grep -oE 'VMG_(FAIL|WARN), *("|NULL)[^;]*' ) &&
    wrong "a finding has no code of lib/base/codes.h: $said"
# Every source file that the documents name exists in the directory that they name.
(cd "${srcdir:-.}" && find include lib plugin hooks agent cli tests packaging examples po docs -name '*.*') >docs-test.files
for file in $(grep -ohE '\b[a-z][a-z0-9/-]*\.[ch]\b' "${srcdir:-.}"/docs/[!w]*.md "${srcdir:-.}"/{README,README.ru,CONTRIBUTING}.md | sort -u); do
    grep -qE "(^|/)$file$" docs-test.files || wrong "the documentation has: $file"
done
rm -f docs-test.files
# Each message in troubleshooting.md is a message of the sources, and each check has a section
# there.
cat "${srcdir:-.}"/lib/*/*.c "${srcdir:-.}"/plugin/*.c "${srcdir:-.}"/hooks/*.c |
    sed '/^#include/d' | tr '\n' ' ' | sed -E 's/" *"//g' >docs-test.words
page=${srcdir:-.}/docs/troubleshooting.md
while read -r part; do
    grep -qF -- "$part" docs-test.words || wrong "troubleshooting.md: no message has: $part"
done < <(sed -n 's/^| \(`[^|]*`\) |.*/\1/p' "$page" | grep -oE '`[^`]+`' | tr -d '`' |
    sed 's/\.\.\./\n/g' | sed -E 's/^[ ,;]+//; s/[ ,;(]+$//' | grep -E '.{4}')
rm -f docs-test.words
for check in $checks; do
    grep -qE "^## .*\b$check\b" "$page" || wrong "troubleshooting.md has nothing of $check"
done
# virt-migration-guard accepts the verb and the options of every command line in the documents.
while read -r verb rest; do
    grep -qxF -- "$verb" <<<"$verbs" || wrong "the documentation has: virt-migration-guard $verb"
    for option in $(grep -oE -- '--[a-z-]+' <<<"$rest"); do
        grep -qF -- "$option" <(./virt-migration-guard "$verb" --help) ||
            wrong "the documentation has: virt-migration-guard $verb $option"
    done
done < <(cat "${srcdir:-.}"/README.md "${srcdir:-.}"/docs/*.md | grep -oE '(`|^ +|# )virt-migration-guard [a-z][^`#]*' |
    sed -E 's/^[`# ]*virt-migration-guard //'; for page in "$man"/*.[1-8]; do
    sed -n '/^\.nf/,/^\.fi/p' "$page" | sed 's/\\-/-/g' | grep -oE '^(ssh [a-z-]+ )?virt-migration-guard .*' |
        sed -E 's/.*virt-migration-guard ([a-z])/\1/'
done)
# The Russian man pages have the same sections, terms and examples as the English pages.
# README.ru.md has the same commands and headings as README.md.
outline() { # FILE: prints its sections, the kinds of its paragraphs, and its examples, but not indented drawings
    awk '/^\.nf/ { on = 1 } /^\.fi/ { on = 0 } /^\.SH/ { print /^\.SH \[/ ? $0 : ".SH" } /^\.(TP|IP|RS)/ { print $1; next }
        on && /^[^ ]/' "$1"
}
terms() { # FILE: prints the terms of its .TP paragraphs that are names of the program
    awk 'before == ".TP" && !/[^ -~]/ && !/^\.B (facts|stamp|ledger|exemption)$/ { gsub(/" (and|or) "/, ""); print } { before = $0 }' "$1"
}
for page in "$man"/*.[1-8]; do
    russian=$man/ru/$(basename "$page")
    [ -f "$russian" ] || { wrong "there is no $russian" && continue; }
    for compare in outline terms; do
        said=$(diff <($compare "$page") <($compare "$russian")) || wrong "$russian is not as $page ($compare): $said"
    done
done
commands() { grep -E '^    |^```|^\| `|^[0-9]\. |^## ' "$1" | sed -E 's/^\| (`[^`]*`) .*/\1/; s/^## .*/##/; s/^([0-9]\.) .*/\1/; s/([^ ]) +# .*/\1/'; }
said=$(diff <(commands "${srcdir:-.}/README.md") <(commands "${srcdir:-.}/README.ru.md")) ||
    wrong "README.ru.md is not as README.md: $said"
# No line of a man page begins with ".so", because troff then reads the file that the line names.
said=$(grep -n '^\.so' "$man"/*.[1-8] "$man"/ru/*.[1-8]) && wrong "a line begins with .so: $said"
# virt-migration-guard.1 has every name that --json prints.
json=$(plain virt-migration-guard.1 | sed -n '/^\.SH JSON/,/^\.SH EXIT/p')
for name in $(grep -hoE '(json_(text|number)\([a-z>-]+|member_name\(builder), "[a-z_]+"' "${srcdir:-.}"/cli/*.c | sed 's/.*"\(.*\)"/\1/' | sort -u); do
    grep -qw -- "$name" <<<"$json" || wrong "virt-migration-guard.1 does not have in JSON: $name"
done
# virt-migration-guard.1 has every line that doctor prints.
for topic in $(sed -n 's/^ *\[DOCTOR_[A-Z_]*\] = {"\([a-z-]*\)".*/\1/p' "${srcdir:-.}/cli/doctor/doctor.c"); do
    plain virt-migration-guard.1 | sed -n '/^\.B doctor/,/^\.B config check/p' | grep -qE "^\.BR? $topic( |\$)" ||
        wrong "virt-migration-guard.1 does not have this line of doctor: $topic"
done
# virt-migration-guard-check.3 has every structure of the public header, and its list of changes has
# the present version of the header.
header=${srcdir:-.}/include/virt-migration-guard.h
number() { sed -n "s/^#define $1 *\([0-9]*\)u$/\1/p" "$header"; }
for name in $(sed -n 's/^struct \(vmg_[a-z_]*\) {$/\1/p' "${header%.h}"*.h); do
    in_page virt-migration-guard-check.3 "struct $name"
done
plain virt-migration-guard-check.3 | sed '1,/^.SH CHANGES/d' |
    grep -qxF ".B $(number VMG_ABI_MAJOR).$(number VMG_ABI_MINOR)" ||
    wrong "virt-migration-guard-check.3 does not have the changes of this version"
exit $bad
