#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs README's commands as a newcomer would: in a new Debian root directory that has only
# debootstrap's minimal set of packages, with only the environment variables that login(1) sets and
# no locale; once on a terminal and once without a terminal. Running tests/run takes about half an
# hour each time. Usage: tests/long/fresh.sh [--terminal|--plain] [deb|demo|all|STEP...]; by default
# both, with the steps deb, demo and all. deb builds the Debian package as README says and installs
# it, demo runs tests/demo, all runs tests/run, and a STEP is a step of tests/run. VMG_RELEASE names
# the Debian release (bookworm), VMG_LOGS a directory for whole logs.
set -uo pipefail

top=$(realpath "$(dirname "$0")/../..")
release=${VMG_RELEASE:-bookworm}
ways="terminal plain"
case "${1:-}" in
--terminal | --plain) ways=${1#--} && shift ;;
esac
[ $# -gt 0 ] || set -- deb demo all
failures=0
check() { # WHAT COMMAND...: passes if the command succeeds
    local what=$1
    shift
    if "$@"; then echo "ok - $what"; else echo "not ok - $what" && failures=$((failures + 1)); fi
}
skip() { # REASON
    echo "skip: $*" && exit 77
}
[ "$(id -u)" -eq 0 ] || skip "needs root"
for command in debootstrap git script unshare pivot_root; do
    command -v $command >/dev/null || skip "needs $command"
done
work=$(mktemp -d /var/tmp/vmg-fresh.XXXXXX)
root=$work/root logs=${VMG_LOGS:-$work/logs} tree=/root/virt-migration-guard
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 1' INT TERM HUP

make_root() {
    mkdir -p "$logs"
    "$top/tests/lab/debian-root" "$release" "$root" >"$logs/debootstrap" 2>&1 ||
        skip "debootstrap: $(tail -n 1 "$logs/debootstrap")"
}
# Clones the tree, together with changes that are not committed yet.
copy_tree() {
    git clone -q "$top" "$root$tree" || return 1
    (cd "$top" && git ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar --null -T - -cf -) | tar -C "$root$tree" -xf - || return 1
    git -C "$root$tree" add -A || return 1
    git -C "$root$tree" -c user.name=fresh -c user.email=fresh@localhost commit -q --allow-empty -m "As it is here"
}
# Runs the commands of README.md that build and install the Debian package, in a copy of the tree.
readme_deb() {
    {
        echo "set -e; apt-get update; cp -r $tree /root/deb; cd /root/deb"
        sed -n '/^    apt install build-essential/,/make deb$/s/^    //p' "$top/README.md"
        sed -n 's/^    \(apt install .*\.deb\) .*/\1/p' "$top/README.md"
        echo "virt-migration-guard --version; test -x /etc/libvirt/hooks/qemu.d/99-virt-migration-guard"
    } >"$root/root/readme-deb.sh"
}
# Runs COMMAND in the new root. Process 1 there is a shell that waits for the command. When the
# shell ends, the kernel kills all other processes there, and the mounts disappear with the last
# process.
in_root() { # COMMAND...
    unshare --mount --uts --ipc --pid --fork --kill-child --propagation private sh -ec '
        root=$1 && shift
        mount --bind "$root" "$root"
        mount -t proc proc "$root/proc"
        mount --rbind /sys "$root/sys"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs -o mode=755 tmpfs "$root/run"
        hostname fresh
        cd "$root" && mkdir -p old-root && pivot_root . old-root
        umount -l /old-root && rmdir /old-root
        exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=linux \
            bash -c "\"\$@\"; exit \$?" bash "$@"' sh "$root" "$@"
}
terminal() { # COMMAND LINE
    in_root script -qec "cd $tree && $1" /dev/null </dev/null
}
plain() { # COMMAND LINE
    in_root setsid --wait sh -c "cd $tree && $1" </dev/null 2>&1 | cat
}
said() { # WAY COMMAND LINE: runs COMMAND, and prints the end of its output if it fails
    local log="$logs/$1-${2//[^a-z]/-}" status
    "$1" "$2" >"$log"
    status=$?
    [ $status -eq 0 ] || grep '^not ok' "$log" | sed 's/^/# /'
    [ $status -eq 0 ] || tail -n 80 "$log" | sed 's/^/# /'
    grep -aE '^(skip|SKIP|[0-9]+ passed)' "$log" | sed "s/^/# $1: /"
    ! grep -a "Authorization not available" "$log" && return $status
}

make_root
check "the tree is copied" copy_tree
for way in $ways; do
    steps=
    for step in "$@"; do
        case $step in
        demo) check "$release, $way: tests/demo" said "$way" tests/demo ;;
        deb) readme_deb && check "$release, $way: README's make deb" said "$way" "rm -rf /root/deb; sh /root/readme-deb.sh" ;;
        *) steps="$steps $step" ;;
        esac
    done
    [ -z "$steps" ] || check "$release, $way: tests/run$steps" said "$way" "tests/run$steps"
done
check "it left no process and no mount here" eval '! grep -F "$work" /proc/self/mountinfo'
exit $((failures > 0))
