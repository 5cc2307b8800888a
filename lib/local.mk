# SPDX-License-Identifier: LGPL-2.1-or-later
# libguard is the code that policy.so, the agent and the command line share.
noinst_LTLIBRARIES += libguard.la
libguard_la_SOURCES = \
	lib/base/arena.c lib/base/arena.h lib/base/catalogue.c lib/base/catalogue.h lib/base/codes.h \
	lib/base/columns.c lib/base/columns.h lib/base/cpuset.c lib/base/cpuset.h \
	lib/base/error.c lib/base/error.h lib/base/escape.c lib/base/escape.h \
	lib/base/journal.c lib/base/journal.h lib/base/lock.c lib/base/lock.h \
	lib/base/names.c lib/base/names.h lib/base/neutral.c lib/base/neutral.h \
	lib/base/one-line.c lib/base/one-line.h lib/base/paths.h lib/base/plural.c lib/base/plural.h \
	lib/base/process.c lib/base/process.h lib/base/render.h lib/base/suggest.c lib/base/suggest.h \
	lib/base/sys.c lib/base/sys.h lib/base/text.c lib/base/text.h lib/base/units.c lib/base/units.h \
	lib/base/xml-plain.c lib/base/xml-plain.h lib/base/xml-text.c lib/base/xml-text.h lib/base/xml.c lib/base/xml.h \
	lib/checks/builtin.c lib/checks/builtin.h lib/checks/cache.c lib/checks/checks.h \
	lib/checks/claims.c lib/checks/cluster.c lib/checks/concurrency.c lib/checks/cpu.c \
	lib/checks/custom-properties.c lib/checks/devices.c lib/checks/displays.c lib/checks/files.c lib/checks/filesystems.c \
	lib/checks/fix.c lib/checks/images.c lib/checks/integration.c lib/checks/leases.c \
	lib/checks/machine.c lib/checks/memory.c lib/checks/migration-network.c lib/checks/networks.c \
	lib/checks/offloads.c \
	lib/checks/report.c lib/checks/resources.c lib/checks/services.c lib/checks/status.c \
	lib/checks/storage.c lib/checks/uplink.c lib/checks/vcpus.c \
	lib/config/config.c lib/config/config.h lib/config/exemptions.c lib/config/exemptions.h \
	lib/config/key.c lib/config/key.h lib/config/line.c lib/config/line.h \
	lib/config/policy.c lib/config/policy.h lib/config/problem.c lib/config/problem.h \
	lib/config/read.c lib/config/schema.c lib/config/schema.h \
	lib/config/status.c lib/config/status.h \
	lib/decide/decide.c lib/decide/decide.h lib/decide/judge.c lib/decide/judge.h \
	lib/decide/modules.c lib/decide/modules.h lib/decide/properties.c \
	lib/decide/tally.c lib/decide/tally.h lib/decide/verdict-text.c \
	lib/decide/verdict.c lib/decide/verdict.h \
	lib/guest/blockers.c lib/guest/capacity.c lib/guest/claims.c lib/guest/cpu.c \
	lib/guest/digest.c lib/guest/digest.h lib/guest/disks.c lib/guest/disks.h lib/guest/displays.c \
	lib/guest/guest.c lib/guest/guest.h lib/guest/host-devices.c lib/guest/images.c \
	lib/guest/leases.c lib/guest/nics.c lib/guest/nodes.c lib/guest/ovirt.c lib/guest/parts.h \
	lib/guest/vlans.c lib/guest/vlans.h \
	lib/host/agent-state.c lib/host/agent-state.h lib/host/capacity.c lib/host/cpu.c lib/host/cpu.h \
	lib/host/facts.c lib/host/facts.h lib/host/host.c lib/host/host.h lib/host/inventory.c \
	lib/host/names.c lib/host/names.h lib/host/networks.c lib/host/peers.c lib/host/peers.h \
	lib/host/policy.c lib/host/parts.h lib/host/read.c lib/host/read.h lib/host/storage.c \
	lib/host/write.c \
	lib/ledger/file.c lib/ledger/file.h lib/ledger/ledger.c lib/ledger/ledger.h \
	lib/ledger/source-networks.c lib/ledger/source-networks.h \
	lib/match/claims.c lib/match/claims.h lib/match/cpus.c lib/match/cpus.h \
	lib/match/disks.c lib/match/disks.h lib/match/images.c lib/match/images.h \
	lib/match/nics.c lib/match/nics.h \
	lib/probe/probe.c lib/probe/probe.h \
	lib/record/decision.c lib/record/decision.h lib/record/history.c lib/record/history.h \
	lib/record/queue.c lib/record/queue.h lib/record/record.c lib/record/record.h \
	lib/rewrite/listen.c lib/rewrite/nic.c lib/rewrite/rewrite.c lib/rewrite/rewrite.h \
	lib/rewrite/stamp.c \
	lib/stamp/chain.c lib/stamp/chain.h lib/stamp/sights.c lib/stamp/sights.h \
	lib/stamp/signature.c lib/stamp/signature.h lib/stamp/stamp.c lib/stamp/stamp.h
libguard_la_LIBADD = $(GLIB_LIBS) $(XML_LIBS)

rngdir = $(datadir)/virt-migration-guard
dist_rng_DATA = lib/host/virt-migration-guard.rng
