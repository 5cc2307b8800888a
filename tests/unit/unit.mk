# SPDX-License-Identifier: LGPL-2.1-or-later
# Unit tests of lib/, plugin/ and hooks/: X_unit.c for X.c.
TEST_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit -DSRCDIR='"$(abs_top_srcdir)"' -DBUILDDIR='"$(abs_top_builddir)"'
TEST_LDADD = libtesthelper.la libpolicy.la libguard.la $(CMOCKA_LIBS)
# The clock is a test's own: tests/unit/clock.c.
TEST_CLOCK = -Wl,--wrap=vmg_sys_boottime_ms
# So are the journal and syslog: tests/unit/keep-record.c, record_unit.c.
TEST_RECORD = -Wl,--wrap=vmg_record_write
TEST_JOURNAL = -Wl,--wrap=g_log_writer_journald,--wrap=syslog,--wrap=__syslog_chk

check_LTLIBRARIES += libtesthelper.la
libtesthelper_la_SOURCES = tests/unit/helper.c tests/unit/helper.h
libtesthelper_la_CFLAGS = $(TEST_CFLAGS)
libtesthelper_la_LIBADD = libguard.la

check_PROGRAMS += \
	tests/unit/arena_unit \
	tests/unit/cache_unit \
	tests/unit/check-edges_unit \
	tests/unit/cluster_unit \
	tests/unit/config_unit \
	tests/unit/config-line_unit \
	tests/unit/config-schema_unit \
	tests/unit/cpu_unit \
	tests/unit/decide_unit \
	tests/unit/decision_unit \
	tests/unit/digest_unit \
	tests/unit/escape_unit \
	tests/unit/exemptions_unit \
	tests/unit/facts_unit \
	tests/unit/guest_unit \
	tests/unit/history_unit \
	tests/unit/host_unit \
	tests/unit/host-cpu_unit \
	tests/unit/judge_unit \
	tests/unit/judge-signed_unit \
	tests/unit/key_unit \
	tests/unit/ledger_unit \
	tests/unit/migration-network_unit \
	tests/unit/networks_unit \
	tests/unit/policy_unit \
	tests/unit/record_unit \
	tests/unit/signature_unit \
	tests/unit/terminal_unit \
	tests/unit/when_unit \
	tests/unit/stamp_unit \
	tests/unit/status_unit \
	tests/unit/status-check_unit \
	tests/unit/storage_unit \
	tests/unit/suggest_unit \
	tests/unit/sys_unit \
	tests/unit/text_unit \
	tests/unit/verdict_unit \
	tests/unit/xml-memory_unit \
	tests/unit/xml_unit

tests_unit_decision_unit_SOURCES = tests/unit/decision_unit.c
tests_unit_decision_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_decision_unit_LDADD = $(TEST_LDADD)

tests_unit_text_unit_SOURCES = tests/unit/text_unit.c
tests_unit_text_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_text_unit_LDADD = $(TEST_LDADD)

tests_unit_suggest_unit_SOURCES = tests/unit/suggest_unit.c
tests_unit_suggest_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_suggest_unit_LDADD = $(TEST_LDADD)

tests_unit_exemptions_unit_SOURCES = tests/unit/exemptions_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_exemptions_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_exemptions_unit_LDADD = $(TEST_LDADD)

tests_unit_history_unit_SOURCES = tests/unit/history_unit.c
tests_unit_history_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_history_unit_LDADD = $(TEST_LDADD)

tests_unit_terminal_unit_SOURCES = tests/unit/terminal_unit.c cli/terminal.c cli/terminal.h
tests_unit_terminal_unit_CFLAGS = $(TEST_CFLAGS) -I$(top_srcdir)/cli
tests_unit_terminal_unit_LDADD = $(TEST_LDADD)
tests_unit_when_unit_SOURCES = tests/unit/when_unit.c cli/when.c cli/when.h
tests_unit_when_unit_CFLAGS = $(TEST_CFLAGS) -I$(top_srcdir)/cli
tests_unit_when_unit_LDADD = $(TEST_LDADD)

tests_unit_arena_unit_SOURCES = tests/unit/arena_unit.c
tests_unit_arena_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_arena_unit_LDADD = $(TEST_LDADD)

tests_unit_cache_unit_SOURCES = tests/unit/cache_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_cache_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_cache_unit_LDADD = $(TEST_LDADD)

tests_unit_check_edges_unit_SOURCES = tests/unit/check-edges_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_check_edges_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_check_edges_unit_LDADD = $(TEST_LDADD)

tests_unit_cluster_unit_SOURCES = tests/unit/cluster_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_cluster_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_cluster_unit_LDADD = $(TEST_LDADD)

tests_unit_migration_network_unit_SOURCES = tests/unit/migration-network_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_migration_network_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_migration_network_unit_LDADD = $(TEST_LDADD)

tests_unit_networks_unit_SOURCES = tests/unit/networks_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_networks_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_networks_unit_LDADD = $(TEST_LDADD)

