# SPDX-License-Identifier: LGPL-2.1-or-later
# For scripts that run in a booted Debian: they report on the second serial port. name and service
# are those of the package and its unit. wait_for is the lab's.

say() { echo "$*" >/dev/ttyS1; }
check() { # WHAT COMMAND...
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then say "ok - $what"; else say "not ok - $what" && say "# ${said:0:2000}"; fi
}
property() { systemctl show -P "$1" "${2:-$service}"; }
package() { DEBIAN_FRONTEND=noninteractive dpkg --force-confold "$@"; }
active() { [ "$(property ActiveState)" = active ]; }
denials() { journalctl -q -b -k | grep 'apparmor="DENIED"' | grep migration-guard; }
label() { cat "/proc/$(property MainPID "$1")/attr/current"; }
finish() {
    say "# done after $(cut -d. -f1 /proc/uptime) s"
    say finished
    systemctl poweroff -ff
}
