#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests paths that a guest refers to. The hook asks the agent of the destination, which looks at the
# paths. If the agent does not answer, the guest is not refused.
. "$(dirname "$0")/functions.sh"
up

found() { # TEXT: whether only the check resources has failed, with TEXT
    says_failed 1 && says "FAIL resources: $1"
}
with() { # NAME XML: starts a guest on host-a with one more device
    "$lab" guest host-a "$1" --xml --listen 0.0.0.0 | sed "s|<memballoon|$2&|" | a virsh -q create /dev/stdin
    wait_for 15 is_stamped_by host-a "$1" host-a || fail "$1 is stamped"
}
for host in host-a host-b; do "$lab" exec $host mount -t tmpfs tmpfs /srv; done

# The guest has a log file in a directory that the destination lacks.
a mkdir /srv/log
with log "<serial type='pty'><log file='/srv/log/g.log'/></serial>"
b virt-migration-guard host --xml | a sh -c 'cat >/run/host-b.xml'
said=$(a virt-migration-guard check log --to /run/host-b.xml 2>&1)
check "check says that nobody has looked yet" eval 'grep -qF "looked at when the guest arrives: /srv/log/g.log" <<<"$said"'
refused "a directory that is not there" host-a host-b log
check "and it is named" found "serial: wanted: directory /srv/log on host-b, where /srv/log/g.log is made when the guest starts; found: it is not there; fix: on host-b: mkdir -p /srv/log"
b mkdir -p /srv/log
admitted "the fix helps" host-a host-b log

# The guest has a CD-ROM image, and each host has its own file at the same path.
a sh -c 'echo cd >/srv/cd.iso'
with cd "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='/srv/cd.iso'/><target dev='sda' bus='sata'/><readonly/></disk>"
refused "a medium that is not there" host-a host-b cd
b sh -c 'echo another >/srv/cd.iso'
refused "one of another size" host-a host-b cd
check "and it is named, too" says "FAIL storage: cdrom sda: wanted: /srv/cd.iso on host-b, the same as on the source host; found: it has another size there"
b sh -c 'echo CD >/srv/cd.iso'
check "is admitted once it is there" migrate host-a host-b cd --unsafe
check "with a warning" eval '"$lab" journal host-b | grep >/dev/null "WARN storage: cdrom sda: .*a file of that name is on host-b"'

# The hook itself touches only its own directories, the directories of its libraries, and the
# journal's socket. Only the agent looks at other paths.
foreign_paths() { # GUEST: prints the other paths that the hook touches
    a virsh -q dumpxml --migratable "$1" >"$LAB_DIR/$1.xml"
    b strace -f -qq -s 4096 -e trace=%file,connect /etc/libvirt/hooks/qemu.d/99-virt-migration-guard "$1" migrate begin - \
        <"$LAB_DIR/$1.xml" 2>&1 >/dev/null | grep -oE '"/[^"]*"' | tr -d '"' | sort -u >"$LAB_DIR/touched"
    grep -vE "^(/etc/virt-migration-guard|/run/virt-migration-guard|/var/lib/virt-migration-guard|${modules%/checks.d}|/etc/ld.so|/lib|/usr/lib|/usr/share/locale|/usr/lib/locale|/proc/(self|[0-9]+|filesystems)|/run/systemd/journal|/dev/null|/dev/urandom|/etc/libvirt/hooks/qemu.d/99-virt-migration-guard)(/|\.|$)" \
        "$LAB_DIR/touched"
}
if command -v strace >/dev/null; then
    modules=$(find "$VMG_STAGE" -type d -name checks.d | head -n 1)
    modules=${modules#"$VMG_STAGE"}
    with traced "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='/srv/cd.iso'/><target dev='sda' bus='sata'/><readonly/></disk>"
    foreign=$(foreign_paths traced)
    check "the hook touches no path of the guest, nor any other (${foreign:-none})" test -z "$foreign"
    check "and strace has seen it ask the agent" grep -q /run/virt-migration-guard/probe "$LAB_DIR/touched"
else
    echo "# skip: what the hook touches: needs strace"
fi

# If the agent does not answer, the hook admits the guest with a warning, because libvirt and QEMU
# notice a missing path themselves.
a mkdir -p /srv/log
with silent "<serial type='pty'><log file='/srv/log/s.log'/></serial>"
kill -STOP "$("$lab" agent pid host-b)"
begin=$(date +%s%N)
admitted "without an answer" host-a host-b silent
kill -CONT "$("$lab" agent pid host-b)"
check "with a warning" eval '"$lab" journal host-b | grep >/dev/null "WARN resources: .*no answer in time: /srv/log/s.log"'
check "and at once" test $(($(date +%s%N) - begin)) -lt 15000000000
finished
