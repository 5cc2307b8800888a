# SPDX-License-Identifier: LGPL-2.1-or-later
"""Traces of the guest that are already on the destination, things that the guest is doing, and parts of the guest
that its QEMU can't migrate."""
import pathlib

from oracle.case import BROKEN, FAILS, POLICY, SOUND, Case

Q35 = "<os><type arch='x86_64' machine='q35'>hvm</type></os>"
OWN = "<remove>disk</remove><disk type='file'><driver name='qemu' type='qcow2' cache='none'/><source file='@SHARED@/disk'/><target dev='vda' bus='virtio'/></disk>"
QCOW2 = "qcow2 @SHARED@/disk"
SAVED = "! test -e /var/lib/libvirt/qemu/save/@NAME@.save"
GUEST = "known @NAME@ @UUID@ define"
TWIN = "known @NAME@ @UUID@ create"
SHARED_MEMORY = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>"
CPU = "<cpu mode='host-passthrough' %s>%s</cpu>"

NVDIMM = ("<maxMemory slots='2' unit='MiB'>512</maxMemory><cpu><numa><cell id='0' cpus='0' memory='48' unit='MiB'/></numa></cpu>"
          "<memory model='nvdimm'><source><path>@LOCAL@/nv</path></source><target><size unit='MiB'>128</size><node>0</node><label><size unit='KiB'>128</size></label></target></memory>")
QEMU = "/usr/bin/qemu-system-x86_64"
FILESYSTEM = "<filesystem type='mount'><driver type='virtiofs'/><source dir='%s'/><target dir='t'/></filesystem>"
# libvirt migrates a guest with virtiofs only if the JSON file that describes virtiofsd says that
# virtiofsd supports migration.
VIRTIOFS = any("migrate-precopy" in path.read_text() for path in pathlib.Path("/usr/share/qemu/vhost-user").glob("*virtiofsd*.json"))
RESTART = "$LAB libvirtd restart host-b; sleep 10"  # until the facts have the emulators

