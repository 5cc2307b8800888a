#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Builds RPM packages from a tarball that `make dist` made. `make rpm` calls this script. Packages
# that are built on Debian are only for looking at their content; build the packages that you
# install on Fedora or RHEL.
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
chmod 755 "$work" # some unit tests change to another user, who needs access
mkdir "$work/SOURCES"
cp "$tarball" "$work/SOURCES"
# Writes the version of configure.ac into the spec file.
sed "s/^\(Version: *\).*/\1$version/" "$here/virt-migration-guard.spec" >"$work/virt-migration-guard.spec"
"$here/../set-maintainer" "$work/virt-migration-guard.spec"
options=(--define "_topdir $work")
[ "$(rpm --eval '%{?systemd_post:known}')" = known ] ||
    options+=(--load "$here/macros.systemd")
# On Debian, rpm does not know which packages are installed, so it can't check build dependencies.
[ ! -e /etc/debian_version ] || options+=(--nodeps)
rpmbuild -ba "${options[@]}" "$@" "$work/virt-migration-guard.spec"
find "$work/RPMS" "$work/SRPMS" -name '*.rpm' -exec mv -t "$target" {} +
