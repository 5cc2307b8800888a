#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the hook at each of VDSM's points, in the same way as VDSM runs its hooks
# (lib/vdsm/hooks.py). VDSM runs the scripts of the point in order, by their absolute paths. The
# environment has the custom properties, vmId, and in _hook_domxml the path of a file with the XML.
# After exit status 1 VDSM runs the next script and fails at the end; after exit status 2 VDSM
# stops. VDSM reports what the last script has written to stderr.
set -u
build=$(realpath "${top_builddir:-.}")
hook=$build/tests/unit/vdsm-hook-under-test module=$build/tests/unit/.libs/test-policy.so
[ "$(id -u)" -eq 0 ] || { echo "skipped: needs root, the hook trusts only what root alone can write" && exit 77; }
[ ! -x "$build/tests/unit/.libs/vdsm-hook-under-test" ] || hook=$build/tests/unit/.libs/vdsm-hook-under-test
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export ASAN_OPTIONS=detect_leaks=0
bad=0
good=0
wrong() { echo "not ok - $*" && bad=$((bad + 1)); }

id=a0000000-0000-4000-8000-000000000001
cpu='<cpu arch="x86_64" threads="8"><mode virt="kvm"><features>a</features><models>kvm64</models></mode></cpu>'
host() { # NAME NUMBER STATUS PREFIX
    echo "<$4uuid>b0000000-0000-4000-8000-00000000000$2</$4uuid><$4name>$1</$4name><$4cluster>default</$4cluster><$4status>$3</$4status>"
}
facts() { # [STATUS]
    mkdir -p run
    cat >run/host.xml <<XML
<host xmlns="urn:virt-migration-guard:1" generation="1" boottime="$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)">
$(host host-b b "${1:-up}" "")$cpu<memory unit="KiB" total="16777216" available="8388608"/>
<networks><network name="lan" device="br0" state="up" mtu="1500"/></networks>
<migration network="lan"/><storage><domain name="i" kind="nfs" source="nas:/i" path="/i" state="up"/></storage><guests/></host>
XML
    chmod 644 run/host.xml
    mkdir -p state && echo "${1:-up}" >state/status
}
disk() { # CACHE [FILE]
    echo "<disk type='file' device='disk'><driver name='qemu' cache='$1'/><source file='${2:-/i/x}'/><target dev='vda'/></disk>"
}
nic() { echo "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='$1'/></interface>"; }
stamp() {
    echo "<v:stamp xmlns:v='urn:virt-migration-guard:1'><v:host generation='1'>$(host host-a a up v:)$(sed 's/<\(\/\?\)/<\1v:/g' <<<"$cpu")
<v:networks><v:network name='lan' device='br0' state='up' mtu='1500'/></v:networks><v:storage><v:domain name='i' kind='nfs' source='nas:/i' path='/i' state='up'/></v:storage>
</v:host><v:guest uuid='$id'><v:disk target='vda' cache='none'/></v:guest></v:stamp>"
}
guest() { # DEVICES [METADATA]
    echo "<domain type='kvm'><name>g1</name><uuid>$id</uuid><metadata>${2:-}</metadata><memory>65536</memory><vcpu>1</vcpu><os><type arch='x86_64'>hvm</type></os><devices>$1</devices></domain>"
}
custom() { echo "<ovirt-vm:vm xmlns:ovirt-vm='http://ovirt.org/vm/1.0'><ovirt-vm:custom><ovirt-vm:$1>$2</ovirt-vm:$1></ovirt-vm:custom></ovirt-vm:vm>"; }

for point in before_vm_start before_vm_migrate_source before_vm_migrate_destination \
    before_device_migrate_source before_device_migrate_destination \
    after_vm_migrate_source after_vm_migrate_destination some_other_point; do
    mkdir -p "hooks/$point"
    printf '#!/bin/sh\necho "$0" >>%s/ran\n' "$dir" >"hooks/$point/01_before"
    cp "hooks/$point/01_before" "hooks/$point/99_after"
    chmod 755 "hooks/$point/"*
    cp "$hook" "hooks/$point/50_virt_migration_guard" # the build may be no place for others
done
cp "$module" policy.so
chmod 755 "$dir"
mkdir -m 700 run run/incoming
chmod 755 run

