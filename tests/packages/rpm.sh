#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the RPM packages in an empty root directory: contents, install, upgrade, remove. The
# packages are built with this machine's libraries, so anything that an RPM distribution adds is not
# tested.
. "$(dirname "$0")/functions.sh"
requires_root
requires rpmbuild rpm strings cc
name=virt-migration-guard
vdsm=vdsm-hook-migration-guard
policy=/etc/$name/guard.conf

# Copies the programs that the scriptlets run, with their libraries, into the root. Dependencies
# of the packages are not installed.
make_root() {
    local program
    mkdir -p "$root"/{proc,dev,tmp,run,etc,usr/{bin,sbin,lib,lib64},var/lib,var/log,usr/share}
    ln -s usr/bin usr/sbin usr/lib usr/lib64 "$root"
    for program in sh ln rm readlink grep; do
        cp --dereference "$(command -v $program)" "$root/usr/bin/"
        ldd "$(command -v $program)" | grep -oE '/[^ ]+' | while read -r library; do
            mkdir -p "$root${library%/*}"
            cp --dereference "$library" "$root$library"
        done
    done
    make_systemctl
    make_guest
    rpm --root "$root" --initdb
}
rpm_in_root() { # OPTION...
    rpm --root "$root" --nodeps "$@" >"$work/rpm.out" 2>&1 || { sed 's/^/# /' "$work/rpm.out"; return 1; }
}
# Runs a program of the packages with this machine's libraries. What the program writes stays in
# the root.
run() { # COMMAND: a command for sh
    unshare --mount --propagation private sh -c '
        libraries=$2/usr/lib/$(cc -print-multiarch)
        mkdir -p "$libraries" && mount --bind "${libraries#"$2"}" "$libraries" && exec chroot "$2" sh -c "$1"' \
        sh "$1" "$root" >"$work/run.log" 2>&1 || { sed 's/^/# /' "$work/run.log"; return 1; }
}
is_link() { [ "$(readlink "$root$link")" = "/usr/sbin/$name-hook" ] && [ -x "$root/usr/sbin/$name-hook" ]; }
no_link() { [ ! -L "$root$link" ] && [ ! -e "$root$link" ]; }
verified() { # [WHAT]: only that is changed
    said=$(rpm --root "$root" -V --nodeps $name $name-devel $name-selinux $vdsm)
    [ "$said" = "${1:-}" ] || { sed 's/^/# /' <<<"$said"; return 1; }
}
binaries() { # prints the package files without those of sources and debug information
    find "$work/rpm" -name "*.rpm" ! -name '*.src.rpm' ! -name '*-debug*'
}
# Directories that other packages own, such as /usr/share/man, are ignored; only their files count.
only_left() { # NAME...
    sed -n 's/^[<>] //p' "$work/left" | while read -r left; do
        [[ $left != *$name* && $left != *qemu.d* && -d $root/$left ]] || echo "$left"
    done >"$work/ours"
    printf '%s\n' "$@" | diff - "$work/ours" | sed 's/^/# /'
    [ "${PIPESTATUS[1]}" -eq 0 ]
}
vdsm_links() { # prints the hook points whose link leads to the hook
    find "$root/usr/libexec/vdsm/hooks" -lname "/usr/libexec/$name/$vdsm" -name 50_virt_migration_guard
}
vdsm_point() { # POINT: prints the command that VDSM runs at this hook point
    echo "_hook_domxml=/tmp/g.xml vmId=1 /usr/libexec/vdsm/hooks/$1/50_virt_migration_guard"
}
owner_and_mode() { # FILE
    rpm -qp --qf '[%{FILEMODES:perms} %{FILEUSERNAME} %{FILENAMES}\n]' $(binaries) | grep -F " $1" | sort -u
}

# Checks that the policy module has the labels of both directories, below /run and below /var/lib.
# The module is unpacked for this, because the root has no semodule.
is_policy_module() { # FILE
    semodule_unpackage "$1" "$work/policy.mod" "$work/policy.fc" &&
        grep -q '^/run/virt-migration-guard.*:virt_migration_guard_var_run_t' "$work/policy.fc" &&
        grep -q '^/var/run/virt-migration-guard.*:virt_migration_guard_var_run_t' "$work/policy.fc" &&
        grep -q '^/var/lib/virt-migration-guard.*:virt_migration_guard_var_lib_t' "$work/policy.fc"
}

