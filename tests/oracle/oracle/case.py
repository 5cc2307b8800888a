# SPDX-License-Identifier: LGPL-2.1-or-later
"""One case: a guest, what differs between the two hosts, and what is expected of its migration."""
import dataclasses
import re
import uuid

# The expected result of the migration itself. The runner measures the real result; if the two
# differ, the case itself is wrong.
SOUND = "sound"  # arrives with its disks and its network
FAILS = "fails"  # libvirt or QEMU refuses it, before or during the migration
BROKEN = "broken"  # arrives, but on other data, another network, or unable to go on
# The guest arrives without damage here, but the guard must refuse it: because of a rule in the
# configuration, or because of damage that one migration of a small guest does not show.
POLICY = "policy"


@dataclasses.dataclass
class Case:
    """The fields a, b, both, late and then are commands of host.sh, run in the hosts.

    Tokens in the XML and in the commands: see Case.fill()."""

    name: str  # unique; the words before the first "/" are the class
    expect: str
    xml: str = ""  # fragments that are put into the base guest: see guest.py
    a: str = ""  # run on the source before the guest starts
    b: str = ""  # run on the destination
    both: str = ""  # run on both, before a and b
    late: str = ""  # run on the source when the guest runs
    late_b: str = ""  # run on the destination just before the migration
    then: str = ""  # run on the destination after the migration: must succeed
    outside: str = ""  # run outside of the hosts after a and b; $LAB is tests/lab/lab
    after: str = ""  # likewise, when all else was taken away
    flags: str = ""  # further options of virsh migrate
    virt: str = ""  # kvm or qemu; "" = kvm if it works
    persistent: bool = False
    short: bool = False  # belongs to the short run
    alone: bool = False  # changes what other guests see
    checks: str = ""  # POLICY: the checks that must refuse it
    needs: str = ""  # a shell command; the case is left out, with reason, if it fails here
    reason: str = ""  # without needs: the case is left out if its guest does not start here
    index: int = 0

    @property
    def kind(self):
        return self.name.split("/")[0]

    @property
    def guest(self):
        return "o-" + re.sub("[^a-z0-9]+", "-", self.name.lower()).strip("-")

    def uuid(self, which="guest"):
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.name}#{which}"))

    def fill(self, text):
        """Replaces the tokens."""
        tokens = {
            "@NAME@": self.guest,
            "@UUID@": self.uuid(),
            "@UUID1@": self.uuid("1"),
            "@UUID2@": self.uuid("2"),
            "@LOCAL@": f"/srv/local/{self.guest}",  # a directory of each host's own
            "@SHARED@": f"/srv/shared/{self.guest}",  # shared, and declared on both hosts
            "@PORT@": str(20000 + self.index),
            "@DEV@": f"o{self.index}",  # for names of network devices
            "@MAC@": "52:54:00:0a:%02x:%02x" % divmod(self.index, 256),
            "@A@": "10.71.0.1",
            "@B@": "10.71.0.2",
            "@MIGR-A@": "10.72.0.1",
            "@MIGR-B@": "10.72.0.2",
            "@MIDDLE@": "10.73.0.254",  # the machine in the middle, storage network
        }
        for token, value in tokens.items():
            text = text.replace(token, value)
        return text
