# SPDX-License-Identifier: LGPL-2.1-or-later
# What in-host.sh asks about confinement on a host with AppArmor.

prepare() { :; }
confines() { [ "$(label libvirtd.service)" = "libvirtd (enforce)" ] && virsh -q capabilities | grep '<model>apparmor</model>'; }
agent_is_confined() { [ "$(label $service)" = "libvirt-migration-guardd (enforce)" ]; }
guest_is_confined() { # GUEST
    grep -q '^libvirt-.* (enforce)' "/proc/$(cat "/run/libvirt/qemu/$1.pid")/attr/current"
}
hook_is_confined() { :; } # libvirtd's profile lets it run hooks unconfined
# A denial that is wanted: the agent's profile starts no programs. The test of counting looks for
# $provoked.
provoked='profile="libvirt-migration-guardd".*/cat"'
provoke() { aa-exec -p libvirt-migration-guardd -- /bin/sh -c 'cat /dev/null'; }
# Of the denials that are new since the guard was installed: those that count.
ours() { cat; }
