#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# ansible-lint reports nothing about the role in examples/ansible, and Ansible can read it.
set -uo pipefail
cd "$(dirname "$0")/../../examples/ansible" || exit 1
for program in ansible-lint ansible-playbook; do
    command -v $program >/dev/null || { echo "skip: $program is not installed" && exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 ANSIBLE_HOME=$work ANSIBLE_LOCAL_TEMP=$work/tmp XDG_CACHE_HOME=$work/cache
cp -r . "$work/role" && cd "$work/role" || exit 1
failures=0
check() { # WHAT COMMAND...
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then echo "ok - $what"; else echo "$said" && echo "not ok - $what" && failures=1; fi
}
check "the playbook can be read" ansible-playbook -i inventory.yml --syntax-check site.yml
check "ansible-lint reports nothing" ansible-lint --offline --nocolor --profile production
exit $failures
