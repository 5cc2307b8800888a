#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small manager that does on one host what VDSM does when guests migrate.

It is written from VDSM's documented behaviour, so that the guard can be tested without oVirt:
the semaphores of both sides and the retry when the destination is full, the hook points with
their order, environment and exit codes, the libvirt networks vdsm-X of displays, the errors
that the engine reads from migrateStatus. It runs as user vdsm and uses libvirt through virsh.

Usage: vdsm_manager.py serve ADDRESS [--retry SECONDS] [--pulse SECONDS] [--checkout LIB]
                                          runs as the manager of this host until it is ended; LIB is
                                          the directory lib of a checkout of VDSM
                                          (tests/long/vdsm_checkout.py)
       vdsm_manager.py volumes LUNS NAME...       makes the storage domain on this host, with links to LUNS/NAME
       vdsm_manager.py create ADDRESS [OPTION...] NAME...       starts guests on the host with this ADDRESS
       vdsm_manager.py evacuate ADDRESS TO[,TO...] [OPTION=VALUE...] NAME...
                                          migrates the guests as the engine does: all at once, and a
                                          guest that fails up to three times; prints a line for
                                          each guest
       vdsm_manager.py list ADDRESS               lists the guests of the host with this ADDRESS
"""
import glob
import json
import os
import re
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import vdsm_guest as shapes  # noqa: E402
from vdsm_guest import OVIRT  # noqa: E402

PORT = 54321  # VDSM's own
HOOKS = "/usr/libexec/vdsm/hooks"
ARRIVAL_TIMEOUT = 120  # seconds that a destination waits for a guest
# Codes and messages that VDSM's API returns.
DONE = {"code": 0, "message": "Done"}
MIGRATE_ERR = {"code": 12, "message": "Fatal error during migration"}
HOOK_ERR = 78
MIGRATE_LIMIT = {"code": 82, "message": "Incoming migration limit exceeded"}
OPERATION_ERR = 102


def log(text):
    print("%.3f %s" % (time.time(), text), file=sys.stderr, flush=True)


def virsh(*arguments, text=None):
    return subprocess.run(("virsh", "-q") + arguments, input=text, capture_output=True, text=True,
                          check=False)


class Failed(Exception):
    """The migration has failed. STATUS is what migrateStatus returns."""

    def __init__(self, status):
        super().__init__(status["message"])
        self.status = status


class LimitExceeded(Exception):
    """The destination has no room now: the only refusal that VDSM tries again."""


class HookError(Exception):
    """A hook has failed. As in VDSM, the message has the hook's text as Python prints bytes."""

    def __str__(self):
        return "Hook Error: %r" % (self.args,)


def run_hooks(point, xml, vm_id, properties, fatal=True):
    """Runs the executables of a hook point in order. After exit status 2 no other executable runs; after any
    other failure the next one runs. If FATAL, any failure raises HookError at the end."""
    scripts = [path for path in sorted(glob.glob(os.path.join(HOOKS, point, "*")))
               if os.path.isfile(path) and os.access(path, os.X_OK)]
    failed = None
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as domain:
        domain.write(xml)
        domain.flush()
        environment = dict(os.environ, _hook_domxml=domain.name, vmId=vm_id, **properties)
        for script in scripts:
            done = subprocess.run([script], env=environment, capture_output=True, check=False)
            log("%s: rc=%s err=%s" % (script, done.returncode, done.stderr))
            failed = done.stderr if done.returncode != 0 else failed
            if done.returncode == 2:
                break
    if failed is not None and fatal:
        raise HookError(failed)


class Slots:
    """A semaphore whose bound can change while slots are taken."""

    def __init__(self, bound):
        self.changed = threading.Condition()
        self.bound, self.taken = bound, 0

    def set_bound(self, bound):
        with self.changed:
            self.bound = bound
            self.changed.notify_all()

    def take(self, wait=True):
        with self.changed:
            while self.taken >= self.bound:
                if not wait:
                    return False
                self.changed.wait()
            self.taken += 1
            return True

    def give(self):
        with self.changed:
            self.taken -= 1
            self.changed.notify()

    __enter__ = take

    def __exit__(self, *_):
        self.give()


