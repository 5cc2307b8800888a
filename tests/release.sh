#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# NEWS and the packages' changelogs begin with the version that configure.ac has. The maintainer and
# the URL that ./configure was given get into the packages. Runs in the build directory.
set -euo pipefail

top=${srcdir:-.} bad=0
wrong() { echo "$*" && bad=1; }
is() { # WHAT WANTED FOUND
    [ "$2" = "$3" ] || wrong "$1: wanted: $2; found: $3"
}
# While the Debian package is built, packaging/debian is not there, because build.sh moves it and
# may change the maintainer in it.
[ -d "$top/packaging/debian" ] || { echo "skipped: the tree of a Debian package in the making"; exit 77; }
version=$(sed -n 's/^AC_INIT(\[virt-migration-guard\], \[\([0-9.]*\)\].*/\1/p' "$top/configure.ac")
[ -n "$version" ] || wrong "configure.ac has no version"
# make does not compile anything again if only the version in configure.ac changes, so run make
# clean after such a change.
is "the version that the program prints (after a change of the version: make clean)" "virt-migration-guard $version" "$(./virt-migration-guard --version | head -n 1)"
is "the first version in NEWS" "$version" "$(sed -n 's/^## \([0-9.]*\).*/\1/p' "$top/NEWS" | head -n 1)"
is "the version in debian/changelog" "$version" "$(sed -n '1s/.*(\(.*\)).*/\1/p' "$top/packaging/debian/changelog")"
spec=$top/packaging/rpm/virt-migration-guard.spec
is "the version of the spec" "$version" "$(sed -n 's/^Version: *//p' "$spec")"
is "the version in the spec's changelog" "$version-1" "$(sed -n '/^%changelog/{n;s/.* - //p}' "$spec")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/debian"
copy() {
    cp "$top"/packaging/debian/{control,changelog} "$work/debian/" && cp "$spec" "$work/guard.spec"
    chmod u+w "$work"/debian/* "$work/guard.spec"
}
set_in_packages() { # MAINTAINER URL
    MAINTAINER=$1 PROJECT_URL=$2 "$top/packaging/set-maintainer" "$work"/debian/* "$work/guard.spec"
}
copy
set_in_packages '' ''
is "without a maintainer nothing changes" "" "$(diff "$top/packaging/debian/control" "$work/debian/control")$(diff "$spec" "$work/guard.spec")"
set_in_packages 'A & B | C <ab@example.org>' 'https://example.org/?a=b&c'
is "Maintainer of the Debian package" 'Maintainer: A & B | C <ab@example.org>' "$(grep ^Maintainer "$work/debian/control")"
is "Homepage of the Debian package" 'Homepage: https://example.org/?a=b&c' "$(grep ^Homepage "$work/debian/control")"
grep -q '^ -- A & B | C <ab@example.org>  [A-Z]' "$work/debian/changelog" || wrong "debian/changelog does not name the maintainer"
is "URL of the RPM" 'URL:            https://example.org/?a=b&c' "$(grep ^URL "$work/guard.spec")"
grep -q '^\* [A-Z].* A & B | C <ab@example.org> - ' "$work/guard.spec" || wrong "the spec's changelog does not name the maintainer"
is "no file has an address that is not set" "" "$(grep -rl 'not-set@' "$work" || true)"
! set_in_packages 'nobody' '' 2>/dev/null || wrong "a maintainer without an address is accepted"
exit $bad
