# SPDX-License-Identifier: LGPL-2.1-or-later
# $(sbindir) is not known before make: the unit is made by it, not by configure.
nodist_systemdsystemunit_DATA = packaging/systemd/virt-migration-guard.service
packaging/systemd/virt-migration-guard.service: packaging/systemd/virt-migration-guard.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging/systemd && \
	sed 's|@sbindir[@]|$(sbindir)|g' $(srcdir)/packaging/systemd/virt-migration-guard.service.in >$@.new && \
	mv $@.new $@
EXTRA_DIST += packaging/systemd/virt-migration-guard.service.in
CLEANFILES += packaging/systemd/virt-migration-guard.service

# So is what a module is built with.
pkgconfigdir = $(libdir)/pkgconfig
nodist_pkgconfig_DATA = packaging/virt-migration-guard.pc
packaging/virt-migration-guard.pc: packaging/virt-migration-guard.pc.in Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging && \
	sed -e 's|@prefix[@]|$(prefix)|g' -e 's|@includedir[@]|$(includedir)|g' \
		-e 's|@moduledir[@]|$(moduledir)|g' -e 's|@version[@]|$(PACKAGE_VERSION)|g' \
		$(srcdir)/packaging/virt-migration-guard.pc.in >$@.new && \
	mv $@.new $@
EXTRA_DIST += packaging/virt-migration-guard.pc.in
CLEANFILES += packaging/virt-migration-guard.pc
