#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests maintenance: a host that is asked to go into maintenance moves no guest itself. It reports
# when the last guest has left, and from then on it is in maintenance without another command.
. "$(dirname "$0")/functions.sh"
up

facts=/run/virt-migration-guard/host.xml
facts_say() { b grep >/dev/null "<status>$1<" $facts; }
maintenance() { # ARGUMENT...: runs `maintenance` on host-b; sets $said and $status
    said=$(b virt-migration-guard maintenance "$@" 2>&1)
    status=$?
}
is() { # STATUS [GUESTS]: whether `maintenance show` prints this
    maintenance show
    says "status: $1" && { [ -z "${2:-}" ] || says "guests: $2 left"; }
}

guest host-b g1
guest host-b g2
guest host-a g3
maintenance on
check "with guests it prepares" eval 'test $status = 0 && says "status: preparing-for-maintenance" && says "guests: 2 left"'
check "show says the same, since when and by whom" eval 'is preparing-for-maintenance 2 && says "since: $(date +%F)" && says "by: root"'
said=$(b virt-migration-guard maintenance show --json)
check "and in JSON" eval 'says "  \"status\" : \"preparing-for-maintenance\"" && says "  \"guests\" : 2" && says "  \"by\" : \"root\""'
refused "meanwhile no guest" host-a host-b g3
maintenance on --wait=2
check "--wait ends with its time" eval 'test $status = 1 && says "virt-migration-guard: after 2 seconds 2 guests are still here"'
"$lab" exec host-b virt-migration-guard maintenance on --wait >"$LAB_DIR/waiting" 2>&1 &
waiting=$!
wait_for 5 grep -q "guests: 2 left" "$LAB_DIR/waiting"
admitted "a guest leaves" host-b host-a g1
check "--wait counts" wait_for 5 grep -q "guests: 1 left" "$LAB_DIR/waiting"
check "it still prepares" facts_say preparing-for-maintenance
check "and waits" kill -0 $waiting
"$lab" virsh host-b destroy g2 >/dev/null
check "when the last one is gone, --wait ends well" wait $waiting
check "and says so" grep -q "^status: maintenance$" "$LAB_DIR/waiting"
check "the agent says so by itself" wait_for 5 facts_say maintenance
check "and in its log" grep -q "this host is maintenance" "$LAB_DIR/host-b/agent.log"
check "show says so" is maintenance 0
"$lab" agent restart host-b
check "also after the agent was restarted" wait_for 10 facts_say maintenance
refused "in maintenance no guest is admitted" host-a host-b g3
guest host-b late
check "a guest that is started there runs, and the host prepares again" wait_for 5 facts_say preparing-for-maintenance
stamp_says() { "$lab" virsh host-b metadata late urn:virt-migration-guard:1 2>/dev/null | grep >/dev/null "<status>$1<"; }
check "its stamp says so, too" wait_for 10 stamp_says preparing-for-maintenance
admitted "so that it can leave" host-b host-a late
check "then it is maintenance again" wait_for 5 facts_say maintenance
maintenance off
check "off ends it" eval 'test $status = 0 && says "status: up"'
check "in the facts, too" wait_for 5 facts_say up
maintenance on
check "an empty host is in maintenance at once" eval 'test $status = 0 && says "status: maintenance"'
check "for hooks, too, within a moment" wait_for 5 facts_say maintenance
for wrong in "off --wait" "show --wait=3" "on --json" "on --wait=x" "on --wait=-5"; do
    # shellcheck disable=SC2086
    maintenance $wrong
    check "$wrong is an error" test $status = 2
done
maintenance off
admitted "up again" host-a host-b g3
finished
