# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the XML and the files that VDSM gives to libvirt and to its hooks: guests, networks, volumes. The
code is the project's own, written from VDSM's documented formats."""
import os
import uuid
import xml.etree.ElementTree as ET

OVIRT = "http://ovirt.org/vm/1.0"
NAMESPACE = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
POOL, DOMAIN = (str(uuid.uuid5(NAMESPACE, name)) for name in ("pool", "domain"))
CENTER = "/rhev/data-center"
BLOCK = "%s/mnt/blockSD/%s" % (CENTER, DOMAIN)


def uuid_of(name):
    return str(uuid.uuid5(NAMESPACE, name))


def volume_of(name):
    """Returns the UUIDs of the image and the volume of the guest's disk."""
    return uuid_of(name + "/image"), uuid_of(name + "/volume")


def path_of(name):
    return "%s/images/%s/%s" % ((BLOCK,) + volume_of(name))


def make_volumes(luns, names):
    """Makes the links of the storage domain below /rhev/data-center, as VDSM makes them."""
    os.makedirs(BLOCK, exist_ok=True)
    os.makedirs("%s/%s" % (CENTER, POOL), exist_ok=True)
    link = "%s/%s/%s" % (CENTER, POOL, DOMAIN)
    if not os.path.islink(link):
        os.symlink(BLOCK, link)
    for name in names:
        os.makedirs(os.path.dirname(path_of(name)), exist_ok=True)
        os.symlink("%s/%s" % (luns, name), path_of(name))


def network_xml(name):
    return ("<network><name>%s</name><forward mode='bridge'/><bridge name='%s'/></network>"
            % (name, name.replace("vdsm-", "", 1)))


def mac_of(name):
    digits = uuid_of(name).replace("-", "")
    return "56:6f:%s:%s:%s:%s" % tuple(digits[at:at + 2] for at in range(0, 8, 2))


def text_of(element):
    return element.text or ""


def local_name(element):
    return element.tag.rsplit("}", 1)[-1]


def properties_of(vm):
    """Returns the guest's custom properties."""
    custom = vm.find("{%s}custom" % OVIRT) if vm is not None else None
    return {local_name(item): text_of(item) for item in custom} if custom is not None else {}


def devices_of(tree, vm):
    """Returns the devices that have custom properties, each as its XML and its properties."""
    found = []
    for device in vm.findall("{%s}device" % OVIRT) if vm is not None else []:
        custom = device.find("{%s}custom" % OVIRT)
        for nic in tree.iter("interface") if custom is not None else []:
            if nic.find("mac").get("address") == device.get("mac_address"):
                found.append((ET.tostring(nic, encoding="unicode"),
                              {local_name(item): text_of(item) for item in custom}))
    return found


def flags_of(options):
    """Returns the options of virsh migrate that mean the same as VDSM's parameters of migrateToURI3."""
    flags = ["--live", "--p2p", "--persistent", "--abort-on-error"]
    if options.get("autoConverge") == "true":
        flags.append("--auto-converge")
    if options.get("parallel"):
        flags += ["--parallel", "--parallel-connections", options["parallel"]]
    if "postcopy" in options.get("convergenceSchedule", ""):
        flags.append("--postcopy")
    return flags + ["--bandwidth", options.get("maxBandwidth", "52")]


def act(virsh, guest, action):
    """Takes one action of a convergence schedule."""
    if action["name"] == "setDowntime":
        virsh("migrate-setmaxdowntime", guest, action["params"][0])
    elif action["name"] == "postcopy":
        virsh("migrate-postcopy", guest)
    elif action["name"] == "abort":
        virsh("domjobabort", guest)


