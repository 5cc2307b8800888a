#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Starts a daemon as systemd starts a daemon with .socket units: the daemon gets sockets that already
listen (sd_listen_fds(3)).

Usage: activate.py [--on-demand] NAME=ADDRESS... COMMAND...
NAME is the name of the .socket unit, ADDRESS a path or the number of a TCP port. With --on-demand,
the daemon starts when somebody connects, and again after it has ended; without it, this process
becomes the daemon."""
import fcntl
import os
import select
import signal
import socket
import sys

FIRST = 3  # the first descriptor, SD_LISTEN_FDS_START


def listen(address):
    if address.isdigit():
        listener = socket.socket(socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("0.0.0.0", int(address)))
    else:
        if os.path.exists(address):
            os.unlink(address)
        os.makedirs(os.path.dirname(address), exist_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
    listener.listen(32)
    return listener


def become(command, names, listeners):
    # The listeners must have the descriptors from FIRST on. Each listener is copied to a higher
    # descriptor first, because a listener may already have one of these descriptors.
    kept = [fcntl.fcntl(listener, fcntl.F_DUPFD_CLOEXEC, FIRST + len(listeners)) for listener in listeners]
    for at, fd in enumerate(kept):
        os.dup2(fd, FIRST + at)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(kept)), LISTEN_FDNAMES=":".join(names))
    os.execvp(command[0], command)


def start_on_demand(command, names, listeners):
    """Starts the daemon each time when somebody connects and it does not run. SIGTERM ends the daemon and this process."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    while True:
        select.select(listeners, [], [])
        child = os.fork()
        if child == 0:
            become(command, names, listeners)
        try:
            os.waitpid(child, 0)
        except SystemExit:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
            raise


def main(arguments):
    on_demand = arguments[:1] == ["--on-demand"]
    arguments = arguments[1:] if on_demand else arguments
    pairs = [argument.partition("=") for argument in arguments if "=" in argument]
    command = arguments[len(pairs):]
    names, listeners = [name for name, _, _ in pairs], [listen(address) for _, _, address in pairs]
    start = start_on_demand if on_demand else become
    start(command, names, listeners)


main(sys.argv[1:])
