# SPDX-License-Identifier: LGPL-2.1-or-later
"""Files that QEMU opens when it starts: each kind of file, there or not, and where."""
from oracle.case import FAILS, POLICY, SOUND, Case

# A file that boots like a Linux kernel of boot protocol 2.3 and stops the CPU: jmp to 0x268,
# header, hlt; jmp back.
HALT = ("put() { printf \"$2\" | dd of=%s bs=1 seek=$(($1)) conv=notrunc status=none; }; put 0x1f1 '\\1'; put 0x200 '\\353\\146HdrS\\3\\2'; "
        "put 0x22c '\\377\\377\\377\\67'; put 0x211 '\\1'; put 0x268 '\\364\\353\\375'")
BIOS = "file %s 1K; cp /usr/share/seabios/bios-256k.bin %s"
FIRMWARE = "<os><loader readonly='yes' type='%s'>@P@</loader></os>"
PFLASH = "<os><loader readonly='yes' type='pflash'>%s</loader><nvram>%s</nvram></os>"
CODE = "/srv/shared/code-@NAME@"
MAKE_CODE = BIOS % (CODE, CODE)
NIC = "<interface type='bridge'><mac address='@MAC@'/><source bridge='br-vm'/><model type='%s'/>%s</interface>"
# For each kind of file: the XML that names the file, and the commands of host.sh that make it. @P@
# stands for its path.
OPENED = {
    "kernel": ("<os><kernel>@P@</kernel></os>", "file @P@; " + HALT % "@P@"),
    "initrd": ("<os><kernel>/srv/shared/kernel-@NAME@</kernel><initrd>@P@</initrd></os>",
               "file @P@; file /srv/shared/kernel-@NAME@; " + HALT % "/srv/shared/kernel-@NAME@"),
    "bios": (FIRMWARE % "rom", BIOS % ("@P@", "@P@")),
    "pflash": (PFLASH % ("@P@", "/srv/shared/vars-@NAME@"), BIOS % ("@P@", "@P@") + "; file /srv/shared/vars-@NAME@"),
    "rom": (NIC % ("virtio", "<rom file='@P@'/>"), "file @P@; cp $(ls /usr/lib/ipxe/qemu/efi-virtio.rom /usr/share/qemu/efi-virtio.rom 2>/dev/null) @P@"),
    "acpi-table": ("<os><acpi><table type='slic'>@P@</table></acpi></os>", "file @P@ 374"),
    "fw-cfg": ("<sysinfo type='fwcfg'><entry name='opt/org.example/x' file='@P@'/></sysinfo>", "file @P@ 40"),
    "rng": ("<rng model='virtio'><backend model='random'>@P@</backend></rng>",
            "file @P@; rm @P@; mknod @P@ c 1 9"),
    "pipe": ("<serial type='pipe'><source path='@P@'/></serial>",
             "directory @P@; rmdir @P@; mkfifo @P@.in @P@.out; undo rm -f @P@.in @P@.out"),
    "vars": (PFLASH % (CODE, "@P@"), MAKE_CODE + "; file @P@"),
    "template": (PFLASH.replace("<nvram>", "<nvram template='@P@'>") % (CODE, "/srv/local/vars-@NAME@"),
                 MAKE_CODE + "; file @P@; undo rm -f /srv/local/vars-@NAME@"),
}
# Files that QEMU itself makes if their directory exists.
MADE = {
    "serial-file": "<serial type='file'><source path='@P@'/></serial>",
    "serial-append": "<serial type='file'><source path='@P@' append='on'/></serial>",
    "serial-log": "<serial type='null'><log file='@P@' append='off'/></serial>",
    "console-log": "<console type='null'><log file='@P@' append='on'/><target type='virtio'/></console>",
    "parallel-file": "<parallel type='file'><source path='@P@'/></parallel>",
    "serial-socket": "<serial type='unix'><source mode='bind' path='@P@'/></serial>",
    "channel-socket": "<channel type='unix'><source mode='bind' path='@P@'/><target type='virtio' name='org.example.0'/></channel>",
    "display-socket": "<graphics type='vnc'><listen type='socket' socket='@P@'/></graphics>",
    "debug-console": "<serial type='file'><source path='@P@'/><target type='isa-debug'/></serial>",
}
SHORT = {"kernel missing", "pflash missing", "rom other-size", "serial-file missing", "serial-log missing",
         "bios there", "channel-socket missing", "kernel there"}


def at(path, text):
    return text.replace("@P@", path)


def opened():
    for kind, (xml, make) in OPENED.items():
        local, shared = "@LOCAL@/file", "@SHARED@/file"
        yield Case(f"files/{kind} there", SOUND, at(local, xml), both=at(local, make))
        yield Case(f"files/{kind} missing", FAILS, at(local, xml), a=at(local, make))
        if kind != "pipe":
            yield Case(f"files/{kind} shared", SOUND, at(shared, xml), a=at(shared, make))


def made():
    for kind, xml in MADE.items():
        yield Case(f"files/{kind} missing", FAILS, at("@LOCAL@/made", xml), a="directory @LOCAL@")
        yield Case(f"files/{kind} there", SOUND, at("@LOCAL@/made", xml), both="directory @LOCAL@")


def other_size():
    for kind, size in (("bios", "128K"), ("pflash", "128K"), ("rom", "512K")):
        xml, make = OPENED[kind]
        yield Case(f"files/{kind} other-size", FAILS, at("@LOCAL@/file", xml),
                   both=at("@LOCAL@/file", make), b=f"truncate -s {size} @LOCAL@/file")
    xml, make = OPENED["initrd"]
    yield Case("files/initrd other-size", SOUND, at("@LOCAL@/file", xml), both=at("@LOCAL@/file", make),
               b="truncate -s 128K @LOCAL@/file")


PORT = "<serial type='dev'><source path='@LOCAL@/port'/></serial>"
MAKE_PORT = "file @LOCAL@/port; rm @LOCAL@/port; mknod @LOCAL@/port c 1 3"

CASES = [*opened(), *made(), *other_size()]
CASES += [
    Case("files/port there", POLICY, PORT, both=MAKE_PORT, checks="devices"),
    Case("files/port missing", FAILS, PORT, a=MAKE_PORT),
]
for case in CASES:
    case.short = case.name.split("/")[1] in SHORT
