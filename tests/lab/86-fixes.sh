#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The fix in a refusal works: its command is run as it is printed, and then the same migration is
# admitted. The examples of the man pages work as well.
. "$(dirname "$0")/functions.sh"
up

# Prints the part of the fix in $said that REGEX matches: a command, or a line of configuration.
# $said is not changed.
fix() { # REGEX: matches a command, or a line of configuration
    grep -oE "fix: .*" <<<"$said" | grep -oE -- "$1" | head -n 1
}
pasted() { # HOST COMMAND: runs COMMAND in a shell of the host; systemctl is replaced, because the lab has no systemd
    [ -n "$2" ] || { sed 's/^/# said: /' <<<"$said" && return 1; }
    echo "# $1: $2"
    case $2 in
    "systemctl "*virt-migration-guard) "$lab" agent kill "$1" 2>/dev/null; "$lab" agent start "$1" ;;
    *) "$lab" exec "$1" sh -c "$2" ;;
    esac
}
conf() { # HOST LINE...: writes the lines as additional configuration
    local host=$1
    shift
    printf '%s\n' "$@" | "$lab" exec "$host" tee /etc/virt-migration-guard/guard.conf.d/90-test.conf >/dev/null
    kill -HUP "$("$lab" agent pid "$host")"
}
# Checks that the guest is refused, runs the command of the fix on HOST, checks that the guest is
# now admitted, and migrates the guest back.
mended() { # WHAT HOST REGEX GUEST
    refused "$1" host-a host-b "$4"
    check "$1: what is to be done can be pasted" pasted "$2" "$(fix "$3")"
    wait_for 10 moves "$4"
    check "$1: and is all" runs_on host-b "$4"
    migrate host-b host-a "$4"
}
moves() { migrate host-a host-b "$1"; }

guest host-a g1 --persistent
said=$(a virt-migration-guard check g11 2>&1)
check "a guest that is not there" says "virt-migration-guard: there is no guest 'g11' on this host; fix: see virsh list --all"
b virt-migration-guard maintenance on
refused "maintenance" host-a host-b g1
check "nobody is told first to end it" says "fix: choose another destination; if the maintenance of host-b is over, "
mended "maintenance" host-b 'virt-migration-guard maintenance off' g1
"$lab" agent kill host-b
b sh -c 'sed -i "s/boottime=\"[0-9]*\"/boottime=\"1\"/" /run/virt-migration-guard/host.xml'
mended "stale facts" host-b 'systemctl restart virt-migration-guard' g1
b sh -c 'cp /etc/libvirt/qemu.conf /run/qemu.conf; sed -i "/^migration_/d" /etc/libvirt/qemu.conf'
"$lab" libvirtd restart host-b
unset_is_known() { ! b sh -c 'grep "<migration " /run/virt-migration-guard/host.xml | grep -q " address="'; }
wait_for 20 unset_is_known
refused "libvirt takes migrations anywhere" host-a host-b g1
check "what is to be done can be pasted" pasted host-b "$(fix 'virt-migration-guard network apply')"
"$lab" libvirtd restart host-b
check "and is all, once libvirt has read it" wait_for 30 moves g1
migrate host-b host-a g1

# These fixes set a value in guard.conf.
a ip link add br-x type bridge
a ip link set br-x up
conf host-a "[network x]" "device = br-x"
wait_for 5 a grep -q 'name="x"' /run/virt-migration-guard/host.xml
wait_for 5 a sh -c "virsh metadata g1 urn:virt-migration-guard:1 | grep -q 'name=\"x\"'"
refused "a network that the other host has not" host-a host-b g1
line=$(fix '\[network x\] required = no')
check "what is to be set is said" test -n "$line"
conf host-a "[network x]" "device = br-x" "${line#*] }"
wait_for 10 moves g1
check "and is all" runs_on host-b g1
migrate host-b host-a g1
x_in_stamp() { a virsh metadata g1 urn:virt-migration-guard:1 | grep 'name="x"'; }
conf host-a "[network x]" "device = br-x"
wait_for 10 eval 'x_in_stamp | grep -v required'
refused "the network again" host-a host-b g1
conf host-b "[networks]" "match = guest"
check "the other way of docs/troubleshooting.md works as well" wait_for 10 moves g1
conf host-a
conf host-b
a ip link del br-x
check "it comes back" wait_for 10 migrate host-b host-a g1

# The refusal names the value in guard.conf that decides, and changing this value as the fix says is
# enough.
conf host-b "[memory]" "reserve-mib = $(($(b sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1024 - 100))"
refused "a reserve that leaves nothing" host-a host-b g1
check "budget and reserve are named" eval 'grep -qE "found: host-b has committed [0-9]+ of [0-9]+ MiB \(100 % of [0-9]+ MiB, reserve [0-9]+ MiB\)" <<<"$said"'
line=$(fix '\[memory\] reserve-mib = [0-9]+')
conf host-b "${line% reserve*}" "${line#*] }"
check "what is to be set is said, and is all" wait_for 10 moves g1
migrate host-b host-a g1
conf host-b "[migration]" "max-incoming = 0"
refused "a host that takes no migrations" host-a host-b g1
check "it is said that they are switched off" says "[migration] max-incoming = 0 there; fix: choose another destination; "
conf host-b

