# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests as managers define them, and what these managers make on the destination before they migrate. In the lab
the disks are on the lab's storage."""
from oracle.case import FAILS, SOUND, Case

Q35 = "<os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os>"
CLOCK = "<clock offset='utc'><timer name='pit' tickpolicy='delay'/><timer name='rtc' tickpolicy='catchup'/><timer name='hpet' present='no'/></clock>"
BALLOON = "<memballoon model='virtio'><stats period='10'/></memballoon>"
RNG = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
AGENT = "<channel type='unix'><source mode='bind'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
NIC = "<interface type='bridge'><mac address='@MAC@'/><source bridge='%s'/>%s<model type='virtio'/></interface>"


def file_disk(path, kind="raw", more=""):
    return (f"<disk type='file' device='disk'><driver name='qemu' type='{kind}' cache='none'/><source file='{path}'/>"
            f"<target dev='vda' bus='virtio'/>{more}</disk>")


def cdrom(path, target="hda", bus="ide"):
    return (f"<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='{path}'/>"
            f"<target dev='{target}' bus='{bus}'/><readonly/></disk>")


def vnc(address):
    return f"<graphics type='vnc' port='-1' autoport='yes' listen='{address}'><listen type='address' address='{address}'/></graphics>"


# OpenStack Nova: each host has an instance directory with the console's log and the config drive,
# which Nova makes on the destination before the migration. With hybrid plugging there is also a
# bridge qbr for each NIC.
INSTANCE = "/var/lib/nova/instances/@UUID@"
NOVA = f"""<metadata><nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'><nova:name>vm</nova:name>
  <nova:flavor name='m1.tiny'><nova:memory>48</nova:memory></nova:flavor></nova:instance></metadata>
<sysinfo type='smbios'><system><entry name='manufacturer'>OpenStack Foundation</entry><entry name='product'>OpenStack Nova</entry></system></sysinfo>
<os><smbios mode='sysinfo'/></os><features><acpi/><apic/><vmcoreinfo state='on'/></features>{CLOCK}
<cputune><shares>1024</shares></cputune><cpu mode='host-model' match='exact'><topology sockets='1' cores='1' threads='1'/></cpu>
<serial type='pty'><log file='{INSTANCE}/console.log' append='off'/><target port='0'/></serial>
<input type='tablet' bus='usb'/><video><model type='virtio'/></video>{BALLOON}{RNG}"""
HYBRID = NIC % ("qbr@DEV@", "<target dev='tap@DEV@'/><mtu size='1450'/>")
DRIVE = cdrom(f"{INSTANCE}/disk.config")
NOVA_MAKES = f"directory {INSTANCE}"

# OpenNebula: the system datastore has links to the disks; each host has its own context image.
DATASTORE = "/var/lib/one/datastores/0/@DEV@"
ONE = f"""<metadata><one:vm xmlns:one='http://opennebula.org/xmlns/libvirt/1.0'><one:system_datastore><![CDATA[{DATASTORE}]]></one:system_datastore>
  <one:name><![CDATA[web]]></one:name></one:vm></metadata><cputune><shares>1024</shares></cputune>
<features><acpi/></features>{cdrom(DATASTORE + '/disk.1')}{vnc('0.0.0.0')}{AGENT}<input type='tablet' bus='usb'/>"""

# CloudStack: the primary storage is a pool of type dir, mounted on each host under its UUID; the
# guest has an empty CD-ROM drive.
CLOUDSTACK = f"""<description>Debian GNU/Linux 12</description><cpu mode='host-passthrough'/><features><pae/><apic/><acpi/></features>
<sysinfo type='smbios'><system><entry name='manufacturer'>Apache Software Foundation</entry><entry name='product'>CloudStack KVM Hypervisor</entry></system></sysinfo>
<os><boot dev='cdrom'/><boot dev='hd'/><smbios mode='sysinfo'/></os><clock offset='utc'><timer name='kvmclock' present='yes'/></clock>
<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='hdc' bus='ide'/><readonly/></disk>
{file_disk('/srv/shared/@NAME@/root', 'qcow2', '<serial>95d6a5f3a1c14f4c8a1e</serial>')}
{NIC % ('br-vm', '')}{vnc('@A@')}{AGENT}
<channel type='unix'><source mode='bind'/><target type='virtio' name='@NAME@.vport'/></channel><watchdog model='i6300esb' action='none'/>"""
QCOW2 = "qcow2 @SHARED@/root"

