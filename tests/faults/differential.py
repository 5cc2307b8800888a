# SPDX-License-Identifier: LGPL-2.1-or-later
# differential.sh runs this script. It compares the hook with `check --to`. The two differ by design
# in these points, which the script makes equal: The hook counts the guests in the ledger and reads
# the exemptions, and check --to does not, so here both are empty. The hook accepts only facts of
# this boot, and --to accepts any file. An error of check names the file, and an error of the hook
# says "domain XML". The record of the hook has the texts untranslated (lib/base/neutral.h) and cut
# after 1024 bytes.
import glob
import json
import os
import re
import subprocess
import sys
import time

TESTS, BOOTTIME = sys.argv[1], sys.argv[2]
RUN = "/run/virt-migration-guard/"
CONFIG = "/etc/virt-migration-guard/guard.conf"
KEYS = ("check", "result", "code", "subject", "wanted", "found", "fix")
FIXED = 18  # columns of a record before its findings; the last is the error
CUT = 1024  # bytes of a text in the record
GUARD = "[guard]\ndeadline-ms = 60000\nfacts-max-age = 3600\n"
CHECKS = "cluster status cpu networks storage memory vcpus cache devices migration-network".split()
CONFIGS = (GUARD,
           GUARD + "[cluster]\nunstamped = admit\n[checks]\n" + "".join(f"{check} = warn\n" for check in CHECKS),
           GUARD + "[cpu]\nmatch = guest\n[networks]\nmatch = guest\n[storage]\nmatch = guest\n[checks]\ncluster = off\n",
           GUARD.replace("[guard]", "[guard]\nmode = permissive"))
os.environ["LC_ALL"] = "C.UTF-8"  # what is compared is in one language
bad, told = [], {"refuse": 0, "admit": 0, "would-refuse": 0}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def stamped(xml, host):
    """Returns the guest's XML with the stamp that the source HOST would write. Returns None if XML has a stamp
    already, or is no guest."""
    uuid = re.search(rb"<uuid>([^<]*)</uuid>", xml)
    if b"stamp" in xml or not uuid:
        return None
    host = re.sub(rb"^<\?xml[^>]*>", b"", host.strip())
    disks = b""
    for disk in re.findall(rb"<disk\b.*?</disk>", xml, re.S):
        target, cache = re.search(rb"<target dev=['\"](\w+)", disk), re.search(rb"cache=['\"](\w+)", disk)
        if target and b"<readonly/>" not in disk and b"'cdrom'" not in disk:
            disks += b"<disk target='%s' cache='%s'/>" % (target[1], cache[1] if cache else b"default")
    stamp = (b"<stamp xmlns='urn:virt-migration-guard:1'>" + host + b"<guest uuid='" + uuid[1] + b"'>" + disks +
             b"</guest></stamp>")
    if b"<metadata>" in xml:
        return xml.replace(b"<metadata>", b"<metadata>" + stamp, 1)
    return xml.replace(uuid[0], uuid[0] + b"<metadata>" + stamp + b"</metadata>", 1)


def unescape(column):
    return column.decode("unicode_escape").encode("latin-1")


def sentence(one, many, args):
    """Returns the English sentence of an untranslated text: puts ARGS into ONE, or into the plural form MANY."""
    numbers = [arg for arg in args if arg.isdigit()]
    text = many if many is not None and not (numbers and numbers[-1] == b"1") else one
    rest = iter(args)
    return re.sub(rb"%(%|[-0-9+ #.']*[hljzt]*[a-zA-Z])", lambda found: b"%" if found[1] == b"%" else next(rest), text)


def render(text):
    """Replaces all untranslated texts in TEXT by English sentences. A text inside another text comes first."""
    while b"\2" in text:
        inner = re.search(b"\2([^\2\3]*)\3", text)
        forms, *args = inner[1].split(b"\x1f")
        one, _, many = forms.partition(b"\x1e")
        text = text[:inner.start()] + sentence(one, many or None, args) + text[inner.end():]
    return text


def forget():
    """Removes the ledger's entries and the record of decisions, so that they do not affect the next verdict."""
    for path in glob.glob(RUN + "incoming/*") + glob.glob(RUN + "incoming/.*") + glob.glob(RUN + "decisions"):
        os.unlink(path)


def ask_hook(xml):
    """Runs the hook. Returns its exit status and output, and its record as (decision, error, findings)."""
    result = subprocess.run(["/usr/sbin/virt-migration-guard-hook", "g", "migrate", "begin", "-"],
                            input=xml, capture_output=True)
    columns = [render(unescape(column))[:CUT] for column in read(RUN + "decisions").strip(b"\n").split(b"\t")]
    findings = [tuple(columns[i:i + len(KEYS)]) for i in range(FIXED, len(columns), len(KEYS))]
    return result, (columns[3].decode(), columns[FIXED - 1], findings)


def cut(finding):
    """Returns a finding of check in the form that the record has."""
    return tuple((finding[key] or "").encode()[:CUT] for key in KEYS)


