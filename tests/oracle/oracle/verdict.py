# SPDX-License-Identifier: LGPL-2.1-or-later
"""The guard's two verdicts on a migration: the command check gives one before the migration, the hook gives one
during the migration."""
import json

from .lab import DESTINATION, SOURCE

# Findings of these checks depend on the moment, not on the guest, so the command check and the hook
# may differ in them.
MOMENTARY = {"concurrency", "memory"}
# The command check reports the finding ARRIVAL for things that the guard can look at only when the
# guest arrives, and for things that may be made after check has read the facts, such as a bridge.
# If check has reported ARRIVAL, the hook may report the findings OF_ARRIVAL, although check does
# not.
ARRIVAL = "looked-at-on-arrival"
OF_ARRIVAL = {"file-missing", "file-size-differs", "directory-missing", "script-missing", "socket-missing", "service-missing", "port-taken",
              "tap-missing", "tap-name-taken", "look-unanswered", "disk-missing", "disk-differs", "disk-size-differs",
              "disk-read-only", "disk-unclear", "emulator-unlisted"}
# Nearly every guest needs KVM, so the command check does not list KVM among the things that are
# looked at later.
UNSAID = {"kvm-missing"}


def problems(findings):
    """The findings that are not a pass, as (check, result, code, subject)."""
    return {(f["check"], f["result"], f["code"], f["subject"]) for f in findings if f["result"] in ("WARN", "FAIL")}


def worst(findings):
    results = {f["result"] for f in findings}
    return next((result for result in ("FAIL", "WARN") if result in results), "nothing")


def check(lab, guest, facts):
    """Returns the verdict of the command check on the source, with the destination's facts in the file."""
    said = lab.host(SOURCE, "virt-migration-guard", "check", guest, "--to", facts, "--json", check=False)
    try:
        return json.loads(said.stdout)
    except ValueError:
        return {"findings": [], "error": (said.stdout + said.stderr).strip() or "check said nothing"}


def hook(lab, guest):
    """Returns the hook's decision on the destination; None if libvirt did not call the hook."""
    said = lab.host(DESTINATION, "virt-migration-guard", "decisions", "--guest", guest, "--json", check=False)
    records = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]
    asked = [record for record in records if record["event"] == "migration"]
    return asked[-1] if asked else None


def disagreement(checked, hooked):
    """Returns the findings that only the command check or only the hook has, as text. The hook alone may have
    findings about things that it looks at when the guest arrives."""
    if hooked is None or checked.get("error"):
        return checked.get("error") or ""
    later = UNSAID | (OF_ARRIVAL if any(f["code"] == ARRIVAL for f in checked["findings"]) else set())
    before, meanwhile = problems(checked["findings"]), problems(hooked["findings"])
    told = {f for f in before ^ meanwhile if f[0] not in MOMENTARY and f[2] not in later}
    return "; ".join(f"{'check' if f in before else 'hook'} only: {f[0]} {f[1]} {f[2]} {f[3] or ''}".strip()
                     for f in sorted(told, key=str))
