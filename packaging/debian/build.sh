#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Builds Debian packages from a tarball that `make dist` made. `make deb` calls this script.
# Usage: build.sh TARBALL VERSION DIRECTORY
set -euo pipefail

tarball=$(realpath "$1") version=$2
mkdir -p "$3"
target=$(realpath "$3")
command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null ||
    { echo "make deb needs dpkg-dev and debhelper: apt install dpkg-dev debhelper" >&2 && exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work" # some unit tests change to another user, who needs access
tar -xf "$tarball" -C "$work"
cd "$work/virt-migration-guard-$version"
# dpkg-buildpackage expects the directory debian/ at the top of the source tree.
mv packaging/debian debian
MAINTAINER=${MAINTAINER:-} PROJECT_URL=${PROJECT_URL:-} packaging/set-maintainer debian/control debian/changelog
# Writes the version of configure.ac into the changelog, because the changelog may have an older
# version.
sed -i "1s/(.*)/($version)/" debian/changelog
dpkg-buildpackage -us -uc
mv ../*.deb ../*.dsc ../*.tar.* ../*.buildinfo ../*.changes "$target"
