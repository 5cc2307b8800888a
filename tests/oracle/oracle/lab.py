# SPDX-License-Identifier: LGPL-2.1-or-later
"""The two lab hosts, as tests/lab/lab makes them, and what the oracle adds to them: two networks
for guests (vm and other) that lead out, a directory of each host's own, a shared one, a disk that
all guests boot from, and the guard in permissive mode."""
import json
import os
import pathlib
import re
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent.parent
SOURCE, DESTINATION = "host-a", "host-b"

# With match = guest, the networks and storage that a host has for one case do not affect the guests
# of other cases.
CONF = """[guard]
mode = permissive
facts-max-age = 24
[migration]
max-incoming = 100
max-outgoing = 100
[networks]
match = guest
[storage]
match = guest
[network other]
device = br-other
roles = vm
[storage-domain shared]
path = /srv/shared
source = the shared directory of the lab
[storage-domain base]
source = nbd:base@10.73.0.254:10809
"""


# A boot sector: cli; hlt; jmp back. Many such guests side by side use no CPU time.
HALTS = b"\xfa\xf4\xeb\xfd"


class Failed(Exception):
    """A command that had to succeed did not."""


class Lab:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.environment = dict(os.environ, LAB_DIR=str(directory))
        self.pids = {}

    def tool(self, *arguments, check=True, timeout=300):
        return self.command([str(TESTS / "lab/lab"), *arguments], check=check, timeout=timeout)

    def command(self, command, stdin=None, check=True, timeout=120, env=None):
        """Runs a command. The result has its exit status, and its two outputs as text."""
        try:
            done = subprocess.run(
                command, input=stdin, capture_output=True, text=True, errors="replace",
                timeout=timeout, env=env or self.environment,
                **({} if stdin is not None else {"stdin": subprocess.DEVNULL}),
            )
        except subprocess.TimeoutExpired as late:
            raise Failed(f"{command}: no end after {timeout} s") from late
        if check and done.returncode != 0:
            raise Failed(f"{' '.join(command)[-300:]}: {done.stderr.strip()[-600:]}")
        return done

    def host(self, host, *command, **options):
        """Runs a command in the host."""
        return self.command(
            ["nsenter", "--target", self.pids[host], "--mount", "--uts", "--net", "--wd=/", *command],
            **options)

    def virsh(self, host, *arguments, **options):
        return self.host(host, "virsh", "-q", *arguments, **options)

    def monitor(self, host, guest, command):
        """Asks the guest's QEMU, in QMP."""
        said = self.virsh(host, "qemu-monitor-command", guest, json.dumps(command), timeout=30)
        return json.loads(said.stdout)["return"]

    def shell(self, host, script, variables, **options):
        """Runs commands of host.sh in the host."""
        known = {"HOST": host[-1], "FABRIC": self.fabric, "BOOT": f"{self.directory}/boot",
                 "TOOLS": str(HERE), "AGENT": self.tool("agent", "pid", host).stdout.strip(), **variables}
        return self.host(host, "bash", "-c", f". {HERE.parent}/host.sh\n{script}",
                         env={**self.environment, **known}, **options)

    # Starts a command with the lab's own scripts, which remember the ids of the processes that
    # they start.
    def launch(self, name, *command):
        script = f'. "{TESTS}/lab/process.sh"; launch "$@"'
        self.command(["bash", "-c", script, "-", name, str(self.directory / f"{name}.log"), *command])

    def up(self, stage):
        self.tool("up", *(["--stage", stage] if stage else []))
        for host in (SOURCE, DESTINATION):
            self.pids[host] = (self.directory / "pids" / host).read_text().split()[0]
        number = subprocess.run(["cksum"], input=f"{self.directory}\n", capture_output=True, text=True,
                                check=True).stdout.split()[0]
        self.namespace = f"vmg{number}-fabric"
        self.add_segments()
        self.add_storage()
        for host in (SOURCE, DESTINATION):
            self.prepare(host)

    def in_fabric(self, *command):
        return self.command(["ip", "netns", "exec", self.namespace, *command])

    def add_segments(self):
        for segment in ("vm", "other"):
            self.in_fabric("ip", "link", "add", f"br-{segment}", "type", "bridge")
            self.in_fabric("ip", "link", "set", f"br-{segment}", "up")
        self.launch("announcements", "ip", "netns", "exec", self.namespace, "python3",
                    str(HERE / "hear.py"), str(self.directory / "heard"), "br-vm", "br-other")
        # Commands enter the fabric's network namespace by the id of a process in it, because the
        # hosts do not see the namespace's name.
        self.fabric = (self.directory / "pids/announcements").read_text().split()[0]

    def add_storage(self):
        (self.directory / "shared").mkdir()
        boot = self.directory / "boot"
        boot.write_bytes(HALTS.ljust(510, b"\0") + b"\x55\xaa" + bytes(1024 * 1024 - 512))
        self.launch("base", "ip", "netns", "exec", self.namespace, "qemu-nbd", "-t", "-e", "400", "-f", "raw",
                    "-b", "10.73.0.254", "-p", "10809", "-x", "base", str(self.directory / "boot"))

    def prepare(self, host):
        script = f"""
        mount -t tmpfs tmpfs /srv
        mkdir -p /srv/local/kept /srv/shared /var/lib/libvirt/qemu/channels /var/lib/iso
        mount --bind {self.directory}/shared /srv/shared
        printf '%s' '{CONF}' >/etc/virt-migration-guard/guard.conf.d/20-oracle.conf
        ip link add br-other type bridge
        ip link set br-other up
        for segment in vm other; do
            ip link add up-$segment type veth peer name up-$segment-$HOST netns "$FABRIC"
            nsenter --target "$FABRIC" --net ip link set up-$segment-$HOST master br-$segment up
            ip link set up-$segment master br-$segment up
        done
        kill -HUP $AGENT"""
        self.shell(host, script, {"UNDO": "/dev/null", "NAME": "oracle"})

    def down(self):
        self.tool("down", check=False)

    def facts(self, host):
        return self.host(host, "cat", "/run/virt-migration-guard/host.xml").stdout

    def agent_said(self, host):
        """Returns the lines of the agent's log about its connection to libvirt. The first element is ""."""
        return [""] + re.findall("qemu:///system: (.*)", (self.directory / host / "agent.log").read_text())

    def wait_for_agents(self, seconds=60):
        """Waits until both agents are connected to libvirtd, which may have been restarted."""
        end = time.monotonic() + seconds
        for host in (SOURCE, DESTINATION):
            while self.agent_said(host)[-1].endswith(("until it is back", "until it is there")):
                if time.monotonic() > end:
                    raise Failed(f"the agent of {host} is not connected to libvirt after {seconds} s")
                time.sleep(0.2)
        self.wait_for_facts()

    def wait_for_facts(self, seconds=60):
        """Waits until both hosts have facts that were collected after this call."""
        now = time.clock_gettime(time.CLOCK_BOOTTIME) * 1000
        for host in (SOURCE, DESTINATION):
            end = time.monotonic() + seconds
            while int(re.search(r'boottime="(\d+)"', self.facts(host)).group(1)) < now:
                if time.monotonic() > end:
                    raise Failed(f"{host} has no new facts after {seconds} s")
                time.sleep(0.2)

    def log_of(self, host, guest):
        """The log of the guest's QEMU on that host."""
        log = self.directory / host / "upper/var/log/libvirt/qemu" / f"{guest}.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def heard(self):
        """Returns which segment has received an announcement of which MAC address, as "SEGMENT MAC" lines."""
        return (self.directory / "heard").read_text().split("\n")
