# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs one case on the two hosts: sets it up, asks the guard, migrates, measures, and removes everything again."""
import dataclasses
import time

from . import measure, verdict
from .case import BROKEN, FAILS, POLICY, SOUND
from .guest import xml_of
from .lab import DESTINATION, SOURCE, TESTS, Failed

NAMED, WARNED, MISSED, PASSED, REFUSED, HELD, ODD, LEFT_OUT = (
    "failed, FAIL", "failed, WARN", "failed, nothing", "sound, pass", "sound, FAIL", "policy, FAIL",
    "not as expected", "left out")
GROUPS = (NAMED, WARNED, MISSED, PASSED, REFUSED, HELD, ODD, LEFT_OUT)


@dataclasses.dataclass
class Result:
    case: object
    reality: str = ""  # SOUND, FAILS or BROKEN
    why: str = ""  # libvirt's error, or what is broken
    group: str = ""
    check: str = ""  # the worst result that the command found
    hook: str = ""  # likewise the hook; "not asked"
    findings: tuple = ()  # what either of them found
    disagreement: str = ""


class Trial:
    def __init__(self, lab, case, virt):
        self.lab, self.case, self.virt, self.guest = lab, case, virt, case.guest
        self.before = {}
        self.result = Result(case)

    def script(self, host, script):
        if script:
            undo = self.lab.directory / f"undo-{host}-{self.guest}"
            names = {"UNDO": str(undo), "NAME": self.guest, "LOCAL": self.case.fill("@LOCAL@"),
                     "SHARED": self.case.fill("@SHARED@"), "PID": self.pid(host)}
            self.lab.shell(host, self.case.fill(script), names)

    def outside(self, script):
        if script:
            self.lab.command(["bash", "-ec", self.case.fill(script)], env={**self.lab.environment, "LAB": str(TESTS / "lab/lab")})
            self.lab.wait_for_agents()

    def pid(self, host):
        """The process id of the guest's QEMU on that host; "" if there is none."""
        said = self.lab.host(host, "cat", f"/run/libvirt/qemu/{self.guest}.pid", check=False)
        return said.stdout.strip()

    def start(self):
        xml = xml_of(self.case, self.virt)
        verb = "define" if self.case.persistent else "create"
        self.lab.virsh(SOURCE, verb, "/dev/stdin", stdin=xml)
        if self.case.persistent:
            self.lab.virsh(SOURCE, "start", self.guest)

    def stamped(self):
        """Waits until the source has stamped the guest, because a hook needs the stamp."""
        end = time.monotonic() + 40
        while "<name>host-a</name>" not in self.lab.virsh(
                SOURCE, "metadata", self.guest, "urn:virt-migration-guard:1", check=False).stdout:
            if time.monotonic() > end:
                raise Failed("the guest was not stamped within 40 s")
            time.sleep(0.2)

    def make(self):
        """Sets up the case until the guest runs on the source. False if the case has ended already."""
        case = self.case
        try:
            if case.needs and self.lab.host(SOURCE, "sh", "-c", case.fill(case.needs), check=False).returncode != 0:
                return self.end(LEFT_OUT, why=case.reason)
            for host in (SOURCE, DESTINATION):
                self.script(host, case.both)
            self.script(SOURCE, case.a)
            self.script(DESTINATION, case.b)
            self.outside(case.outside)
            self.start()
            self.script(SOURCE, case.late)
            self.stamped()
            self.before = measure.everything(self.lab, SOURCE, self.guest)
        except Failed as failed:
            if case.reason and not case.needs:
                return self.end(LEFT_OUT, why=case.reason)
            return self.end(ODD, why=f"can't be made: {failed}")
        return True

    def end(self, group, why=""):
        self.result.group, self.result.why = group, why
        return False

    def ask(self):
        """Runs the command check with the present facts of the destination."""
        facts = self.lab.directory / f"facts-{self.guest}.xml"
        facts.write_text(self.lab.facts(DESTINATION))
        checked = verdict.check(self.lab, self.guest, str(facts))
        facts.unlink()
        return checked

    def migrate(self):
        """Migrates the guest. Returns whether virsh reports success."""
        flags = self.case.fill(self.case.flags).split()
        if self.case.persistent:
            flags += ["--persistent", "--undefinesource"]
        done = self.lab.virsh(SOURCE, "migrate", "--live", self.guest, "qemu+tcp://10.71.0.2/system", *flags,
                              check=False, timeout=90)
        self.result.why = " ".join(done.stderr.split())
        return done.returncode == 0

    def measure(self, arrived):
        if not arrived:
            lost = measure.state(self.lab, SOURCE, self.guest) is None
            return BROKEN if lost else FAILS
        self.result.why = measure.differences(self.lab, self.guest, self.before, "startupPolicy" in self.case.xml)
        if not self.result.why and self.case.then:
            try:
                self.script(DESTINATION, self.case.then)
            except Failed as failed:
                self.result.why = f"afterwards: {failed}"
        return BROKEN if self.result.why else SOUND

    def run(self):
        result = self.result
        try:
            self.script(DESTINATION, self.case.late_b)
            checked = self.ask()
            result.reality = self.measure(self.migrate())
            hooked = verdict.hook(self.lab, self.guest)
        except Failed as failed:
            self.end(ODD, why=f"can't be tried: {failed}")
            return
        self.judge(checked, hooked)

    def judge(self, checked, hooked):
        result = self.result
        result.check = "error" if checked.get("error") else verdict.worst(checked["findings"])
        result.hook = "not asked" if hooked is None else verdict.worst(hooked["findings"])
        # late_b changes the destination just before the command check runs. The facts that check
        # reads may not show this change yet, so the verdicts of check and of the hook may differ.
        result.disagreement = "" if self.case.late_b else verdict.disagreement(checked, hooked)
        judged = checked if hooked is None else hooked
        result.findings = tuple(f for f in judged["findings"] if f["result"] in ("WARN", "FAIL"))
        result.group = self.group(verdict.worst(judged["findings"]))

    def group(self, said):
        expect, reality = self.case.expect, self.result.reality
        if expect == POLICY:
            held = {f["check"] for f in self.result.findings if f["result"] == "FAIL"}
            if reality != SOUND:
                return ODD
            return HELD if held and held <= set(self.case.checks.split()) else MISSED if not held else REFUSED
        if expect != reality:
            return ODD
        if reality == SOUND:
            return REFUSED if said == "FAIL" else PASSED
        return {"FAIL": NAMED, "WARN": WARNED}.get(said, MISSED)

    def undo(self, host):
        file = self.lab.directory / f"undo-{host}-{self.guest}"
        if file.exists():
            lines = "\n".join(reversed(file.read_text().splitlines()))
            self.lab.host(host, "bash", "-c", lines, check=False)
            file.unlink()

    def clear(self):
        """Removes the guest, and everything that the case has made, from both hosts."""
        for host in (SOURCE, DESTINATION):
            self.lab.virsh(host, "destroy", self.guest, check=False)
            self.lab.virsh(host, "undefine", self.guest, "--managed-save", "--snapshots-metadata", "--nvram",
                           check=False)
            self.undo(host)
        self.outside(self.case.after)
