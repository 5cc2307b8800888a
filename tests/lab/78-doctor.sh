#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `doctor` finds each fault that can leave a host without the protection of the guard.
. "$(dirname "$0")/functions.sh"
up

hooks=/etc/libvirt/hooks/qemu.d conf=/etc/virt-migration-guard/guard.conf
doctor() { # sets said and status
    said=$(a virt-migration-guard doctor 2>&1)
    status=$?
}
finds() { # WHAT STATUS TEXT...: checks that each TEXT is a part of a line
    local what=$1 wanted=$2 text
    shift 2
    doctor
    [ $status = "$wanted" ] || { fail "$what: exit $wanted, but $status" && sed 's/^/# /' <<<"$said" && return; }
    for text in "$@"; do
        grep -qF -- "$text" <<<"$said" || { fail "$what: $text" && sed 's/^/# /' <<<"$said" && return; }
    done
    pass "$what"
}

# Prints the labels of all lines of doctor. The labels are the same, whatever doctor has found.
labels() { sed -nE 's/^  ([a-z-]+: [^:]*[^ :])(:.*| *: (PASS|WARN|FAIL|SKIP))$/\1/p' <<<"$said"; }
live() { # SIGNAL: sends it to the agent
    kill "$@" "$("$lab" agent pid host-a)"
}
process() { "$lab" agent pid host-a; }
has_read() { # waits until doctor says that the agent has read all changes
    wait_for 10 eval 'a virt-migration-guard doctor | grep >/dev/null "agent-config: .* : PASS"'
}

guest host-a g1
finds "a host that is guarded" 0 "hook: libvirt can run the guard's hook: $hooks/99-virt-migration-guard" "guests: every running guest is stamped: 1 running" "migration-network: libvirt uses the migration network: migration, 10.72.0.1" "agent: virt-migration-guardd runs: process $(process)"
check_not "nothing is wrong there" grep -q "FAIL\|WARN" <<<"$said"
usual=$(labels)
check "every line has a label" test "$(grep -c . <<<"$usual")" = "$(grep -c "^  [a-z]" <<<"$said")"
said=$(a virt-migration-guard doctor --json)
check "JSON says the same" eval 'grep -q "\"result\" : \"PASS\"" <<<"$said" && grep -q "\"check\" : \"agent-config\"" <<<"$said" && ! grep -q WARN <<<"$said"'

