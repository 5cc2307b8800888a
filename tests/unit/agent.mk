# SPDX-License-Identifier: LGPL-2.1-or-later
agent_unit_cflags = $(AM_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS) \
	$(LIBVIRT_CFLAGS) $(CMOCKA_CFLAGS)
agent_unit_libs = libagent.la libguard.la $(CMOCKA_LIBS)

check_PROGRAMS += \
	tests/unit/agent_cpu_unit \
	tests/unit/agent_manager_unit \
	tests/unit/agent_migration_unit \
	tests/unit/agent_networks_unit \
	tests/unit/agent_notify_unit \
	tests/unit/agent_metrics_unit \
	tests/unit/agent_publish_unit \
	tests/unit/agent_say_unit \
	tests/unit/agent_session_unit \
	tests/unit/agent_signing_unit \
	tests/unit/agent_stamper_unit \
	tests/unit/agent_storage_unit

tests_unit_agent_cpu_unit_SOURCES = tests/unit/agent_cpu_unit.c
tests_unit_agent_cpu_unit_CFLAGS = $(agent_unit_cflags)
tests_unit_agent_cpu_unit_LDADD = $(agent_unit_libs)

tests_unit_agent_manager_unit_SOURCES = tests/unit/agent_manager_unit.c
tests_unit_agent_manager_unit_CFLAGS = $(agent_unit_cflags) -I$(top_srcdir)/tests/unit -DSRCDIR='"$(abs_top_srcdir)"'
tests_unit_agent_manager_unit_LDADD = libtesthelper.la $(agent_unit_libs)

tests_unit_agent_migration_unit_SOURCES = tests/unit/agent_migration_unit.c
tests_unit_agent_migration_unit_CFLAGS = $(agent_unit_cflags) -I$(top_srcdir)/tests/unit -DSRCDIR='"$(abs_top_srcdir)"'
tests_unit_agent_migration_unit_LDADD = libtesthelper.la $(agent_unit_libs)

tests_unit_agent_networks_unit_SOURCES = tests/unit/agent_networks_unit.c
tests_unit_agent_networks_unit_CFLAGS = $(agent_unit_cflags) -I$(top_srcdir)/tests/unit -DSRCDIR='"$(abs_top_srcdir)"'
tests_unit_agent_networks_unit_LDADD = libtesthelper.la $(agent_unit_libs)

tests_unit_agent_notify_unit_SOURCES = tests/unit/agent_notify_unit.c
tests_unit_agent_notify_unit_CFLAGS = $(agent_unit_cflags)
tests_unit_agent_notify_unit_LDADD = $(agent_unit_libs)

tests_unit_agent_metrics_unit_SOURCES = tests/unit/agent_metrics_unit.c
tests_unit_agent_metrics_unit_CFLAGS = $(agent_unit_cflags)
tests_unit_agent_metrics_unit_LDADD = $(agent_unit_libs)

tests_unit_agent_publish_unit_SOURCES = tests/unit/agent_publish_unit.c
tests_unit_agent_publish_unit_CFLAGS = $(agent_unit_cflags)
tests_unit_agent_publish_unit_LDADD = $(agent_unit_libs)

tests_unit_agent_say_unit_SOURCES = tests/unit/agent_say_unit.c
tests_unit_agent_say_unit_CFLAGS = $(agent_unit_cflags)
tests_unit_agent_say_unit_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=g_log_writer_journald,--wrap=g_log_writer_is_journald
tests_unit_agent_say_unit_LDADD = $(agent_unit_libs)

tests_unit_agent_session_unit_SOURCES = tests/unit/agent_session_unit.c
tests_unit_agent_session_unit_CFLAGS = $(agent_unit_cflags)
tests_unit_agent_session_unit_LDADD = $(agent_unit_libs)

tests_unit_agent_signing_unit_SOURCES = tests/unit/agent_signing_unit.c
tests_unit_agent_signing_unit_CFLAGS = $(agent_unit_cflags)
tests_unit_agent_signing_unit_LDADD = $(agent_unit_libs)

tests_unit_agent_stamper_unit_SOURCES = tests/unit/agent_stamper_unit.c
tests_unit_agent_stamper_unit_CFLAGS = $(agent_unit_cflags)
tests_unit_agent_stamper_unit_LDADD = $(agent_unit_libs)

tests_unit_agent_storage_unit_SOURCES = tests/unit/agent_storage_unit.c
tests_unit_agent_storage_unit_CFLAGS = $(agent_unit_cflags) -I$(top_srcdir)/tests/unit -DSRCDIR='"$(abs_top_srcdir)"'
tests_unit_agent_storage_unit_LDADD = libtesthelper.la $(agent_unit_libs)

check_PROGRAMS += tests/unit/agent_commitments_unit
tests_unit_agent_commitments_unit_SOURCES = tests/unit/agent_commitments_unit.c
tests_unit_agent_commitments_unit_CFLAGS = $(agent_unit_cflags)
tests_unit_agent_commitments_unit_LDADD = libtesthelper.la $(agent_unit_libs)
