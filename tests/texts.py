#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""In the sources, each sentence that people read must be marked by _(), N_() or NG_(). Prints the
string literals that look like a sentence and are not marked. Usage: texts.py FILE..."""
import re
import sys

TOKEN = re.compile(
    r'(?P<skip>/\*.*?\*/|//[^\n]*|^[ \t]*#[ \t]*include[^\n]*|\s+|\\\n)'
    r'|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<char>\'(?:[^\'\\]|\\.)+\')|(?P<word>[A-Za-z_]\w*)|(?P<other>.)',
    re.S | re.M)
MARKS = {"_", "N_", "NG_"}
# Texts that need no translation: users type them, programs read them, or they go to the log.
FINE = re.compile(
    r'virt-migration-guard |systemctl |chown |/|<|\\n|%F %|migration_host %s, |'
    r'\\">|:root{|add GUEST CHECK|GUEST \||check %s: %s$|exemption %s by %s |on \| off')
NAMES = {"domain XML", "device XML", "other hooks", "migration network", "virt-migration-guard stamp 1",
         # names of XML elements, with the names of the elements around them
         "rng devices", "backend rng devices", "backend tpm devices", "interface devices", "graphics devices", "acpi os",
         "check | show", "show | apply", "add | list | remove"}


def is_sentence(text):
    if text in NAMES or FINE.match(text):
        return False
    bare = re.sub(r"%[-+ #0]*[\d*]*(\.[\d*]+)?(hh|h|ll|l|z|j)?[a-zA-Z%]", "", text)
    return re.search(r"[a-z]{2,},? +[a-z(\[]?[a-z]", bare) is not None


def unmarked(source):
    marked, last, start = [], "", 0
    literal = ""
    for token in TOKEN.finditer(source):
        kind, text = token.lastgroup, token.group()
        if kind == "skip":
            continue
        if kind == "text":
            start = start if literal else token.start()
            literal += text[1:-1]
            continue
        if literal and not any(marked) and is_sentence(literal):
            yield source.count("\n", 0, start) + 1, literal
        if not re.fullmatch(r"PRI[a-z]\d+", text):
            literal = ""
        if text == "(":
            marked.append(last in MARKS)
        elif text == ")" and marked:
            marked.pop()
        last = text


bad = 0
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        for line, literal in unmarked(file.read()):
            print(f'{name}:{line}: not marked for translation: "{literal}"')
            bad = 1
sys.exit(bad)
