#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the Ansible role of examples/ansible on a host: permissive mode, configuration, doctor,
# enforcing mode. The package is already installed, from the stage.
. "$(dirname "$0")/../lab/functions.sh"
requires ansible-playbook
up

policy=/etc/virt-migration-guard/guard.conf.d
playbook=$(realpath "$here/../../examples/ansible/site.yml")
site='{"virt_migration_guard_config": {"host": {"cluster": "default"}}}'
play() { # MODE [VARIABLES]: runs the playbook; sets $said to the output of Ansible
    said=$(b env HOME="$LAB_DIR" ANSIBLE_HOME="$LAB_DIR/ansible" LC_ALL=C.UTF-8 ansible-playbook -i localhost, -c local \
        -e ansible_become=false -e "virt_migration_guard_mode=$1" -e "${2:-$site}" "$playbook" 2>&1)
}
plays() { # WHAT MODE
    local what=$1
    shift
    play "$@" || { sed 's/^/# /' <<<"$said" && fail "$what" && return; }
    pass "$what"
}
mode_is() {
    b virt-migration-guard config show | grep -qE "mode += $1( |\$)|mode = $1"
}
plays "the role sets permissive mode" permissive
check "the mode is permissive" mode_is permissive
check "the settings of the site are written" b grep -qx 'cluster = default' $policy/20-site.conf
plays "it changes nothing the second time" permissive
check "it says so" grep -qE 'changed=0 ' <<<"$said"
plays "the role ends permissive mode" enforcing
check "the mode is enforcing" mode_is enforcing
check_not "a mistake in the configuration stops the role" play enforcing '{"virt_migration_guard_config": {"guard": {"mode": "wrong"}}}'
check "by the command that checks it" grep -q 'guard.*mode.*wrong' <<<"$said"
finished
