# SPDX-License-Identifier: LGPL-2.1-or-later
"""Settings of the hosts and their daemons. All of these cases run alone, because libvirt's daemon is restarted."""
from oracle.case import FAILS, POLICY, SOUND, Case

RESTART = "$LAB libvirtd restart host-b"
NAMED = "cp /etc/hosts /etc/hosts.o; undo mv /etc/hosts.o /etc/hosts; echo '@MIGR-B@ b-migr' >>/etc/hosts"
HUGE = "<memoryBacking><hugepages/></memoryBacking>"
RESERVE = "echo 100 >/proc/sys/vm/nr_hugepages; test $(cat /proc/sys/vm/nr_hugepages) -ge 60"
MOUNT = "mounted /dev/hugepages -t hugetlbfs hugetlbfs"
BOTH = "$LAB libvirtd restart host-a; $LAB libvirtd restart host-b"
RELEASE = "echo 0 >/proc/sys/vm/nr_hugepages; " + BOTH


def conf(key, value):
    """The commands that set a value in qemu.conf."""
    file = "/etc/libvirt/qemu.conf"
    return f"cp {file} {file}.o; undo mv {file}.o {file}; sed -i 's/^{key} .*/{key} = \"{value}\"/' {file}"


CASES = [
    Case("hosts/migration_host is a name", SOUND, both=NAMED, b=conf("migration_host", "b-migr"), outside=RESTART, after=RESTART, alone=True),
    Case("hosts/migration_host of the management network", POLICY, b=conf("migration_host", "@B@") + "; " + conf("migration_address", "0.0.0.0").replace(".o", ".o2"),
         outside=RESTART, after=RESTART, checks="migration-network", alone=True),
    Case("hosts/migration_host is a name that nobody knows", FAILS, b=conf("migration_host", "nobody-knows"), outside=RESTART, after=RESTART, alone=True),
    Case("hosts/huge pages on both", SOUND, HUGE, both=MOUNT, outside=RESERVE + "; " + BOTH, after=RELEASE, alone=True),
    Case("hosts/huge pages not mounted there", FAILS, HUGE, a=MOUNT, outside=RESERVE + "; " + BOTH, after=RELEASE, alone=True),
]
