#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# doctor finds each way in which a host is not guarded.
. "$(dirname "$0")/functions.sh"
up

hooks=/etc/libvirt/hooks/qemu.d conf=/etc/virt-migration-guard/guard.conf
doctor() { # sets said and status
    said=$(a virt-migration-guard doctor 2>&1)
    status=$?
}
finds() { # WHAT STATUS TEXT...: each a part of some line
    local what=$1 wanted=$2 text
    shift 2
    doctor
    [ $status = "$wanted" ] || { fail "$what: exit $wanted, but $status" && sed 's/^/# /' <<<"$said" && return; }
    for text in "$@"; do
        grep -qF -- "$text" <<<"$said" || { fail "$what: $text" && sed 's/^/# /' <<<"$said" && return; }
    done
    pass "$what"
}

guest host-a g1
finds "a host that is guarded" 0 "hook: $hooks/99-virt-migration-guard" "1 running, all stamped" "migration network: migration, 10.72.0.1"
check_not "nothing is wrong there" grep -q "FAIL\|WARN" <<<"$said"
a sh -c "touch $hooks/99-zz; chmod 755 $hooks/99-zz"
finds "a hook that runs later" 0 "found:  99-zz"
a rm $hooks/99-zz
a sh -c "echo '[guard]
mode = permissive' >$conf"
finds "a mode that refuses nothing" 0 "found:  mode = permissive: nothing is refused"
a sh -c "echo '[guard]
mode = sometimes' >$conf"
finds "a broken configuration" 1 "found:  $conf:2: [guard] mode is 'sometimes'"
a rm $conf
own_modules host-a
a sh -c "echo nothing >$modules/site.so"
finds "a module that can't be loaded" 1 "module: check modules that can be asked" "found:  $modules/site.so: "
a umount "$modules"
a sh -c "umask 022; head -c 32 /dev/urandom >/etc/virt-migration-guard/k; echo '[cluster]
key-file = /etc/virt-migration-guard/k' >$conf"
finds "a key that all can read" 1 "key: a key that can be read, by root alone" "/etc/virt-migration-guard/k: "
a chmod 600 /etc/virt-migration-guard/k
finds "a stamp that is not signed" 1 "found:  g1"
a rm $conf /etc/virt-migration-guard/k
said=$(a sh -c 'virt-migration-guard host --xml >/dev/full' 2>&1)
check "output that is cut short is an error" says "virt-migration-guard: the output could not be written: "
a ln -sf /usr/sbin/no-such-hook $hooks/99-virt-migration-guard
finds "a link that leads nowhere" 1 "found:  $hooks/99-virt-migration-guard: No such file or directory"
a rm $hooks/99-virt-migration-guard
finds "no link at all" 1 "found:  $hooks/99-virt-migration-guard: No such file or directory"
a ln -s /usr/sbin/virt-migration-guard-hook $hooks/99-virt-migration-guard
finds "a daemon that is older than the hook" 0 "found:  it began before the hook was there"
"$lab" libvirtd restart host-a
sleep 2
finds "a daemon that is younger" 0 "it began after the hook was there"
"$lab" agent stop host-a
"$lab" guest host-a g2
finds "a guest without a stamp" 1 "found:  g2"
a rm /run/virt-migration-guard/host.xml
finds "no facts" 1 "found:  /run/virt-migration-guard/host.xml: can't open it"
"$lab" libvirtd stop host-a
finds "no libvirt" 1 "libvirt: a connection"
finished