test_build() {
    local before
    before=$(source_state)
    check "the spec names what configure asks for" names_requirements 2 "$top/packaging/rpm/$name.spec" 'pkgconfig(%s)'
    check "make rpm" packages rpm RPMBUILD_FLAGS=--nocheck
    check "it leaves the source as it was" test "$(source_state)" = "$before"
    [ -n "$(binaries)" ] || exit 1
    if command -v rpmlint >/dev/null; then
        said=$(rpmlint --config "$top/packaging/rpm/rpmlint.toml" "$work"/rpm/*.rpm \
            "$top/packaging/rpm/$name.spec" 2>&1 | grep -E ': [EW]: ')
        check "rpmlint says nothing${said:+: $said}" test -z "$said"
    else
        echo "skip - rpmlint is not installed"
    fi
    check "the source package holds the tarball and the spec" test \
        "$(rpm -qpl "$work"/rpm/*.src.rpm | grep -cE '\.(tar\.xz|spec)$')" = 2
}
test_install() {
    check "rpm installs it" rpm_in_root -i $(binaries)
    check "rpm -V is clean" verified
    check "the hook's link leads to the hook" is_link
    check "the service is set as the presets say" called "--no-reload preset $name.service (none)"
    check "the agent is started before libvirtd is reloaded" called_in_order \
        "start $name.service (none)" "reload libvirtd.service (hook)"
    check "no daemon of libvirt's is restarted or started" never_called '(restart|start|stop) .*(libvirtd|virtqemud)'
    check "guard.conf is configuration that is kept" test "$(rpm --root "$root" -qc $name)" = "$policy"
    check "the hook is root's and executable" test "$(owner_and_mode /usr/sbin/$name-hook)" = \
        "-rwxr-xr-x root /usr/sbin/$name-hook"
    check "the module is where the hook looks for it" test -n \
        "$(strings "$root/usr/sbin/$name-hook" | grep -x "$(cd "$root" && echo /usr/lib64/$name/policy.so)")"
    check "the SELinux module is one" is_policy_module "$root/usr/share/selinux/packages/virt_migration_guard.pp"
    check "the header's package" test "$(rpm --root "$root" -ql $name-devel | grep -cE '^/usr/(include/.*\.h|lib64/pkgconfig/.*\.pc)$|/man/man3/')" = 5
}
test_run() {
    check "config check" run "$name config check"
    check "a guest starts" run "$link g start begin - </tmp/g.xml"
    check "no guest comes in while there are no facts" refused_for "host.xml" run "$link g migrate begin - </tmp/g.xml"
    check "VDSM's hook is at 7 points" test "$(vdsm_links | wc -l)" = 7
    check "VDSM starts a guest" run "$(vdsm_point before_vm_start)"
    check "nor by VDSM" refused_for "host.xml" run "$(vdsm_point before_vm_migrate_destination)"
}
test_upgrade() {
    packages rpm RPMBUILD_FLAGS="--nocheck --define 'dist .2'" >/dev/null
    rm "$work"/rpm/*-1.{x86_64,noarch,src}.rpm
    printf '[guard]\nmode = permissive\n' >"$root$policy"
    forget_calls
    check "rpm upgrades" rpm_in_root -U $(binaries)
    check "an edited guard.conf is kept" grep -qx "mode = permissive" "$root$policy"
    check "it is all that rpm -V finds changed" verified "S.5....T.  c $policy"
    check "the link is there" is_link
    check "and was there all the time" never_called '\(none\)'
    check "the agent is restarted" called "try-restart $name.service (hook)"
}
test_remove() {
    forget_calls
    mkdir -p "$root/run/$name"
    check "rpm removes it" rpm_in_root -e $name $name-devel $name-selinux $vdsm
    check "there is no link" no_link
    check "libvirtd was told, and before the agent ends" called_in_order \
        "reload libvirtd.service (none)" "--no-reload disable --now $name.service (none)"
    names_in_root | diff "$work/before" - >"$work/left"
    check "what is left is the edited guard.conf" only_left ".${policy%/*}" ".$policy.rpmsave"
}

test_build
make_root
names_in_root >"$work/before"
test_install
test_run
test_upgrade
test_remove
finished
