# SPDX-License-Identifier: LGPL-2.1-or-later
# What in-host.sh asks about confinement on a host with SELinux.

# Emulated guests make code, which a policy allows only if an administrator says so. Debian's policy
# keeps virsh from other hosts; a copy has no domain of its own and may do what its caller may.
prepare() {
    setsebool virt_use_execmem on
    install /usr/bin/virsh /usr/local/bin/virsh
    hash -r # the shell remembers the other one
}
confines() {
    [ "$(getenforce)" = Enforcing ] && [[ $(label libvirtd.service) == *:virtd_t:* ]] &&
        virsh -q capabilities | grep '<model>selinux</model>'
}
agent_is_confined() {
    check "the policy module is loaded" eval "semodule -l | grep -x virt_migration_guard"
    check "the agent's directory has its type" eval "ls -dZ /run/$name | grep virt_migration_guard_var_run_t"
    check "and what is in it" eval "ls -Z $facts | grep virt_migration_guard_var_run_t"
    [[ $(label $service) == *:initrc_t:* ]] || { label $service && return 1; }
}
guest_is_confined() { # GUEST
    grep -q ':svirt_t:' "/proc/$(cat "/run/libvirt/qemu/$1.pid")/attr/current"
}
# journald notes the domain of whoever writes to it.
hook_is_confined() {
    journalctl -q -b -t $name -o verbose | grep '_SELINUX_CONTEXT=.*:virtd_t:'
}
# A denial that is wanted: a shell is no program of virtd_t.
provoked='entrypoint.*:virtd_t:'
provoke() { runcon -t virtd_t -- /bin/sh -c :; }
# Debian's policy denies something to many of its services at one time or another. Libraries compile
# regular expressions where they may make code, and otherwise interpret them: virsh is denied that, too.
ours() { grep -E 'migra|:(virtd|svirt|virtlogd)_t:' | grep -v '{ execmem }.*:initrc_t:.*:initrc_t:'; }