# KubeVirt: each pod has its own libvirt, tap devices that exist only in the pod, sockets under
# /var/run, and a NIC of type ethernet.
KUBEVIRT = Q35 + f"""<metadata><kubevirt:kubevirt xmlns:kubevirt='http://kubevirt.io'><kubevirt:uid>@UUID@</kubevirt:uid></kubevirt:kubevirt></metadata>
<sysinfo type='smbios'><system><entry name='manufacturer'>KubeVirt</entry><entry name='uuid'>@UUID@</entry></system></sysinfo><os><smbios mode='sysinfo'/></os>
<iothreads>1</iothreads><cpu mode='host-model'><topology sockets='1' cores='1' threads='1'/></cpu>
<interface type='ethernet'><mac address='@MAC@'/><target dev='tap@DEV@' managed='no'/><model type='virtio-non-transitional'/><mtu size='1480'/><rom enabled='no'/></interface>
<graphics type='vnc'><listen type='socket' socket='/var/run/kubevirt-private/@UUID@/virt-vnc'/></graphics>
<serial type='unix'><source mode='bind' path='/var/run/kubevirt-private/@UUID@/virt-serial0'/><target type='isa-serial' port='0'/></serial>
<console type='unix'><source mode='bind' path='/var/run/kubevirt-private/@UUID@/virt-serial0'/><target type='serial' port='0'/></console>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel><controller type='scsi' model='virtio-non-transitional'/>
<memballoon model='virtio-non-transitional'><stats period='10'/></memballoon><video><model type='vga' heads='1' vram='16384'/></video>"""
KUBEVIRT_MAKES = "directory /var/run/kubevirt-private/@UUID@; tap tap@DEV@"

# The defaults of virt-manager: q35, host-passthrough, NAT or a bridge, agents, SPICE or VNC on
# localhost, an empty CD-ROM drive.
VIRT_MANAGER = Q35 + f"""<metadata><libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'><libosinfo:os id='http://debian.org/debian/12'/></libosinfo:libosinfo></metadata>
<cpu mode='host-passthrough' check='none' migratable='on'/><features><acpi/><apic/><vmport state='off'/></features>{CLOCK}
<pm><suspend-to-mem enabled='no'/><suspend-to-disk enabled='no'/></pm>
<disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
<controller type='usb' model='qemu-xhci' ports='15'/><serial type='pty'/><console type='pty'/>{AGENT}
<input type='tablet' bus='usb'/><graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/><sound model='ich9'/><audio id='1' type='none'/>
<video><model type='virtio'/></video><watchdog model='i6300esb' action='reset'/>{BALLOON}{RNG}"""
NAT = "<interface type='network'><mac address='@MAC@'/><source network='@DEV@n'/><model type='virtio'/></interface>"
NAT_MAKES = ("define net-define <<<\"<network><name>@DEV@n</name><bridge name='@DEV@v'/></network>\"; undo virsh -q net-undefine @DEV@n; "
             "v net-start @DEV@n; undo virsh -q net-destroy @DEV@n")

# oVirt 4.4: all paths are VDSM's, and the payload (cloud-init) is made on both hosts.
OVIRT = Q35 + f"""<metadata><ovirt-tune:qos xmlns:ovirt-tune='http://ovirt.org/vm/tune/1.0'/><ovirt-vm:vm xmlns:ovirt-vm='http://ovirt.org/vm/1.0'>
  <ovirt-vm:clusterVersion>4.4</ovirt-vm:clusterVersion><ovirt-vm:minGuaranteedMemoryMb type='int'>48</ovirt-vm:minGuaranteedMemoryMb>
  <ovirt-vm:resumeBehavior>auto_resume</ovirt-vm:resumeBehavior></ovirt-vm:vm></metadata>
<vcpu current='1'>4</vcpu><iothreads>1</iothreads><maxMemory slots='16' unit='MiB'>512</maxMemory>
<sysinfo type='smbios'><system><entry name='manufacturer'>oVirt</entry><entry name='uuid'>@UUID@</entry></system></sysinfo><os><smbios mode='sysinfo'/></os>
<cpu mode='custom' match='exact' check='none'><model fallback='allow'>qemu64</model><topology sockets='4' cores='1' threads='1'/><numa><cell id='0' cpus='0-3' memory='48' unit='MiB'/></numa></cpu>
<clock offset='variable' adjustment='0'><timer name='rtc' tickpolicy='catchup'/><timer name='pit' tickpolicy='delay'/><timer name='hpet' present='no'/></clock>
<disk type='file' device='cdrom'><driver name='qemu' error_policy='report'/><source startupPolicy='optional'/><target dev='sdc' bus='sata'/><readonly/></disk>
<controller type='scsi' model='virtio-scsi'><driver iothread='1'/></controller><controller type='usb' model='qemu-xhci' ports='8'/>
<channel type='unix'><source mode='bind' path='/var/lib/libvirt/qemu/channels/@UUID@.org.qemu.guest_agent.0'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
<channel type='unix'><source mode='bind' path='/var/lib/libvirt/qemu/channels/@UUID@.ovirt-guest-agent.0'/><target type='virtio' name='ovirt-guest-agent.0'/></channel>
<video><model type='vga'/></video>{vnc('@A@')}{BALLOON}{RNG}"""
OVIRT_MAKES = ""  # VDSM keeps the directory of the channels on every host: see lab.py

