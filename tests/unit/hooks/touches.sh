#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The hook must not touch any path outside its own directories, whatever paths the guest names,
# because the hook would hang if such a path were on a dead server. strace shows each path that the
# hook opens, looks at or connects to.
set -u
build=$(realpath "${top_builddir:-.}")
hook=$build/tests/unit/hook-under-test
command -v strace >/dev/null || { echo "skipped: no strace" && exit 77; }
[ "$(id -u)" -eq 0 ] || { echo "skipped: needs root, the hook trusts only what root alone can write" && exit 77; }
[ ! -x "$build/tests/unit/.libs/hook-under-test" ] || hook=$build/tests/unit/.libs/hook-under-test
nm -D "$hook" 2>/dev/null | grep -q __asan_init && { echo "skipped: the sanitizer opens files of its own" && exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
strace -o probe.log true 2>/dev/null || { echo "skipped: strace may not trace here" && exit 77; }

mkdir -p etc run state checks.d
cp "$build/tests/unit/.libs/test-policy.so" policy.so
echo up >state/status
sed "s/@BOOTTIME@/$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)/" "$(realpath "${top_srcdir:-$OLDPWD}")/tests/bench/host.xml.in" >run/host.xml
chmod -R go-w .

# All paths that the guest names are below /srv/named.
cat >guest.xml <<'XML'
<domain type='kvm'><name>g1</name><uuid>a0000000-0000-4000-8000-000000000001</uuid><memory>1048576</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='pc'>hvm</type><loader>/srv/named/code</loader><nvram template='/srv/named/vars'>/srv/named/n/g1</nvram>
<kernel>/srv/named/kernel</kernel><initrd>/srv/named/initrd</initrd><dtb>/srv/named/dtb</dtb><acpi><table>/srv/named/table</table></acpi></os>
<sysinfo type='fwcfg'><entry name='opt/a' file='/srv/named/fwcfg'/></sysinfo>
<devices><emulator>/srv/named/qemu</emulator>
<disk type='file' device='disk'><driver name='qemu' cache='none'/><source file='/srv/named/disk'/><backingStore type='file'><source file='/srv/named/base'/></backingStore><target dev='vda'/></disk>
<disk type='block' device='lun'><source dev='/dev/named'/><target dev='sda'/></disk>
<disk type='file' device='cdrom'><source file='/srv/named/iso'/><target dev='sdb'/><readonly/></disk>
<interface type='ethernet'><script path='/srv/named/up'/><rom file='/srv/named/rom'/></interface>
<serial type='unix'><source mode='bind' path='/srv/named/socket'/><log file='/srv/named/log'/></serial>
<filesystem type='mount'><source dir='/srv/named/share'/><target dir='s'/></filesystem>
</devices></domain>
XML
strace -f -s 400 -o trace.log -e trace=%file,connect,bind "$hook" g1 migrate begin - <guest.xml >out 2>said
[ -s said ] || { echo "the guest was not refused, so nothing was decided"; exit 1; }
grep -q 'connect(.*run/probe' trace.log || { echo "the agent was not asked"; cat trace.log; exit 1; }

# All paths in the trace, except those of the dynamic loader, the C library, the journal and the
# hook itself.
outside=$(grep -oE '"[^"]*"' trace.log | tr -d '"' | sort -u | grep -vE \
    '^((etc|run|state|checks\.d|po)(/|$)|\./policy\.so$|policy\.so$|$|/etc/(ld\.so\.|localtime|nsswitch)|/(usr/)?lib(64)?(/|$)|/usr/share/(locale|zoneinfo)|/usr/local/lib|/run/systemd/journal|/dev/(log|null)|/proc/(self|sys/kernel|filesystems)|/sys/devices/system/cpu)' |
    grep -vx -e "$dir" -e g1 -e migrate -e begin -e - -e "$hook")
[ -z "$outside" ] || { echo "the hook touches: $outside"; exit 1; }
grep -E '/srv/named|/dev/named' trace.log && { echo "the hook touches what the guest names"; exit 1; }

# policy.so and its libraries look for symbols among themselves first. But if a library is preloaded
# (LD_PRELOAD), they look in the program first, because that library may replace functions of libc.
first_scope() { # the object in which policy.so looks for symbols first
    LD_DEBUG=scopes "$@" "$hook" g1 migrate begin - <guest.xml 2>&1 >/dev/null |
        grep -A1 'object=.*policy\.so ' | sed -n 's/.*scope 0: \([^ ]*\).*/\1/p'| head -1
}
case $(first_scope env) in
*policy.so) ;;
*) echo "policy.so looks for symbols in $(first_scope env) first" && exit 1 ;;
esac
case $(first_scope env LD_PRELOAD=libm.so.6) in
*hook-under-test) ;;
*) echo "policy.so does not see what is preloaded" && exit 1 ;;
esac
exit 0
