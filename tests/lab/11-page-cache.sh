#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Shows why the check `cache` exists, with plain libvirt: both hosts have the same LUN, each with a
# page cache of its own. docs/troubleshooting.md explains the result.
. "$(dirname "$0")/functions.sh"
. "$here/process.sh"
requires_lab
requires losetup

"$lab" up || exit 1
console() { "$lab" console "$1" "$2" 2>/dev/null; }
writes() { console host-a "$1" | grep '^wrote 0, reads 0$'; }
lost() { # GUEST: whether it has read other data on host-b than it had written
    console host-b "$1" | sed 's/wrote //; s/, reads//' | awk '$1 != $2 { print "# wrote " $1 ", reads " $2; n++ } END { exit !n }'
}
read_back() { # GUEST: whether it has read for a while on host-b and has always read the right data
    wait_for 60 eval "console host-b $1 | grep '^wrote [1-9]'" && ! lost "$1"
}
lun_guest() { # NAME CACHE
    "$lab" guest host-a "$1" --lun --cache "$2" --listen 0.0.0.0 || fail "start $1"
    wait_for 60 writes "$1" || fail "$1 writes"
}
# Keeps the device open, so that its pages stay in the page cache but are not mapped.
reads() { # HOST NAME
    local said="$LAB_DIR/read-$1-$2"
    launch "reads-$1-$2" "$said" nsenter --target "$(recall "$1")" --mount \
        bash -c 'exec 3<"$1" && cat <&3 >/dev/null && echo read && exec sleep infinity' bash "/run/lun/$2"
    wait_for 10 test -s "$said" || fail "$1 has read $2"
}
moved() { # GUEST: checks that plain libvirt migrates the guest without an error
    admitted "$1" host-a host-b "$1"
    check "$1: without a word" test -z "$said"
}

lun_guest cached writeback && reads host-b cached
moved cached
check "writeback: QEMU drops what host-b had in its cache" read_back cached
lun_guest mapped writeback && "$lab" reader host-b mapped
moved mapped
check "writeback: it can't drop what a program has mapped, so old data is read" wait_for 40 lost mapped
lun_guest through writethrough && "$lab" reader host-b through
moved through
check "writethrough: the same" wait_for 40 lost through
lun_guest unsafe unsafe && reads host-a unsafe
moved unsafe
check "unsafe: what host-a has not written to the disk is lost" wait_for 40 lost unsafe
lun_guest none none && "$lab" reader host-b none
moved none
check "none: no page cache is used, and all is right" read_back none
finished
