# SPDX-License-Identifier: LGPL-2.1-or-later
"""The manager of tests/lab/vdsm_manager.py with VDSM's own code, from a checkout that the user names.

Of VDSM run: vdsm.virt.migration (the thread of the source, its monitor and convergence schedule,
both semaphores), vdsm.common.hooks, vdsm.common.response and the exceptions with their codes, and
vdsm.virt.libvirthook as libvirt's hook. This file replaces the other parts: the object that VDSM calls a
Vm, and the connection between the two hosts. Nothing of VDSM is part of this project.
"""
import glob
import importlib
import logging
import os
import re
import shutil
import sys
import types

import libvirt

import vdsm_manager

# Values that VDSM's configure writes into its files, as in VDSM's packages.
PLACES = {"HOOKSDIR": "/usr/libexec/vdsm/hooks", "VDSMDIR": "/usr/share/vdsm",
          "VDSMRUNDIR": "/run/vdsm", "VDSMLIBDIR": "/var/lib/vdsm", "CONFDIR": "/etc/vdsm",
          "sysconfdir": "/etc", "VDSMLOGDIR": "/var/log/vdsm", "LIBEXECDIR": "/usr/libexec/vdsm",
          "VDSMREPO": "/rhev/data-center", "VDSMUSER": "vdsm", "VDSMGROUP": "kvm",
          "QEMUUSER": "qemu", "QEMUGROUP": "qemu", "GLUSTER_MGMT": "0"}


def place_of(name):
    """The value of a name of VDSM's build: TASKSET_PATH is the path of the program taskset."""
    program = re.fullmatch("([A-Z0-9]+)_PATH", name)
    found = shutil.which(program.group(1).lower()) if program else None
    return PLACES.get(name, found or "")


def configure(lib):
    """Makes the files that VDSM's build would make from *.in."""
    for source in glob.glob(os.path.join(lib, "vdsm/**/*.py.in"), recursive=True):
        with open(source, encoding="utf-8") as file:
            text = re.sub(r"@([A-Za-z0-9_]+)@", lambda name: place_of(name.group(1)), file.read())
        with open(source[:-len(".in")], "w", encoding="utf-8") as file:
            file.write(text)


class Missing(types.ModuleType):
    """Replaces a module that is not installed, such as sanlock or libnmstate. Every name can be imported from it."""
    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(name)

    def __call__(self, *_, **__):
        return self


def load_module(name):
    """Loads a module of VDSM. Modules that are not installed and are not called here are replaced."""
    while True:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name.startswith("vdsm"):
                raise
            sys.modules[error.name] = Missing(error.name)


def prepare(lib):
    """Makes LIB ready, its compiled modules too, which user vdsm may not write there."""
    configure(lib)
    sys.path.insert(0, os.path.abspath(lib))
    load_module("vdsm.virt.libvirthook.vm_libvirt_hook")
    load_module("vdsm.virt.migration")


def load(lib, retry, pulse):
    """Loads vdsm.virt.migration and vdsm.common.hooks with the settings of the test."""
    sys.path.insert(0, lib)
    config = load_module("vdsm.config").config
    for key, value in {"ssl": "false", "migration_retry_timeout": str(int(retry)),
                       "migration_monitor_interval": str(max(1, int(pulse)))}.items():
        config.set("vars", key, value)
    return load_module("vdsm.virt.migration"), load_module("vdsm.common.hooks")


class Peer:
    """The connection to the destination's manager."""

    def __init__(self, address):
        self.address = address

    def migrationCreate(self, params, limit):
        return vdsm_manager.call(self.address, "migrationCreate", xml=params["_srcDomXML"],
                                     limit=limit)

    def destroy(self, id):
        return vdsm_manager.call(self.address, "destroy", id=id)


