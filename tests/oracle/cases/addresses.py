# SPDX-License-Identifier: LGPL-2.1-or-later
"""Addresses and ports that QEMU listens on or connects to, and sockets."""
from oracle.case import FAILS, SOUND, Case

VNC = "<graphics type='vnc' %s><listen type='address' address='%s'/></graphics>"
AUTO, FIXED = "port='-1' autoport='yes'", "port='@PORT@' autoport='no'"
SOCKET = "autoport='yes' websocket='@PORT@'"
ALONE = "10.99.0.1"  # on a host's loopback interface, in no logical network
ON_LO = f"ip address add {ALONE}/32 dev lo 2>/dev/null && undo ip address del {ALONE}/32 dev lo || true"
NETWORK = "<graphics type='vnc' autoport='yes'><listen type='network' network='@DEV@n'/></graphics>"

# Devices that listen on an address of the host; the key names the device and the protocol. @H@
# stands for the address.
LISTENERS = {
    "serial tcp": "<serial type='tcp'><source mode='bind' host='@H@' service='@PORT@'/><protocol type='raw'/></serial>",
    "serial telnet": "<serial type='tcp'><source mode='bind' host='@H@' service='@PORT@'/><protocol type='telnet'/></serial>",
    "console tcp": "<console type='tcp'><source mode='bind' host='@H@' service='@PORT@'/><protocol type='raw'/><target type='virtio'/></console>",
    "channel tcp": "<channel type='tcp'><source mode='bind' host='@H@' service='@PORT@'/><protocol type='raw'/><target type='virtio' name='a.0'/></channel>",
    "parallel tcp": "<parallel type='tcp'><source mode='bind' host='@H@' service='@PORT@'/><protocol type='raw'/></parallel>",
    "nic server": "<interface type='server'><mac address='@MAC@'/><source address='@H@' port='@PORT@'/></interface>",
    "serial udp": "<serial type='udp'><source mode='bind' host='@H@' service='@PORT@'/><source mode='connect' host='@H@' service='9'/></serial>",
}
# Devices that connect to an address; the key names the device.
CLIENTS = {
    "serial": "<serial type='tcp'><source mode='connect' host='@H@' service='@S@'/><protocol type='raw'/></serial>",
    "channel": "<channel type='tcp'><source mode='connect' host='@H@' service='@S@'/><protocol type='raw'/><target type='virtio' name='a.0'/></channel>",
    "rng": "<rng model='virtio'><backend model='egd' type='tcp'><source mode='connect' host='@H@' service='@S@'/></backend></rng>",
    "redirected usb": "<redirdev bus='usb' type='tcp'><source mode='connect' host='@H@' service='@S@'/></redirdev>",
    "nic client": "<interface type='client'><mac address='@MAC@'/><source address='@H@' port='@S@'/></interface>",
}
UNIX = {
    "serial": "<serial type='unix'><source mode='connect' path='@LOCAL@/socket'/></serial>",
    "channel": "<channel type='unix'><source mode='connect' path='@LOCAL@/socket'/><target type='virtio' name='a.0'/></channel>",
    "rng": "<rng model='virtio'><backend model='egd' type='unix'><source mode='connect' path='@LOCAL@/socket'/></backend></rng>",
}


