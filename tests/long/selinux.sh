#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests two hosts with SELinux in enforcing mode: Debian with its reference policy, with the
# package, and with the policy module of packaging/selinux, which is built on these hosts. Guests
# migrate between the hosts or are refused, and the denials are counted. tests/packages/in-host.sh
# runs on the hosts. Afterwards the module's labels are looked up as the policies of Fedora and RHEL
# look them up. Usage: selinux.sh [RELEASE]
. "$(dirname "$0")/../packages/functions.sh"
. "$(dirname "$0")/../packages/vm.sh"
requires_root
requires dpkg-buildpackage dh debootstrap mkfs.ext4 qemu-system-x86_64 as ld
release=${1:-bookworm} type=virt_migration_guard_var_run_t
contexts=/etc/selinux/default/contexts/files/file_contexts

modules=(virt_migration_guard)
[ ! -e "$here_packages/${release}_libvirt.te" ] || modules+=("${release}_libvirt")

build_modules() { # builds the policy modules in $root, as the RPM package does
    local module
    cp -r "$top/packaging/selinux" "$root/root/"
    cp "$here_packages"/*_libvirt.te "$root/root/selinux/"
    printf 'SELINUX=enforcing\nSELINUXTYPE=default\n' >"$root/etc/selinux/config"
    for module in "${modules[@]}"; do
        in_root make -C /root/selinux -f /usr/share/selinux/devel/Makefile "$module.pp" || return 1
    done
    in_root semodule -n -X 200 $(printf -- ' -i /root/selinux/%s.pp' "${modules[@]}")
}
# Debian's policy does not let libvirtd use a TCP socket on which systemd listens: libvirtd never
# answers a connection there. So libvirtd itself listens.
listen_itself() {
    in_root systemctl mask libvirtd{,-ro,-admin,-tcp,-tls}.socket 2>/dev/null &&
        echo 'LIBVIRTD_ARGS="--listen"' >"$root/etc/default/libvirtd" &&
        printf 'listen_tls = 0\nlisten_tcp = 1\n' >>"$root/etc/libvirt/libvirtd.conf"
}
# Labels the files as the policy's list says, without the help of this machine's kernel. The root
# directory is mounted on its own /mnt, so that setfiles can't reach anything of this machine.
relabel() {
    unshare --mount --propagation private sh -c 'mount --bind "$1" "$1/mnt" && mount -t proc proc "$1/proc" &&
        chroot "$1" setfiles -F -r /mnt "$2" /mnt' sh "$root" $contexts >"$work/relabel.log" 2>&1 ||
        { tail -n 5 "$work/relabel.log" | sed 's/^/# /' && return 1; }
}
# Some policies have /run as an alias of /var/run, other policies have it the other way round.
# libselinux replaces the alias before it looks for a path, so it never finds a line that begins
# with the alias.
labelled() { # PATH ALIAS DIRECTORY
    sed 's/gen_context(\(.*\),s0)/\1:s0/' "$top/packaging/selinux/virt_migration_guard.fc" | grep -v '^#' >"$root/root/labels"
    echo "$2 $3" >"$root/root/labels.subs_dist"
    in_root selabel_lookup -b file -f /root/labels -k "$1" | grep ":$type:" >/dev/null
}

the_deb_of "$release"
vm_debian "$release" "$here_packages/in-host.sh" iproute2 selinux-policy-default selinux-policy-dev selinux-utils policycoreutils
vm_host selinux
in_root qemu-system-x86_64 -machine help | grep -o '^pc-i440fx-[0-9.]*' | sort -V | tail -n 1 >"$root/root/machine"
build_modules >"$work/module.log" 2>&1 || { tail -n 20 "$work/module.log" && fail "the policy module is built" && finished; }
pass "the policy module is built and part of the policy"
check "libvirtd listens itself" listen_itself
check "the labels are found with the alias of RHEL 9 and Fedora 40" labelled /run/virt-migration-guard/host.xml /run /var/run
check "and with that of Debian and Fedora 41" labelled /run/virt-migration-guard/host.xml /var/run /run
check "the files are labelled" relabel
vm_image
vm_security="security=selinux selinux=1 enforcing=1"
vm_boot_hosts "$root" "$root"
finished
