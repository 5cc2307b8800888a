#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads libvirt's schema of the domain XML and fails if a name in the schema is not in the table.

A name is the text of an element, or an attribute, that can hold a path, an address, a port, a
device, a UUID or any other text. tests/truth/names lists each name with its class. A name that a
later libvirt adds to its schema is not in this list, so somebody must decide on its class.
Usage: schema.py TABLE [SCHEMA-DIRECTORY]; --list prints all names instead.
"""
import fnmatch
import os
import re
import sys
import xml.etree.ElementTree as tree

RNG = "{http://relaxng.org/ns/structure/1.0}"
CLASSES = {"shared", "there", "made", "rewritten", "refused", "inside"}
# Data types that can't name something of the host: numbers, times, and words that libvirt
# defines.
NUMBERS = {
    "unsignedInt", "unsignedLong", "unsignedShort", "integer", "int", "long", "short", "double",
    "positiveInteger", "nonNegativeInteger", "boolean", "dateTime", "unsignedByte", "float",
}
# Definitions that allow any text, but never name something of the host.
HARMLESS = re.compile(
    r"^(virYesNo|virOnOff|memoryKB|scaledInteger|unit|cpuset|countCPU|vcpuid|hexuint|octalMode|"
    r"duration|bitmap|pciaddress|pciDomain|pciBus|pciSlot|pciFunc|usbAddr|usbPort|driveController|"
    r"driveBus|driveSCSITarget|driveUnit|ccidSlot|virtioserialPort|isaIobase|isaIrq|dimmSlot|"
    r"ccwCssid|ccwSsid|ccwDevno|macAddr|uniMacAddr|multiMacAddr|timeDelta|signedTime|weight|"
    r"alias|diskTarget|serialNumber|wwn|hexdigits|vendor|product|featureName|iothreadid|numaDistance|"
    r"cpuName|percentage|positiveInteger|unsigned|bandwidth|vlan|port_range|mtu)", re.I)


def load(directory, name, grammar, seen):
    """Reads NAME and what it includes: GRAMMAR maps a definition to its contents."""
    if name in seen:
        return
    seen.add(name)
    root = tree.parse(os.path.join(directory, name)).getroot()
    for node in root.iter():
        if node.tag == RNG + "include":
            load(directory, node.get("href"), grammar, seen)
    for node in root.iter(RNG + "define"):
        grammar.setdefault(node.get("name"), []).extend(list(node))
    for node in root.iter(RNG + "start"):
        if name == "domain.rng":
            grammar["*start*"] = list(node)


def is_text(node, grammar, stack):
    """Whether the content can be a text that names something."""
    for part in node:
        tag = part.tag.replace(RNG, "")
        if tag == "text":
            return True
        if tag == "data" and part.get("type") not in NUMBERS:
            return True
        if tag == "ref":
            name = part.get("name")
            if name not in stack and not HARMLESS.match(name) and any(
                    is_text([p], grammar, stack | {name}) for p in grammar.get(name, ())):
                return True
        elif tag not in ("element", "attribute", "value", "data") and is_text(
                part, grammar, stack):
            return True
    return False


def names_of(node):
    """The names of an element or attribute pattern."""
    if node.get("name"):
        return [node.get("name")]
    return [name.text.strip() for name in node.iter(RNG + "name")]


def walk(nodes, grammar, path, stack, found):
    for node in nodes:
        tag = node.tag.replace(RNG, "") if isinstance(node.tag, str) else ""
        if tag == "ref":
            name = node.get("name")
            if name not in stack:
                walk(grammar.get(name, ()), grammar, path, stack | {name}, found)
        elif tag == "element":
            for name in names_of(node):
                inner = f"{path}/{name}" if path else name
                if is_text(node, grammar, frozenset()):
                    found.add(inner)
                walk(list(node), grammar, inner, stack, found)
        elif tag == "attribute":
            if is_text(node, grammar, frozenset()) or len(node) == 0:
                for name in names_of(node):
                    found.add(f"{path}@{name}")
        elif tag:
            walk(list(node), grammar, path, stack, found)


def read_table(path):
    rows = []
    with open(path, encoding="utf-8") as text:
        for number, line in enumerate(text, 1):
            words = line.split("#")[0].split()
            if not words:
                continue
            if len(words) != 2 or words[1] not in CLASSES:
                sys.exit(f"{path}:{number}: not a name and its class: {line.strip()}")
            rows.append((words[0], words[1]))
    return rows


def main():
    arguments = [a for a in sys.argv[1:] if a != "--list"]
    directory = arguments[1] if len(arguments) > 1 else "/usr/share/libvirt/schemas"
    if not os.path.exists(os.path.join(directory, "domain.rng")):
        print("skipped: no schema of libvirt's in", directory)
        sys.exit(77)
    grammar, found = {}, set()
    load(directory, "domain.rng", grammar, set())
    walk(grammar["*start*"], grammar, "", frozenset(), found)
    found = {name.removeprefix("domain/").removeprefix("domain") for name in found}
    if "--list" in sys.argv:
        print("\n".join(sorted(found)))
        return
    if len(found) < 200:
        sys.exit(f"only {len(found)} names were found in the schema")
    rows = read_table(arguments[0])
    missing = [n for n in sorted(found) if not any(fnmatch.fnmatchcase(n, r) for r, _ in rows)]
    for name in missing:
        print(f"{arguments[0]} lacks {name}: is what it names shared, there, made, rewritten, "
              "refused, or inside the guest?")
    sys.exit(1 if missing else 0)


main()
