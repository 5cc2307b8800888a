# SPDX-License-Identifier: LGPL-2.1-or-later
# Scripts that run in a booted Debian source this file. They write their results to the second
# serial port. $name is the package's name, $service its unit, and wait_for is the function of the
# lab.

say() { echo "$*" >/dev/ttyS1; }
check() { # WHAT COMMAND...
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then say "ok - $what"; else say "not ok - $what" && say "# ${said:0:2000}"; fi
}
property() { systemctl show -P "$1" "${2:-$service}"; }
package() { DEBIAN_FRONTEND=noninteractive dpkg --force-confold "$@"; }
active() { [ "$(property ActiveState)" = active ]; }
# Prints the denials of all profiles and domains, not only those of the guard. The journal gets each
# denial from the kernel's log and from the kernel's audit socket.
denials() { journalctl -q -b | grep -E 'apparmor="DENIED"|avc:  denied'; }
# Prints each kind of denial once, without numbers, times and UUIDs.
kinds_of_denials() {
    denials | sed -E 's/.*(apparmor="DENIED"|avc:  denied)/\1/; s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/UUID/g; s/[0-9]+/N/g' | LC_ALL=C sort -u
}
label() { cat "/proc/$(property MainPID "$1")/attr/current"; }
finish() {
    say "# done after $(cut -d. -f1 /proc/uptime) s"
    say finished
    systemctl poweroff -ff
}
