#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Proves from the include lines that no file includes a file of a room below its own room, and that no files
include each other in a circle.

tests/static/rooms has the rooms in their order: a file may include only files of its own
room and of rooms above it in that list. docs/architecture.md shows the same list.
Usage: rooms.py [TREE]; prints each wrong line and ends with 1 if there is one.
"""
import os
import re
import sys

ROOTS = ("", "include", "lib")


def sources(tree, rooms):
    for room in rooms:
        folder = os.path.join(tree, room)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith((".c", ".h")):
                yield f"{room}/{name}"


def included(tree, file):
    """The files of the tree that FILE includes, by their path."""
    with open(os.path.join(tree, file), encoding="utf-8") as text:
        names = re.findall(r'^\s*#\s*include\s*"([^"]+)"', text.read(), re.M)
    for name in names:
        places = [os.path.dirname(file), *ROOTS]
        found = [os.path.normpath(os.path.join(place, name)) for place in places]
        yield next((path for path in found if os.path.exists(os.path.join(tree, path))), name)


def circles(graph):
    """Each circle of includes once, as the files along it."""
    done, way = set(), []

    def visit(file):
        if file in way:
            yield way[way.index(file):] + [file]
        if file in done or file in way:
            return
        way.append(file)
        for other in graph.get(file, ()):
            yield from visit(other)
        done.add(way.pop())

    for file in graph:
        yield from visit(file)


def main():
    tree = sys.argv[1] if len(sys.argv) > 1 else "."
    with open(os.path.join(tree, "tests/static/rooms"), encoding="utf-8") as text:
        rooms = text.read().split()
    wrong = []
    graph = {file: list(included(tree, file)) for file in sources(tree, rooms)}
    for file, others in graph.items():
        for other in others:
            room = os.path.dirname(other)
            if room not in rooms:
                wrong.append(f"{file}: includes {other}, which is in no room")
            elif rooms.index(room) > rooms.index(os.path.dirname(file)):
                wrong.append(f"{file}: includes {other}, of a room below its own")
    wrong += [" -> ".join(circle) for circle in circles(graph)]
    print("\n".join(wrong) or f"{len(graph)} files in {len(rooms)} rooms: no arrow runs back up")
    return 1 if wrong or not graph else 0


if __name__ == "__main__":
    sys.exit(main())
