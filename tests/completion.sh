#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the completion offers. Runs in the build directory; srcdir is automake's.
set -uo pipefail
source "${srcdir:-.}/packaging/completion/virt-migration-guard"
build=$PWD bad=0
virt-migration-guard() { "$build/virt-migration-guard" "$@"; }
_virt_migration_guard_guests() { printf 'web1\nweb2\ndb\n'; } # instead of libvirt's
offers() { # WANTED WORD...: the last word is being typed
    local wanted=$1
    shift
    COMP_WORDS=(virt-migration-guard "$@") COMP_CWORD=$#
    COMPREPLY=()
    _virt_migration_guard
    [ "${COMPREPLY[*]}" = "$wanted" ] && return
    echo "for '$*' it offers '${COMPREPLY[*]}', but must '$wanted'" && bad=1
}
offers "decisions doctor" d
offers "--help --version" --
offers "web1 web2" check w
offers "web1 web2 db" stamp ""
offers "add list remove" exempt ""
offers "db" exempt add d
offers "cluster cpu cache custom-properties concurrency" exempt add web1 c
offers "--reason" exempt add web1 cache --r
offers "" exempt add web1 cache --until ""
offers "on off show" maintenance ""
offers "check show" config ""
offers "--refused" decisions --ref
offers "web1 web2" decisions --guest w
offers "" host ""
exit $bad
