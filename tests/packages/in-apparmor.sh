# SPDX-License-Identifier: LGPL-2.1-or-later
# in-host.sh sources this file on a host with AppArmor, to check how libvirt, the agent and the
# guests are confined.

prepare() { :; }
confines() { [ "$(label libvirtd.service)" = "libvirtd (enforce)" ] && virsh -q capabilities | grep '<model>apparmor</model>'; }
agent_is_confined() { [ "$(label $service)" = "libvirt-migration-guardd (enforce)" ]; }
guest_is_confined() { # GUEST
    grep -q '^libvirt-.* (enforce)' "/proc/$(cat "/run/libvirt/qemu/$1.pid")/attr/current"
}
hook_is_confined() { :; } # libvirtd's profile runs hooks unconfined, so there is nothing to check
# Causes a denial on purpose: the agent's profile does not allow the agent to start programs. The
# test that counts denials must find one that matches $provoked.
provoked='profile="libvirt-migration-guardd".*/cat"'
provoke() { aa-exec -p libvirt-migration-guardd -- /bin/sh -c 'cat /dev/null'; }
# Selects the denials that count, from the kinds of denials that did not occur before the guard was
# installed. With AppArmor all of them count.
ours() { cat; }