# The agent reads changed files by itself. If it can't, doctor says so at once.
live -STOP
a sh -c "echo '[host]
cluster = other' >$conf"
finds "an agent that is stopped by a signal" 1 "found:  process $(process) is stopped, by a signal or a debugger" "fix:    kill -CONT $(process)" "found:  guard.conf was changed after the agent read it: [host] cluster" "fix:    systemctl reload virt-migration-guard"
check "the labels are the same" test "$(labels)" = "$usual"
live -CONT
finds "once it runs again it has read the change" 0 "agent-config: virt-migration-guardd has read guard.conf as it is: the same"
check "and publishes it" wait_for 5 a grep -q "<cluster>other<" /run/virt-migration-guard/host.xml
a sh -c "printf '[host]\ncluster = default\n[network nosuch]\ndevice = br-nosuch\n[network spare]\ndevice = br-spare\nrequired = no\n' >$conf"
has_read
finds "a network whose device is not there" 1 "networks: the networks of guard.conf are up" "found:  network nosuch: there is no device br-nosuch" "found:  network spare: there is no device br-spare"
check "is a failure only where it is required" test "$(grep -c "FAIL" <<<"$said")" = 1
# network show and doctor agree about the migration network.
shows() { # WHAT TEXT...: checks that show exits with 1 and prints each TEXT; sets $said
    local what=$1 text
    shift
    said=$(a virt-migration-guard network show 2>&1)
    check "$what: show ends with 1" test $? = 1
    for text in "$@"; do check "$what: $text" grep -qF -- "$text" <<<"$said"; done
}
a sh -c "printf '[network nosuch]\ndevice = br-nosuch\nroles = migration\n[network spare]\ndevice = br-spare\nrequired = no\n[migration]\nnetwork = nosuch\n' >$conf"
has_read
finds "a migration network whose device is not there" 1 "migration-network: libvirt uses the migration network" "wanted: migration network nosuch up, with an address, on host-a" "found:  it is missing"
shows "and show" "device:     br-nosuch, missing" "found:  it is missing"
check_not "which shares nothing with another missing device" grep -q "^shared:" <<<"$said"
a rm $conf
has_read
a ip link set br-migr down
wait_for 5 eval 'a grep -q "name=\"migration\" .*state=\"down\"" /run/virt-migration-guard/host.xml'
finds "a migration network that is down" 1 "found:  it is down"
shows "and show" "device:     br-migr, down" "found:  it is down"
a ip link set br-migr up
wait_for 5 eval 'a grep -q "name=\"migration\" .*state=\"up\"" /run/virt-migration-guard/host.xml'
said=$(a virt-migration-guard network show 2>&1)
check "up again: show ends with 0" test $? = 0
said=$(a unshare --mount sh -c 'mount -t tmpfs tmpfs /usr/share/augeas/lenses && virt-migration-guard network show' 2>&1)
check "without libvirt's lens no line of qemu.conf is blamed" grep -q "^virt-migration-guard: .*qemu.conf can't be read: .*lens.*; fix: install" <<<"$said"
a sh -c "touch $hooks/99-zz; chmod 755 $hooks/99-zz"
finds "a hook that runs later" 0 "found:  99-zz in $hooks"
a rm $hooks/99-zz
a mkdir $hooks/99-zz
finds "a directory there is no hook" 0 "other-hooks: no other hook runs after the guard's: $hooks"
a rmdir $hooks/99-zz
a sh -c "echo '[guard]
mode = permissive' >$conf"
finds "a mode that refuses nothing" 0 "found:  mode = permissive: nothing is refused"
a sh -c "echo '[guard]
mode = sometimes' >$conf"
finds "a broken configuration" 1 "found:  $conf:2: [guard] mode is 'sometimes'"
check "what it would say is not made up" grep -q "mode: the guard refuses migrations: guard.conf can't be read  *: SKIP" <<<"$said"
sleep 1
finds "the agent runs with the one before" 1 "found:  the agent could not read what was changed, and runs with the configuration before: $conf:2: "
a sh -c "printf '[guard]\non-error = admit\n[cluster]\nunstamped = admit\n[checks]\ncache = off\ncpu = warn\n[gard]\nmode = enforcing\n' >$conf"
has_read
finds "what lets guests through" 0 "found:  off: cache" "found:  only warn: cpu" "found:  [guard] on-error = admit: " "found:  [cluster] unstamped = admit: " "found:  $conf:8: unknown group [gard]; did you mean 'guard'?"
a rm $conf
a sh -c "touch $conf; chmod 666 $conf"
finds "a configuration that all can write" 1 "found:  users other than root can write: $conf"
a sh -c "rm $conf; printf '[metrics]\nfile = /nosuch/vmg.prom\n' >$conf"
finds "metrics that can't be written" 0 "found:  /nosuch/vmg.prom: No such file or directory"
a rm $conf
own_modules host-a
a sh -c "echo nothing >$modules/site.so"
finds "a module that can't be loaded" 1 "modules: every check module can be loaded" "found:  $modules/site.so: "
a umount "$modules"
a sh -c "umask 022; head -c 32 /dev/urandom >/etc/virt-migration-guard/k; echo '[cluster]
key-file = /etc/virt-migration-guard/k' >$conf"
finds "a key that all can read" 1 "key: the cluster's key can be read, by root alone" "/etc/virt-migration-guard/k: "
a chmod 600 /etc/virt-migration-guard/k
finds "a stamp that is not signed" 1 "found:  without a valid stamp: g1"
a rm $conf /etc/virt-migration-guard/k
said=$(a sh -c 'virt-migration-guard host --xml >/dev/full' 2>&1)
check "output that is cut short is an error" says "virt-migration-guard: the output could not be written: "
a ln -sf /usr/sbin/no-such-hook $hooks/99-virt-migration-guard
finds "a link that leads nowhere" 1 "found:  $hooks/99-virt-migration-guard: No such file or directory"
a rm $hooks/99-virt-migration-guard
finds "no link at all" 1 "found:  $hooks/99-virt-migration-guard: No such file or directory"
a ln -s /usr/sbin/virt-migration-guard-hook $hooks/99-virt-migration-guard
finds "a daemon that is older than the hook" 0 "found:  the daemon started before the hook was installed"
"$lab" libvirtd restart host-a
sleep 2
finds "a daemon that is younger" 0 "the daemon started after the hook was installed"
# doctor finds a full disk, and directories that the guard cannot use.
a mount -t tmpfs -o size=64k,mode=755 tmpfs /var/lib/virt-migration-guard
a sh -c "head -c 1M /dev/zero >/var/lib/virt-migration-guard/filler 2>/dev/null"
finds "a state directory that is full" 1 "state-files: the guard's directories can be written" "found:  /var/lib/virt-migration-guard: the filesystem is full"
a umount /var/lib/virt-migration-guard
a mount -t tmpfs -o ro,mode=755 tmpfs /var/lib/virt-migration-guard
finds "a state directory that is read-only" 1 "found:  /var/lib/virt-migration-guard: can't be written"
a umount /var/lib/virt-migration-guard
policy=$(find "$VMG_STAGE" -name policy.so)
head -c 3000 "$policy" >"$LAB_DIR/policy.so"
a mount --bind "$LAB_DIR/policy.so" "${policy#"$VMG_STAGE"}"
finds "a module that is cut short" 1 "policy: the hook can load policy.so" "fix:    install the package virt-migration-guard again"
a umount "${policy#"$VMG_STAGE"}"
said=$(a setpriv --reuid 65534 --regid 65534 --clear-groups virt-migration-guard doctor 2>&1)
check "another user sees that the agent runs" grep -q "agent: virt-migration-guardd runs: process [0-9]* *: PASS" <<<"$said"

stopped=$(process)
"$lab" agent stop host-a
finds "an agent that has just ended" 1 "agent: virt-migration-guardd runs" "found:  process $stopped has ended" "facts: the facts about this host are fresh: "
said=$(a setpriv --reuid 65534 --regid 65534 --clear-groups virt-migration-guard doctor 2>&1)
check "another user sees that too" says "      found:  process $stopped has ended"
"$lab" guest host-a g2
finds "a guest without a stamp" 1 "found:  without a valid stamp: g2"
a rm /run/virt-migration-guard/host.xml
finds "no facts" 1 "found:  /run/virt-migration-guard/host.xml: can't open it"
"$lab" libvirtd stop host-a
finds "no libvirt" 1 "libvirt: libvirt answers"
finished
