# SPDX-License-Identifier: LGPL-2.1-or-later
"""Listens at tcp|udp ADDRESS PORT or unix PATH until it is killed. With --wait it waits, five seconds at most,
until another program listens there."""
import signal
import socket
import sys
import time


def parse(arguments):
    if arguments[0] == "unix":
        return socket.AF_UNIX, socket.SOCK_STREAM, arguments[1]
    family = socket.AF_INET6 if ":" in arguments[1] else socket.AF_INET
    kind = socket.SOCK_STREAM if arguments[0] == "tcp" else socket.SOCK_DGRAM
    return family, kind, (arguments[1], int(arguments[2]))


def wait(family, kind, address):
    for _ in range(100):
        with socket.socket(family, kind) as attempt:
            try:
                if kind == socket.SOCK_DGRAM:
                    attempt.bind(address)
                else:
                    attempt.connect(address)
                    return 0
            except OSError:
                if kind == socket.SOCK_DGRAM:
                    return 0
        time.sleep(0.05)
    return 1


def main(arguments):
    if arguments[0] == "--wait":
        return wait(*parse(arguments[1:]))
    family, kind, address = parse(arguments)
    server = socket.socket(family, kind)
    server.bind(address)
    if kind == socket.SOCK_STREAM:
        server.listen(16)
    signal.pause()
    return 0


sys.exit(main(sys.argv[1:]))