tests_unit_storage_unit_SOURCES = tests/unit/storage_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_storage_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_storage_unit_LDADD = $(TEST_LDADD)

tests_unit_config_unit_SOURCES = tests/unit/config_unit.c
tests_unit_config_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_unit_LDADD = $(TEST_LDADD)

tests_unit_config_line_unit_SOURCES = tests/unit/config-line_unit.c
tests_unit_config_line_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_line_unit_LDADD = $(TEST_LDADD)

tests_unit_config_schema_unit_SOURCES = tests/unit/config-schema_unit.c
tests_unit_config_schema_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_schema_unit_LDADD = $(TEST_LDADD)

tests_unit_cpu_unit_SOURCES = tests/unit/cpu_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_cpu_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_cpu_unit_LDADD = $(TEST_LDADD)

tests_unit_decide_unit_SOURCES = tests/unit/decide_unit.c
tests_unit_decide_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_decide_unit_LDADD = $(TEST_LDADD)

tests_unit_digest_unit_SOURCES = tests/unit/digest_unit.c
tests_unit_digest_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_digest_unit_LDADD = $(TEST_LDADD)

tests_unit_escape_unit_SOURCES = tests/unit/escape_unit.c
tests_unit_escape_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_escape_unit_LDADD = $(TEST_LDADD)

tests_unit_facts_unit_SOURCES = tests/unit/facts_unit.c tests/unit/clock.c
tests_unit_facts_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_facts_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_facts_unit_LDADD = $(TEST_LDADD)

tests_unit_guest_unit_SOURCES = tests/unit/guest_unit.c
tests_unit_guest_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_guest_unit_LDADD = $(TEST_LDADD)

tests_unit_host_unit_SOURCES = tests/unit/host_unit.c tests/unit/vocabulary.c tests/unit/vocabulary.h
tests_unit_host_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_host_unit_LDADD = $(TEST_LDADD)

tests_unit_host_cpu_unit_SOURCES = tests/unit/host-cpu_unit.c tests/unit/vocabulary.c tests/unit/vocabulary.h
tests_unit_host_cpu_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_host_cpu_unit_LDADD = $(TEST_LDADD)

tests_unit_judge_unit_SOURCES = tests/unit/judge_unit.c tests/unit/clock.c
tests_unit_judge_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_judge_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_judge_unit_LDADD = $(TEST_LDADD)

tests_unit_judge_signed_unit_SOURCES = tests/unit/judge-signed_unit.c tests/unit/clock.c
tests_unit_judge_signed_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_judge_signed_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_judge_signed_unit_LDADD = $(TEST_LDADD)

tests_unit_key_unit_SOURCES = tests/unit/key_unit.c
tests_unit_key_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_key_unit_LDADD = $(TEST_LDADD)

tests_unit_ledger_unit_SOURCES = tests/unit/ledger_unit.c tests/unit/clock.c
tests_unit_ledger_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_ledger_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_ledger_unit_LDADD = $(TEST_LDADD)

tests_unit_policy_unit_SOURCES = tests/unit/policy_unit.c tests/unit/clock.c tests/unit/keep-record.c tests/unit/keep-record.h
tests_unit_policy_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_policy_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK) $(TEST_RECORD)
tests_unit_policy_unit_LDADD = $(TEST_LDADD)

tests_unit_record_unit_SOURCES = tests/unit/record_unit.c
tests_unit_record_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_record_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_JOURNAL)
tests_unit_record_unit_LDADD = $(TEST_LDADD)

tests_unit_signature_unit_SOURCES = tests/unit/signature_unit.c
tests_unit_signature_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_signature_unit_LDADD = $(TEST_LDADD)

tests_unit_stamp_unit_SOURCES = tests/unit/stamp_unit.c tests/unit/vocabulary.c tests/unit/vocabulary.h
tests_unit_stamp_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_stamp_unit_LDADD = $(TEST_LDADD)

tests_unit_status_unit_SOURCES = tests/unit/status_unit.c
tests_unit_status_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_status_unit_LDADD = $(TEST_LDADD)

tests_unit_status_check_unit_SOURCES = tests/unit/status-check_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_status_check_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_status_check_unit_LDADD = $(TEST_LDADD)

tests_unit_sys_unit_SOURCES = tests/unit/sys_unit.c
tests_unit_sys_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_sys_unit_LDADD = $(TEST_LDADD)

tests_unit_verdict_unit_SOURCES = tests/unit/verdict_unit.c
tests_unit_verdict_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_verdict_unit_LDADD = $(TEST_LDADD)

tests_unit_xml_memory_unit_SOURCES = tests/unit/xml-memory_unit.c plugin/xml-memory.c plugin/xml-memory.h
tests_unit_xml_memory_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_xml_memory_unit_LDADD = $(TEST_LDADD)
tests_unit_xml_unit_SOURCES = tests/unit/xml_unit.c
tests_unit_xml_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_xml_unit_LDADD = $(TEST_LDADD)

