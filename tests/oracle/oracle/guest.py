# SPDX-License-Identifier: LGPL-2.1-or-later
"""The guest of a case: the base guest with the case's fragments of XML put into it.

A fragment is an element of the domain XML. Devices are added; a disk replaces the disk that has
its target, and an emulator or memballoon the one that is there. <os> and <features> are merged
child by child, <domain> only hands on its attributes. Everything else replaces what is there.
A fragment <remove> names elements that are taken out: <remove>interface</remove>."""
import xml.etree.ElementTree as ET

QEMU = "http://libvirt.org/schemas/domain/qemu/1.0"
ET.register_namespace("qemu", QEMU)

BASE = """<domain type='@VIRT@' xmlns:qemu='{qemu}'>
  <name>@NAME@</name>
  <uuid>@UUID@</uuid>
  <memory unit='MiB'>48</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='network' device='disk'>
      <driver name='qemu' type='raw' cache='none'/>
      <source protocol='nbd' name='base'><host name='10.73.0.254' port='10809'/></source>
      <target dev='vda' bus='virtio'/>
    </disk>
    <memballoon model='none'/>
  </devices>
</domain>""".format(qemu=QEMU)

DEVICES = set(
    "disk controller interface serial parallel console channel graphics video sound audio input hub"
    " hostdev redirdev redirfilter smartcard rng tpm watchdog memballoon shmem memory panic vsock"
    " filesystem lease nvram crypto iommu emulator".split()
)
ONLY_ONE = {"emulator", "memballoon", "iommu", "tpm", "watchdog"}
MERGED = {"os", "features", "metadata"}


def target(disk):
    element = disk.find("target")
    return element.get("dev") if element is not None else None


def add_device(devices, fragment):
    for there in devices.findall(fragment.tag):
        if fragment.tag in ONLY_ONE or (fragment.tag == "disk" and target(there) == target(fragment)):
            devices.remove(there)
    devices.append(fragment)


def merge(domain, fragment):
    there = domain.find(fragment.tag)
    if there is None:
        domain.append(fragment)
        return
    there.attrib.update(fragment.attrib)
    for child in fragment:
        for old in there.findall(child.tag) if child.tag not in ("boot", "initarg") else ():
            there.remove(old)
        there.append(child)


def replace(domain, fragment):
    for there in domain.findall(fragment.tag):
        domain.remove(there)
    domain.append(fragment)


def put(domain, fragment):
    devices = domain.find("devices")
    if fragment.tag == "remove":
        for parent in (devices, domain):
            for element in parent.findall(fragment.text.strip()):
                parent.remove(element)
    elif fragment.tag == "domain":
        domain.attrib.update(fragment.attrib)
    elif fragment.tag in DEVICES:
        add_device(devices, fragment)
    elif fragment.tag in MERGED:
        merge(domain, fragment)
    else:
        replace(domain, fragment)


def xml_of(case, virt):
    """The domain XML of the case. VIRT is the type of the guest if the case names none."""
    domain = ET.fromstring(case.fill(BASE.replace("@VIRT@", case.virt or virt)))
    fragments = ET.fromstring(f"<fragments xmlns:qemu='{QEMU}'>{case.fill(case.xml)}</fragments>")
    for fragment in fragments:
        put(domain, fragment)
    return ET.tostring(domain, encoding="unicode")
