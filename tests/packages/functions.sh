# SPDX-License-Identifier: LGPL-2.1-or-later
# The tests of the packages source this file. It has the functions of the lab, a working directory,
# and a replacement for systemctl in a root directory without systemd.
. "$(dirname "${BASH_SOURCE[0]}")/../lab/functions.sh"

top=$(realpath "$here/../..")
work=$(mktemp -d /var/tmp/vmg-packages.XXXXXX)
trap '"$lab" down; rm -rf --one-file-system "$work"' EXIT
link=/etc/libvirt/hooks/qemu.d/99-virt-migration-guard
calls=/var/log/systemctl-calls
root="$work/root"

skip() { # REASON: skips the remaining tests; failures before still count
    echo "skip: $*"
    [ "$failures" -eq 0 ] && exit 77 || exit 1
}
# Finds or makes a build tree in which ./configure has run: the tree that VMG_BUILD names, or a new
# one.
configured_tree() {
    [ -z "${VMG_BUILD:-}" ] || { echo "$VMG_BUILD" && return; }
    mkdir -p "$work/build"
    [ -e "$top/configure" ] || (cd "$top" && autoreconf -fi >&2) || return 1
    (cd "$work/build" && "$top/configure" >&2) && echo "$work/build"
}
# Runs `make TARGET OPTION...` in a build tree; TARGET is deb or rpm. The packages are then in
# $work/TARGET. If VMG_PACKAGES names a directory, the packages are also copied to this directory,
# so that the_deb does not have to build them again for the next test.
packages() { # TARGET OPTION...
    local tree
    tree=$(configured_tree 2>"$work/configure.log") || { cat "$work/configure.log"; return 1; }
    make -C "$tree" packages="$work/$1" "$@" >"$work/$1.log" 2>&1 || { tail -n 60 "$work/$1.log"; return 1; }
    [ -z "${VMG_PACKAGES:-}" ] || { mkdir -p "$VMG_PACKAGES" && cp -r "$work/$1" "$VMG_PACKAGES/"; }
}
the_deb() { # sets $deb to the package that another test has made, or makes it
    if [ -d "${VMG_PACKAGES:-/nowhere}/deb" ]; then
        cp -r "$VMG_PACKAGES/deb" "$work/"
    else
        check "make deb" packages deb DEB_BUILD_OPTIONS=nocheck
    fi
    deb=$(echo "$work"/deb/virt-migration-guard_*.deb)
    [ -f "$deb" ] || exit 1
}
# Checks that a package's file (debian/control or the spec) requires everything that configure
# requires.
names_requirements() { # FIELD-OF-VMG_REQUIRE FILE PRINTF-FORMAT
    local wanted missing=0
    while read -r wanted; do
        grep -qF -- "$(printf "$3" "$wanted")" "$2" || { echo "# $2: no $wanted" && missing=1; }
    done < <(sed -n 's/^VMG_REQUIRE(\(.*\))$/\1/p' "$top/configure.ac" | awk -F'[][]' -v n="$1" '{ split($(2 * n), word, " "); print word[1] }')
    return $missing
}
this_release() { (. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}"); }
# Builds the package for another release, from the source package that the_deb has made. Sets $deb
# to the file. If VMG_ROOTS has a directory RELEASE-build, that directory is a root with everything
# that the build needs.
the_deb_of() { # RELEASE
    local release=$1 root="$work/$1-build"
    [ -d "$work/deb" ] || the_deb
    [ "$release" != "$(this_release)" ] || { deb=$(echo "$work"/deb/virt-migration-guard_*.deb) && return; }
    make_debian "$release" build
    cp "$work"/deb/*.dsc "$work"/deb/*.tar.* "$root/root/"
    check "the package is built on $release" build_in_root
    deb=$(echo "$root"/root/virt-migration-guard_*.deb)
    [ -f "$deb" ] || { tail -n 20 "$work/build-in-root.log"; exit 1; }
}
build_in_root() {
    { in_root apt-get update && in_root sh -ec 'cd /root
        apt-get build-dep -y --no-install-recommends ./virt-migration-guard_*.dsc
        dpkg-source -x virt-migration-guard_*.dsc source
        cd source && DEB_BUILD_OPTIONS="nocheck parallel=2" dpkg-buildpackage -b -us -uc'; } \
        >"$work/build-in-root.log" 2>&1
}
source_state() { git -C "$top" status --porcelain 2>/dev/null; }

# Makes a clean Debian in the directory $root. The default release is that of this machine, because
# the package was built with its libraries. To save time, VMG_ROOTS can name a directory with
# prepared roots: the root for a KIND is then copied from VMG_ROOTS/RELEASE-KIND, with the packages
# that are installed there.
make_debian() { # [RELEASE [KIND]]
    local release=${1:-$(this_release)}
    local kept=${VMG_ROOTS:-/nowhere}/$release-${2:-}
    if [ -d "$kept" ]; then
        cp -a "$kept" "$root"
    else
        debootstrap --variant=minbase "$release" "$root" >"$work/debootstrap.log" 2>&1 ||
            skip "debootstrap: $(tail -n 1 "$work/debootstrap.log")"
    fi
    cp /etc/resolv.conf /etc/hosts "$root/etc/"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
    # While apt installs the packages that the guard's package needs, no service may start.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
}
install_needed() { # [PACKAGE...]: those of $deb, and these
    { in_root apt-get update &&
        in_root apt-get satisfy -y --no-install-recommends "$(dpkg-deb -f "$deb" Depends)" "$@"; } \
        >"$work/apt.log" 2>&1 || skip "apt: $(tail -n 1 "$work/apt.log")"
    rm "$root/usr/sbin/policy-rc.d"
}
# Makes a copy of the package $deb with another version and another guard.conf, to test upgrades and
# downgrades.
make_version() { # VERSION FILE
    local tree="$work/version-$1"
    dpkg-deb -R "$deb" "$tree"
    sed -i "s/^Version: .*/Version: $1/" "$tree/DEBIAN/control"
    echo "# $1" >>"$tree/etc/virt-migration-guard/guard.conf"
    dpkg-deb -b --root-owner-group -Zgzip "$tree" "$2" >/dev/null
}

# Makes a replacement for systemctl. It says that libvirtd is active and every other service is not.
# It records each call, and whether libvirt would find a hook at that moment. It is at the beginning
# of the PATH that apt gives to dpkg. If there is a real systemctl, it runs the calls that work
# without systemd.
make_systemctl() {
    mkdir -p "$root/usr/sbin" "$root/run/systemd/system" "$root/var/log"
    cat >"$root/usr/sbin/systemctl" <<SCRIPT
#!/bin/sh
state=none
[ ! -x $link ] || state=hook
echo "\$* (\$state)" >>$calls
if [ -s /tmp/kill-at ] && grep -q "\$(cat /tmp/kill-at)" <<WHAT
\$*
WHAT
then
    for process in /proc/[0-9]*; do
        case "\$(cat "\$process/comm" 2>/dev/null)" in
        dpkg | virt-migration*) kill -KILL "\${process#/proc/}" ;;
        esac
    done
    kill -KILL \$PPID
    exit 1
fi
case "\$*" in
*is-active*libvirtd.service*) echo active ;;
*is-active*) echo inactive && exit 3 ;;
*is-enabled* | *preset*) [ ! -x /usr/bin/systemctl ] || exec /usr/bin/systemctl --root=/ "\$@" ;;
esac
SCRIPT
    chmod 755 "$root/usr/sbin/systemctl"
}
called() { # CALL: whether the replacement for systemctl has recorded this call
    grep -qxF -- "$1" "$root$calls" || { sed 's/^/# /' "$root$calls"; return 1; }
}
never_called() { # PATTERN
    [ -s "$root$calls" ] && ! grep -E -- "$1" "$root$calls"
}
forget_calls() { : >"$root$calls"; }
called_in_order() { # CALL CALL
    awk -v one="$1" -v two="$2" '$0 == one { n = NR } $0 == two { m = NR } END { exit !(n && m && n < m) }' \
        "$root$calls"
}
# Prints the names of all files in the root, except those of package managers.
names_in_root() {
    (cd "$root" && find . -xdev | grep -vE \
        '^\./(proc|dev|tmp)/|^\./var/(cache|log|lib/(dpkg|apt|rpm))(/|$)|^\./usr/lib/sysimage' | LC_ALL=C sort)
}
nothing_left() { # FILE: whether the root has the same names as FILE lists
    names_in_root | diff "$1" - | sed 's/^/# /'
    [ "${PIPESTATUS[1]}" -eq 0 ]
}
# Writes /tmp/g.xml in the root: the XML of a guest that any host could run, but that has no stamp.
make_guest() {
    cat >"$root/tmp/g.xml" <<XML
<domain type='kvm'><name>g</name><uuid>1b9ff1c6-2f3a-4b68-8c6e-2f0f7a1d9c11</uuid>
<memory>65536</memory><vcpu>1</vcpu><os><type arch='x86_64'>hvm</type></os></domain>
XML
}
refused_for() { # TEXT COMMAND...: whether the command fails and prints TEXT
    local text=$1
    shift
    ! "$@" >"$work/refused" && grep -qF -- "$text" "$work/refused" || { cat "$work/refused"; return 1; }
}
# Runs a command in the root.
in_root() {
    "$here/in-root" "$root" LC_ALL=C DEBIAN_FRONTEND=noninteractive http_proxy="${http_proxy:-}" "$@"
}
