#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the Debian package on two hosts, where dpkg installs it: migrations are refused and
# admitted, and the package is upgraded, downgraded and removed while guests run and one guest
# migrates. The other versions are the same files with another version number. tests/long/systemd.sh
# tests the package with systemd.
. "$(dirname "$0")/functions.sh"
requires_root
requires dpkg-buildpackage dh dpkg
name=virt-migration-guard
policy=/etc/$name/guard.conf

# Mounts overlays over the machine's /usr and the host's own /etc and /var/lib, so that nothing
# remains afterwards.
prepare() { # HOST
    mkdir -p "$LAB_DIR/$1/upper/usr" "$LAB_DIR/$1/work/usr"
    "$lab" exec "$1" mount -t overlay overlay /usr \
        -o "lowerdir=/usr,upperdir=$LAB_DIR/$1/upper/usr,workdir=$LAB_DIR/$1/work/usr"
}
package() { # HOST ARGUMENT...
    local host=$1
    shift
    "$lab" exec "$host" env DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin dpkg --force-confold --force-unsafe-io "$@" \
        >"$work/dpkg.log" 2>&1 || { sed 's/^/# /' "$work/dpkg.log"; return 1; }
}
configure() { # HOST: declares the host's uplinks, because the lab's uplinks are veths
    "$lab" exec "$1" sh -c 'cat >/etc/virt-migration-guard/guard.conf.d/10-lab.conf' <<CONF
[network management]
device = br-mgmt
roles = management;display
[network migration]
device = br-migr
roles = migration
[network storage]
device = br-stor
[network vm]
device = br-vm
roles = vm
CONF
}
reload() { kill -HUP "$("$lab" libvirtd pid "$1")"; }
installed() { # HOST VERSION
    [ "$("$lab" exec "$1" dpkg-query -W -f '${Status} ${Version}' $name)" = "install ok installed $2" ]
}
is_migrating() { "$lab" virsh host-a domjobinfo "$1" | grep >/dev/null "^Memory processed"; }
begin_migration() { # GUEST: starts a migration that takes longer than dpkg
    "$lab" migrate host-a host-b "$1" --bandwidth 3 >"$work/slow" 2>&1 &
    slow=$!
    check "$1 migrates" wait_for 20 is_migrating "$1"
}
end_migration() { # GUEST
    check "$1 is still on its way" is_migrating "$1"
    "$lab" virsh host-a migrate-setspeed "$1" 500
    check "its migration ends well" wait "$slow"
    check "$1 runs on host-b" runs_on host-b "$1"
}
# Calls host-b's hook again and again. Every answer must be complete.
ask_all_the_time() {
    while [ -e "$work/ask" ]; do
        "$lab" exec host-b $link writeback migrate begin - <"$work/writeback.xml" >/dev/null 2>"$work/answer"
        echo "$? $(grep -c 'FAIL cache: disk vda' "$work/answer")" >>"$work/answers"
        [ "$(tail -n 1 "$work/answers")" = "1 1" ] || cp "$work/answer" "$work/wrong"
    done
}
start_asking() {
    touch "$work/ask" && : >"$work/answers"
    ask_all_the_time &
    asking=$!
}
stop_asking() {
    rm "$work/ask"
    wait $asking
    [ ! -e "$work/wrong" ] || sed 's/^/# /' "$work/wrong"
    check "the hook was asked all the while" test "$(wc -l <"$work/answers")" -gt 3
    check "and gave the same answer each time" test "$(sort -u "$work/answers")" = "1 1"
}
decides() { # WHEN
    refused "cache=writeback, $1" host-a host-b writeback
    check "it says why" says "FAIL cache: disk vda:"
    guest host-a "safe-${1// /-}"
    admitted "cache=none, $1" host-a host-b "safe-${1// /-}"
}
change() { # WHAT VERSION ARGUMENT...: runs dpkg while a guest migrates and the hook is called
    local what=$1 version=$2 host
    shift 2
    guest host-a "$what" --dirty 8M
    begin_migration "$what"
    start_asking
    for host in host-b host-a; do
        check "dpkg: $what on $host" package "$host" -i "$@"
        check "it is $version" installed "$host" "$version"
    done
    stop_asking
    end_migration "$what"
    check "its configuration is kept" b grep -qx '# mine' $policy
    for host in host-a host-b; do "$lab" agent restart $host; done
    decides "after the $what"
}

the_deb
make_version 0.0.1 "$work/old.deb"
make_version 9.9 "$work/new.deb"
"$lab" up || exit 1
for host in host-a host-b; do
    prepare $host
    "$lab" guest $host "early-$host"
    check "dpkg installs it on $host" package $host -i "$work/old.deb"
    configure $host
    reload $host
    "$lab" agent start $host
    check "the guest that ran is stamped" wait_for 15 is_stamped_by $host "early-$host" $host
done
check "the link is there" b test -x $link
b sh -c "echo '# mine' >>$policy"
guest host-a writeback --cache writeback
"$lab" virsh host-a dumpxml writeback --migratable >"$work/writeback.xml"
decides "as installed"
change upgrade 9.9 "$work/new.deb"
change downgrade 0.0.1 "$work/old.deb"

guest host-a removal --dirty 8M
begin_migration removal
for host in host-b host-a; do
    check "dpkg removes it on $host" package $host -r $name
    check "no link, dangling or not" "$lab" exec $host sh -c "[ ! -L $link ] && [ ! -e $link ]"
    reload $host
    "$lab" agent stop $host
done
end_migration removal
check "a guest starts" "$lab" guest host-a unchecked --cache writeback --listen 0.0.0.0
check "migrations go on, checked by nobody" "$lab" migrate host-a host-b unchecked
check "all others run" runs_on host-b early-host-b
finished
