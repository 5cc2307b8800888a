# SPDX-License-Identifier: LGPL-2.1-or-later
# The libvirt hook: libc only, so it takes nothing from libguard but two files.
sbin_PROGRAMS += virt-migration-guard-hook
virt_migration_guard_hook_SOURCES = \
	hooks/deadline.c hooks/deadline.h \
	hooks/io.c hooks/io.h \
	hooks/libvirt-hook.c \
	hooks/policy-load.c hooks/policy-load.h
virt_migration_guard_hook_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
virt_migration_guard_hook_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
virt_migration_guard_hook_SOURCES += plugin/escape.c plugin/escape.h

install-exec-hook: install-hook-link
install-hook-link:
	$(MKDIR_P) $(DESTDIR)$(qemuhooksdir)
	ln -sf $(sbindir)/virt-migration-guard-hook $(DESTDIR)$(qemuhooksdir)/99-virt-migration-guard
uninstall-hook: uninstall-hook-link
uninstall-hook-link:
	rm -f $(DESTDIR)$(qemuhooksdir)/99-virt-migration-guard