def displays():
    yield Case("displays/management address", SOUND, VNC % (AUTO, "@A@"), short=True)
    for name, address in (("any", "0.0.0.0"), ("loopback", "127.0.0.1"), ("migration address", "@MIGR-A@")):
        yield Case(f"displays/{name}", SOUND, VNC % (AUTO, address))
    yield Case("displays/an address of the source alone", FAILS, VNC % (AUTO, ALONE), a=ON_LO, alone=True)
    yield Case("displays/an address that both have", SOUND, VNC % (AUTO, ALONE), both=ON_LO, alone=True)
    yield Case("displays/fixed port free", SOUND, VNC % (FIXED, "0.0.0.0"))
    yield Case("displays/fixed port in use", FAILS, VNC % (FIXED, "0.0.0.0"), b="listen tcp 0.0.0.0 @PORT@", short=True)
    yield Case("displays/fixed port in use on another address", SOUND, VNC % (FIXED, "127.0.0.1"),
               b="listen tcp @B@ @PORT@")
    yield Case("displays/websocket in use", FAILS, VNC % (SOCKET, "0.0.0.0"), b="listen tcp 0.0.0.0 @PORT@")
    yield Case("displays/websocket free", SOUND, VNC % (SOCKET, "0.0.0.0"))
    yield Case("displays/automatic socket", SOUND, "<graphics type='vnc'><listen type='socket'/></graphics>")
    yield Case("displays/none", SOUND, "<graphics type='vnc'><listen type='none'/></graphics>")
    yield Case("displays/libvirt network on both", SOUND, NETWORK, both="network @DEV@n br-mgmt")
    yield Case("displays/libvirt network missing", FAILS, NETWORK, a="network @DEV@n br-mgmt", short=True)
    # libvirt uses the address of the network's bridge even if the network is not active.
    yield Case("displays/libvirt network inactive", SOUND, NETWORK, both="network @DEV@n br-mgmt",
               b="v net-destroy @DEV@n")
    yield Case("displays/libvirt network without an address there", FAILS, NETWORK,
               both="bridge @DEV@b vm; network @DEV@n @DEV@b", a="ip address add 10.98.0.1/30 dev @DEV@b")
    own = "own_network @DEV@n @DEV@b 10.98.%u.1"
    yield Case("displays/libvirt network of each host", SOUND, NETWORK, both=own % 1)
    yield Case("displays/libvirt network of each host, inactive", FAILS, NETWORK, both=own % 2, b="v net-destroy @DEV@n")
    yield Case("displays/password", SOUND, "<graphics type='vnc' autoport='yes' passwd='secret'/>")
    yield Case("displays/sdl is none", SOUND, "<video><model type='vga'/></video>" + VNC % (AUTO, "0.0.0.0"))


def listeners():
    for name, xml in LISTENERS.items():
        yield Case(f"ports/{name} any", SOUND, xml.replace("@H@", "0.0.0.0"))
        kind = "udp" if "udp" in name else "tcp"
        yield Case(f"ports/{name} in use", FAILS, xml.replace("@H@", "0.0.0.0"), b=f"listen {kind} 0.0.0.0 @PORT@",
                   short=name == "serial tcp")
        yield Case(f"ports/{name} address of the source", FAILS, xml.replace("@H@", "@A@"), short=name == "serial tcp")
        yield Case(f"ports/{name} loopback", SOUND, xml.replace("@H@", "127.0.0.1"))


def clients():
    for name, xml in CLIENTS.items():
        there = xml.replace("@H@", "@MIDDLE@").replace("@S@", "10809")
        here = xml.replace("@H@", "127.0.0.1").replace("@S@", "@PORT@")
        yield Case(f"connects/{name} to a third host", SOUND, there)
        # QEMU starts even if the device "nic client" can't connect. With any other device of CLIENTS it does not start.
        yield Case(f"connects/{name} to a service of the source", SOUND if "nic" in name else FAILS, here, a="listen tcp 127.0.0.1 @PORT@",
                   short=name == "serial")
        yield Case(f"connects/{name} to a service of each host", SOUND, here, both="listen tcp 127.0.0.1 @PORT@")
    for name, xml in UNIX.items():
        yield Case(f"connects/{name} socket missing", FAILS, xml, a="listen unix @LOCAL@/socket", short=name == "serial")
        yield Case(f"connects/{name} socket there", SOUND, xml, both="listen unix @LOCAL@/socket")
        yield Case(f"connects/{name} socket that nobody serves", FAILS, xml, a="listen unix @LOCAL@/socket",
                   b="file @LOCAL@/socket")


CASES = [*displays(), *listeners(), *clients()]
