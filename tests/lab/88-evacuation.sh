#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A host of an oVirt cluster is emptied: every guest arrives, a guest that must not move stays and
# the engine gets the reason, and no guest stays because a host does not have the guard yet. The
# long form is tests/long/vdsm.sh.
. "$(dirname "$0")/functions.sh"
. "$here/vdsm.sh"
up
vdsm_up

guests=(e1 e2 e3 e4 e5 e6 e7 e8)
vdsm_volumes "${guests[@]}" property directory
check "guests start" vdsm_create host-a "${guests[@]:0:6}"
check "headless ones, too, with a device hook" vdsm_create host-a --headless --nic=SecurityGroups:x "${guests[@]:6}"
check "they are stamped" vdsm_stamped host-a "${guests[@]}"
evacuate host-a host-b outgoingLimit=4 incomingLimit=4 "${guests[@]}"
check "all arrive ($(seconds) s)" all_arrived 8
check "and run there" all_run_on host-b "${guests[@]}"
check "without a refusal on record" test "$(refusals)" = 0

# The engine gets the reason from VDSM's hook on the destination.
vdsm_create host-a --custom=cache:writeback property
vdsm_create host-a --directory directory
vdsm_stamped host-a property directory
evacuate host-a host-b property directory
check "a guest whose property forbids it stays" says "failed property try=1 code=78 Destination hook failed: Hook Error: (b\"migration refused: 1 of "
check "and the engine is told why" grep -q "failed property .*FAIL cache: custom property cache: wanted: unset or none; found: 'writeback'" <<<"$said"
check "so does a guest with a device of its host" says "failed directory try=1 code=78 Destination hook failed: Hook Error: (b"
check "and the engine is told why" grep -q "failed directory .*FAIL devices: filesystem mount /srv: wanted: only devices that can migrate" <<<"$said"
check "both run where they were" all_run_on host-a property directory
check "the source's hook only warned" journal_has host-a "VMG_GUEST=$("$lab" virsh host-a domuuid property)" VMG_DECISION=admit VMG_CHECKS_SKIPPED=10

# The guard is installed on one host after the other; host-a does not have the guard yet.
before=$(refusals)
vdsm_without_guard host-a
evacuate host-b host-a outgoingLimit=4 incomingLimit=4 "${guests[@]:0:3}"
check "guests leave for a host without the guard" all_arrived 3
evacuate host-a host-b outgoingLimit=4 incomingLimit=4 "${guests[@]:0:3}"
check "and come from there, with old stamps" all_arrived 3
vdsm_volumes new1 new2
vdsm_create host-a new1 new2
evacuate host-a host-b new1 new2
check "guests that were never stamped arrive" all_arrived 2
check "without a refusal on record" test "$(refusals)" = "$before"
check "the journal says what was not known" eval '"$lab" journal host-b | grep >/dev/null "^WARN cluster, .*no stamp in the guest"'
evacuate host-a host-b property
check "what can be judged without a stamp still is" grep -q "failed property .*FAIL cache: custom property cache" <<<"$said"
finished
