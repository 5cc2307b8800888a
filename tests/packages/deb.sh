#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The Debian packages, in a clean Debian 12: install, upgrade, remove, purge; and a
# migration refused and one admitted, from what is in the package. systemd does not
# run there: what it was asked to do is noted instead.
. "$(dirname "$0")/functions.sh"
requires_root
requires dpkg-buildpackage dh debootstrap
name=virt-migration-guard
policy=/etc/$name/guard.conf

make_root() {
    debootstrap --variant=minbase bookworm "$root" >"$work/debootstrap.log" 2>&1 ||
        skip "debootstrap: $(tail -n 1 "$work/debootstrap.log")"
    cp /etc/resolv.conf /etc/hosts "$root/etc/"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
    # Nothing is started while the packages that ours needs are installed.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
}
install_needed() {
    { in_root apt-get update &&
        in_root apt-get satisfy -y --no-install-recommends "$(dpkg-deb -f "$deb" Depends)"; } \
        >"$work/apt.log" 2>&1 || skip "apt: $(tail -n 1 "$work/apt.log")"
    rm "$root/usr/sbin/policy-rc.d"
}
# The same package with a lower version and another guard.conf.
make_older() {
    dpkg-deb -R "$deb" "$work/older"
    sed -i 's/^Version: .*/Version: 0.0.1/' "$work/older/DEBIAN/control"
    echo '# older' >>"$work/older$policy"
    dpkg-deb -b --root-owner-group "$work/older" "$root/tmp/older.deb" >/dev/null
}
apt() { # VERB ARGUMENT...
    in_root apt-get -y --no-install-recommends -o Dpkg::Options::=--force-confdef \
        -o Dpkg::Options::=--force-confold "$@" >"$work/apt.log" 2>&1 || { sed 's/^/# /' "$work/apt.log"; return 1; }
}
dpkg_quietly() { in_root dpkg "$@" >"$work/dpkg.log" 2>&1 || { sed 's/^/# /' "$work/dpkg.log"; return 1; }; }
is_link() { [ "$(readlink "$root$link")" = "/usr/sbin/$name-hook" ] && in_root test -x "$link"; }
no_link() { [ ! -L "$root$link" ] && [ ! -e "$root$link" ]; }
is_enabled() { [ -L "$root/etc/systemd/system/multi-user.target.wants/$name.service" ]; }
verified() { # only what was edited
    [ "$(in_root dpkg -V "$name" "$name-dev")" = "${1:-}" ]
}
hook() { # OPERATION PHASE
    in_root sh -c "$link g $1 $2 - </tmp/g.xml" 2>&1
}

test_build() {
    local before
    before=$(source_state)
    check "control names what configure asks for" names_requirements 3 "$top/packaging/debian/control" ' %s'
    check "make deb" packages deb DEB_BUILD_OPTIONS=nocheck
    check "it leaves the source as it was" test "$(source_state)" = "$before"
    deb=$(echo "$work"/deb/${name}_*.deb) dev=$(echo "$work"/deb/$name-dev_*.deb)
    [ -f "$deb" ] && [ -f "$dev" ] || exit 1
    if command -v lintian >/dev/null; then
        said=$(lintian --allow-root --pedantic --display-info "$work"/deb/*.changes 2>&1 | grep -v '^N:')
        check "lintian --pedantic says nothing${said:+: $said}" test -z "$said"
    else
        echo "skip - lintian is not installed"
    fi
}
test_install() {
    check "apt installs it, with the header's package" apt install "/tmp/${deb##*/}" "/tmp/${dev##*/}"
    check "the hook's link leads to the hook" is_link
    check "dpkg -V is clean" verified
    check "the agent is enabled" is_enabled
    check "the agent is started before libvirtd is reloaded" called_in_order \
        "--quiet --system start $name.service (none)" "reload libvirtd.service (hook)"
    check "no daemon of libvirt's is restarted or started" never_called '(restart|start|stop) .*(libvirtd|virtqemud)'
    check "virtqemud, which does not run, is left alone" never_called 'reload virtqemud'
    check "config check" in_root sh -c "$name config check >/dev/null"
    check "a guest starts" hook start begin
    check "a guest is reconnected" hook reconnect begin
    check "no guest comes in while there are no facts" refused_for "host.xml" hook migrate begin
}
test_module_header() {
    local moduledir
    dpkg -x "$dev" "$work/dev"
    moduledir=$(PKG_CONFIG_PATH=$(echo "$work"/dev/usr/lib/*/pkgconfig) pkg-config --variable=moduledir $name)
    check "pkg-config says where modules are" test -d "$root${moduledir%/checks.d}"
    check "the header compiles by itself" cc -Wall -Werror -fsyntax-only -x c "$work/dev/usr/include/$name.h"
}
test_remove() {
    forget_calls
    echo >>"$root$policy"
    check "apt removes it" apt remove $name $name-dev
    check "there is no link" no_link
    check "there is no hook" test ! -e "$root/usr/sbin/$name-hook"
    check "libvirtd was told after the link was gone" called "reload libvirtd.service (none)"
    check "and before the agent ends" called_in_order "reload libvirtd.service (none)" "stop $name.service (none)"
    check "the configuration stays" test -e "$root$policy"
    mkdir -p "$root/run/$name" "$root/var/lib/$name"
    touch "$root/var/lib/$name/status"
    check "apt purges it" apt purge $name
    check "purge leaves nothing" nothing_left "$work/before"
}
test_interrupted() {
    check "it can be unpacked" dpkg_quietly --unpack /tmp/older.deb
    check "a package that is only unpacked has no link" no_link
    check "and configured later" dpkg_quietly --configure $name
    check "then it has" is_link
}
test_upgrade() {
    printf '[guard]\nmode = permissive\n' >"$root$policy"
    forget_calls
    check "apt upgrades" apt install "/tmp/${deb##*/}"
    check "an edited guard.conf is kept" grep -qx "mode = permissive" "$root$policy"
    check "the new one lies beside it" test -e "$root$policy.dpkg-dist"
    check "it is all that dpkg -V finds changed" test "$(in_root dpkg -V $name)" = "??5?????? c $policy"
    check "the link is there" is_link
    check "and was there all the time" never_called '\(none\)'
    check "the agent is restarted" called "--quiet --system restart $name.service (hook)"
    check "only the link is in qemu.d" test "$(ls -A "$root${link%/*}")" = "${link##*/}"
    rm "$root$policy.dpkg-dist"
}
# From the package, not from a build tree.
test_migration() {
    dpkg -x "$deb" "$work/stage"
    cp -a "$root$link" "$work/stage$link"
    VMG_STAGE="$work/stage" up
    check "the hook in the lab is the package's" a cmp -s /usr/sbin/$name-hook "$work/stage/usr/sbin/$name-hook"
    guest host-a safe
    guest host-a writeback --cache writeback
    refused "cache=writeback, from the package" host-a host-b writeback
    check "it says why" says "FAIL cache: disk vda:"
    admitted "cache=none, from the package" host-a host-b safe
}

test_build
make_root
install_needed
cp "$deb" "$dev" "$root/tmp/"
make_older
make_guest
make_systemctl
names_in_root >"$work/before"
test_install
test_module_header
test_remove
test_interrupted
test_upgrade
test_migration
check "apt purges the upgraded one" apt purge $name
check "purge leaves nothing again" nothing_left "$work/before"
finished
