#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Finds every fix in the sources and tests the rules for fixes. A fix is a text that tells an administrator what
to do: the argument for a parameter named fix, the value of a variable or function named fix, or the
text after "; fix: " in a message. Usage: fixes.py [--list] [FILE...]; without
FILEs all sources. Run it in the source tree."""
import re
import subprocess
import sys
from pathlib import Path

TOKEN = re.compile(
    r'(?P<skip>/\*.*?\*/|//[^\n]*|^[ \t]*#[ \t]*include[^\n]*|[ \t\n]+|\\\n)'
    r'|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<char>\'(?:[^\'\\]|\\.)+\')|(?P<word>[A-Za-z_]\w*)|(?P<other>.)',
    re.S | re.M)

# The first words of a fix: an imperative, the place where something must be done, or a condition.
IMPERATIVES = set("""add build change check choose connect copy correct create declare define detach edit eject find free give install
    leave let make mark migrate mount move name pin put raise remove rename report resume run save see send set shut
    start stop synchronise try unmount update use wait write""".split())
PLACES = re.compile(r"(on (%s|the source|the source host|the destination host|this host|that host)[,:] |"
                    r"in (the Administration Portal|nova\.conf|the domain XML|guard\.conf|/)|"
                    r"under [A-Z]|if )")
TOOLS = {"virsh", "systemctl", "openstack", "virt-migration-guard", "chown", "chmod", "journalctl", "apt",
         "pcs", "crm", "ip", "ssh", "kill", "mkdir"}
# Texts that replace the name of a host if the name is not known.
NAMES = {"the destination", "the source host"}

# A fix must not contain a phrase of FORBIDDEN. If a phrase has the condition WHEN, a fix may
# contain the phrase after a text that matches WHEN.
WHEN = r"\b(if|then|when)\b"
FORBIDDEN = [
    (r"maintenance off", WHEN, "ends somebody's maintenance without asking whether it is over"),
    (r"virsh (undefine|destroy|managedsave-remove)", WHEN, "ends a guest that somebody may need"),
    (r"exempt remove", WHEN, "ends an exemption that somebody has made"),
    (r"max-(in|out)going = 0", WHEN, "undoes a limit that somebody has set"),
    (r"--unsafe|mode = (permissive|disabled)|on-error = admit", None, "switches the guard off"),
    (r"\[checks\] [a-z-]+ = (off|warn)", None, "switches a check off for all guests"),
    (r"virsh detach-device|virsh [a-z-]+ \.\.\.", None, "can't be pasted as it is"),
    (r"can't be told|take (it|them|that) away|in the manager|there as well", None, "is not plain English"),
    (r"\bremove that file", None, "removes more than what is wrong"),
]
# Only these files may say "correct that line", because their messages name the line.
LINES = {"cli/network.c", "cli/config-show.c", "lib/config/problem.c"}


class Problem(Exception):
    pass


def tokens_of(source):
    at = 1
    for match in TOKEN.finditer(source):
        kind, text = match.lastgroup, match.group()
        if kind != "skip":
            yield kind, text, at
        at += text.count("\n")


def closing(tokens, start):
    """Returns the index of the bracket that closes the bracket at START."""
    depth = 0
    for i in range(start, len(tokens)):
        if tokens[i][1] in "([{":
            depth += 1
        elif tokens[i][1] in ")]}":
            depth -= 1
            if depth == 0:
                return i
    return len(tokens) - 1


def arguments(tokens, start, end):
    """Splits the tokens between the brackets at START and END at the commas. Returns a list of token lists."""
    parts, depth = [[]], 0
    for token in tokens[start + 1:end]:
        if token[0] == "other" and token[1] in "([{":
            depth += 1
        elif token[0] == "other" and token[1] in ")]}":
            depth -= 1
        if token[1] == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def texts_in(tokens):
    """Returns the string literals of an expression as (text, line). Adjacent literals are joined, as in C."""
    found, joined = [], False
    for kind, text, line in tokens:
        if kind == "text":
            if joined:
                found[-1] = (found[-1][0] + text[1:-1], found[-1][1])
            else:
                found.append((text[1:-1], line))
        elif kind == "word" and joined and re.match(r"PRI[uix]64$", text):
            found[-1] = (found[-1][0] + "u", found[-1][1])
            continue
        joined = kind == "text" or (kind == "word" and joined and re.match(r"PRI", text))
    return [(text.replace('\\"', '"').replace("\\n", "\n"), line) for text, line in found]


def is_prose(text):
    return re.search(r"[a-z]{2,} ", text) is not None


def parameters(source_tokens):
    """Maps the name of each declared function that has a parameter named fix to the index of this parameter."""
    found = {}
    for i, (kind, text, _) in enumerate(source_tokens[:-1]):
        if kind != "word" or source_tokens[i + 1][1] != "(":
            continue
        end = closing(source_tokens, i + 1)
        for at, part in enumerate(arguments(source_tokens, i + 1, end)):
            words = [token[1] for token in part]
            if len(words) >= 3 and words[-1] == "fix" and "char" in words:
                found[text] = at
    return found


def macros(source):
    """Maps the name of each macro that has a text and no arguments to its tokens."""
    found = {}
    joined = source.replace("\\\n", "  ")
    for match in re.finditer(r"^#define ([A-Z_]+) +(.*\".*)$", joined, re.M):
        found[match.group(1)] = list(tokens_of(match.group(2)))
    return found


def is_known(part):
    """Whether the text of an argument is found at another place, because the argument is a variable, a function
    or a macro for fixes."""
    words = [text for kind, text, _ in part if kind == "word"]
    return not words or words == ["NULL"] or any(re.search("fix", word) for word in words)


class Source:
    def __init__(self, path, prototypes, shared):
        text = Path(path).read_text(encoding="utf-8")
        self.path = path
        self.tokens = list(tokens_of(text))
        self.macros = {**shared, **macros(text)}
        self.functions = dict(prototypes)
        self.functions.update(parameters(self.tokens))
        self.fixes, self.problems = set(), []

    def add(self, text, line):
        text = text.split("; fix: ", 1)[-1].strip()
        if is_prose(text) and text not in NAMES:
            self.fixes.add((line, text))

    def take(self, expression):
        for text, line in texts_in(expression):
            self.add(text, line)
        self.check_names(expression)

    def check_names(self, expression):
        """Reports a %s in a fix that stands for a sentence and not for a name."""
        for i, (_, text, line) in enumerate(expression[:-1]):
            if text != "g_strdup_printf" or expression[i + 1][1] != "(":
                continue
            parts = arguments(expression, i + 1, closing(expression, i + 1))
            for part in parts[1:]:
                last = [word for kind, word, _ in part if kind == "word"][-1:]
                if last and re.fullmatch(r"message|found|wanted|summary|reason", last[0]):
                    self.problems.append((line, f"a %s that is no name: {last[0]}"))

    def scan(self):
        tokens = self.tokens
        for i, (kind, text, line) in enumerate(tokens):
            if kind == "text" and "; fix: " in text:
                whole = texts_in(tokens[i:self.end_of_text(i)])[0][0]
                self.add(whole.split("; fix: ", 1)[1], line)
            if kind != "word" or i + 1 >= len(tokens):
                continue
            after = tokens[i + 1][1]
            if after == "=" and re.search(r"(^|_)fix$", text) and tokens[i + 2][1] != "=":
                self.take(tokens[i + 2:self.end_of(i + 2)])
            elif after == "(" and text in self.functions:
                self.call(i)
            elif after == "(" and re.match(r"(vmg_)?(fix_|.*_fix$)", text):
                self.body(i)

    def call(self, i):
        end = closing(self.tokens, i + 1)
        parts = arguments(self.tokens, i + 1, end)
        if end + 1 < len(self.tokens) and self.tokens[end + 1][1] == "{":
            return
        if self.functions[self.tokens[i][1]] >= len(parts):
            return
        part = parts[self.functions[self.tokens[i][1]]]
        if [token[1] for token in part][-1:] == ["fix"] and "char" in [token[1] for token in part]:
            return
        used = [text for _, text, _ in part if text in self.macros]
        for name in used:
            for text, _ in texts_in(self.macros[name]):
                self.add(text, self.tokens[i][2])
        if used or texts_in(part):
            self.take(part)
        elif not is_known(part):
            self.problems.append((self.tokens[i][2], "a fix that this script can't find: " +
                                  " ".join(token[1] for token in part)))

    def body(self, i):
        end = closing(self.tokens, i + 1)
        if end + 1 < len(self.tokens) and self.tokens[end + 1][1] == "{":
            self.take(self.tokens[end + 2:closing(self.tokens, end + 1)])

    def end_of(self, i):
        depth = 0
        for at in range(i, len(self.tokens)):
            text = self.tokens[at][1]
            depth += (text in "([{") - (text in ")]}") if self.tokens[at][0] == "other" else 0
            if depth < 0 or (depth == 0 and text in ";,"):
                return at
        return len(self.tokens)

    def end_of_text(self, i):
        at = i
        while at < len(self.tokens) and (self.tokens[at][0] == "text" or self.tokens[at][1].startswith("PRI")):
            at += 1
        return at


def begins_well(text):
    first = re.split(r"[ ,:;]", text, maxsplit=1)[0]
    return (first in IMPERATIVES or first in TOOLS or PLACES.match(text) is not None or
            text.startswith(("%s; ", "--", "write ")))


def manual():
    """Maps each verb to its options, as the man page has them. tests/docs.sh compares the man page with --help."""
    page = Path("docs/man/virt-migration-guard.1").read_text(encoding="utf-8")
    page = re.sub(r"\\f[BIR]|\\&", "", page).replace("\\-", "-")
    synopsis = re.search(r"^\.SH SYNOPSIS\n(.*?)^\.SH ", page, re.S | re.M).group(1)
    verbs = {}
    for part in synopsis.split(".br\n"):
        verb = re.search(r"virt-migration-guard ([a-z]+)", part)
        if verb:
            verbs.setdefault(verb.group(1), set()).update(re.findall(r"--[a-z-]+", part))
    return verbs


def virsh_knows(command, known={}):
    if command not in known:
        try:
            run = subprocess.run(["virsh", "help", command], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, check=False)
            known[command] = run.returncode == 0
        except FileNotFoundError:
            known[command] = True
    return known[command]


def wrong_commands(text, verbs):
    # In these phrases virt-migration-guard is the name of the service or of the package, not of the
    # command.
    bare = re.sub(r"(systemctl( [a-z-]+)*|-[ut]|update|the|a|package|of) virt-migration-guard(?!\S)", "", text)
    for match in re.finditer(r"(?<![\w-])virt-migration-guard ([a-z]+)((?: [^;,:)<|']*)?)", bare):
        verb, rest = match.groups()
        if verb not in verbs and verb != "%s":
            yield f"no such verb: {verb}"
        for option in re.findall(r"--[a-z-]+", rest):
            if option not in verbs.get(verb, set()) | {"--help"}:
                yield f"no such option of {verb}: {option}"
    for command in re.findall(r"virsh ([a-z-]+)", text):
        if command != "migrate" and not virsh_knows(command):
            yield f"no such command of virsh: {command}"
    for command in re.findall(r"systemctl ([a-z-]+)", text):
        if command not in {"restart", "reload", "start", "stop", "enable", "edit", "status", "unmask"}:
            yield f"no such command of systemctl: {command}"


def judge(path, text, verbs):
    if not begins_well(text):
        yield "does not begin with what to do"
    for phrase, unless, why in FORBIDDEN:
        for match in re.finditer(phrase, text):
            if not (unless and re.search(unless, text[:match.start()])):
                yield why
    if "correct that line" in text and path not in LINES:
        yield "says to correct a line that may not be at fault"
    yield from wrong_commands(text, verbs)


def sources():
    for top in ("lib", "plugin", "hooks", "agent", "cli"):
        yield from sorted(str(path) for path in Path(top).rglob("*.[ch]"))


def main(arguments_given):
    listing = "--list" in arguments_given
    given = [argument for argument in arguments_given if argument != "--list"]
    prototypes, shared, verbs, count, bad = {}, {}, manual(), 0, 0
    for header in sources():
        if header.endswith(".h"):
            text = Path(header).read_text(encoding="utf-8")
            prototypes.update(parameters(list(tokens_of(text))))
            shared.update(macros(text))
    for path in given or sources():
        source = Source(path, prototypes, shared)
        source.scan()
        for line, text in sorted(source.fixes):
            count += 1
            source.problems += [(line, f"{why}: {text}") for why in judge(path, text, verbs)]
            if listing:
                print(f"{path}:{line}: {text}")
        for line, problem in sorted(source.problems):
            bad += 1
            print(f"{path}:{line}: {problem}")
    if not given and count < 100:
        print(f"only {count} fixes were found")
        bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
