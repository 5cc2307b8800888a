#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the check `resources`: things on the destination that prevent a guest from arriving, and
# guests that can't leave. Also tests what Pacemaker's resource agent does with a guest that is
# defined on both hosts.
. "$(dirname "$0")/functions.sh"
up

lists() { # HOST TEXT: whether the host's facts list a guest with TEXT
    "$lab" exec "$1" grep -q "$2" /run/virt-migration-guard/host.xml
}
says_of_resources() { # WHAT IS FOUND
    says "FAIL resources: $1"
}
checked() { # TEXT: whether check on host-a reports TEXT for g1 and host-b
    "$lab" exec host-b cat /run/virt-migration-guard/host.xml | a sh -c 'cat >/run/host-b.xml'
    said=$(a virt-migration-guard check g1 --to /run/host-b.xml 2>&1)
    grep -qF -- "$1" <<<"$said" || { sed 's/^/# /' <<<"$said" && return 1; }
}
refused_on_b() { # whether the migration of g1 is refused; host-b knows a guest of this name
    ! migrate host-a host-b g1 && runs_on host-a g1
}
defined_on_b() { # SED-EXPRESSION: defines g1 on host-b, with its XML changed by the expression
    "$lab" guest host-b g1 --xml | sed "$1" | b virsh -q define /dev/stdin
}

guest host-a g1 --listen 0.0.0.0
check "the facts list it" wait_for 5 lists host-a "name=\"g1\" state=\"active\""

defined_on_b "s|<uuid>.*</uuid>|<uuid>11111111-2222-4333-8444-555555555555</uuid>|"
check "another guest of that name is listed" wait_for 5 lists host-b "uuid=\"11111111-2222-4333-8444-555555555555\" name=\"g1\" state=\"inactive\""
check "another guest of that name is refused" refused_on_b
check "says so" says_of_resources "g1: wanted: no conflict on host-b; found: another guest of that name, UUID 11111111-2222-4333-8444-555555555555; fix: choose another destination, or rename one of the two; if the one on host-b is not needed: virsh undefine g1"
check "check knows it too" checked "another guest of that name"
b virsh -q undefine g1
defined_on_b "s|<name>.*</name>|<name>older</name>|"
check "the same UUID is listed" wait_for 5 lists host-b "name=\"older\" state=\"inactive\""
refused "the same UUID under another name" host-a host-b g1
check "says so" says_of_resources "g1: wanted: no conflict on host-b; found: the same UUID under the name older"
b virsh -q undefine older
defined_on_b ""
b virsh -q start g1
check "that it runs there is listed" wait_for 5 lists host-b "name=\"g1\" state=\"active\""
check "a guest that runs on both hosts is refused" refused_on_b
check "says so" says_of_resources "g1: wanted: no conflict on host-b; found: the guest is already active there"
b virsh -q managedsave g1
check "a managed save is listed" wait_for 5 lists host-b "state=\"inactive\" managed-save=\"yes\""
check "a managed save of it there is refused" refused_on_b
check "says so" says "fix: choose another destination; if nobody needs it, on host-b: virsh managedsave-remove g1"
check "check knows it too" checked "a managed save of it"
b virsh -q managedsave-remove g1
# libvirt does not report that a managed save was removed, so the agent looks for managed saves in
# each facts period.
b sh -c 'printf "[guard]\nfacts-max-age = 6\n" >/etc/virt-migration-guard/guard.conf.d/90-test.conf'
kill -HUP "$("$lab" agent pid host-b)"
check "that it was removed is seen" wait_for 10 eval "! lists host-b managed-save"
b virsh -q undefine g1
wait_for 5 eval "! lists host-b '\"g1\"'"
admitted "nothing is in its way" host-a host-b g1
admitted "and it may come back at once" host-b host-a g1

# A guest arrives running, and is paused before the agent looks at it. The agent is stopped during
# this time, so that it can't look earlier.
migrate host-a host-b g1
agent=$("$lab" agent pid host-a)
kill -STOP "$agent"
migrate host-b host-a g1
a virsh -q suspend g1
kill -CONT "$agent"
check "a guest that is paused at once is stamped" wait_for 10 is_stamped_by host-a g1 host-a
check_not "as one that was resumed" eval "a virsh metadata g1 urn:virt-migration-guard:1 | grep not-resumed"

