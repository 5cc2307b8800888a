# SPDX-License-Identifier: LGPL-2.1-or-later
# configure can't write the unit file, because the value of $(sbindir) is known only when make runs.
# So make writes it.
nodist_systemdsystemunit_DATA = packaging/systemd/virt-migration-guard.service
packaging/systemd/virt-migration-guard.service: packaging/systemd/virt-migration-guard.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging/systemd && \
	sed 's|@sbindir[@]|$(sbindir)|g' $(srcdir)/packaging/systemd/virt-migration-guard.service.in >$@.new && \
	mv $@.new $@
EXTRA_DIST += packaging/systemd/virt-migration-guard.service.in
CLEANFILES += packaging/systemd/virt-migration-guard.service

# For the same reason make writes virt-migration-guard.pc, which pkg-config reads when somebody
# builds a module.
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

bashcompdir = $(datadir)/bash-completion/completions
dist_bashcomp_DATA = packaging/completion/virt-migration-guard

# The texts with which `journalctl -x` explains the guard's journal entries.
catalogdir = $(prefix)/lib/systemd/catalog
dist_catalog_DATA = \
	packaging/catalog/virt-migration-guard.catalog \
	packaging/catalog/virt-migration-guard.ru.catalog

# `make deb` and `make rpm` build packages from the tarball that `make dist` makes. To skip the unit
# tests, use DEB_BUILD_OPTIONS=nocheck or RPMBUILD_FLAGS=--nocheck.
packages = $(abs_top_builddir)/dist
identity = MAINTAINER='$(MAINTAINER)' PROJECT_URL='$(PROJECT_URL)'
tarball = $(distdir).tar.xz
deb: dist
	$(identity) $(srcdir)/packaging/debian/build.sh $(tarball) $(PACKAGE_VERSION) $(packages)
rpm: dist
	$(identity) $(srcdir)/packaging/rpm/build.sh $(tarball) $(PACKAGE_VERSION) $(packages) $(RPMBUILD_FLAGS)
clean-local: clean-packages
clean-packages:
	rm -rf $(packages)
.PHONY: deb rpm clean-packages
EXTRA_DIST += packaging/apparmor packaging/debian packaging/rpm packaging/selinux packaging/set-maintainer \
	packaging/systemd/80-virt-migration-guard.preset
