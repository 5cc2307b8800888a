# SPDX-License-Identifier: LGPL-2.1-or-later
# The agent: all of it but main() is a library, so that tests can link it.
noinst_LTLIBRARIES += libagent.la
libagent_la_SOURCES = \
	agent/agent-config.c \
	agent/agent.c agent/agent.h \
	agent/arrivals.c agent/arrivals.h \
	agent/commitments.c agent/commitments.h \
	agent/compose.c agent/compose.h \
	agent/connection.c agent/connection.h \
	agent/cpu-reader.c agent/cpu-reader.h \
	agent/cpu.c agent/cpu.h \
	agent/credentials.c agent/credentials.h \
	agent/events.c agent/events.h \
	agent/figures.c agent/figures.h \
	agent/guests.c agent/guests.h \
	agent/known.c agent/known.h \
	agent/libvirt-error.c agent/libvirt-error.h \
	agent/libvirt-network.c agent/libvirt-network.h \
	agent/libvirt-pool.c agent/libvirt-pool.h \
	agent/outgoing.c agent/outgoing.h \
	agent/links-watch.c \
	agent/links.c agent/links.h \
	agent/decisions.c agent/decisions.h \
	agent/expiry.c agent/expiry.h \
	agent/metrics.c agent/metrics.h \
	agent/mender.c agent/mender.h \
	agent/migration-facts.c agent/migration-facts.h \
	agent/mounts.c agent/mounts.h \
	agent/networks.c agent/networks.h \
	agent/notify.c agent/notify.h \
	agent/probes.c agent/probes.h \
	agent/publish.c agent/publish.h \
	agent/qemu-conf.c agent/qemu-conf.h \
	agent/say.c agent/say.h \
	agent/session.c agent/session.h \
	agent/signing.c agent/signing.h \
	agent/snapshot.c agent/snapshot.h \
	agent/stamper.c agent/stamper.h \
	agent/status-watch.c agent/status-watch.h \
	agent/storage-links.c agent/storage-links.h \
	agent/storage-watch.c agent/storage-watch.h \
	agent/storage.c agent/storage.h \
	agent/topology.c agent/topology.h \
	agent/work.c agent/work.h
libagent_la_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS) $(LIBVIRT_CFLAGS) $(LIBNL_CFLAGS) \
	$(AUGEAS_CFLAGS)
libagent_la_LIBADD = libguard.la $(GLIB_LIBS) $(XML_LIBS) $(LIBVIRT_LIBS) $(LIBNL_LIBS) \
	$(AUGEAS_LIBS)

sbin_PROGRAMS += virt-migration-guardd
virt_migration_guardd_SOURCES = agent/main.c
virt_migration_guardd_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS)
virt_migration_guardd_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
virt_migration_guardd_LDADD = libagent.la libguard.la
