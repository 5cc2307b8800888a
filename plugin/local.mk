# SPDX-License-Identifier: LGPL-2.1-or-later
# policy.so, and the library that it, the agent and the command line are made of.
noinst_LTLIBRARIES += libguard.la
libguard_la_SOURCES = \
	plugin/arena.c plugin/arena.h \
	plugin/arrival.c plugin/arrival.h \
	plugin/checks/cache.c \
	plugin/checks/checks.h \
	plugin/checks/cluster.c \
	plugin/checks/concurrency.c \
	plugin/checks/cpu.c \
	plugin/checks/custom-properties.c \
	plugin/checks/devices.c \
	plugin/checks/memory.c \
	plugin/checks/migration-network.c \
	plugin/checks/networks.c \
	plugin/checks/report.c \
	plugin/checks/status.c \
	plugin/checks/storage.c \
	plugin/checks/vcpus.c \
	plugin/config-line.c plugin/config-line.h \
	plugin/config-schema.c plugin/config-schema.h \
	plugin/config.c plugin/config.h \
	plugin/cpuset.c plugin/cpuset.h \
	plugin/decide.c plugin/decide.h \
	plugin/digest.c plugin/digest.h \
	plugin/error.c plugin/error.h \
	plugin/escape.c plugin/escape.h \
	plugin/facts.c plugin/facts.h \
	plugin/guest-capacity.c \
	plugin/guest-cpu.c \
	plugin/guest-disks.c \
	plugin/guest-internal.h \
	plugin/guest-listens.c \
	plugin/guest-metadata.c \
	plugin/guest-nics.c \
	plugin/guest-ties.c \
	plugin/guest.c plugin/guest.h \
	plugin/host-capacity.c \
	plugin/host-cpu.c plugin/host-cpu.h \
	plugin/host-format.c plugin/host-internal.h \
	plugin/host-networks.c \
	plugin/host-storage.c \
	plugin/host.c plugin/host.h \
	plugin/judge-properties.c \
	plugin/judge.c plugin/judge.h \
	plugin/key.c plugin/key.h \
	plugin/ledger.c plugin/ledger.h \
	plugin/modules.c plugin/modules.h \
	plugin/names.c plugin/names.h \
	plugin/paths.h \
	plugin/place.c plugin/place.h \
	plugin/policy-internal.h plugin/policy-vdsm.c \
	plugin/policy-run.h plugin/policy.c plugin/policy.h \
	plugin/reach.c plugin/reach.h \
	plugin/append.c plugin/append.h \
	plugin/decision.c plugin/decision.h \
	plugin/exemptions.c plugin/exemptions.h \
	plugin/history.c plugin/history.h \
	plugin/journal.c plugin/journal.h \
	plugin/record.c plugin/record.h \
	plugin/rewrite/listen.c \
	plugin/rewrite/nic.c \
	plugin/rewrite/rewrite.c plugin/rewrite/rewrite.h \
	plugin/rewrite/stamp.c \
	plugin/signature.c plugin/signature.h \
	plugin/suggest.c plugin/suggest.h \
	plugin/stamp.c plugin/stamp.h \
	plugin/status.c plugin/status.h \
	plugin/sys.c plugin/sys.h \
	plugin/text.c plugin/text.h \
	plugin/vlans.c plugin/vlans.h \
	plugin/verdict.c plugin/verdict.h \
	plugin/xml.c plugin/xml.h
libguard_la_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS)
libguard_la_LIBADD = $(GLIB_LIBS) $(XML_LIBS)

policy_LTLIBRARIES += policy.la
policy_la_SOURCES = plugin/policy-entry.c plugin/xml-memory.c plugin/xml-memory.h
policy_la_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS)
policy_la_LIBADD = libguard.la
policy_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-Wl,--as-needed,--version-script=$(srcdir)/plugin/policy.map
EXTRA_policy_la_DEPENDENCIES = plugin/policy.map
EXTRA_DIST += plugin/policy.map

rngdir = $(datadir)/virt-migration-guard
dist_rng_DATA = plugin/virt-migration-guard.rng

# Where third parties' checks go. An empty directory is the usual case.
install-data-local: make-moduledir
make-moduledir:
	$(MKDIR_P) $(DESTDIR)$(moduledir)
uninstall-hook: remove-moduledir
remove-moduledir:
	-rmdir $(DESTDIR)$(moduledir) 2>/dev/null

install-data-hook: remove-policy-la
remove-policy-la:
	rm -f $(DESTDIR)$(policydir)/policy.la
uninstall-hook: remove-policy-so
remove-policy-so:
	rm -f $(DESTDIR)$(policydir)/policy.so
