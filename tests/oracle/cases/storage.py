# SPDX-License-Identifier: LGPL-2.1-or-later
"""Disks, their images and media: where they are, what they are based on, what they need."""
from oracle.case import BROKEN, FAILS, POLICY, SOUND, Case

UNSAFE = "--unsafe"  # libvirt takes no directory of the lab for shared


def disk(path, kind="raw", more="", device="disk", target="vda", bus="virtio", driver="cache='none'"):
    return (f"<disk type='file' device='{device}'><driver name='qemu' type='{kind}' {driver}/><source file='{path}'/>"
            f"<target dev='{target}' bus='{bus}'/>{more}</disk>")


def block(path):
    return (f"<disk type='block' device='disk'><driver name='qemu' type='raw' cache='none'/><source dev='{path}'/>"
            "<target dev='vdb' bus='virtio'/></disk>")


def cdrom(path, more="", target="sda", bus="sata"):
    return disk(path, more=f"<readonly/>{more}", device="cdrom", target=target, bus=bus, driver="")


Q35 = "<os><type arch='x86_64' machine='q35'>hvm</type></os>"
FOUND = disk("@SHARED@/top", "qcow2")
CHAIN = disk("@SHARED@/top", "qcow2", "<backingStore type='file'><format type='raw'/><source file='%s'/><backingStore/></backingStore>")
BASED = "image @LOCAL@/base; overlay @SHARED@/top @LOCAL@/base"
ISO = Q35 + cdrom("@LOCAL@/iso")
VOLUME = "<disk type='volume'><driver name='qemu' type='raw' cache='none'/><source pool='@DEV@p' volume='vol'/><target dev='vdb' bus='virtio'/></disk>"
LUKS = disk("@SHARED@/luks", "raw", "", target="vdb").replace("<source file='@SHARED@/luks'/>", "<source file='@SHARED@/luks'><encryption format='luks'><secret type='passphrase' uuid='@UUID1@'/></encryption></source>")
SECRET = "secret @UUID1@ @NAME@ words"
MAKE_LUKS = "directory @SHARED@; until qemu-img create -q -f luks --object secret,id=s,data=words -o key-secret=s,iter-time=10 @SHARED@/luks 1M; do sleep 1; done; undo rm -f @SHARED@/luks"
NBD = "<disk type='network'><driver name='qemu' type='raw' cache='none'/><source protocol='nbd' name='base'>%s</source><target dev='vdb' bus='virtio'/></disk>"
SERVE = "image @LOCAL@/served; qemu-nbd -t -e 9 -f raw -x base %s @LOCAL@/served </dev/null >/dev/null 2>&1 & undo kill $!; sleep 0.3"