# These fixes change the guest.
"$lab" virsh host-a destroy g1 >/dev/null
a sh -c "EDITOR=\"sed -i s/cache=.none./cache=\\'writeback\\'/\" virsh -q edit g1; virsh -q start g1"
wait_for 15 is_stamped_by host-a g1 host-a
refused "a writeback disk" host-a host-b g1
check "virsh edit is said, with what to set" test "$(fix "virsh edit g1: set cache='none' in <driver> of disk vda")"
a sh -c "EDITOR=\"sed -i s/cache=.writeback./cache=\\'none\\'/\" $(fix 'virsh edit g1')" >/dev/null
said=$(a virt-migration-guard check g1)
check "what is done is known on the source" says "its configuration has cache='none' for disk vda already"
knows_the_edit() { ! moves g1 && says "virsh shutdown g1"; }
check "and on the destination" wait_for 15 knows_the_edit
check_not "nobody is told to edit it again" grep -q "virsh edit" <<<"$said"
a virsh -q destroy g1 # the guest has no operating system that shuts down
check "and start it is said" test "$(fix 'virsh start g1')"
a sh -c "$(fix 'virsh start g1')" >/dev/null
wait_for 15 is_stamped_by host-a g1 host-a
check "with that, shut down and started, it goes" wait_for 10 moves g1
migrate host-b host-a g1
offline() { said=$(a virsh -q migrate --offline --persistent g1 "qemu+tcp://$("$lab" address host-b management)/system" 2>&1); }
a virsh -q destroy g1
wait_for 5 eval 'a virsh list --all --name | grep -q g1'
a sh -c "virsh -q metadata g1 urn:virt-migration-guard:1 --remove --config; true" >/dev/null 2>&1
offline
check "offline without a stamp: stamp is said" says "migration refused: "
check "and can be pasted" pasted host-a "$(fix 'virt-migration-guard stamp g1')"
offline
check "and is all" knows host-b g1

# A fix names the tools of the program that manages the guests.
says_words() { # WORDS
    said=$(a virt-migration-guard check words)
    says "$1"
}
managed() { # FILE WORDS: FILE shows which manager there is, WORDS say where this manager changes guests
    a sh -c "mkdir -p '${1%/*}'; touch '$1'"
    kill -HUP "$("$lab" agent pid host-a)"
    check "${1##*/}: what is to be done is said in its words" wait_for 10 says_words "$2"
    a rm "$1"
}
guest host-a words --cache writeback
managed /etc/vdsm/vdsm.conf "in the Administration Portal, edit words: under Custom Properties, "
managed /etc/systemd/system/multi-user.target.wants/nova-compute.service "then: openstack server reboot --hard $("$lab" virsh host-a domuuid words)"
managed /etc/systemd/system/multi-user.target.wants/pacemaker.service "then: pcs (or crm) resource restart RESOURCE"
managed /etc/virt-migration-guard/none "virsh edit words: set cache='none' in <driver> of disk vda"
"$lab" virsh host-a destroy words >/dev/null

# These fixes are for files that must belong to root.
b sh -c 'install -d /usr/lib/virt-migration-guard/checks.d 2>/dev/null; true'
guest host-a g2
b sh -c 'printf "[cluster]\nkey-file = /etc/virt-migration-guard/k\n" >/etc/virt-migration-guard/guard.conf.d/80-key.conf; head -c 32 /dev/urandom | base64 >/etc/virt-migration-guard/k; chmod 644 /etc/virt-migration-guard/k'
refused "a key that others can read" host-a host-b g2
check "chmod is said, and can be pasted" pasted host-b "$(fix 'chown root:root [^;]*; chmod 600 [^;]*')"
refused "the key is root's own now" host-a host-b g2
check "and the next reason is said" says "a stamp without a signature"
b sh -c 'rm /etc/virt-migration-guard/guard.conf.d/80-key.conf'

# Runs the examples of the man pages. The guest web1 and host-b have the names that the examples
# use.
guest host-a web1
example() { # PAGE BEGINNING
    MANPATH= man -E ascii "$VMG_STAGE"/usr/share/man/man?/"$1" | sed 's/^ *//' | grep -E -- "^$2" | head -n 1
}
first=$(example virt-migration-guard.1 'ssh host-b virt-migration-guard host --xml >') second=$(example virt-migration-guard.1 'virt-migration-guard check web1 --to host-b.xml')
b sh -c "cd $LAB_DIR && ${first#ssh host-b }"
check "check with the facts of a destination" a sh -c "cd $LAB_DIR && $second >/dev/null"
check "decisions since yesterday" b sh -c "test -n \"\$($(example virt-migration-guard.1 'virt-migration-guard decisions --refused'))\""
check "an exemption for the night" b sh -c "$(example virt-migration-guard.1 'virt-migration-guard exempt add web1')"
check "which is there" b sh -c 'virt-migration-guard exempt list | grep -q web1'
b sh -c "sed -n '/^.SH EXAMPLE/,/^.SH THE/p' $VMG_STAGE/usr/share/man/man5/guard.conf.5 | grep -E '^(\\[|[a-z-]+ = )' >/etc/virt-migration-guard/guard.conf.d/95-example.conf"
check "the example of guard.conf is one" b sh -c 'test -s /etc/virt-migration-guard/guard.conf.d/95-example.conf && virt-migration-guard config check'
b rm /etc/virt-migration-guard/guard.conf.d/95-example.conf
check "a cluster's key is made as it says" b sh -c "$(example guard.conf.5 '\(umask') && test \"\$(stat -c %a /etc/virt-migration-guard/cluster.key)\" = 600"
finished
