#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Builds the spec file with the macros of RHEL 9, RHEL 10 and Fedora 43 (tests/long/macros): their
# flags of the compiler and the linker, link-time optimisation, and paths. The unit tests run in
# each build. The compiler and the libraries are Debian's, so this does not prove that the packages
# build on those systems. Usage: tests/long/rpm-macros.sh [el9|el10|fc43]...
. "$(dirname "$0")/../packages/functions.sh"
requires rpmbuild rpm strings readelf rpm2cpio cpio
name=virt-migration-guard
macros=$(realpath "$(dirname "$0")/macros")

build() { # RELEASE
    packages rpm RPMBUILD_FLAGS="--load $macros/macros.$1"
}
unpack() { # RELEASE
    local package
    mkdir -p "$root"
    for package in "$work"/rpm/*."$1".x86_64.rpm; do
        rpm2cpio "$package" | (cd "$root" && cpio -idm --quiet) || return 1
    done
}
path_of() { # RELEASE MACRO
    rpm --load "$macros/macros.$1" --eval "%{$2}"
}
names_its_module() {
    strings "$root$sbin/$name-hook" | grep -x "/usr/lib64/$name/policy.so" >/dev/null
}
finds_nothing_in_sbin() { # if /usr/sbin is a link to /usr/bin, a package must not have files in /usr/sbin
    [ "$sbin" = /usr/sbin ] || [ ! -e "$root/usr/sbin" ]
}
unit_starts_the_agent() {
    grep -q "^ExecStart=$sbin/${name}d" "$root/usr/lib/systemd/system/$name.service"
}
is_hardened() { # FILE
    readelf -dlW "$1" >"$work/elf" && grep -q GNU_RELRO "$work/elf" && grep -qE 'BIND_NOW|FLAGS.*NOW' "$work/elf"
}

for release in ${*:-el9 el10 fc43}; do
    root=$work/root-$release
    sbin=$(path_of $release _sbindir)
    check "$release: it builds, and its unit tests pass" build $release
    [ -n "$(ls "$work"/rpm/*.$release.x86_64.rpm 2>/dev/null)" ] || continue
    check "$release: the packages can be unpacked" unpack $release
    check "$release: the hook is in $sbin" test -x "$root$sbin/$name-hook"
    check "$release: nothing is below a linked /usr/sbin" finds_nothing_in_sbin
    check "$release: the hook looks for its module in /usr/lib64" names_its_module
    check "$release: the unit starts the agent from $sbin" unit_starts_the_agent
    for file in "$root$sbin/$name-hook" "$root$sbin/${name}d" "$root/usr/lib64/$name/policy.so"; do
        check "$release: ${file##*/} has full RELRO" is_hardened "$file"
    done
done
finished
