#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The guard works with a libvirt whose socket needs credentials, as VDSM sets it up.
. "$(dirname "$0")/functions.sh"
requires saslpasswd2
up

secret=correct-horse-battery
keys=/etc/pki/vdsm/keys
sasl_on() { # HOST
    "$lab" exec "$1" sh -c "
        sed -i 's/^auth_unix_rw.*/auth_unix_rw = \"sasl\"/' /etc/libvirt/libvirtd.conf
        mkdir -p /etc/sasl2
        printf 'mech_list: scram-sha-256\nsasldb_path: /etc/libvirt/passwd.db\n' >/etc/sasl2/libvirt.conf
        echo $secret | saslpasswd2 -p -f /etc/libvirt/passwd.db -a libvirt -c vdsm@ovirt"
}
# The lab's virsh gets the credentials from this variable. The daemons of the lab do not get the
# caller's environment.
export LIBVIRT_AUTH_FILE=$LAB_DIR/auth.conf
printf '[credentials-x]\nauthname=vdsm@ovirt\npassword=%s\n[auth-libvirt-default]\ncredentials=x\n' $secret >"$LIBVIRT_AUTH_FILE"
logged() { # HOST TEXT
    grep >/dev/null -F -- "$2" "$LAB_DIR/$1/agent.log"
}

sasl_on host-a
"$lab" libvirtd restart host-a
guest_xml=$("$lab" guest host-a g1 --xml)
a virsh -q create /dev/stdin <<<"$guest_xml"
check "without credentials the agent says what to do" wait_for 15 logged host-a "libvirt wants credentials that it did not get; name a file with them in [libvirt] auth-file of guard.conf: "
check_not "and nothing is stamped" is_stamped_by host-a g1 host-a
a mkdir -p $keys
a sh -c "printf %s wrong >$keys/libvirt_password; chmod 600 $keys/libvirt_password"
sleep 3
check_not "with a wrong password neither" is_stamped_by host-a g1 host-a
a sh -c "printf '%s\n' $secret >$keys/libvirt_password"
check "with VDSM's password the guest is stamped" wait_for 20 is_stamped_by host-a g1 host-a
check_not "the password is not in the log" logged host-a $secret
admitted "a migration from there" host-a host-b g1

sasl_on host-b
"$lab" libvirtd restart host-b
b cp "$LIBVIRT_AUTH_FILE" /etc/virt-migration-guard/auth.conf
b sh -c "printf '[libvirt]\nauth-file = /etc/virt-migration-guard/auth.conf\n' >/etc/virt-migration-guard/guard.conf"
kill -HUP "$("$lab" agent pid host-b)"
check "an auth-file does it as well" wait_for 20 logged host-b "connected"
guest host-b g3 --persistent
check "guests there are stamped" is_stamped_by host-b g3 host-b
check "the command line has them, too" b virt-migration-guard stamp g3
admitted "a migration from there" host-b host-a g3 --undefinesource
finished