# A paused guest migrates, so it arrives paused.
migrate host-a host-b g1
check "a paused guest arrives paused" test "$(b virsh domstate g1)" = paused
check "the mark is in its stamp" wait_for 10 eval "b virsh metadata g1 urn:virt-migration-guard:1 | grep -q not-resumed"
check "it is refused" eval "! migrate host-b host-a g1"
check "says why" says_of_resources "g1: wanted: a guest that was resumed since it arrived on host-b; found: it arrived paused, and QEMU would end it; fix: on host-b, resume it first: virsh resume g1"
"$lab" agent restart host-b
sleep 2
check "an agent that begins anew knows it, too" eval "! migrate host-b host-a g1"
check "it is still there" test "$(b virsh domstate g1)" = paused
b virsh -q resume g1
check "once resumed the mark is gone" wait_for 10 eval "! b virsh metadata g1 urn:virt-migration-guard:1 | grep -q not-resumed"
b virsh -q suspend g1
migrate host-b host-a g1
check "and it leaves, paused as it is" test "$(a virsh domstate g1)" = paused
a virsh -q destroy g1

# Runs Pacemaker's resource agent by hand, with the guest's file on both nodes.
export_guest() { "$lab" guest host-a g2 --xml --listen 0.0.0.0; }
pacemaker() { # HOST ACTION [VARIABLE=VALUE...]
    local host=$1 action=$2
    shift 2
    "$lab" exec "$host" env OCF_ROOT=/usr/lib/ocf OCF_RESOURCE_INSTANCE=g2 OCF_RESKEY_config=/etc/libvirt/qemu/g2.xml \
        OCF_RESKEY_hypervisor=qemu:///system OCF_RESKEY_migration_transport=tcp OCF_RESKEY_CRM_meta_timeout=60000 \
        HA_RSCTMP=/run/resource-agents HA_debug=0 "$@" \
        bash -c 'mkdir -p /run/resource-agents; exec /usr/lib/ocf/resource.d/heartbeat/VirtualDomain "$0"' "$action" >"$LAB_DIR/ra.log" 2>&1 ||
        { sed 's/^/# /' "$LAB_DIR/ra.log" && return 1; }
}
for host in host-a host-b; do
    export_guest | "$lab" exec "$host" sh -c 'mkdir -p /etc/libvirt/qemu; cat >/etc/libvirt/qemu/g2.xml'
    "$lab" exec "$host" sh -c 'echo "10.71.0.1 host-a
10.71.0.2 host-b" >>/etc/hosts'
done
if [ -x /usr/lib/ocf/resource.d/heartbeat/VirtualDomain ]; then
    check "Pacemaker starts the guest" pacemaker host-a start
    check "its agent stamps it" wait_for 15 is_stamped_by host-a g2 host-a
    b sh -c "printf '#!/bin/sh\n[ \$2 != migrate ]\n' >/etc/libvirt/hooks/qemu.d/99-zz-later; chmod 755 /etc/libvirt/hooks/qemu.d/99-zz-later"
    check_not "a migration that fails" pacemaker host-a migrate_to OCF_RESKEY_CRM_meta_migrate_target=host-b
    check "Pacemaker stops it" pacemaker host-a stop
    check "and starts it on the other node at the first try" pacemaker host-b start
    check "its agent stamps it there" wait_for 15 is_stamped_by host-b g2 host-b
    b rm /etc/libvirt/hooks/qemu.d/99-zz-later
    check "Pacemaker migrates it" pacemaker host-b migrate_to OCF_RESKEY_CRM_meta_migrate_target=host-a
    check "and takes it" pacemaker host-a migrate_from OCF_RESKEY_CRM_meta_migrate_source=host-b
    check "it runs there" runs_on host-a g2
    check "a restart on the same node" eval "pacemaker host-a stop && pacemaker host-a start"
else
    echo "skip: needs resource-agents, for Pacemaker's agent"
fi
finished
