# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures a guest: the contents of its disks, and the networks that receive its announcements."""
import re
import time
import xml.etree.ElementTree as ET

from .lab import DESTINATION, SOURCE, Failed

GONE = "no medium"
OFFSETS = (0, 512 * 1024)  # where a disk is read: its boot sector, and where image() writes


def read_device(lab, host, guest, node, size):
    """Returns the contents at OFFSETS as QEMU's own block layer reads them. QEMU prints the contents to its log."""
    found = []
    for offset in OFFSETS:
        if offset + 512 > size:
            continue
        before = len(lab.log_of(host, guest))
        lab.virsh(host, "qemu-monitor-command", guest, "--hmp", f'qemu-io {node} "read -v {offset} 512"', timeout=30)
        said = lab.log_of(host, guest)[before:]
        found.append("\n".join(re.findall(r"^[0-9a-f]{8}: .*$", said, re.M)) or said.strip()[-200:])
    return found


def disks(lab, host, guest):
    """The contents of each disk of the guest, by the disk's place in QEMU's tree of devices."""
    found = {}
    for block in lab.monitor(host, guest, {"execute": "query-block"}):
        medium = block.get("inserted")
        name = block.get("qdev") or block["device"]
        if not medium or not medium.get("node-name"):
            found[name] = GONE
            continue
        found[name] = read_device(lab, host, guest, medium["node-name"], medium["image"]["virtual-size"])
    return found


def macs(lab, host, guest):
    xml = ET.fromstring(lab.virsh(host, "dumpxml", guest).stdout)
    return [mac.get("address") for mac in xml.findall("devices/interface/mac")]


def networks(lab, host, guest):
    """Returns the bridges of the fabric that receive the announcement of each NIC. A busy machine may lose a frame,
    so a NIC that no bridge has heard announces itself again."""
    addresses = macs(lab, host, guest)
    if not addresses:
        return {}
    before = len(lab.heard()) - 1
    for _ in range(8):
        lab.monitor(host, guest, {"execute": "announce-self", "arguments": {
            "initial": 10, "max": 50, "rounds": 4, "step": 10}})
        time.sleep(0.25)
        heard = lab.heard()[before:]
        found = {mac: sorted({line.split()[0] for line in heard if line.endswith(mac)}) for mac in addresses}
        if all(found.values()):
            break
    return found


def state(lab, host, guest):
    """The state of the guest in libvirt; None if libvirt on that host does not know the guest."""
    said = lab.virsh(host, "domstate", guest, check=False)
    return said.stdout.strip() if said.returncode == 0 else None


def everything(lab, host, guest):
    return {"disks": disks(lab, host, guest), "networks": networks(lab, host, guest),
            "state": {"state": state(lab, host, guest)}}


def differences(lab, guest, before, may_go):
    """The differences after the guest has arrived on the destination; empty if there are none.
    MAY_GO: a medium may be left out."""
    found = state(lab, DESTINATION, guest)
    if found not in ("running", "paused"):
        return f"it is {found or 'not there'} on the destination, and {state(lab, SOURCE, guest) or 'gone'} on the source"
    try:
        now = everything(lab, DESTINATION, guest)
    except Failed as failed:
        return f"QEMU does not answer: {failed}"
    return "; ".join(
        f"{name}: was {brief(what)}, is {brief(now[part].get(name))}"
        for part, there in before.items() for name, what in there.items()
        if now[part].get(name) != what and not (may_go and now[part].get(name) == GONE))


def brief(what):
    text = str(what)
    return text if len(text) < 80 else f"...{text[-60:]}"
