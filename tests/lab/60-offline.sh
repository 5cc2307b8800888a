#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests an offline migration: the guest is shut off and has no current stamp, so the command `stamp`
# writes a stamp into its configuration.
. "$(dirname "$0")/functions.sh"
up

offline() { # FROM TO GUEST
    said=$("$lab" exec "$1" virsh -q migrate --offline --persistent "$3" \
        "qemu+tcp://$("$lab" address "$2" management)/system" 2>&1)
}

guest host-a g1 --persistent
"$lab" virsh host-a destroy g1
check_not "a guest that is shut off and not stamped is refused" offline host-a host-b g1
check "says what to do" says "if g1 is shut off: virt-migration-guard stamp g1"
check "stamp" a virt-migration-guard stamp g1
check "the stamped one moves" offline host-a host-b g1
check "it is defined there" knows host-b g1
check "it reserves nothing" wait_for 5 eval '[ -z "$(b ls /run/virt-migration-guard/incoming)" ]'
finished
