#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# RPM packages of a tarball that `make dist` made: `make rpm` calls it. On Debian
# it says what the packages look like; those to install are built on Fedora or RHEL.
# Usage: build.sh TARBALL VERSION DIRECTORY [RPMBUILD-OPTION...]
set -euo pipefail

here=$(realpath "$(dirname "$0")")
tarball=$(realpath "$1") version=$2
mkdir -p "$3"
target=$(realpath "$3")
shift 3
command -v rpmbuild >/dev/null ||
    { echo "make rpm needs rpmbuild: dnf install rpm-build (Debian: apt install rpm)" >&2 && exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work" # some of the unit tests go on as another user
mkdir "$work/SOURCES"
cp "$tarball" "$work/SOURCES"
# configure.ac has the version.
sed "s/^\(Version: *\).*/\1$version/" "$here/virt-migration-guard.spec" >"$work/virt-migration-guard.spec"
"$here/../set-maintainer" "$work/virt-migration-guard.spec"
options=(--define "_topdir $work")
[ "$(rpm --eval '%{?systemd_post:known}')" = known ] ||
    options+=(--load "$here/macros.systemd")
# Where packages are not RPMs nothing is known to be installed.
[ ! -e /etc/debian_version ] || options+=(--nodeps)
rpmbuild -ba "${options[@]}" "$@" "$work/virt-migration-guard.spec"
find "$work/RPMS" "$work/SRPMS" -name '*.rpm' -exec mv -t "$target" {} +