GUEST = """<domain type='qemu' xmlns:ovirt-tune='http://ovirt.org/vm/tune/1.0' xmlns:ovirt-vm='{ovirt}'>
  <name>{name}</name>
  <uuid>{uuid}</uuid>
  <metadata>
    <ovirt-tune:qos/>
    <ovirt-vm:vm>
      <ovirt-vm:balloonTarget type='int'>65536</ovirt-vm:balloonTarget>
      <ovirt-vm:clusterVersion>4.7</ovirt-vm:clusterVersion>
      <ovirt-vm:destroy_on_reboot type='bool'>False</ovirt-vm:destroy_on_reboot>
      <ovirt-vm:launchPaused>false</ovirt-vm:launchPaused>
      <ovirt-vm:memGuaranteedSize type='int'>64</ovirt-vm:memGuaranteedSize>
      <ovirt-vm:minGuaranteedMemoryMb type='int'>64</ovirt-vm:minGuaranteedMemoryMb>
      <ovirt-vm:resumeBehavior>auto_resume</ovirt-vm:resumeBehavior>
      {custom}
      <ovirt-vm:device mac_address='{mac}'>
        <ovirt-vm:network>ovirtmgmt</ovirt-vm:network>
        {nic_custom}
      </ovirt-vm:device>
      <ovirt-vm:device devtype='disk' name='vda'>
        <ovirt-vm:domainID>{domain}</ovirt-vm:domainID>
        <ovirt-vm:imageID>{image}</ovirt-vm:imageID>
        <ovirt-vm:poolID>{pool}</ovirt-vm:poolID>
        <ovirt-vm:volumeID>{volume}</ovirt-vm:volumeID>
      </ovirt-vm:device>
    </ovirt-vm:vm>
  </metadata>
  <maxMemory slots='16' unit='KiB'>262144</maxMemory>
  <memory unit='KiB'>65536</memory>
  <currentMemory unit='KiB'>65536</currentMemory>
  <vcpu current='1'>4</vcpu>
  <sysinfo type='smbios'>
    <system>
      <entry name='manufacturer'>oVirt</entry>
      <entry name='uuid'>{uuid}</entry>
    </system>
  </sysinfo>
  <os><type arch='x86_64' machine='pc'>hvm</type><smbios mode='sysinfo'/></os>
  <features><acpi/></features>
  <cpu match='exact'>
    <model>qemu64</model>
    <topology cores='1' sockets='4' threads='1'/>
    <numa><cell id='0' cpus='0-3' memory='65536' unit='KiB'/></numa>
  </cpu>
  <clock adjustment='0' offset='variable'>
    <timer name='rtc' tickpolicy='catchup'/>
    <timer name='pit' tickpolicy='delay'/>
    <timer name='hpet' present='no'/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='block' device='disk' snapshot='no'>
      <driver name='qemu' type='raw' cache='{cache}' error_policy='stop'/>
      <source dev='{path}'><seclabel model='dac' relabel='no'/></source>
      <target dev='vda' bus='virtio'/>
      <serial>{image}</serial>
    </disk>
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw' error_policy='report'/>
      <source file='' startupPolicy='optional'/>
      <target dev='sdc' bus='sata'/>
      <readonly/>
    </disk>
    <controller type='sata' index='0'/>
    <controller type='virtio-serial' index='0' ports='16'/>
    <interface type='bridge'>
      <mac address='{mac}'/>
      <source bridge='ovirtmgmt'/>
      <model type='virtio'/>
      <link state='up'/>
      <mtu size='1500'/>
      <rom enabled='no'/>
    </interface>
    <channel type='unix'>
      <source mode='bind' path='/var/lib/libvirt/qemu/channels/{uuid}.org.qemu.guest_agent.0'/>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
    {devices}
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <memballoon model='none'/>
  </devices>
</domain>
"""
DISPLAY = """<graphics type='vnc' port='-1' autoport='yes' passwd='twelve12' passwdValidTo='1970-01-01T00:00:01'>
      <listen type='network' network='vdsm-ovirtmgmt'/>
    </graphics>"""
DIRECTORY = """<filesystem type='mount' accessmode='passthrough'>
      <source dir='/srv'/><target dir='srv'/>
    </filesystem>"""


def guest_xml(name, options):
    """OPTIONS: headless, directory (a device of the host), custom=NAME:VALUE, nic=NAME:VALUE,
    cache=MODE."""
    def custom(value):
        item = "<ovirt-vm:%s>%s</ovirt-vm:%s>"
        key, _, text = value.partition(":")
        return "<ovirt-vm:custom>%s</ovirt-vm:custom>" % (item % (key, text, key)) if key else ""

    devices = ("" if "headless" in options else DISPLAY) + \
        (DIRECTORY if "directory" in options else "")
    image, volume = volume_of(name)
    return GUEST.format(ovirt=OVIRT, name=name, uuid=uuid_of(name), mac=mac_of(name),
                        domain=DOMAIN, pool=POOL, image=image, volume=volume, path=path_of(name),
                        cache=options.get("cache", "none"), devices=devices,
                        custom=custom(options.get("custom", "")),
                        nic_custom=custom(options.get("nic", "")))
