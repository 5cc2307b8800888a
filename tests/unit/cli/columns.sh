#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# On terminals of 80 and of 60 columns, no line of the output may be longer, except words that
# can't be broken.
set -uo pipefail
top=$(realpath "${srcdir:-.}") build=$PWD
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" && mkdir -p state run etc/guard.conf.d checks.d || exit 1
bad=0
cli=$build/tests/unit/cli-under-test

long=/srv/a/path/that/is/too/long/for/any/terminal/of/eighty/columns/however/it/is/broken/guard.prom
long_etc="etc/guard.conf.d/a-name-of-a-file-that-is-rather-long.conf"
printf '[metrics]\nfile = %s\n[migration]\nnetwork = migration\nmax-incoming = 7\n' "$long" >"$long_etc"
sed "s/@BOOTTIME@/$(awk '{ print int($1 * 1000) }' /proc/uptime)/; s/@DATE@/$(date +%s)/;
    s/<role>management</<role>migration</" "$top/tests/bench/host.xml.in" >run/host.xml
printf 'web1\tcache\t4102444800\tthe disk of this guest is a scratch disk that nobody needs\t1700000000\talice\n' >state/exemptions
printf 'a-guest-with-a-rather-long-name\tcustom-properties\t4102444800\twhy\t1700000000\talice\n' >>state/exemptions

# Writes a decision of each kind, with the longest reasons that occur.
decision() { # DECISION FINDING...: in columns
    local kind=$1 text
    shift
    text=$(printf '\t%s' "$@")
    printf '\n2\t1767225600000000\t7\t%s\tenforcing\tmigration\ta-guest-with-a-rather-long-name\tu-1\thost-a.example\thost-b.example\t5000\t9\t0\t0\t0\t2\t\t%s\n' "$kind" "$text"
}
far='in the data centre of the other town, behind a link of which nobody knows how long it will last'
wrong=(storage fail storage-missing 'disk vda' "a storage domain of the destination, $far"
    "on no storage domain of host-b.example, $far" "mount it on host-b.example, $far; or move the disk to another one, $far")
{
    decision refuse "${wrong[@]}" "${wrong[@]}"
    decision admit
} >run/decisions

# Columns are counted in letters, not in bytes.
export LC_ALL=C.UTF-8
ln -s "$build/po" po

# A command counts as one word, because it must stay whole when it is copied.
commands='(virt-migration-guard (check|host|stamp|maintenance|exempt|decisions|network|doctor|config)|virsh|systemctl|journalctl|ssh|chown|chmod|mkdir|ip) '
is_too_long() { # WIDTH LINE: not because of one long word, behind a label or a #
    local word longest=0
    [ ${#2} -gt "$1" ] || return 1
    grep -qE "^ *([[:alpha:]]+: +)?($commands|[^ ]+$)" <<<"$2" && return 1
    for word in $2; do
        [ ${#word} -le "$longest" ] || longest=${#word}
    done
    [ $((${#2} - longest)) -gt 8 ]
}
look() { # COLUMNS COMMAND...
    local width=$1 line
    shift
    script -qec "stty cols $width; LC_ALL=$locale LANGUAGE= $cli $*" /dev/null </dev/null | tr -d '\r' |
        sed 's/\x1b\[[0-9;]*m//g' >out
    [ -s out ] || { echo "$*: says nothing"; bad=1; }
    while IFS= read -r line; do
        is_too_long "$width" "$line" || continue
        echo "at $width columns, $locale, $*: $line" && bad=1
    done <out
}
# A machine that only builds packages has no libvirt, and so no lens for qemu.conf. Then an error
# is printed, on one line of any length.
shows_network=yes
case $(LC_ALL=C "$cli" network show 2>&1) in
*'libaugeas has no lens'*) shows_network=no ;;
esac
for width in 80 60; do
    for locale in C ru_RU.UTF-8; do
        look $width --help
        for verb in check host hosts guests plan evacuate report stamp maintenance exempt decisions network doctor config; do
            look $width "$verb --help"
        done
        look $width host
        look $width config show
        look $width config check
        look $width exempt list
        [ $shows_network = no ] || look $width network show
        look $width maintenance show
        look $width check --file "$top/tests/bench/guest.xml"
        look $width check --file "$top/tests/bench/guest.xml" --to run/host.xml
        look $width doctor
        look $width decisions
        look $width decisions --verbose
        # Errors are broken into lines as well, even if only stderr is a terminal.
        look $width check guest --to host-b.example
        look $width check guest --to host-b.example '>/dev/null'
        look $width exempt add guest cahce --until 2h --reason why
        look $width maintenance nonsense
        look $width network apply --dry-run
        look $width --help
    done
done
grep -q 'Использование\|Применение' out || { echo "the last one is not in Russian"; bad=1; }
exit $bad
