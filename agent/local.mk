# SPDX-License-Identifier: LGPL-2.1-or-later
# The whole agent except main() is a library, so that tests can link it.
noinst_LTLIBRARIES += libagent.la
libagent_la_SOURCES = \
	agent/agent.c agent/agent.h \
	agent/base/children.c agent/base/children.h agent/base/file-watch.c agent/base/file-watch.h \
	agent/base/notify.c agent/base/notify.h agent/base/say.c agent/base/say.h \
	agent/base/work.c agent/base/work.h \
	agent/config.c agent/config.h \
	agent/facts/commitments.c agent/facts/commitments.h agent/facts/damper.c agent/facts/damper.h \
	agent/facts/figures.c agent/facts/figures.h agent/facts/known.c agent/facts/known.h \
	agent/facts/manager.c agent/facts/manager.h agent/facts/migration.c agent/facts/migration.h \
	agent/facts/publish.c agent/facts/publish.h agent/facts/signing.c agent/facts/signing.h \
	agent/facts/snapshot.c agent/facts/snapshot.h \
	agent/guests/guests.c agent/guests/guests.h agent/guests/normalise.c agent/guests/normalise.h \
	agent/guests/readiness.c agent/guests/readiness.h agent/guests/roll.c agent/guests/roll.h \
	agent/guests/serial.c agent/guests/serial.h agent/guests/sights.c agent/guests/sights.h \
	agent/guests/stamper.c agent/guests/stamper.h agent/guests/stamping.c agent/guests/stamping.h \
	agent/guests/tracked.c agent/guests/tracked.h \
	agent/libvirt-events.c \
	agent/migrations/admissions.c agent/migrations/admissions.h \
	agent/migrations/arrivals.c agent/migrations/arrivals.h \
	agent/migrations/mender.c agent/migrations/mender.h \
	agent/migrations/outgoing.c agent/migrations/outgoing.h \
	agent/migrations/sockets.c agent/migrations/sockets.h \
	agent/network/addresses.c agent/network/ethtool.c agent/network/ethtool.h \
	agent/network/links.c agent/network/links.h \
	agent/network/links-watch.c agent/network/networks.c agent/network/networks.h \
	agent/network/offloads.c agent/network/offloads.h \
	agent/network/resolver.c agent/network/resolver.h \
	agent/network/topology.c agent/network/topology.h \
	agent/parts.h \
	agent/registry/directory.c agent/registry/backend.h agent/registry/etcd.c \
	agent/registry/etcd-briefs.c agent/registry/etcd-briefs.h \
	agent/registry/etcd-client.c agent/registry/etcd-client.h \
	agent/registry/etcd-json.c agent/registry/etcd-json.h \
	agent/registry/guests.c agent/registry/guests.h agent/registry/member.c agent/registry/member.h \
	agent/registry/neighbours.c agent/registry/neighbours.h \
	agent/registry/peer.c agent/registry/peer.h agent/registry/registry.c agent/registry/registry.h \
	agent/report/decisions.c agent/report/decisions.h \
	agent/report/exemptions.c agent/report/exemptions.h \
	agent/report/metrics.c agent/report/metrics.h \
	agent/storage/devices.c agent/storage/devices.h \
	agent/storage/look-network.c agent/storage/look-network.h \
	agent/storage/looker.c agent/storage/looker.h agent/storage/mounts.c agent/storage/mounts.h \
	agent/storage/networks.c agent/storage/networks.h agent/storage/probes.c agent/storage/probes.h \
	agent/storage/sight.c agent/storage/sight.h agent/storage/storage.c agent/storage/storage.h \
	agent/storage/vdsm.c agent/storage/vdsm.h agent/storage/watch.c agent/storage/watch.h \
	agent/virt/busy.c agent/virt/busy.h agent/virt/connection.c agent/virt/connection.h \
	agent/virt/cpu.c agent/virt/cpu.h agent/virt/cpu-reader.c agent/virt/cpu-reader.h \
	agent/virt/credentials.c agent/virt/credentials.h agent/virt/emulators.c agent/virt/emulators.h \
	agent/virt/error.c agent/virt/error.h agent/virt/events.c agent/virt/events.h \
	agent/virt/guest-cpu.c agent/virt/guest-cpu.h agent/virt/inventory.c agent/virt/inventory.h \
	agent/virt/lifecycle.c agent/virt/lifecycle.h agent/virt/network.c agent/virt/network.h \
	agent/virt/pool.c agent/virt/pool.h agent/virt/qemu-conf.c agent/virt/qemu-conf.h \
	agent/virt/resources.c agent/virt/resources.h agent/virt/session.c agent/virt/session.h
libagent_la_LIBADD = libguard.la $(GLIB_LIBS) $(XML_LIBS) $(LIBVIRT_LIBS) $(LIBNL_LIBS) \
	$(AUGEAS_LIBS) $(JSON_LIBS) $(CURL_LIBS)

sbin_PROGRAMS += virt-migration-guardd
virt_migration_guardd_SOURCES = agent/main.c
virt_migration_guardd_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
virt_migration_guardd_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
virt_migration_guardd_LDADD = libagent.la libguard.la