CASES = [
    Case("storage/shared file", SOUND, disk("@SHARED@/disk"), a="image @SHARED@/disk", flags=UNSAFE, short=True),
    Case("storage/shared qcow2", SOUND, disk("@SHARED@/top", "qcow2"), flags=UNSAFE,
         a="qcow2 @SHARED@/top"),
    Case("storage/local file missing", FAILS, disk("@LOCAL@/disk"), a="image @LOCAL@/disk", flags=UNSAFE, short=True),
    Case("storage/local file of another content", BROKEN, disk("@LOCAL@/disk"), a="image @LOCAL@/disk", flags=UNSAFE,
         b="image @LOCAL@/disk another"),
    Case("storage/local file of the same content", POLICY, disk("@LOCAL@/disk"), both="image @LOCAL@/disk", flags=UNSAFE, checks="storage"),
    Case("storage/copied along", SOUND, disk("@LOCAL@/disk", target="vdb"), both="image @LOCAL@/disk", flags="--copy-storage-all --migrate-disks vdb"),
    Case("storage/not marked safe", FAILS, disk("@SHARED@/disk"), a="image @SHARED@/disk"),
    Case("storage/base that libvirt found, missing", FAILS, FOUND, a=BASED, flags=UNSAFE, short=True),
    Case("storage/base that libvirt found, another day's", BROKEN, FOUND, a=BASED, b="image @LOCAL@/base another", flags=UNSAFE, short=True),
    Case("storage/base that libvirt found, of the same content", POLICY, FOUND, a=BASED, b="image @LOCAL@/base", flags=UNSAFE, checks="storage"),
    Case("storage/base that libvirt found, shared", SOUND, FOUND, a="image @SHARED@/base; overlay @SHARED@/top @SHARED@/base", flags=UNSAFE, short=True),
    Case("storage/two bases that libvirt found, shared", SOUND, FOUND, flags=UNSAFE,
         a="image @SHARED@/base; overlay @SHARED@/middle @SHARED@/base; overlay @SHARED@/top @SHARED@/middle qcow2"),
    Case("storage/second base that libvirt found, another day's", BROKEN, FOUND, flags=UNSAFE,
         a="image @LOCAL@/base; overlay @SHARED@/middle @LOCAL@/base; overlay @SHARED@/top @SHARED@/middle qcow2", b="image @LOCAL@/base another"),
    Case("storage/base that the XML names, missing", FAILS, CHAIN % "@LOCAL@/base", a=BASED, flags=UNSAFE),
    Case("storage/base that the XML names, shared", SOUND, CHAIN % "@SHARED@/base", a="image @SHARED@/base; overlay @SHARED@/top @SHARED@/base", flags=UNSAFE),
    Case("storage/link to a local file, another there", BROKEN, disk("@SHARED@/disk"), a="image @LOCAL@/disk; link @LOCAL@/disk @SHARED@/disk",
         b="image @LOCAL@/disk another", flags=UNSAFE, short=True),
    Case("storage/link to a local file, missing", FAILS, disk("@SHARED@/disk"), a="image @LOCAL@/disk; link @LOCAL@/disk @SHARED@/disk", flags=UNSAFE),
    Case("storage/link to a shared file", SOUND, disk("@SHARED@/link"), a="image @SHARED@/disk; link @SHARED@/disk @SHARED@/link", flags=UNSAFE),
    Case("storage/local link to a shared file", SOUND, disk("@LOCAL@/link"), a="image @SHARED@/disk", both="link @SHARED@/disk @LOCAL@/link", flags=UNSAFE),
    Case("storage/another filesystem below", BROKEN, disk("@SHARED@/disk"), a="image @SHARED@/disk", flags=UNSAFE, short=True,
         b="mounted @SHARED@ -t tmpfs tmpfs; image @SHARED@/disk another"),
    Case("storage/another filesystem below, empty", FAILS, disk("@SHARED@/disk"), a="image @SHARED@/disk", flags=UNSAFE,
         b="mounted @SHARED@ -t tmpfs tmpfs"),
    Case("storage/read-only there", FAILS, disk("@SHARED@/disk"), a="image @SHARED@/disk", flags=UNSAFE, short=True,
         b="mounted @SHARED@ --bind -o ro /srv/shared/@NAME@; mount -o remount,bind,ro @SHARED@"),
    Case("storage/declared path not mounted there", FAILS, disk("/srv/own/disk"), flags=UNSAFE, alone=True,
         both="mounted /srv/own --bind /srv/shared; conf '[storage-domain own]' 'path = /srv/own' 'source = the lab'",
         a="image /srv/own/disk", b="umount /srv/own; undo mount --bind /srv/shared /srv/own"),
    Case("storage/pool on shared storage", SOUND, VOLUME, a="image @SHARED@/vol; pool @DEV@p @SHARED@", b="pool @DEV@p @SHARED@", flags=UNSAFE, short=True),
    Case("storage/pool missing", FAILS, VOLUME, a="image @SHARED@/vol; pool @DEV@p @SHARED@", flags=UNSAFE),
    Case("storage/pool inactive", FAILS, VOLUME, a="image @SHARED@/vol; pool @DEV@p @SHARED@", b="pool @DEV@p @SHARED@; v pool-destroy @DEV@p", flags=UNSAFE),
    Case("storage/pool of each host", BROKEN, VOLUME, a="image @LOCAL@/vol; pool @DEV@p @LOCAL@", b="image @LOCAL@/vol another; pool @DEV@p @LOCAL@", flags=UNSAFE),
    Case("storage/pool elsewhere", BROKEN, VOLUME, a="image @SHARED@/vol; pool @DEV@p @SHARED@", b="image @LOCAL@/vol another; pool @DEV@p @LOCAL@", flags=UNSAFE),
    Case("storage/block name, another device there", BROKEN, block("@LOCAL@/sdb"), a="image @LOCAL@/img; device @LOCAL@/sdb @LOCAL@/img",
         b="image @LOCAL@/img another; device @LOCAL@/sdb @LOCAL@/img", short=True),
    Case("storage/block name missing", FAILS, block("@LOCAL@/sdb"), a="image @LOCAL@/img; device @LOCAL@/sdb @LOCAL@/img"),
    Case("storage/block name, the same device there", POLICY, block("@LOCAL@/sdb"), a="image @SHARED@/img; device @LOCAL@/sdb @SHARED@/img", b="device @LOCAL@/sdb /srv/shared/@NAME@/img", checks="storage"),
    Case("storage/LUN that is declared", SOUND, block("/run/lun/@NAME@"), a="image @SHARED@/lun; device /run/lun/@NAME@ @SHARED@/lun", b="device /run/lun/@NAME@ @SHARED@/lun", short=True),
    Case("storage/LUN that is declared, missing there", FAILS, block("/run/lun/@NAME@"), a="image @SHARED@/lun; device /run/lun/@NAME@ @SHARED@/lun"),
    Case("storage/cdrom there", SOUND, ISO, both="image @LOCAL@/iso", short=True),
    Case("storage/cdrom missing", FAILS, ISO, a="image @LOCAL@/iso", short=True),
    Case("storage/cdrom of another size", BROKEN, ISO, a="image @LOCAL@/iso", b="image @LOCAL@/iso another; truncate -s 2M @LOCAL@/iso"),
    Case("storage/cdrom of another content", BROKEN, ISO, a="image @LOCAL@/iso", b="image @LOCAL@/iso another"),
    Case("storage/cdrom shared", SOUND, Q35 + cdrom("@SHARED@/iso"), a="image @SHARED@/iso"),
    Case("storage/cdrom empty", SOUND, "<disk type='file' device='cdrom'><target dev='hda' bus='ide'/><readonly/></disk>", short=True),
    Case("storage/cdrom that may go", SOUND, cdrom("@LOCAL@/iso", target="hda", bus="ide").replace("<source ", "<source startupPolicy='optional' "), a="image @LOCAL@/iso"),
    Case("storage/cdrom behind a link", SOUND, Q35 + cdrom("@LOCAL@/link"), both="image @LOCAL@/iso; link @LOCAL@/iso @LOCAL@/link"),
    Case("storage/floppy there", SOUND, disk("@LOCAL@/fd", device="floppy", target="fda", bus="fdc", more="<readonly/>", driver=""), both="image @LOCAL@/fd"),
    Case("storage/floppy missing", FAILS, disk("@LOCAL@/fd", device="floppy", target="fda", bus="fdc", more="<readonly/>", driver=""), a="image @LOCAL@/fd"),
    Case("storage/read-only disk there", SOUND, disk("@LOCAL@/ro", target="vdb", more="<readonly/>"), both="image @LOCAL@/ro"),
    Case("storage/read-only disk missing", FAILS, disk("@LOCAL@/ro", target="vdb", more="<readonly/>"), a="image @LOCAL@/ro", flags=UNSAFE),
    Case("storage/nbd of this host", FAILS, NBD % "<host name='127.0.0.1' port='@PORT@'/>", a=SERVE % "-b 127.0.0.1 -p @PORT@", short=True),
    Case("storage/nbd of another server", SOUND, NBD % "<host name='@MIDDLE@' port='10809'/>"),
    Case("storage/nbd socket missing", FAILS, NBD % "<host transport='unix' socket='@LOCAL@/nbd'/>", a=SERVE % "-k @LOCAL@/nbd"),
    Case("secrets/luks, there", SOUND, LUKS, both=SECRET, a=MAKE_LUKS, flags=UNSAFE, short=True),
    Case("secrets/luks, missing", FAILS, LUKS, a=SECRET + ";" + MAKE_LUKS, flags=UNSAFE, short=True),
    Case("secrets/luks, without a value", FAILS, LUKS, a=SECRET + ";" + MAKE_LUKS, b="secret @UUID1@ @NAME@", flags=UNSAFE),
    Case("secrets/luks, another value", FAILS, LUKS, a=SECRET + ";" + MAKE_LUKS, b="secret @UUID1@ @NAME@ other", flags=UNSAFE),
    Case("secrets/luks by usage, there", SOUND, LUKS.replace("uuid='@UUID1@'", "usage='@NAME@'"), both=SECRET, a=MAKE_LUKS, flags=UNSAFE),
    Case("secrets/luks by usage, missing", FAILS, LUKS.replace("uuid='@UUID1@'", "usage='@NAME@'"), a=SECRET + ";" + MAKE_LUKS, flags=UNSAFE),
]
for mode in "writeback writethrough unsafe".split():
    CASES.append(Case(f"cache/{mode} on a file", POLICY, disk("@SHARED@/disk", driver=f"cache='{mode}'"), a="image @SHARED@/disk", flags=UNSAFE, checks="cache", short=mode == "writeback"))
    CASES.append(Case(f"cache/{mode}, read-only", SOUND, disk("@SHARED@/disk", driver=f"cache='{mode}'", target="vdb", more="<readonly/>"), a="image @SHARED@/disk", flags=UNSAFE))