class Vm:
    """The part of VDSM's class Vm that the migration thread on the source uses."""
    hasSpice = client_ip = resume_postponed = False

    def __init__(self, guest, manager):
        self.guest, self.id, self.log = guest, guest.id, logging.getLogger("vm")
        self.manager, self.post_copy = manager, manager.migration.PostCopyPhase.NONE
        self.stopped_migrated_event_processed = guest.left
        self.guestAgent = self.volume_monitor = self.cif = self
        self._dom = manager.connection.lookupByUUIDString(guest.id)

    lastStatus = property(lambda self: self.guest.status)

    @lastStatus.setter
    def lastStatus(self, value):
        """Does nothing here: send() reports whether the guest stays, with the reason."""

    def nothing(self, *_, **__):
        """Does nothing. It stands for calls that do not matter here: statistics, the guest's agent, thin volumes."""

    update_guest_agent_api_version = enable = send_status_event = nothing
    send_migration_status_event = maybe_resume = handle_failed_post_copy = nothing

    def migration_parameters(self):
        return {"_srcDomXML": self._dom.XMLDesc()}

    def min_cluster_version(self, *_):
        return True

    def prepare_migration(self):
        self.guest.run_device_hooks("before_device_migrate_source")
        self.guest.run_hooks("before_vm_migrate_source", self._dom.XMLDesc())

    def migratable_domain_xml(self):
        return self._dom.XMLDesc(libvirt.VIR_DOMAIN_XML_MIGRATABLE)

    def job_stats(self):
        return self._dom.jobStats()

    def abort_domjob(self):
        self._dom.abortJob()

    def switch_migration_to_post_copy(self):
        self.post_copy = self.manager.migration.PostCopyPhase.REQUESTED
        vdsm_manager.log("%s: iteration %s: postcopy" % (self.guest.name,
                                                             self.job_stats().get("memory_iteration")))
        self._dom.migrateStartPostCopy(0)
        return True

    def setDownStatus(self, *_):
        vdsm_manager.virsh("undefine", self.id)
        self.manager.forget(self.guest)

    def destroy(self):
        pass


class Incoming:
    """VDSM's semaphore, with the names of methods that vdsm_manager.py uses."""

    def __init__(self, semaphore):
        self.semaphore = semaphore

    def set_bound(self, bound):
        self.semaphore.bound = bound

    def take(self, wait=True):
        return self.semaphore.acquire(blocking=wait)

    def give(self):
        self.semaphore.release()


class CheckoutManager(vdsm_manager.Manager):
    def __init__(self, lib, retry, pulse):
        super().__init__(retry, pulse)
        self.migration, self.hooks = load(lib, retry, pulse)
        self.incoming = Incoming(self.migration.incomingMigrations)
        self.connection = libvirt.open("qemu:///system")
        vdsm_manager.run_hooks = self.run_hooks

    def run_hooks(self, point, xml, vm_id, properties, fatal=True):
        directory = {"raiseError": fatal, "vmconf": {"vmId": vm_id, "custom": properties}}
        try:
            self.hooks._runHooksDir(xml, point, **directory)
        except self.hooks.exception.HookError as error:
            # The new exception has only VDSM's own text, because vdsm_manager.py handles this
            # exception and shows the text.
            raise OwnText(str(error)) from error

    def send(self, guest, options):
        try:
            vm = Vm(guest, self)
        except libvirt.libvirtError:  # its daemon has restarted
            self.connection = libvirt.open("qemu:///system")
            vm = Vm(guest, self)
        known = {"dst": options["dst"], "dstqemu": options.get("dstqemu", "")}
        for key in ("incomingLimit", "outgoingLimit", "parallel", "maxBandwidth"):
            if key in options:
                known[key] = int(options[key])
        if "convergenceSchedule" in options:
            known["convergenceSchedule"] = vdsm_manager.json.loads(
                options["convergenceSchedule"])
        thread = self.migration.SourceThread(
            vm, abortOnError=True, autoConverge=options.get("autoConverge", "false"), **known)
        thread._setupVdsConnection = lambda: self.connect(thread, options["dst"])
        thread.start()
        thread._thread.join()
        if guest.id in self.guests:
            guest.migration = thread.status["status"]
            guest.status = "Up"
            vdsm_manager.log("%s: failed: %s" % (guest.name, guest.migration))

    @staticmethod
    def connect(thread, address):
        thread.remoteHost, thread._destServer = address, Peer(address)


class OwnText(vdsm_manager.HookError):
    def __str__(self):
        return self.args[0]


def manager(lib, retry, pulse):
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    logging.getLogger("vm").setLevel(logging.DEBUG)
    return CheckoutManager(lib, retry, pulse)
