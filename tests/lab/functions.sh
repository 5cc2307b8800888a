# SPDX-License-Identifier: LGPL-2.1-or-later
# The lab cases (the numbered scripts in this directory) source this file. Each script starts a lab
# of its own with the staged installation VMG_STAGE and prints ok or not ok.
set -uo pipefail

here=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
LAB_DIR=$(mktemp -u "/var/tmp/vmg-lab-test.XXXXXX")
export LAB_DIR
failures=0
lab="$here/lab"
trap '"$lab" down' EXIT
trap 'exit 1' INT TERM

requires() { # COMMAND...
    local command
    for command in "$@"; do
        command -v "$command" >/dev/null || { echo "skip: needs $command" && exit 77; }
    done
}
requires_root() {
    [ "$(id -u)" -eq 0 ] || { echo "skip: needs root, to make network namespaces" && exit 77; }
}
pass() { echo "ok - $*"; }
fail() { echo "not ok - $*" && failures=$((failures + 1)); }
check() { # WHAT COMMAND...: passes if the command succeeds
    local what=$1
    shift
    if "$@"; then pass "$what"; else fail "$what"; fi
}
check_not() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then fail "$what"; else pass "$what"; fi
}
finished() { [ "$failures" -eq 0 ] && exit 0 || exit 1; }

wait_for() { # SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}
documented() { # NAME: prints the lines of docs/cluster.md that are marked with NAME
    awk -v mark="<!-- run: $1 -->" '$0 == mark { on = 1; next } on && /^[^ ]/ { exit } on { sub(/^    /, ""); print }' \
        "$here/../../docs/cluster.md" | grep . || { echo "docs/cluster.md has no lines to run: $1" >&2 && return 1; }
}
requires_lab() {
    requires_root
    requires virsh libvirtd qemu-system-x86_64 qemu-nbd ip unshare as ld cc
}
up() {
    requires_lab
    [ -n "${VMG_STAGE:-}" ] || { echo "skip: VMG_STAGE names no staged installation" && exit 77; }
    "$lab" up --stage "$VMG_STAGE" || exit 1
}
connections() { # HOST: prints how often its agent has connected to libvirt
    grep -c ": connected" "$LAB_DIR/$1/agent.log"
}
libvirtd_restart() { # HOST: restarts libvirtd and waits until the host's agent is connected again
    local before
    before=$(connections "$1")
    "$lab" libvirtd restart "$1"
    wait_for 20 eval "test \"\$(connections $1)\" -gt $before"
}
own_modules() { # HOST: mounts an empty directory for check modules on the host, $modules
    modules=$(find "$VMG_STAGE" -type d -name checks.d | head -n 1)
    modules=${modules#"$VMG_STAGE"}
    "$lab" exec "$1" mount -t tmpfs -o mode=755 tmpfs "$modules"
}
a() { "$lab" exec host-a "$@"; }
b() { "$lab" exec host-b "$@"; }
runs_on() { # HOST GUEST
    [ "$("$lab" virsh "$1" domstate "$2" 2>/dev/null)" = running ]
}
knows() { # HOST GUEST: whether libvirt on HOST knows the guest
    "$lab" virsh "$1" domuuid "$2" >/dev/null 2>&1
}
is_stamped_by() { # HOST GUEST BY
    "$lab" virsh "$1" metadata "$2" urn:virt-migration-guard:1 2>/dev/null | grep >/dev/null "<name>$3</name>"
}
# Starts a guest on HOST and waits until the agent of HOST has stamped the guest.
guest() { # HOST NAME [OPTION...]
    "$lab" guest "$@" || fail "start $2"
    wait_for 15 is_stamped_by "$1" "$2" "$1" || fail "$2 is stamped within 15 seconds"
}
# Prints the domain XML of a guest, which uses KVM if KVM works on HOST.
kvm_xml() { # HOST NAME [OPTION...]
    local type=qemu
    if "$lab" exec "$1" grep -q '<mode virt="kvm"' /run/virt-migration-guard/host.xml; then type=kvm; fi
    "$lab" guest "$@" --xml | sed "s/type='qemu'/type='$type'/"
}
# Migrates a guest. Sets $said to what virsh has printed.
migrate() { # FROM TO GUEST [OPTION...]
    said=$("$lab" migrate "$@" 2>&1)
}
says() { # TEXT: whether $said contains it
    grep -qF -- "$1" <<<"$said" || { echo "# wanted: $1" && sed 's/^/# said: /' <<<"$said" && return 1; }
}
says_failed() { # NUMBER: whether so many checks have failed
    grep -qE "^migration refused: $1 of [0-9]+ checks failed(, .*)?$" <<<"$said" || says "$1 checks failed"
}
admitted() { # WHAT FROM TO GUEST [OPTION...]: checks that the guest then runs on TO and FROM does not know it
    local what=$1
    shift
    migrate "$@" || { sed 's/^/# /' <<<"$said" && fail "$what: migrates"; }
    check "$what: runs on $2" runs_on "$2" "$3"
    check_not "$what: nothing left on $1" knows "$1" "$3"
}
refused() { # WHAT FROM TO GUEST [OPTION...]: checks that the migration fails and the guest still runs on FROM
    local what=$1
    shift
    if migrate "$@"; then fail "$what: is refused"; else pass "$what: is refused"; fi
    check "$what: runs on at $1" runs_on "$1" "$3"
    check_not "$what: is not on $2" knows "$2" "$3"
}
journal_has() { # HOST FIELD=VALUE...: whether one record has all these fields
    local host=$1
    shift
    "$lab" journal "$host" | awk -v RS= -v wanted="$*" '
        { split(wanted, fields, " "); found = 1
          for (i in fields) if (index("\n" $0 "\n", "\n" fields[i] "\n") == 0) found = 0
          if (found) any = 1 }
        END { exit !any }'
}
make_clock() { # SECONDS FILE: makes a library that sets the clock forward by SECONDS, which may be negative
    cc -shared -fPIC -DSECONDS="$1" -o "$2" "$here/clock.c"
}
wrong_clock() { # HOST SECONDS: sets the clock forward for all programs that start on HOST from now on
    local off
    make_clock "$2" "$LAB_DIR/clock.so"
    "$lab" exec "$1" sh -c "echo $LAB_DIR/clock.so >/etc/ld.so.preload"
    off=$(($("$lab" exec "$1" date +%s) - $(date +%s)))
    check "the clock of $1 is wrong by $2 seconds" [ "${off#-}" -gt 10000 ]
}
right_clock() { # HOST
    "$lab" exec "$1" rm /etc/ld.so.preload
}
