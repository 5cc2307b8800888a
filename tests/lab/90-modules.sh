#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests a check module of a third party. When the module is installed, its refusals count. If the
# module is broken, every migration is refused. If the module is switched off, it does nothing.
. "$(dirname "$0")/functions.sh"
requires cc
up

built=$(mktemp -d)
trap 'rm -rf "$built"; "$lab" down' EXIT
cc -shared -fPIC -I"$VMG_STAGE/usr/include" -o "$built/tags.so" "$here/../../examples/tags.c" ||
    fail "the example is built with the installed header"
own_modules host-b
policy() { b tee /etc/virt-migration-guard/guard.conf.d/90-modules.conf >/dev/null; }

guest host-a plain
guest host-a tagged --custom tags=gpu
b tee "$modules/tags.so" <"$built/tags.so" >/dev/null
admitted "a guest that requires no tag" host-a host-b plain
refused "a tag that host-b does not have" host-a host-b tagged
check "it is named" says "FAIL tags: tag gpu: wanted: a tag of the destination; found: host-b has: no tags"
check "and in decisions" eval 'b virt-migration-guard decisions --refused | grep -F "tags: tag gpu"'
printf '[tags]\nhost = ssd;gpu\n' | policy
check "config check lists the module" eval 'b virt-migration-guard config check | grep -F "check tags 1.0: "'
admitted "once host-b has it" host-a host-b tagged
admitted "and back to a host without modules" host-b host-a tagged

b chmod 666 "$modules/tags.so"
refused "a module that others can write" host-a host-b tagged
check "the file is named" says "FAIL tags: $modules/tags.so: wanted: a check module that can be asked; found: writable"
printf '[checks]\ntags = off\n' | policy
admitted "a module that is off" host-a host-b tagged
finished
