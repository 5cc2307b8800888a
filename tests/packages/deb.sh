#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the Debian packages in a clean Debian of this machine's release: install, upgrade, remove
# and purge. One migration is refused and one is admitted. systemd does not run in that Debian; a
# replacement for systemctl records each call.
. "$(dirname "$0")/functions.sh"
requires_root
requires dpkg-buildpackage dh debootstrap apparmor_parser
name=virt-migration-guard
policy=/etc/$name/guard.conf

apt() { # VERB ARGUMENT...
    in_root apt-get -y --no-install-recommends -o Dpkg::Options::=--force-confdef \
        -o Dpkg::Options::=--force-confold "$@" >"$work/apt.log" 2>&1 || { sed 's/^/# /' "$work/apt.log"; return 1; }
}
dpkg_quietly() { in_root dpkg "$@" >"$work/dpkg.log" 2>&1 || { sed 's/^/# /' "$work/dpkg.log"; return 1; }; }
is_link() { [ "$(readlink "$root$link")" = "/usr/sbin/$name-hook" ] && in_root test -x "$link"; }
no_link() { [ ! -L "$root$link" ] && [ ! -e "$root$link" ]; }
is_enabled() { [ -L "$root/etc/systemd/system/multi-user.target.wants/$name.service" ]; }
verified() { # whether only the edited files differ from the package
    [ "$(in_root dpkg -V "$name" "$name-dev")" = "${1:-}" ]
}
hook() { # OPERATION PHASE
    in_root sh -c "$link g $1 $2 - </tmp/g.xml" 2>&1
}

# Remarks of lintian that are right and are accepted. They are not in an override file, because
# lintian complains about an override that it does not know (Debian 13) or does not need (Debian
# 12). One remark is that the agent needs systemd: for readiness, the watchdog, restarts and the
# directory in /run. The other is that Standards-Version is that of Debian 12; a newer version
# would be an error there.
accepted='^N:|package-supports-alternative-init-but-no-init.d-script|out-of-date-standards-version'
test_build() {
    local before
    before=$(source_state)
    check "control names what configure asks for" names_requirements 3 "$top/packaging/debian/control" ' %s'
    check "make deb" packages deb DEB_BUILD_OPTIONS=nocheck
    check "it leaves the source as it was" test "$(source_state)" = "$before"
    deb=$(echo "$work"/deb/${name}_*.deb) dev=$(echo "$work"/deb/$name-dev_*.deb)
    [ -f "$deb" ] && [ -f "$dev" ] || exit 1
    if command -v lintian >/dev/null; then
        said=$(lintian --allow-root --pedantic --display-info "$work"/deb/*.changes 2>&1 | grep -vE "$accepted")
        check "lintian --pedantic says nothing${said:+: $said}" test -z "$said"
    else
        echo "skip - lintian is not installed"
    fi
    check "the agent's AppArmor profile is well-formed" apparmor_parser --skip-kernel-load --skip-cache \
        --quiet "$top/packaging/apparmor/usr.sbin.virt-migration-guardd"
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
# Runs the scripts that libvirt would run when a guest starts. This must work in every state of the
# package.
guests_start() {
    local script
    for script in "$root${link%/*}"/*; do
        [ ! -x "$script" ] || in_root "${script#"$root"}" g start begin - <"$root/tmp/g.xml" || return 1
    done
}
killed() { ! in_root "$@" >"$work/dpkg.log" 2>&1; }
# Kills dpkg when it has read BYTES bytes of the package's files.
cut_off() { # BYTES
    cat >"$root/usr/local/sbin/dpkg-deb" <<SCRIPT
#!/bin/sh
[ "\$1" = --fsys-tarfile ] || exec /usr/bin/dpkg-deb "\$@"
/usr/bin/dpkg-deb "\$@" | head -c $1
sleep 0.5
kill -KILL \$PPID
SCRIPT
    chmod 755 "$root/usr/local/sbin/dpkg-deb"
}
test_killed() { # VERSION: kills dpkg while it installs VERSION over the other one; the link must stay and the hook decide
    local bytes
    for bytes in 20000 100000 300000; do
        cut_off $bytes
        check "dpkg is killed after $bytes bytes of an upgrade" killed dpkg -i "/tmp/$1.deb"
        rm "$root/usr/local/sbin/dpkg-deb"
        check "a guest starts" guests_start
        check "what arrives is refused or admitted, by a whole module" \
            refused_for "host.xml" hook migrate begin
    done
    check "dpkg does what was left" dpkg_quietly -i "/tmp/$1.deb"
    check "the link is there" is_link
}
test_killed_at_first() {
    local bytes verb
    for bytes in 20000 300000; do
        cut_off $bytes
        check "dpkg is killed after $bytes bytes of an installation" killed dpkg -i /tmp/older.deb
        rm "$root/usr/local/sbin/dpkg-deb"
        check "a guest starts" guests_start
        check "there is no link" no_link
    done
    for verb in start reload; do
        echo "$verb" >"$root/tmp/kill-at"
        check "dpkg and its script are killed at systemctl $verb" killed dpkg -i /tmp/older.deb
        rm -f "$root/tmp/kill-at"
        check "a guest starts" guests_start
    done
    check "dpkg does what was left" dpkg_quietly -i /tmp/older.deb
    check "the link is there" is_link
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
# Tests a migration with the files of the package, not of a build tree.
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
make_debian
install_needed
cp "$deb" "$dev" "$root/tmp/"
make_version 0.0.1 "$root/tmp/older.deb"
make_version 9.9 "$root/tmp/newer.deb"
make_guest
make_systemctl
names_in_root >"$work/before"
test_install
test_module_header
test_remove
test_interrupted
test_killed newer
check "and purges" dpkg_quietly --purge $name
test_killed_at_first
test_upgrade
test_migration
check "apt purges the upgraded one" apt purge $name
check "purge leaves nothing again" nothing_left "$work/before"
finished