# Pacemaker's resource agent VirtualDomain: plain guests that are defined on every node.
PACEMAKER = f"<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot>{vnc('127.0.0.1')}<input type='tablet' bus='usb'/>{AGENT}"

# Guests as in Proxmox or as made by hand: every host has the installation medium at the same
# path.
BY_HAND = f"{cdrom('/var/lib/iso/@DEV@.iso')}{vnc('0.0.0.0')}<serial type='pty'/><console type='pty'/>"

SHAPES = {
    "nova": (NOVA + vnc("0.0.0.0"), NOVA_MAKES, ""),
    "opennebula": (ONE, f"image {DATASTORE}/disk.1", ""),
    "kubevirt": (KUBEVIRT, KUBEVIRT_MAKES, ""),
    "virt-manager": (VIRT_MANAGER, "", ""),
    "ovirt": (OVIRT, OVIRT_MAKES, ""),
    "pacemaker": (PACEMAKER, "", ""),
    "by hand": (BY_HAND, "image /var/lib/iso/@DEV@.iso", ""),
}


def shapes():
    bridged = NIC % ("br-vm", "")
    for name, (xml, make, _) in SHAPES.items():
        nic = "" if name == "kubevirt" else bridged
        yield Case(f"managers/{name}", SOUND, xml + nic, both=make, short=True)
        emulated = xml.replace("<cpu mode='host-passthrough' check='none' migratable='on'/>", "")
        yield Case(f"managers/{name}, emulated", SOUND, emulated + nic, both=make, virt="qemu")
        yield Case(f"managers/{name}, shared file", SOUND, xml + file_disk("@SHARED@/disk") + nic, both=make,
                   a="image @SHARED@/disk", flags="--unsafe")
        yield Case(f"managers/{name}, persistent", SOUND, xml + nic, both=make, persistent=True)
        yield Case(f"managers/{name}, peer to peer", SOUND, xml + nic, both=make, flags="--p2p --persistent --undefinesource --auto-converge")


CASES = [
    *shapes(),
    Case("managers/nova, hybrid plug", SOUND, NOVA + vnc("0.0.0.0") + HYBRID, a=f"{NOVA_MAKES}; bridge qbr@DEV@ vm", late_b=f"{NOVA_MAKES}; bridge qbr@DEV@ vm", short=True),
    Case("managers/nova, hybrid plug, bridge not made", FAILS, NOVA + vnc("0.0.0.0") + HYBRID, a=f"{NOVA_MAKES}; bridge qbr@DEV@ vm", b=NOVA_MAKES),
    Case("managers/nova, config drive", SOUND, NOVA + vnc("0.0.0.0") + DRIVE, both=f"image {INSTANCE}/disk.config", short=True),
    Case("managers/nova, config drive not copied", FAILS, NOVA + vnc("0.0.0.0") + DRIVE, a=f"image {INSTANCE}/disk.config", b=NOVA_MAKES),
    Case("managers/nova, instance directory not made", FAILS, NOVA + vnc("0.0.0.0"), a=NOVA_MAKES),
    Case("managers/nova, listens on the host's address", SOUND, NOVA + vnc("@A@"), both=NOVA_MAKES),
    Case("managers/opennebula, context not copied", FAILS, ONE, a=f"image {DATASTORE}/disk.1"),
    Case("managers/opennebula, shared datastore", SOUND, ONE.replace(DATASTORE, "@SHARED@") + file_disk("@SHARED@/disk.0"), a="image @SHARED@/disk.0; image @SHARED@/disk.1", flags="--unsafe"),
    Case("managers/cloudstack", SOUND, CLOUDSTACK, a=QCOW2, flags="--unsafe", short=True),
    Case("managers/cloudstack, persistent", SOUND, CLOUDSTACK, a=QCOW2, flags="--unsafe", persistent=True),
    Case("managers/cloudstack, no ISO", FAILS, CLOUDSTACK.replace("<target dev='hdc'", "<source file='/var/lib/secondary/@DEV@.iso'/><target dev='hdc'"), a=QCOW2 + "; image /var/lib/secondary/@DEV@.iso", flags="--unsafe"),
    Case("managers/kubevirt, tap not made", FAILS, KUBEVIRT, a=KUBEVIRT_MAKES, b="directory /var/run/kubevirt-private/@UUID@"),
    Case("managers/kubevirt, directory not made", FAILS, KUBEVIRT, a=KUBEVIRT_MAKES, b="tap tap@DEV@"),
    Case("managers/virt-manager, NAT", SOUND, VIRT_MANAGER + NAT, both=NAT_MAKES, short=True),
    Case("managers/virt-manager, NAT not there", FAILS, VIRT_MANAGER + NAT, a=NAT_MAKES),
    Case("managers/pacemaker, defined on both", SOUND, PACEMAKER, b="known @NAME@ @UUID@ define"),
    Case("managers/by hand, ISO missing", FAILS, BY_HAND, a="image /var/lib/iso/@DEV@.iso"),
]