def refusal(verdict):
    """Returns the text that a hook must print if it refuses with this verdict."""
    findings, lines = verdict["findings"], []
    warned = verdict["warned"] + verdict["exempt"]
    summary = verdict["error"] or (f"{verdict['failed']} of {verdict['checks']} checks failed" +
                                   (f", {warned} warning{'s' if warned > 1 else ''}" if warned else ""))
    for result in "FAIL", "WARN":
        seen = set()
        for finding in (finding for finding in findings if finding["result"] == result):
            said = tuple(finding[key] for key in KEYS[1:])
            names = [other["check"] for other in findings if tuple(other[key] for key in KEYS[1:]) == said]
            if finding["subject"] is not None:
                names = [finding["check"]]
            elif said in seen:
                continue
            seen.add(said)
            subject = "" if finding["subject"] is None else f": {finding['subject']}"
            fix = "" if finding["fix"] is None else f"; fix: {finding['fix']}"
            lines.append(f"{result} {', '.join(names)}{subject}: wanted: {finding['wanted']}; "
                         f"found: {finding['found']}{fix}\n")
    return f"migration refused: {summary}\n{''.join(lines)}".encode()


def same_text(said, wanted):
    whole, more, _ = said.partition(b"... and more: see journalctl")
    return whole == wanted if not more else len(wanted) > len(whole) and wanted.startswith(whole)


def compare(hook, record, check, path):
    """Returns the difference between the hook and check as text, or a false value if they agree."""
    said = hook.stderr.removeprefix(b"\n")
    if not check.stdout:  # no guest at all
        why = check.stderr.strip().removeprefix(b"virt-migration-guard: ").replace(path.encode(), b"domain XML")
        if hook.returncode != (record[0] == "refuse") or (hook.returncode and why not in said):
            return f"status {hook.returncode}, says {said}, and check {why}"
        return why not in record[1] and f"error {record[1]}, and check says {why}"
    verdict = json.loads(check.stdout)
    refused = verdict["decision"] != "admit" and verdict["mode"] == "enforcing"
    if hook.returncode != refused:
        return f"status {hook.returncode}, and check says {verdict['decision']}"
    if record[1] != (verdict["error"] or "").encode()[:CUT]:
        return f"error {record[1]}, and check says {verdict['error']}"
    # No agent runs here, so the hook's questions about paths have no answer, and check asks no such
    # questions. A verdict with such a question is not compared.
    if any(finding[KEYS.index("code")] == b"look-unanswered" for finding in record[2]):
        return None
    wanted = [cut(finding) for finding in verdict["findings"]]
    if record[2] != wanted:
        return "findings " + "; ".join(f"{a} | {b}" for a, b in zip(record[2], wanted) if a != b)
    return not same_text(said, refusal(verdict) if refused else b"") and f"says {said}, check {refusal(verdict)}"


def judge(label, xml, source, to):
    path = "/run/work/guest.xml"
    write(path, xml)
    if source:
        write("/run/work/source.xml", as_of_now(read(source)))
        source = "/run/work/source.xml"
    ways = [["--to", to], []] + ([["--to", to, "--source", source]] if source else [])
    way = ways[sum(told.values()) % len(ways)]  # in turn: all of them would take a minute
    forget()
    check = subprocess.run(["virt-migration-guard", "check", "--json", "--file", path] + way, capture_output=True)
    hook, record = ask_hook(xml)
    told[record[0]] += 1
    different = compare(hook, record, check, path)
    if different:
        bad.append(f"{label} {' '.join(way)}: {different}")


def own(path, which):
    pair = path.replace(".in.xml", f".{which}.xml").replace(".out.xml", f".{which}.xml")
    return pair if pair != path and os.path.exists(pair) else f"{TESTS}/golden/pairs/{which}.xml"


def as_of_now(facts):
    date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return re.sub(rb'boottime="\d+"', f'boottime="{BOOTTIME}" date="{date}"'.encode(), facts)


def use_facts(path):
    facts = as_of_now(read(path))
    write("/run/work/to.xml", facts)
    write(RUN + "host.xml", facts)


guests = sorted(glob.glob(TESTS + "/golden/pairs/*.in.xml") + glob.glob(TESTS + "/golden/pairs/*.out.xml") +
                glob.glob(TESTS + "/fuzz/corpus/domain/*") + glob.glob(TESTS + "/fuzz/corpus/rewrite/*")) + \
    [TESTS + "/bench/guest.xml"]
for number, config in enumerate(CONFIGS):
    write(CONFIG, config.encode())
    for guest in guests:
        # If a guest's directory has host files of its own, the guest is judged again with these
        # hosts.
        hosts = [("/run/work/host-a.xml", "/run/work/host-b.xml")]
        if number == 0:
            hosts.append((own(guest, "source"), own(guest, "destination")))
        for source, to in hosts:
            use_facts(to)
            whole = stamped(read(guest), read(source))
            judge(f"{guest} with config {number}", read(guest), None, "/run/work/to.xml")
            if whole:
                judge(f"{guest}, stamped, with config {number}", whole, source, "/run/work/to.xml")
for line in bad[:20]:
    print("# " + line[:2000])
count = sum(told.values())
print(f"# {count} verdicts: {told}")
print(f"{'not ok' if bad else 'ok'} - check says what the hook says, {count} times")
some = min(told["refuse"], told["admit"], told["would-refuse"]) >= 20
print(f"{'ok' if some else 'not ok'} - guests were admitted and refused, at least 20 each")
sys.exit(bool(bad) or not some)
