# SPDX-License-Identifier: LGPL-2.1-or-later
# The libvirt hook is linked with libc only. So of the files in lib/ it uses only those that need no
# other library.
sbin_PROGRAMS += virt-migration-guard-hook
virt_migration_guard_hook_SOURCES = \
	hooks/deadline.c hooks/deadline.h hooks/io.c hooks/io.h hooks/libvirt-hook.c \
	hooks/policy-load.c hooks/policy-load.h \
	lib/base/catalogue.c lib/base/catalogue.h lib/base/escape.c lib/base/escape.h \
	lib/base/lock.c lib/base/lock.h lib/base/plural.c lib/base/plural.h \
	lib/base/text.c lib/base/text.h \
	lib/ledger/file.c lib/ledger/file.h
virt_migration_guard_hook_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
virt_migration_guard_hook_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
virt_migration_guard_hook_LDADD =

# The hook for VDSM. It is one program; `make install` puts a symbolic link to it into the directory
# of each hook point of VDSM.
pkglibexec_PROGRAMS += vdsm-hook-migration-guard
vdsm_hook_migration_guard_SOURCES = \
	hooks/deadline.c hooks/deadline.h hooks/io.c hooks/io.h hooks/policy-load.c hooks/policy-load.h \
	hooks/vdsm-hook.c \
	lib/base/catalogue.c lib/base/catalogue.h lib/base/plural.c lib/base/plural.h \
	lib/base/text.c lib/base/text.h
vdsm_hook_migration_guard_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
vdsm_hook_migration_guard_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
vdsm_hook_migration_guard_LDADD =
vdsm_points = before_vm_start before_vm_migrate_source before_vm_migrate_destination \
	before_device_migrate_source before_device_migrate_destination \
	after_vm_migrate_source after_vm_migrate_destination

install-exec-hook: install-vdsm-links
install-vdsm-links:
	for point in $(vdsm_points); do \
		$(MKDIR_P) $(DESTDIR)$(vdsmhooksdir)/$$point && \
		ln -sf $(pkglibexecdir)/vdsm-hook-migration-guard \
			$(DESTDIR)$(vdsmhooksdir)/$$point/50_virt_migration_guard || exit 1; \
	done
uninstall-hook: uninstall-vdsm-links
uninstall-vdsm-links:
	for point in $(vdsm_points); do \
		rm -f $(DESTDIR)$(vdsmhooksdir)/$$point/50_virt_migration_guard; \
	done

install-exec-hook: install-hook-link
install-hook-link:
	$(MKDIR_P) $(DESTDIR)$(qemuhooksdir)
	ln -sf $(sbindir)/virt-migration-guard-hook $(DESTDIR)$(qemuhooksdir)/99-virt-migration-guard
uninstall-hook: uninstall-hook-link
uninstall-hook-link:
	rm -f $(DESTDIR)$(qemuhooksdir)/99-virt-migration-guard
