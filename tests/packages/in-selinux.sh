# SPDX-License-Identifier: LGPL-2.1-or-later
# in-host.sh sources this file on a host with SELinux, to check how libvirt, the agent and the
# guests are confined.

# Emulation without KVM generates code in memory, which the policy allows only with
# virt_use_execmem. Debian's policy does not let virsh connect to other hosts. A copy of virsh has
# no domain of its own, so it has the permissions of its caller.
prepare() {
    setsebool virt_use_execmem on
    install /usr/bin/virsh /usr/local/bin/virsh
    hash -r # otherwise the shell uses the path of virsh that it remembers
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
# journald records the SELinux domain of each process that writes to the journal.
hook_is_confined() {
    journalctl -q -b -t $name -o verbose | grep '_SELINUX_CONTEXT=.*:virtd_t:'
}
# Causes a denial on purpose: the policy does not allow virtd_t to start a shell.
provoked='entrypoint.*:virtd_t:'
provoke() { runcon -t virtd_t -- /bin/sh -c :; }
# Selects the denials that count, because Debian's policy also denies something to many of Debian's
# own services. A library of virsh compiles regular expressions to code if the policy allows that,
# and interprets them otherwise, so this denial of execmem does not count.
ours() { grep -E 'migra|:(virtd|svirt|virtlogd)_t:' | grep -v '{ execmem }.*:initrc_t:.*:initrc_t:'; }