class Guest:
    def __init__(self, xml):
        tree = ET.fromstring(xml)
        self.xml, self.name, self.id = xml, tree.findtext("name"), tree.findtext("uuid")
        self.status, self.migration = "WaitForLaunch", dict(DONE)
        self.resumed, self.left, self.cancelled = (threading.Event() for _ in range(3))
        self.networks = {listen.get("network") for listen in tree.iter("listen")
                         if listen.get("network")}
        metadata = tree.find(".//{%s}vm" % OVIRT)
        self.properties = shapes.properties_of(metadata)
        self.devices = shapes.devices_of(tree, metadata)

    def run_hooks(self, point, xml=None, fatal=True):
        run_hooks(point, xml or self.xml, self.id, self.properties, fatal)

    def run_device_hooks(self, point, fatal=True):
        for xml, properties in self.devices:
            run_hooks(point, xml, self.id, dict(properties, **self.properties), fatal)

    def current_xml(self):
        return virsh("dumpxml", self.id).stdout


class Manager:
    def __init__(self, retry, pulse):
        self.guests, self.lock = {}, threading.Lock()
        self.outgoing, self.incoming = Slots(1), Slots(2)
        self.retry, self.pulse = retry, pulse

    # The functions below handle the events of libvirt.

    def watch(self):
        command = ["stdbuf", "-oL", "virsh", "event", "--event", "lifecycle", "--loop"]
        while True:  # libvirt's daemon may restart
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as events:
                for line in events.stdout:
                    self.hear(line)
            time.sleep(0.2)

    def hear(self, line):
        told = re.match(r"event 'lifecycle' for domain '(.*)': (.*)", line)
        for guest in list(self.guests.values()):
            if not told or guest.name != told.group(1):
                continue
            if told.group(2) == "Stopped Migrated" and guest.status == "MigrationSource":
                self.has_left(guest)
            elif told.group(2).startswith("Resumed"):
                guest.resumed.set()

    @staticmethod
    def has_left(guest):
        """Runs the hooks for a guest that has left, before the next guest gets the slot of its migration."""
        guest.run_hooks("after_vm_migrate_source", fatal=False)
        guest.run_device_hooks("after_device_migrate_source", fatal=False)
        guest.left.set()

    # The libvirt networks for displays exist only while a guest uses them.

    def need_networks(self, guest):
        for name in guest.networks:
            with self.lock:
                if virsh("net-uuid", name).returncode != 0:
                    virsh("net-create", "/dev/stdin", text=shapes.network_xml(name))

    def drop_networks(self, guest):
        with self.lock:
            used = {name for other in self.guests.values() for name in other.networks}
            for name in guest.networks - used:
                virsh("net-destroy", name)

    def forget(self, guest):
        self.guests.pop(guest.id, None)
        self.drop_networks(guest)

    # The engine calls the functions below.

    def create(self, xml):
        guest = Guest(xml)
        self.guests[guest.id] = guest
        try:
            guest.run_hooks("before_vm_start")
            self.need_networks(guest)
            started = virsh("define", "/dev/stdin", text=xml)
            if started.returncode == 0:
                started = virsh("start", guest.name)
            if started.returncode != 0:
                raise Failed({"code": 1, "message": started.stderr})
        except (HookError, Failed) as error:
            self.forget(guest)
            return {"status": {"code": 1, "message": str(error)}}
        guest.status = "Up"
        return {"status": DONE}

    def list(self):
        return {"status": DONE, "guests": {guest.name: [guest.status, guest.migration]
                                           for guest in list(self.guests.values())}}

    def destroy(self, id):
        guest = self.guests.get(id)
        if guest:
            guest.cancelled.set()
            virsh("destroy", id)
            virsh("undefine", id)
        return {"status": DONE}

    def migrate(self, id, options):
        guest = self.guests.get(id)
        if not guest:
            return {"status": {"code": 1, "message": "Virtual machine does not exist"}}
        guest.status = "MigrationSource"
        guest.migration = {"code": 0, "message": "Migration in progress"}
        guest.left.clear()
        threading.Thread(target=self.send, args=(guest, options), daemon=True).start()
        return {"status": DONE}

    # The functions below do the source host's part of a migration.

    def send(self, guest, options):
        if "outgoingLimit" in options:
            self.outgoing.set_bound(int(options["outgoingLimit"]))
        try:
            while not self.send_once(guest, options):
                time.sleep(self.retry)
        except Failed as error:
            log("%s: failed: %s" % (guest.name, error.status))
            call(options["dst"], "destroy", id=guest.id)
            guest.migration, guest.status = error.status, "Up"

    def send_once(self, guest, options):
        with self.outgoing:
            try:
                self.prepare(guest, options)
                self.perform(guest, options)
            except LimitExceeded:
                log("%s: %s is busy, tried again later" % (guest.name, options["dst"]))
                return False
            except HookError as error:
                log("%s: %s" % (guest.name, error))
                raise Failed(MIGRATE_ERR) from error
            guest.left.wait(ARRIVAL_TIMEOUT)
        virsh("undefine", guest.id)
        self.forget(guest)
        return True

    @staticmethod
    def prepare(guest, options):
        guest.run_device_hooks("before_device_migrate_source")
        guest.run_hooks("before_vm_migrate_source", guest.current_xml())
        answer = call(options["dst"], "migrationCreate", xml=guest.current_xml(),
                      limit=options.get("incomingLimit"))
        if answer["status"] == MIGRATE_LIMIT:
            raise LimitExceeded()
        if answer["status"]["code"]:
            raise Failed(answer["status"])

    def perform(self, guest, options):
        done = threading.Event()
        monitor = threading.Thread(target=self.monitor, args=(guest, options, done), daemon=True)
        monitor.start()
        xml = virsh("dumpxml", "--migratable", guest.id).stdout
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(xml)
            file.flush()
            moved = virsh("migrate", *shapes.flags_of(options), "--xml", file.name, guest.id,
                          "qemu+tcp://%s/system" % options["dst"],
                          "tcp://%s" % options.get("dstqemu", options["dst"]))
        done.set()
        monitor.join()
        if moved.returncode != 0:
            log("%s: %s" % (guest.name, moved.stderr))
            operation = re.match(r"error: operation failed: (.*)", moved.stderr)
            raise Failed({"code": OPERATION_ERR, "message": operation.group(1)} if operation
                         else MIGRATE_ERR)

    def monitor(self, guest, options, done):
        """Takes the next action of the convergence schedule each time when QEMU has copied the memory often enough."""
        schedule = json.loads(options.get("convergenceSchedule", '{"init": [], "stalling": []}'))
        for action in schedule["init"]:
            shapes.act(virsh, guest.id, action)
        waiting = list(schedule["stalling"])
        while waiting and not done.wait(self.pulse):
            stats = virsh("domjobinfo", guest.id).stdout
            iteration = re.search(r"Iteration:\s+(\d+)", stats)
            if iteration and int(iteration.group(1)) - 1 > waiting[0]["limit"]:
                action = waiting.pop(0)["action"]
                log("%s: iteration %s: %s" % (guest.name, iteration.group(1), action))
                shapes.act(virsh, guest.id, action)

    # The functions below do the destination host's part of a migration.

    def migrationCreate(self, xml, limit):
        if limit:
            self.incoming.set_bound(int(limit))
        guest = Guest(xml)
        if not self.incoming.take(wait=False):
            return {"status": MIGRATE_LIMIT}
        guest.status = "MigrationDestination"
        self.guests[guest.id] = guest
        try:
            self.need_networks(guest)
            guest.run_device_hooks("before_device_migrate_destination")
            guest.run_hooks("before_vm_migrate_destination")
        except HookError as error:
            self.incoming.give()
            self.forget(guest)
            return {"status": {"code": HOOK_ERR, "message": "Destination hook failed: %s" % error}}
        threading.Thread(target=self.receive, args=(guest,), daemon=True).start()
        return {"status": DONE}

    def receive(self, guest):
        end = time.time() + ARRIVAL_TIMEOUT
        while not guest.resumed.wait(0.05):
            if guest.cancelled.is_set() or time.time() > end:
                self.incoming.give()
                self.forget(guest)
                return
        guest.status = "Up"
        guest.run_hooks("after_vm_migrate_destination", guest.current_xml(), fatal=False)
        guest.run_device_hooks("after_device_migrate_destination", fatal=False)
        self.incoming.give()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


