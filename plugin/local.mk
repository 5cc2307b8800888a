# SPDX-License-Identifier: LGPL-2.1-or-later
# The hooks load policy.so. All code of policy.so except plugin/entry.c and plugin/xml-memory.c is in
# the library libpolicy, so that tests can link this library.
noinst_LTLIBRARIES += libpolicy.la
libpolicy_la_SOURCES = \
	plugin/event.c plugin/event.h plugin/libvirt.c plugin/policy.h plugin/vdsm.c

policy_LTLIBRARIES += policy.la
policy_la_SOURCES = plugin/entry.c plugin/xml-memory.c plugin/xml-memory.h
policy_la_LIBADD = libpolicy.la libguard.la
policy_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-Wl,--as-needed,--version-script=$(srcdir)/plugin/policy.map
EXTRA_policy_la_DEPENDENCIES = plugin/policy.map
EXTRA_DIST += plugin/policy.map

# The directory for checks of third parties. It is usually empty.
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