# The hooks' own sources. Two modules and a hook whose paths are relative are
# what these tests load and run.
TEST_HOOK_CFLAGS = $(TEST_CFLAGS) -I$(top_srcdir)/hooks -DBUILDDIR='"$(abs_top_builddir)"'
TEST_PATHS = -I$(top_srcdir)/include -I$(top_srcdir)/lib -I$(top_srcdir) \
	-DVMG_CONFDIR='"etc"' -DVMG_RUNDIR='"run"' -DVMG_STATEDIR='"state"' \
	-DVMG_POLICY_PATH='"./policy.so"' -DVMG_MODULEDIR='"checks.d"'
TEST_MODULE_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere

check_LTLIBRARIES += tests/unit/test-policy.la tests/unit/test-empty.la
tests_unit_test_policy_la_SOURCES = plugin/entry.c plugin/xml-memory.c \
	tests/unit/keep-record.c tests/unit/keep-record.h
tests_unit_test_policy_la_CPPFLAGS = $(TEST_PATHS)
tests_unit_test_policy_la_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS)
tests_unit_test_policy_la_LIBADD = libpolicy.la libguard.la
tests_unit_test_policy_la_LDFLAGS = $(TEST_MODULE_LDFLAGS) $(TEST_RECORD)
tests_unit_test_empty_la_SOURCES = tests/unit/test-empty.c
tests_unit_test_empty_la_LDFLAGS = $(TEST_MODULE_LDFLAGS)

EXTRA_PROGRAMS += tests/unit/hook-under-test
CLEANFILES += tests/unit/hook-under-test
tests_unit_hook_under_test_SOURCES = $(virt_migration_guard_hook_SOURCES)
tests_unit_hook_under_test_CPPFLAGS = $(TEST_PATHS)

EXTRA_PROGRAMS += tests/unit/vdsm-hook-under-test
CLEANFILES += tests/unit/vdsm-hook-under-test
tests_unit_vdsm_hook_under_test_SOURCES = $(vdsm_hook_migration_guard_SOURCES)
tests_unit_vdsm_hook_under_test_CPPFLAGS = $(TEST_PATHS)
dist_check_SCRIPTS += tests/unit/vdsm-hook.sh

check_PROGRAMS += tests/unit/deadline_unit tests/unit/io_unit tests/unit/libvirt-hook_unit \
	tests/unit/policy-load_unit

tests_unit_deadline_unit_SOURCES = tests/unit/deadline_unit.c hooks/deadline.c hooks/deadline.h
tests_unit_deadline_unit_CFLAGS = $(TEST_HOOK_CFLAGS)
tests_unit_deadline_unit_LDADD = $(TEST_LDADD)

tests_unit_io_unit_SOURCES = tests/unit/io_unit.c hooks/io.c hooks/io.h
tests_unit_io_unit_CFLAGS = $(TEST_HOOK_CFLAGS)
tests_unit_io_unit_LDADD = $(TEST_LDADD)

tests_unit_libvirt_hook_unit_SOURCES = tests/unit/libvirt-hook_unit.c tests/unit/module-dir.c tests/unit/module-dir.h
tests_unit_libvirt_hook_unit_CFLAGS = $(TEST_HOOK_CFLAGS)
tests_unit_libvirt_hook_unit_LDADD = $(TEST_LDADD)
EXTRA_tests_unit_libvirt_hook_unit_DEPENDENCIES = tests/unit/hook-under-test$(EXEEXT) \
	tests/unit/vdsm-hook-under-test$(EXEEXT) tests/unit/test-policy.la tests/unit/test-module.la

tests_unit_policy_load_unit_SOURCES = tests/unit/policy-load_unit.c hooks/policy-load.c hooks/policy-load.h
tests_unit_policy_load_unit_CFLAGS = $(TEST_HOOK_CFLAGS)
tests_unit_policy_load_unit_LDADD = $(TEST_LDADD)
EXTRA_tests_unit_policy_load_unit_DEPENDENCIES = tests/unit/test-policy.la tests/unit/test-empty.la

dist_check_SCRIPTS += tests/unit/symbols.sh

check_PROGRAMS += tests/unit/capacity-checks_unit
tests_unit_capacity_checks_unit_SOURCES = tests/unit/capacity-checks_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_capacity_checks_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_capacity_checks_unit_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/cpuset_unit
tests_unit_cpuset_unit_SOURCES = tests/unit/cpuset_unit.c
tests_unit_cpuset_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_cpuset_unit_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/guest-capacity_unit
tests_unit_guest_capacity_unit_SOURCES = tests/unit/guest-capacity_unit.c
tests_unit_guest_capacity_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_guest_capacity_unit_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/guest-checks_unit
tests_unit_guest_checks_unit_SOURCES = tests/unit/guest-checks_unit.c tests/unit/ask.c tests/unit/ask.h
tests_unit_guest_checks_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_guest_checks_unit_LDADD = $(TEST_LDADD)
