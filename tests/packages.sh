#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Installs what building and testing need on Debian 12 and 13; does nothing if all of it is
# installed. Usage: packages.sh demo|all|long
set -euo pipefail

build=(autoconf automake libtool gettext pkgconf gcc make libc6-dev libglib2.0-dev libxml2-dev
    libvirt-dev libnl-route-3-dev libaugeas-dev libjson-glib-dev libcurl4-gnutls-dev libcmocka-dev)
lab=(libvirt-daemon-system libvirt-clients qemu-system-x86 qemu-utils iproute2 binutils procps
    util-linux sasl2-bin libsasl2-modules)
tests=(build-essential g++ clang clang-format clang-tidy cppcheck gcovr libclang-rt-dev valgrind libxml2-utils python3-minimal python3-prometheus-client git xz-utils
    dpkg-dev debhelper dh-apparmor apparmor selinux-policy-dev semodule-utils e2fsprogs debootstrap systemd lintian rpm cpio rpmlint resource-agents spin)
long=(etcd-client etcd-server glpk-utils meson ninja-build openssl prometheus)
# Debian 13 has virtiofsd in a package of its own; on Debian 12 it is part of QEMU's packages.
! grep >/dev/null '^VERSION_CODENAME=trixie' /etc/os-release 2>/dev/null || tests+=(virtiofsd)

missing() {
    local package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep >/dev/null '^ii' ||
            echo "$package"
    done
}

case "${1:-all}" in
demo) wanted=("${build[@]}" "${lab[@]}") ;;
long) wanted=("${build[@]}" "${lab[@]}" "${tests[@]}" "${long[@]}") ;;
*) wanted=("${build[@]}" "${lab[@]}" "${tests[@]}") ;;
esac
if ! command -v dpkg-query >/dev/null; then
    echo "not a Debian system: install by hand the equivalents of: ${wanted[*]}" >&2
    exit 0
fi
mapfile -t needed < <(missing "${wanted[@]}")
[ "${#needed[@]}" -gt 0 ] || exit 0
echo "installing: ${needed[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${needed[@]}" >/dev/null
