#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the guard on a host of VDSM: another hook runs before the guard and changes the namespace
# prefixes of the XML, and VDSM calls the guard at its hook points.
. "$(dirname "$0")/functions.sh"
requires python3 setpriv
up

# This hook parses the XML and writes it again, as VDSM's hook does. The namespaces get other
# prefixes.
b tee /etc/libvirt/hooks/qemu >/dev/null <<'PYTHON'
#!/usr/bin/python3
import sys
import xml.etree.ElementTree as ET
if sys.argv[2] == "migrate":
    sys.stdout.write(ET.tostring(ET.fromstring(sys.stdin.read()), encoding="unicode"))
PYTHON
b chmod 755 /etc/libvirt/hooks/qemu
"$lab" libvirtd restart host-b
b sh -c 'printf "#!/bin/sh\n[ \"\$2\" != migrate ] || cat >/run/seen.xml\n" >/etc/libvirt/hooks/qemu.d/50-see; chmod 755 /etc/libvirt/hooks/qemu.d/50-see'
guest host-a good --custom other=x
guest host-a bad --custom cache=writeback
admitted "with renamed prefixes" host-a host-b good
check "they were renamed" b grep -q '<ns[0-9]:' /run/seen.xml
refused "a custom property with another prefix" host-a host-b bad
check "it is named" says "FAIL cache: custom property cache: wanted: unset or none; found: 'writeback'"
admitted "and back" host-b host-a good

# Runs a hook as VDSM does: as user vdsm, with the XML in a file.
point() { # HOST POINT GUEST [NAME=VALUE...]
    local host=$1 point=$2 guest=$3
    shift 3
    "$lab" virsh host-a dumpxml "$guest" | "$lab" exec "$host" sh -c "cat >/run/domxml; chmod 644 /run/domxml; sha256sum </run/domxml >/run/before"
    said=$("$lab" exec "$host" setpriv --reuid=65534 --regid=65534 --clear-groups env _hook_domxml=/run/domxml \
        vmId="$("$lab" virsh host-a domuuid "$guest")" "$@" /usr/libexec/vdsm/hooks/"$point"/50_virt_migration_guard 2>&1)
    status=$?
    [ "$("$lab" exec "$host" sh -c "sha256sum </run/domxml")" = "$("$lab" exec "$host" cat /run/before)" ] || fail "$point leaves the XML as it was"
}
for pair in host-a:before_vm_start host-a:before_vm_migrate_source host-b:before_vm_migrate_destination; do
    point "${pair%:*}" "${pair#*:}" good
    check "${pair#*:} admits" test "$status" = 0
done
for pair in host-a:before_vm_start host-b:before_vm_migrate_destination; do
    point "${pair%:*}" "${pair#*:}" good cache=fast
    check "${pair#*:} refuses" test "$status" = 2
done
point host-a before_vm_migrate_source good cache=fast
check "before_vm_migrate_source leaves it to the destination" test "$status" = 0
check "and says so in the journal" wait_for 5 eval '"$lab" journal host-a | grep >/dev/null "WARN cache: .*fast"'
point host-b before_vm_migrate_destination good cache=writeback
check "and says why, in one line" eval "grep -F \"FAIL cache: custom property cache: wanted: unset or none; found: 'writeback'\" <<<\"\$said\" && test \"\$(wc -l <<<\"\$said\")\" = 1"
check "in the journal as well" wait_for 5 journal_has host-b VMG_GUEST_UUID="$("$lab" virsh host-a domuuid good)" VMG_DECISION=refuse
point host-a before_vm_start good cache=writeback
check "a start that will not migrate is a warning in the journal" wait_for 5 eval '"$lab" journal host-a | grep >/dev/null "WARN cache: .*it will not migrate"'
finished