as=() # a user to be instead of root
without=() # options of env(1)
run_hooks() { # POINT [NAME=VALUE...]: sets rc, err and ran
    local point=$1 script seen=
    shift
    rm -f ran
    : >ran && chmod 666 ran
    rc=0
    [ ${#without[@]} -gt 0 ] || set -- "_hook_domxml=$dir/domxml" "$@"
    for script in "$dir/hooks/$point"/*; do
        err=$("${as[@]}" env "${without[@]}" vmId=$id "$@" "$script" 2>&1 >/dev/null)
        rc=$?
        [ $rc -eq 0 ] || seen=$rc
        [ $rc -ne 2 ] || break
    done
    rc=${seen:-0}
    ran=$(wc -l <ran)
}
put() { printf '%s' "$1" >domxml && before=$(sha256sum <domxml); }
# hooks WHAT STATUS TEXT POINT [NAME=VALUE...]: runs the hooks of POINT. They must exit with STATUS,
# and TEXT must be in what they print.
hooks() {
    local what=$1 status=$2 text=$3 point=$4
    shift 3
    run_hooks "$@"
    if [ "$rc" != "$status" ]; then wrong "$point, $what: status $rc, wanted $status: $err"
    elif [ "$status" = 2 ] && [ "$ran" != 1 ]; then wrong "$point, $what: VDSM went on"
    elif [ "$status" = 0 ] && [ "$ran" != 2 ]; then wrong "$point, $what: not all hooks ran"
    elif [ "$status" = 0 ] && [ -n "$err" ]; then wrong "$point, $what: says $err"
    elif [ "$status" = 2 ] && ! grep -qF -- "$text" <<<"$err"; then wrong "$point, $what: says $err"
    elif [ "$status" = 2 ] && ! head -n 1 <<<"$err" | grep -qE '^(migration|start) refused: '; then wrong "$point, $what: begins with $(head -n 1 <<<"$err")"
    elif [ -f domxml ] && [ "$(sha256sum <domxml)" != "$before" ]; then wrong "$point, $what: the XML was changed"
    else good=$((good + 1)); fi
}

mkdir -p etc
facts
put "$(guest "$(disk none)")"
hooks "a good guest" 0 "" before_vm_start
hooks "a mode that a property may have" 0 "" before_vm_start cache=writeback
hooks "no such mode" 2 "FAIL custom-properties: custom property cache: wanted: a value that matches ^(default|none|writethrough|writeback|directsync|unsafe)?\$; found: 'fast'; fix: " before_vm_start cache=fast
hooks "several lines" 2 "found: 'none?evil'" before_vm_start $'cache=none\nevil'
hooks "a very long value" 2 "custom property cache" before_vm_start "cache=$(printf '%100000s' | tr ' ' x)"
hooks "a name that is not ours" 0 "" before_vm_start other=fast LC_ALL=ru_RU.UTF-8 VMG_CONFDIR=/nonexistent XDG_CONFIG_DIRS=/ G_MESSAGES_DEBUG=all
printf '[custom-properties]\nsap_agent=^(true|false)$\n' >etc/guard.conf
hooks "another property's expression" 2 "custom property sap_agent: wanted: a value that matches ^(true|false)\$; found: 'maybe'" before_vm_start sap_agent=maybe
rm etc/guard.conf
put "$(guest "$(disk none)" "$(custom cache fast)")"
hooks "in the metadata alone" 2 "found: 'fast'" before_vm_start
put "$(guest "$(disk writeback)")"
hooks "a disk's own mode is for migration to refuse" 0 "" before_vm_start

put "$(guest "$(disk none)")"
hooks "a good guest" 0 "" before_vm_migrate_source
hooks "a property: left to the destination" 0 "" before_vm_migrate_source cache=writeback
hooks "the same by another name: left to the destination" 0 "" before_vm_migrate_source viodiskcache=writethrough
put "$(guest "$(disk unsafe)")"
hooks "a disk: left to the destination" 0 "" before_vm_migrate_source
put "$(guest "$(disk none)<hostdev mode='subsystem' type='usb'/>")"
hooks "a device: left to the destination" 0 "" before_vm_migrate_source
put "$(guest "$(disk none)")"
facts maintenance
hooks "a host in maintenance: left to the destination" 0 "" before_vm_migrate_source
rm run/host.xml
hooks "no facts: left to the destination" 0 "" before_vm_migrate_source
facts

put "$(guest "$(disk none)$(nic br0)" "$(stamp)")"
hooks "a good guest" 0 "" before_vm_migrate_destination
hooks "a property" 2 "custom property cache" before_vm_migrate_destination cache=writeback
as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
hooks "a good guest, as a user that may not read the ledger" 0 "" before_vm_migrate_destination
printf 'k%.0s' {1..40} >key && chmod 600 key
printf '[cluster]\nkey-file=%s/key\n' "$dir" >etc/guard.conf && chmod 644 etc/guard.conf
hooks "nor the key: libvirt's hook sees to that" 0 "" before_vm_migrate_destination
rm etc/guard.conf
as=()
put "$(guest "$(disk none)$(nic br0)")"
hooks "no stamp" 2 "found: no stamp in the guest's metadata" before_vm_migrate_destination
put "$(guest "$(disk none)$(nic br9)" "$(stamp)")"
hooks "a bridge that is not there" 2 "device br9, and host-b has none of that name" before_vm_migrate_destination
put "$(guest "$(disk writeback)" "$(stamp)")"
hooks "two causes, both are said" 2 "refused: 2 of " before_vm_migrate_destination cache=fast
[ "$(wc -l <<<"$err")" = 1 ] || wrong "what the engine shows is one line, not: $err"
printf '[guard]\nlanguage=ru\n' >etc/guard.conf
hooks "in English, which survives as bytes of Python" 2 "refused: 2 of " before_vm_migrate_destination cache=ы
! LC_ALL=C grep -q '[^ -~]' <<<"$err" || wrong "what the engine shows is ASCII, not: $err"
rm etc/guard.conf
facts maintenance
hooks "this host in maintenance" 2 "FAIL status: destination host host-b" before_vm_migrate_destination
rm run/host.xml
hooks "no facts" 2 "host.xml: can't open it" before_vm_migrate_destination
facts

put "$(disk none)"
hooks "a good disk" 0 "" before_device_migrate_source
hooks "a good disk" 0 "" before_device_migrate_destination
hooks "a property: left to the destination" 0 "" before_device_migrate_source cache=unsafe
put "$(disk unsafe)"
hooks "a bad disk: left to the destination" 0 "" before_device_migrate_source
hooks "a bad disk" 2 "FAIL cache: disk vda" before_device_migrate_destination
put "$(disk none /elsewhere/x)"
hooks "a disk on no storage of this host" 2 "wanted: /elsewhere/x on a storage domain of host-b" before_device_migrate_destination
hooks "which the source does not ask" 0 "" before_device_migrate_source
put "$(nic br0)"
hooks "a good NIC" 0 "" before_device_migrate_destination
put "$(nic br9)"
hooks "a NIC on no network of this host" 2 "device br9, and host-b has none of that name" before_device_migrate_destination

put "$(guest "$(disk unsafe)")"
hooks "nothing to decide" 0 "" after_vm_migrate_source cache=fast
hooks "nothing to decide" 0 "" after_vm_migrate_destination cache=fast
mv policy.so away
hooks "nothing is loaded" 0 "" after_vm_migrate_source
hooks "nothing is loaded" 0 "" after_vm_migrate_destination
hooks "no policy.so" 2 "policy.so can't be loaded" before_vm_migrate_source
mv away policy.so
hooks "no point of VDSM's" 2 "this is not a hook point of VDSM" some_other_point

every="before_vm_start before_vm_migrate_source before_vm_migrate_destination before_device_migrate_source before_device_migrate_destination"
for point in $every; do
    put ""
    hooks "an empty file" 2 "fix: " "$point"
    put "<domain"
    hooks "no XML" 2 "fix: " "$point"
    put '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><domain>&e;</domain>'
    hooks "a DOCTYPE" 2 "fix: " "$point"
    rm domxml
    hooks "no file" 2 "could not be read" "$point"
    without=(-u _hook_domxml)
    hooks "no such variable" 2 "could not be read" "$point"
    without=()
    mkfifo domxml
    before=none
    run_hooks "$point"
    [ $rc = 2 ] || wrong "$point, a pipe: status $rc"
    rm domxml
    put "$(guest "$(disk none)")"
    chmod 600 domxml
    as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    hooks "a file that is another's" 2 "could not be read" "$point"
    as=()
    chmod 644 domxml
    printf '[guard]\nmode=sometimes\n' >etc/guard.conf
    hooks "a broken configuration" 2 "guard.conf:2: [guard] mode is 'sometimes'" "$point"
    rm etc/guard.conf
done
put "$(guest "$(disk unsafe)")"
printf '[guard]\nmode=permissive\n' >etc/guard.conf
for point in $every; do hooks "permissive" 0 "" "$point" cache=fast; done
printf '[guard]\nmode=disabled\n' >etc/guard.conf
for point in $every; do hooks "disabled" 0 "" "$point" cache=fast; done

echo "$good good, $bad bad"
[ $bad -eq 0 ] && [ $good -gt 80 ]
