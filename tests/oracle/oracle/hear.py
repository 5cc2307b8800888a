# SPDX-License-Identifier: LGPL-2.1-or-later
"""Listens on bridges for the announcements (RARP) that QEMU sends for a guest's NICs, and writes
a line "BRIDGE MAC" for each to a file: hear.py FILE BRIDGE..."""
import select
import socket
import sys

RARP = 0x8035


def main(path, *bridges):
    sockets = {}
    for bridge in bridges:
        heard = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(RARP))
        heard.bind((bridge, RARP))
        sockets[heard] = bridge
    with open(path, "a", buffering=1, encoding="ascii") as file:
        while True:
            for ready in select.select(list(sockets), [], [])[0]:
                frame = ready.recv(2048)
                file.write(f"{sockets[ready]} {frame[6:12].hex(':')}\n")


main(*sys.argv[1:])
