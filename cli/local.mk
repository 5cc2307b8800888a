# SPDX-License-Identifier: LGPL-2.1-or-later
bin_PROGRAMS += virt-migration-guard
virt_migration_guard_SOURCES = \
	agent/migration-facts.c agent/migration-facts.h \
	agent/qemu-conf.c agent/qemu-conf.h \
	agent/say.c agent/say.h \
	agent/credentials.c agent/credentials.h \
	agent/libvirt-error.c agent/libvirt-error.h \
	cli/check.c \
	cli/cli.h cli/common.c cli/terminal.c cli/terminal.h \
	cli/config-show.c \
	cli/config-verb.c \
	cli/decisions.c \
	cli/doctor.c \
	cli/exempt.c \
	cli/explain.c cli/explain.h \
	cli/host.c \
	cli/libvirt.c cli/libvirt.h \
	cli/main.c \
	cli/maintenance.c \
	cli/network.c \
	cli/when.c cli/when.h \
	cli/stamp.c
virt_migration_guard_CFLAGS = $(AM_CFLAGS) -I$(top_srcdir)/agent $(PIE_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS) \
	$(LIBVIRT_CFLAGS) $(JSON_CFLAGS) $(AUGEAS_CFLAGS)
virt_migration_guard_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
virt_migration_guard_LDADD = libguard.la $(LIBVIRT_LIBS) $(JSON_LIBS) $(AUGEAS_LIBS)