EXEMPT = "virt-migration-guard exempt add @NAME@ cache --until 1h --reason r >/dev/null; undo virt-migration-guard exempt remove @NAME@ cache"
CASES.append(Case("cache/exempt there", SOUND, disk("@SHARED@/disk", driver="cache='writeback'"), a="image @SHARED@/disk", b=EXEMPT, flags=UNSAFE, short=True))
CASES.append(Case("cache/directsync", SOUND, disk("@SHARED@/disk", driver="cache='directsync'"), a="image @SHARED@/disk", flags=UNSAFE))
CASES.append(Case("cache/unset", SOUND, disk("@SHARED@/disk", driver=""), a="image @SHARED@/disk", flags=UNSAFE))
for bus, target, more in (("scsi", "sda", "<controller type='scsi' model='virtio-scsi'/>"), ("ide", "hda", ""), ("sata", "sda", Q35), ("usb", "sda", "<controller type='usb' model='qemu-xhci'/>")):
    CASES.append(Case(f"storage/bus {bus}", SOUND, more + "<remove>disk</remove>" + disk("@SHARED@/disk", target=target, bus=bus), a="image @SHARED@/disk", flags=UNSAFE))
for name, driver in (("discard", "cache='none' discard='unmap' detect_zeroes='unmap'"), ("native", "cache='none' io='native'"), ("uring", "cache='none' io='io_uring'"), ("queues", "cache='none' queues='1'")):
    CASES.append(Case(f"storage/driver {name}", SOUND, disk("@SHARED@/disk", driver=driver), a="image @SHARED@/disk", flags=UNSAFE))
