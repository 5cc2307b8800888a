#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the cache check is for, with plain libvirt: a LUN that both hosts have, each with
# a page cache of its own. docs/troubleshooting.md says what follows from it.
. "$(dirname "$0")/functions.sh"
. "$here/process.sh"
requires_lab
requires losetup

"$lab" up || exit 1
cc -O -o "$LAB_DIR/keep-pages" "$here/keep-pages.c" || exit 1
holding=0
hold() { # HOST COMMAND...: runs until the end of the lab
    holding=$((holding + 1))
    launch "holds-$holding" "$LAB_DIR/held-$holding" nsenter --target "$(recall "$1")" --mount "${@:2}"
}
console() { "$lab" console "$1" "$2" 2>/dev/null; }
writes() { console host-a "$1" | grep '^wrote 0, reads 0$'; }
lost() { # GUEST: what it read on host-b is not what it had written
    console host-b "$1" | sed 's/wrote //; s/, reads//' | awk '$1 != $2 { print "# wrote " $1 ", reads " $2; n++ } END { exit !n }'
}
read_back() { # GUEST: has read on host-b for a while, and all was right
    wait_for 15 eval "console host-b $1 | grep '^wrote [1-9]'" && ! lost "$1"
}
lun_guest() { # NAME CACHE
    "$lab" guest host-a "$1" --lun --cache "$2" --listen 0.0.0.0 || fail "start $1"
    wait_for 15 writes "$1" || fail "$1 writes"
}
# The pages of a program that reads stay in the cache of host-b, mapped or not.
reader() { hold host-b bash -c 'exec 3<"$1" && cat <&3 >/dev/null && echo read && exec sleep infinity' bash "/run/lun/$1"; }
mapper() { hold host-b "$LAB_DIR/keep-pages" "/run/lun/$1"; }
moved() { # GUEST: plain libvirt has no word against it
    admitted "$1" host-a host-b "$1"
    check "$1: without a word" test -z "$said"
}
has_read() { wait_for 10 test -s "$LAB_DIR/held-$holding" || fail "host-b has read it"; }

lun_guest cached writeback && reader cached && has_read
moved cached
check "writeback: QEMU drops what host-b had in its cache" read_back cached
lun_guest mapped writeback && mapper mapped && has_read
moved mapped
check "writeback: it can't drop what a program has mapped, so old data is read" wait_for 10 lost mapped
lun_guest through writethrough && mapper through && has_read
moved through
check "writethrough: the same" wait_for 10 lost through
lun_guest unsafe unsafe && hold host-a bash -c 'exec 3<"$1" && exec sleep infinity' bash /run/lun/unsafe
moved unsafe
check "unsafe: what host-a has not written to the disk is lost" wait_for 10 lost unsafe
lun_guest none none && mapper none && has_read
moved none
check "none: no page cache is used, and all is right" read_back none
finished