def serve(address, *options):
    settings = {"--retry": "10", "--pulse": "10"}
    settings.update(zip(options[::2], options[1::2]))
    timing = float(settings["--retry"]), float(settings["--pulse"])
    if "--checkout" in settings:
        import vdsm_checkout
        manager = vdsm_checkout.manager(settings["--checkout"], *timing)
    else:
        manager = Manager(*timing)

    class Request(socketserver.StreamRequestHandler):
        def handle(self):
            asked = json.loads(self.rfile.readline())
            try:
                answer = getattr(manager, asked.pop("verb"))(**asked)
            except Exception as error:  # pylint: disable=broad-except
                log("%r" % error)
                answer = {"status": {"code": 1, "message": "%r" % error}}
            self.wfile.write(json.dumps(answer).encode() + b"\n")

    threading.Thread(target=manager.watch, daemon=True).start()
    with Server((address, PORT), Request) as server:
        log("serving")
        server.serve_forever()


def call(address, verb, **arguments):
    with socket.create_connection((address, PORT)) as connection:
        connection.sendall(json.dumps(dict(arguments, verb=verb)).encode() + b"\n")
        return json.loads(connection.makefile().readline())


def volumes(luns, *names):
    shapes.make_volumes(luns, names)


def create(address, *arguments):
    names = [argument for argument in arguments if not argument.startswith("--")]
    options = dict(argument[2:].partition("=")[::2] for argument in arguments
                   if argument.startswith("--"))

    def start(name):
        return name, call(address, "create", xml=shapes.guest_xml(name, options))["status"]

    with ThreadPoolExecutor(4) as pool:
        bad = [answer for answer in pool.map(start, names) if answer[1]["code"]]
    for name, status in bad:
        print("%s: %s" % (name, status["message"]))
    return 1 if bad else 0


