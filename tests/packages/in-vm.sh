#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs in the Debian that systemd.sh boots, with systemd as process 1, with AppArmor, and with a
# guest that runs before, during and after changes of packages.
set -u
name=virt-migration-guard
service=$name.service
link=/etc/libvirt/hooks/qemu.d/99-$name
facts=/run/$name/host.xml
. /root/in-vm-functions.sh

no_link() { [ ! -e $link ] && [ ! -L $link ]; }
stamped() { virsh -q metadata g urn:$name:1 | grep '<name>'; }
unstamped() { ! stamped; }
# The agent has been restarted, but libvirtd and the guest's QEMU have not.
new_agent() { [ "$(property MainPID)" != "$1" ] && active; }
undisturbed() {
    [ "$(property MainPID libvirtd.service)" = "$libvirtd" ] || { echo "libvirtd was restarted" && return 1; }
    [ "$(cat /run/libvirt/qemu/g.pid)" = "$qemu" ] && virsh -q domstate g | grep running
}
# Installs a script that shows whether libvirt runs hooks. libvirt runs the scripts in qemu.d only
# if the directory was not empty when libvirt started or reloaded, so this script is always there.
make_probe() {
    mkdir -p "${link%/*}"
    printf '#!/bin/sh\n[ "$2" != start ] || : >/run/hooks-run\n' >"${link%/*}/10-probe"
    chmod 755 "${link%/*}/10-probe"
}
hooks_run() {
    rm -f /run/hooks-run
    journalctl -q -b -u libvirtd.service | tail -n 4
    virsh -q create /dev/stdin <<'XML' && virsh -q destroy probe && [ -e /run/hooks-run ]
<domain type='qemu'><name>probe</name><memory unit='MiB'>16</memory>
<os><type arch='x86_64' machine='pc'>hvm</type></os><devices><memballoon model='none'/></devices></domain>
XML
}

start_guest() {
    virsh -q create /dev/stdin <<'XML'
<domain type='qemu'><name>g</name><uuid>1b9ff1c6-2f3a-4b68-8c6e-2f0f7a1d9c11</uuid>
<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os>
<devices><disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/>
<source file='/var/lib/libvirt/images/g.img'/><target dev='vda' bus='virtio'/></disk>
<memballoon model='none'/></devices></domain>
XML
}
# Runs the hook as libvirtd does: from a process that has libvirtd's AppArmor profile.
hook() { # PHASE
    aa-exec -p libvirtd -- /bin/sh -c "$link g $1 begin - </root/g.xml" 2>&1
}
refuses() { ! said=$(hook migrate) && [[ $said == *"migration refused"* ]] || { echo "$said" && return 1; }; }

test_install() {
    check "libvirtd runs no hooks" eval '! hooks_run'
    check "dpkg installs it beside a running guest" package -i /root/old.deb
    check "facts are there at once" test -s $facts
    check "the service is enabled" systemctl is-enabled $service
    check "and active" active
    check "it has told systemd that it is ready" test "$(property Type)" = notify
    check "and has a watchdog" test "$(property WatchdogTimestampMonotonic)" -gt 0
    check "libvirtd was reloaded: it runs hooks" hooks_run
    check "the running guest is stamped" wait_for 60 stamped
    check "libvirtd and the guest run on" undisturbed
    check "dpkg -V is clean" test -z "$(dpkg -V $name)"
}
test_confined() {
    local score
    check "AppArmor enforces the agent's profile" test "$(label $service)" = "libvirt-migration-guardd (enforce)"
    check "and libvirtd's" test "$(label libvirtd.service)" = "libvirtd (enforce)"
    score=$(systemd-analyze security --no-pager $service | tail -n 1)
    check "systemd-analyze security: ${score#*: }" systemd-analyze security --threshold=30 $service
    virsh -q dumpxml g >/root/g.xml
    check "the hook refuses under libvirtd's profile" refuses
    check "it lets a guest start there" hook start
    check "the refusal is in the journal" eval "journalctl -q -b -t $name | grep refused"
    check "journalctl explains a refusal" eval "journalctl -q -b -x -t $name | grep 'These checks failed: '"
    check "the agent lists the guest with its QEMU's memory" grep -i "$(virsh domuuid g | head -c 36)" $facts
    check "status is written and read" eval "$name maintenance on && wait_for 10 grep preparing-for-maintenance $facts"
    check "and back" $name maintenance off
    check "and the agent's entries have their kind" eval "journalctl -q -b -u $service -o verbose | grep 'MESSAGE_ID='"
    $name doctor >/root/doctor 2>&1
    check "doctor finds the hook live" eval "! grep -iE '^FAIL.*(hook|agent|facts)' /root/doctor"
    check "no denial by AppArmor" eval '! denials'
    check "nor by the hardening" eval "! journalctl -q -b -u $service | grep -iE 'denied|not permitted|read-only file system'"
}
test_upgrade() {
    local agent
    agent=$(property MainPID)
    check "dpkg upgrades" package -i /root/new.deb
    check "the agent is another" wait_for 10 new_agent "$agent"
    check "libvirtd and the guest run on" undisturbed
    check "the hook refuses as before" refuses
    agent=$(property MainPID)
    systemctl kill -s KILL $service
    check "killed, the agent comes back" wait_for 30 new_agent "$agent"
    check "and the guest runs on" undisturbed
    check "dpkg downgrades" package -i --force-downgrade /root/old.deb
    check "the guest is stamped" wait_for 30 stamped
}
test_watchdog() {
    mkdir -p /run/systemd/system/$service.d
    printf '[Service]\nWatchdogSec=6\nTimeoutAbortSec=1\n' >/run/systemd/system/$service.d/quick.conf
    systemctl daemon-reload
    systemctl restart $service
    local agent
    agent=$(property MainPID)
    kill -STOP "$agent"
    check "an agent that hangs is replaced" wait_for 40 new_agent "$agent"
    rm -r /run/systemd/system/$service.d
    systemctl daemon-reload
}
test_remove() {
    check "dpkg removes it" package -r $name
    check "there is no link" no_link
    check "the agent has ended" eval "! pidof virt-migration-guardd"
    check "the guest has no stamp" unstamped
    check "status and decisions stay" test -d /var/lib/$name
    check "libvirtd and the guest run on" undisturbed
    check "it is installed again" package -i /root/new.deb
    check "and stamps" wait_for 60 stamped
    check "dpkg purges it" package -P $name
    check "purge leaves no state" test ! -e /var/lib/$name -a ! -e /run/$name -a ! -e /etc/$name
    rm "${link%/*}/10-probe"
    check "nor a link" no_link
    check "nor a profile" test ! -e /etc/apparmor.d/usr.sbin.virt-migration-guardd
    check "nor a unit" eval "! systemctl cat $service"
    check "libvirtd and the guest run on" undisturbed
    check "nothing of ours has failed" eval "! systemctl --failed --no-legend --plain | grep -E 'virt'"
}

say "# up after $(cut -d. -f1 /proc/uptime) s"
wait_for 60 virsh -q uri
make_probe
check "a guest starts" start_guest
libvirtd=$(property MainPID libvirtd.service) qemu=$(cat /run/libvirt/qemu/g.pid)
test_install
test_confined
test_upgrade
test_watchdog
test_remove
finish
