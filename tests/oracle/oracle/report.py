# SPDX-License-Identifier: LGPL-2.1-or-later
"""The table of verdicts and results, and the cases in which they do not agree."""
import collections
import fnmatch
import json

from .trial import GROUPS, HELD, LEFT_OUT, MISSED, NAMED, ODD, PASSED, REFUSED, WARNED


def read_known(path):
    """Reads the known exceptions: lines "PATTERN: REASON" name cases with a wrong verdict, and why. Returns
    [PATTERN, REASON] for each."""
    known = []
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, reason = line.split(": ", 1)
            known.append((name, reason))
    return known


def reason_of(result, known):
    """The known reason why the verdict of the case is wrong; None if there is none. There is no known reason for a
    wrong expectation."""
    if result.group == ODD:
        return None
    return next((reason for pattern, reason in known if fnmatch.fnmatchcase(result.case.name, pattern)), None)


def is_good(result):
    return result.group in (NAMED, PASSED, HELD, LEFT_OUT) and not result.disagreement


def describe(result):
    found = "; ".join(f"{f['result']} {f['check']} {f['code']}: {f['subject'] or ''}: {f['found']}" for f in result.findings)
    parts = [result.group]
    if result.group == ODD and result.reality:
        parts[0] = f"expected {result.case.expect}, but {result.reality}"
    parts += [result.why] if result.why else []
    parts += [f"[{found}]"] if found else []
    parts += [f"check and hook differ: {result.disagreement}"] if result.disagreement else []
    return " - ".join(parts)


def line(result, known):
    name = result.case.name
    if result.group == LEFT_OUT:
        return f"skip - {name}: {result.why}"
    if is_good(result):
        return f"ok - {name}: {result.group}"
    reason = reason_of(result, known)
    if reason:
        return f"ok - {name}: known ({reason}): {describe(result)}"
    return f"not ok - {name}: {describe(result)}"


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def matrix(results):
    """Returns the number of cases in each group, for each class of cases, as lines of text."""
    count = collections.Counter((r.case.kind, r.group) for r in results)
    kinds = sorted({r.case.kind for r in results})
    width = max(len(kind) for kind in kinds + ["class"])
    lines = [f"{'class':{width}}  " + "  ".join(GROUPS)]
    for kind in kinds + ["all"]:
        cells = [sum(n for (k, g), n in count.items() if g == group and kind in (k, "all")) for group in GROUPS]
        lines.append(f"{kind:{width}}  " + "  ".join(f"{n or '-':>{len(g)}}" for n, g in zip(cells, GROUPS)))
    return lines


def figures(results):
    of = collections.Counter(r.group for r in results)
    failed = of[NAMED] + of[WARNED] + of[MISSED]
    sound = of[PASSED] + of[REFUSED]
    differ = sum(1 for r in results if r.disagreement)
    return [
        f"{len(results)} cases, {of[LEFT_OUT]} left out, {of[ODD]} not as expected",
        f"failures: {failed}, named by FAIL: {of[NAMED]} ({percent(of[NAMED], failed)}), by WARN alone: {of[WARNED]}, missed: {of[MISSED]}",
        f"sound: {sound}, refused wrongly: {of[REFUSED]} ({percent(of[REFUSED], sound)}); policy held: {of[HELD]}",
        f"check and hook differ: {differ}",
    ]


def mended(results, known):
    """Returns the patterns of known exceptions that are no longer needed, because all their cases have a right verdict."""
    of = {pattern: [r for r in results if fnmatch.fnmatchcase(r.case.name, pattern)] for pattern, _ in known}
    return [pattern for pattern, matching in of.items() if matching and all(is_good(r) for r in matching)]


def as_json(results):
    return json.dumps([{
        "name": r.case.name, "expect": r.case.expect, "reality": r.reality, "why": r.why, "group": r.group,
        "check": r.check, "hook": r.hook, "findings": list(r.findings), "disagreement": r.disagreement,
    } for r in results], indent=1)