CASES = [
    Case("already there/defined, Pacemaker", SOUND, b=GUEST, short=True),
    Case("already there/active", FAILS, b=TWIN, short=True),
    Case("already there/name of another guest", FAILS, b="known @NAME@ @UUID2@ define", short=True),
    Case("already there/name of another guest that runs", FAILS, b="known @NAME@ @UUID2@ create"),
    Case("already there/UUID under another name", FAILS, b="known @NAME@x @UUID@ define", short=True),
    Case("already there/UUID under another name, active", FAILS, b="known @NAME@x @UUID@ create"),
    Case("already there/managed save", BROKEN, b=GUEST + "; v start @NAME@; v managedsave @NAME@", then=SAVED, persistent=False, short=True),
    Case("already there/snapshots of what is defined", SOUND, b=GUEST + "; undo virsh -q snapshot-delete @NAME@ s --metadata || true"),
    Case("already there/a guest of another name and UUID", SOUND, b="known @NAME@x @UUID2@ create"),
    Case("state/paused", SOUND, late="v suspend @NAME@"),
    Case("state/snapshot", FAILS, OWN, a=QCOW2, late="v snapshot-create-as @NAME@ s", persistent=True, flags="--unsafe", short=True),
    Case("state/snapshot outside", SOUND, OWN, a=QCOW2, persistent=True, flags="--unsafe",
         late="v snapshot-create-as @NAME@ s --disk-only --no-metadata --diskspec vda,file=@SHARED@/over; undo rm -f @SHARED@/over"),
    Case("state/block copy", FAILS, OWN, a=QCOW2, flags="--unsafe", short=True,
         late="v blockcopy @NAME@ vda @SHARED@/copy --transient-job --wait; undo rm -f @SHARED@/copy"),
    Case("state/checkpoint", SOUND, OWN, a=QCOW2, flags="--unsafe", persistent=True, late="define 'checkpoint-create @NAME@' <<<'<domaincheckpoint><name>c</name></domaincheckpoint>' || true"),
    Case("state/transient disk", FAILS, OWN.replace("<target", "<transient/><target"), a=QCOW2, flags="--unsafe"),
    Case("blockers/invtsc", FAILS, CPU % ("migratable='off'", "<feature policy='require' name='invtsc'/>"), virt="kvm", short=True),
    Case("blockers/migratable off", FAILS, CPU % ("migratable='off'", ""), virt="kvm"),
    Case("blockers/reenlightenment", FAILS, "<features><acpi/><hyperv mode='custom'><vpindex state='on'/><synic state='on'/><stimer state='on'/><frequencies state='on'/><reenlightenment state='on'/></hyperv></features>", virt="kvm", short=True,
         reason="the KVM here has no Hyper-V enlightenments"),
    Case("blockers/ivshmem", FAILS, "<shmem name='@DEV@s'><model type='ivshmem-plain'/><size unit='M'>1</size></shmem>", short=True),
    Case("blockers/vdagent", FAILS, "<channel type='qemu-vdagent'><source><clipboard copypaste='no'/></source><target type='virtio' name='com.redhat.spice.0'/></channel>"),
    Case("blockers/virtiofs", SOUND if VIRTIOFS else FAILS, SHARED_MEMORY + FILESYSTEM % "@SHARED@", a="directory @SHARED@", short=True),
    Case("blockers/virtiofs of each host", POLICY if VIRTIOFS else FAILS, SHARED_MEMORY + FILESYSTEM % "@LOCAL@", both="directory @LOCAL@", checks="devices"),
    Case("blockers/directory of the host", POLICY, "<filesystem type='mount'><source dir='@LOCAL@'/><target dir='t'/></filesystem>", both="directory @LOCAL@", checks="devices"),
    Case("blockers/directory of the host, missing", FAILS, "<filesystem type='mount'><source dir='@LOCAL@'/><target dir='t'/></filesystem>", a="directory @LOCAL@"),
    Case("blockers/nvdimm of each host", SOUND, NVDIMM, both="file @LOCAL@/nv 128M"),
    Case("blockers/nvdimm, file missing", FAILS, NVDIMM, a="file @LOCAL@/nv 128M", b="directory @LOCAL@"),
    Case("blockers/nvdimm, directory missing", FAILS, NVDIMM, a="file @LOCAL@/nv 128M"),
    Case("blockers/nvdimm, shared", SOUND, NVDIMM.replace("@LOCAL@", "@SHARED@"), a="file @SHARED@/nv 128M"),
    Case("blockers/unmigratable device by the command line", FAILS, "<qemu:commandline><qemu:arg value='-device'/><qemu:arg value='ivshmem-plain,memdev=m,addr=0x1e'/><qemu:arg value='-object'/><qemu:arg value='memory-backend-ram,id=m,size=1M,share=on'/></qemu:commandline>"),
    Case("blockers/only-migratable", SOUND, "<qemu:commandline><qemu:arg value='-only-migratable'/></qemu:commandline>"),
    Case("command line/disk with writeback", POLICY, "<qemu:commandline><qemu:arg value='-drive'/><qemu:arg value='file=@SHARED@/disk,if=none,id=x,format=raw,cache=writeback'/></qemu:commandline>", a="image @SHARED@/disk", checks="devices cache storage"),
    Case("command line/harmless", SOUND, "<qemu:commandline><qemu:arg value='-global'/><qemu:arg value='isa-debugcon.iobase=0x402'/></qemu:commandline>"),
    Case("emulator/a link on both", SOUND, "<emulator>@LOCAL@/qemu</emulator>", both="link /usr/bin/qemu-system-x86_64 @LOCAL@/qemu"),
    Case("emulator/missing", FAILS, "<emulator>@LOCAL@/qemu</emulator>", a="link /usr/bin/qemu-system-x86_64 @LOCAL@/qemu", short=True),
    Case("emulator/does not know the machine type", FAILS, "<os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os>", alone=True,
         b=f"file @LOCAL@/emu 1K; cp {QEMU} @LOCAL@/emu; chmod 755 @LOCAL@/emu; sed -i 's/pc-i440fx-7[.]2/pc-i440fx-8.8/g' @LOCAL@/emu; "
           f"mount --bind @LOCAL@/emu {QEMU}; undo umount {QEMU}", outside=RESTART, after=RESTART),
    Case("emulator/no KVM there", FAILS, virt="kvm", b="mount --bind /dev/null /dev/kvm; undo umount /dev/kvm", alone=True),
]
for machine in "pc-i440fx-2.11 pc-i440fx-4.2 pc-i440fx-6.2 pc-q35-5.2 pc-q35-7.0 microvm".split():
    if machine != "microvm":
        CASES.append(Case(f"emulator/machine {machine}", SOUND, f"<os><type arch='x86_64' machine='{machine}'>hvm</type></os>"))
