#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""grow.py KIND DISKS NICS RESOURCES GUESTS <SMALL >LARGE

KIND is guest or host. A guest gets so many disks and NICs, its source's stamp and
a host so many networks and storage domains, a host so many running guests."""
import re
import sys

kind = sys.argv[1]
disks, nics, resources, guests = map(int, sys.argv[2:6])
text = sys.stdin.read()


def repeat(count, template):
    return "".join(template.replace("#", str(i)) for i in range(count))


def after(pattern, addition):
    global text
    text, count = re.subn(pattern, lambda found: found[0] + addition, text, count=1)
    assert count == 1, pattern


p = "vmg:" if kind == "guest" else ""
after(f"<{p}networks>", repeat(resources, f'<{p}network name="net#" device="br#" kind="bridge" state="up" mtu="1500"/>'))
after(f"<{p}storage>", repeat(resources, f'<{p}domain name="/srv/d#" kind="nfs4" source="nas:/d#" path="/srv/d#" state="up"/>'))
if kind == "host":
    after("<guests>", repeat(guests, '<guest uuid="c0000000-0000-4000-8000-#" vcpus="1" commit="1024"/>'))
else:
    after("<devices>", repeat(disks, """
    <disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/>
    <source file='/srv/images/#'/><target dev='vd#' bus='virtio'/></disk>"""))
    after("<devices>", repeat(nics, """
    <interface type='bridge'><mac address='52:54:00:00:00:#'/><source bridge='br0'/></interface>"""))
    after('<vmg:guest uuid="[^"]*">', repeat(disks, '<vmg:disk target="vd#" cache="none"/>'))
sys.stdout.write(text)