def evacuate(address, destinations, *arguments):
    """Does what the engine does for a host in Preparing for Maintenance, until no guest migrates any more."""
    options = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    names = [argument for argument in arguments if "=" not in argument]
    destinations, tries, begin = destinations.split(","), dict.fromkeys(names, 0), time.time()
    stayed = {}

    def send(name):
        there = destinations[(names.index(name) + tries[name]) % len(destinations)]
        tries[name] += 1
        return call(address, "migrate", id=shapes.uuid_of(name),
                    options=dict(options, dst=there,
                                 dstqemu=there.replace("10.71.", "10.72.")))["status"]

    with ThreadPoolExecutor(16) as pool:
        for name, status in zip(names, pool.map(send, names)):
            if status["code"]:
                stayed[name] = status
                print("failed %s try=1 code=%d %s" % (name, status["code"], status["message"]))
    waiting = set(names) - set(stayed)
    while waiting and time.time() - begin < 900:
        time.sleep(0.2)
        here = call(address, "list")["guests"]
        for name in sorted(waiting):
            status, migration = here.get(name, ["gone", DONE])
            if status == "gone":
                waiting.discard(name)
                print("arrived %s tries=%d seconds=%.1f" % (name, tries[name],
                                                           time.time() - begin))
            elif status == "Up":
                stayed[name] = migration
                print("failed %s try=%d code=%d %s" % (name, tries[name], migration["code"],
                                                       migration["message"]))
                if tries[name] < min(3, len(destinations)):
                    send(name)
                else:
                    waiting.discard(name)
    for name in sorted(waiting):
        print("hangs %s" % name)
    print("all arrived=%d of=%d seconds=%.1f" % (len(names) - len(stayed) - len(waiting),
                                                len(names), time.time() - begin))
    return 0


def show(address):
    for name, (status, _) in sorted(call(address, "list")["guests"].items()):
        print(name, status)


if __name__ == "__main__":
    VERBS = {"serve": serve, "volumes": volumes, "create": create, "evacuate": evacuate,
             "list": show}
    if len(sys.argv) < 3 or sys.argv[1] not in VERBS:
        sys.exit(__doc__)
    sys.exit(VERBS[sys.argv[1]](*sys.argv[2:]))
