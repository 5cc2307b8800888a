# SPDX-License-Identifier: LGPL-2.1-or-later
# Unit tests: tests/unit/ROOM/X_unit.c tests lib/ROOM/X.c, and likewise for plugin/, hooks/,
# agent/ and cli/. Add the name of a test to one of these lists; each room has its own lines. Code
# that several tests use is in support/. A test needs lines of its own only if it replaces
# functions or uses other files.
tests/%.$(OBJEXT) tests/%.lo: AM_CPPFLAGS += -DSRCDIR='"$(abs_top_srcdir)"' -DBUILDDIR='"$(abs_top_builddir)"'

check_LTLIBRARIES += libtesthelper.la
libtesthelper_la_SOURCES = \
	tests/unit/support/ask.c tests/unit/support/ask.h \
	tests/unit/support/capacity.c tests/unit/support/capacity.h tests/unit/support/clock.c \
	tests/unit/support/entry.c tests/unit/support/entry.h \
	tests/unit/support/event.c tests/unit/support/event.h \
	tests/unit/support/helper.c tests/unit/support/helper.h \
	tests/unit/support/keep-record.c tests/unit/support/keep-record.h \
	tests/unit/support/module-dir.c tests/unit/support/module-dir.h \
	tests/unit/support/rewrite.c tests/unit/support/rewrite.h \
	tests/unit/support/vocabulary.c tests/unit/support/vocabulary.h
# Files under test that do not belong to a library.
libtesthelper_la_SOURCES += \
	agent/virt/busy.c \
	cli/doing.c \
	cli/evacuate/record.c cli/evacuate/task.c \
	cli/fit.c cli/libvirt.c cli/pack.c cli/plan-facts.c cli/plan-waves.c cli/planner.c cli/reason.c \
	cli/report-html.c cli/report-model.c cli/running.c cli/terminal.c cli/when.c \
	examples/hours.c \
	hooks/deadline.c hooks/io.c hooks/policy-load.c \
	plugin/xml-memory.c \
	tests/golden/rest.c tests/golden/rest.h
libtesthelper_la_LIBADD = libguard.la
LDADD = libtesthelper.la libagent.la libpolicy.la libguard.la $(CMOCKA_LIBS)

check_PROGRAMS += \
	tests/unit/agent/config_unit \
	tests/unit/agent/base/children_unit tests/unit/agent/base/notify_unit \
	tests/unit/agent/base/say_unit tests/unit/agent/base/work_unit \
	tests/unit/agent/facts/commitments_unit tests/unit/agent/facts/damper_unit \
	tests/unit/agent/facts/known_unit tests/unit/agent/facts/manager_unit \
	tests/unit/agent/facts/migration_unit tests/unit/agent/facts/publish_unit \
	tests/unit/agent/facts/signing_unit \
	tests/unit/agent/guests/normalise_unit tests/unit/agent/guests/readiness_unit \
	tests/unit/agent/guests/roll_unit tests/unit/agent/guests/serial_unit \
	tests/unit/agent/guests/sights-hang_unit tests/unit/agent/guests/sights_unit \
	tests/unit/agent/guests/tracked_unit \
	tests/unit/agent/migrations/admissions_unit tests/unit/agent/migrations/outgoing_unit \
	tests/unit/agent/migrations/sockets_unit \
	tests/unit/agent/network/links_unit tests/unit/agent/network/networks_unit \
	tests/unit/agent/network/offloads_unit tests/unit/agent/network/resolver_unit \
	tests/unit/agent/registry/directory_unit tests/unit/agent/registry/etcd_unit \
	tests/unit/agent/registry/guests_unit tests/unit/agent/registry/member_unit \
	tests/unit/agent/registry/neighbours_unit tests/unit/agent/registry/peer_unit \
	tests/unit/agent/report/metrics_unit \
	tests/unit/agent/storage/devices_unit tests/unit/agent/storage/look-network_unit \
	tests/unit/agent/storage/looker_unit tests/unit/agent/storage/sight_unit \
	tests/unit/agent/storage/storage_unit tests/unit/agent/storage/vdsm_unit \
	tests/unit/agent/virt/connection_unit tests/unit/agent/virt/cpu_unit \
	tests/unit/agent/virt/emulators_unit tests/unit/agent/virt/guest-cpu_unit \
	tests/unit/agent/virt/session_unit \
	tests/unit/base/arena_unit tests/unit/base/catalogue_unit tests/unit/base/columns_unit \
	tests/unit/base/cpuset_unit tests/unit/base/escape_unit tests/unit/base/lock_unit \
	tests/unit/base/names_unit tests/unit/base/neutral_unit tests/unit/base/one-line_unit \
	tests/unit/base/plural_unit tests/unit/base/process_unit tests/unit/base/suggest_unit \
	tests/unit/base/sys_unit tests/unit/base/text_unit tests/unit/base/units_unit \
	tests/unit/base/xml-plain_unit tests/unit/base/xml-text_unit tests/unit/base/xml_unit \
	tests/unit/checks/builtin_unit tests/unit/checks/cache_unit tests/unit/checks/claims_unit \
	tests/unit/checks/cluster_unit tests/unit/checks/concurrency_unit \
	tests/unit/checks/cpu-versions_unit tests/unit/checks/cpu_unit \
	tests/unit/checks/custom-properties_unit tests/unit/checks/devices_unit \
	tests/unit/checks/displays_unit tests/unit/checks/edges_unit tests/unit/checks/files_unit \
	tests/unit/checks/filesystems_unit \
	tests/unit/checks/fix_unit tests/unit/checks/images_unit tests/unit/checks/machine_unit \
	tests/unit/checks/memory_unit tests/unit/checks/migration-network_unit \
	tests/unit/checks/networks_unit tests/unit/checks/ovirt_unit tests/unit/checks/report_unit \
	tests/unit/checks/resources_unit tests/unit/checks/services_unit tests/unit/checks/status_unit \
	tests/unit/checks/storage_unit tests/unit/checks/uplink_unit tests/unit/checks/vcpus_unit \
	tests/unit/cli/evacuate/record_unit tests/unit/cli/evacuate/task_unit \
	tests/unit/cli/pack_unit tests/unit/cli/plan-facts_unit tests/unit/cli/planner_unit \
	tests/unit/cli/report_unit tests/unit/cli/terminal_unit tests/unit/cli/when_unit \
	tests/unit/config/config_unit tests/unit/config/exemptions_unit tests/unit/config/key_unit \
	tests/unit/config/line_unit tests/unit/config/policy_unit tests/unit/config/problem_unit \
	tests/unit/config/read_unit tests/unit/config/schema_unit tests/unit/config/status_unit \
	tests/unit/decide/decide_unit tests/unit/decide/judge-registry_unit \
	tests/unit/decide/judge-signed_unit tests/unit/decide/judge_unit \
	tests/unit/decide/module-checks_unit tests/unit/decide/modules_unit \
	tests/unit/decide/properties_unit tests/unit/decide/tally_unit \
	tests/unit/decide/verdict-text_unit tests/unit/decide/verdict_unit \
	tests/unit/examples/hours_unit \
	tests/unit/guest/blockers_unit tests/unit/guest/capacity_unit tests/unit/guest/claims_unit \
	tests/unit/guest/cpu_unit tests/unit/guest/digest_unit tests/unit/guest/disks_unit \
	tests/unit/guest/displays_unit tests/unit/guest/guest_unit tests/unit/guest/host-devices_unit \
	tests/unit/guest/images_unit tests/unit/guest/leases_unit tests/unit/guest/nics_unit \
	tests/unit/guest/nodes_unit tests/unit/guest/ovirt_unit tests/unit/guest/vlans_unit \
	tests/unit/hooks/deadline_unit tests/unit/hooks/io_unit tests/unit/hooks/libvirt-hook_unit \
	tests/unit/hooks/policy-load_unit \
	tests/unit/host/agent-state_unit tests/unit/host/capacity_unit tests/unit/host/cpu_unit \
	tests/unit/host/facts_unit tests/unit/host/host_unit tests/unit/host/inventory_unit \
	tests/unit/host/names_unit tests/unit/host/networks_unit tests/unit/host/peers_unit \
	tests/unit/host/policy_unit tests/unit/host/read_unit tests/unit/host/storage_unit \
	tests/unit/host/write_unit \
	tests/unit/ledger/file_unit tests/unit/ledger/ledger_unit tests/unit/ledger/settle_unit \
	tests/unit/ledger/source-networks_unit \
	tests/unit/match/cpus_unit tests/unit/match/claims_unit tests/unit/match/disks_unit \
	tests/unit/match/images_unit tests/unit/match/nics_unit \
	tests/unit/plugin/libvirt_unit tests/unit/plugin/prepare_unit tests/unit/plugin/xml-memory_unit \
	tests/unit/probe/probe_unit \
	tests/unit/record/decision_unit tests/unit/record/history_unit tests/unit/record/queue_unit \
	tests/unit/record/record_unit \
	tests/unit/rewrite/listen_unit tests/unit/rewrite/nic_unit tests/unit/rewrite/stamp_unit \
	tests/unit/stamp/sights_unit tests/unit/stamp/signature_unit tests/unit/stamp/stamp_unit
dist_check_SCRIPTS += \
	tests/unit/cli/columns.sh tests/unit/cli/config-verb.sh tests/unit/cli/exempt.sh \
	tests/unit/cli/guests.sh \
	tests/unit/hooks/touches.sh tests/unit/hooks/vdsm-hook.sh \
	tests/unit/plugin/symbols.sh

# support/clock.c replaces the clock. The journal and syslog are replaced as well.
TEST_CLOCK = -Wl,--wrap=vmg_sys_boottime_ms
TEST_RECORD = -Wl,--wrap=vmg_record_write
TEST_JOURNAL = -Wl,--wrap=g_log_writer_journald,--wrap=syslog,--wrap=__syslog_chk
tests_unit_agent_virt_connection_unit_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=vmg_session_open,--wrap=vmg_session_read_networks \
	-Wl,--wrap=vmg_session_read_pools,--wrap=vmg_session_read_guests
tests_unit_agent_base_say_unit_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=g_log_writer_journald,--wrap=g_log_writer_is_journald
tests_unit_agent_registry_neighbours_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_decide_judge_registry_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_decide_judge_signed_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_decide_judge_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_decide_module_checks_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_host_facts_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_host_peers_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_ledger_ledger_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_ledger_settle_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_plugin_libvirt_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK) $(TEST_RECORD)
tests_unit_plugin_prepare_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK) $(TEST_RECORD)
tests_unit_record_record_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_JOURNAL)

# Modules, the hooks and the command line, built with relative paths for the tests that run them.
TEST_PATHS = -I$(top_srcdir)/include -I$(top_srcdir)/lib -I$(top_srcdir) $(PACKAGES_CFLAGS) \
	-DVMG_CONFDIR='"etc"' -DVMG_RUNDIR='"run"' -DVMG_STATEDIR='"state"' \
	-DVMG_POLICY_PATH='"./policy.so"' -DVMG_MODULEDIR='"checks.d"' -DVMG_LOCALEDIR='"po"'
TEST_MODULE_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere

check_LTLIBRARIES += tests/unit/test-empty.la tests/unit/test-module.la tests/unit/test-policy.la \
	tests/unit/test-unresolved.la
tests_unit_test_empty_la_SOURCES = tests/unit/support/test-empty.c
tests_unit_test_empty_la_LDFLAGS = $(TEST_MODULE_LDFLAGS)
tests_unit_test_module_la_SOURCES = tests/unit/support/test-module.c
tests_unit_test_module_la_LDFLAGS = $(TEST_MODULE_LDFLAGS)
tests_unit_test_policy_la_SOURCES = plugin/entry.c plugin/xml-memory.c tests/unit/support/keep-record.c
tests_unit_test_policy_la_CPPFLAGS = $(TEST_PATHS)
tests_unit_test_policy_la_LIBADD = libpolicy.la libguard.la
tests_unit_test_policy_la_LDFLAGS = $(TEST_MODULE_LDFLAGS) $(TEST_RECORD)
tests_unit_test_unresolved_la_SOURCES = tests/unit/support/test-unresolved.c
tests_unit_test_unresolved_la_LDFLAGS = $(TEST_MODULE_LDFLAGS) -Wl,-z,lazy

EXTRA_PROGRAMS += $(TESTED)
CLEANFILES += $(TESTED)
TESTED = tests/unit/cli-under-test tests/unit/hook-under-test tests/unit/vdsm-hook-under-test
tests_unit_cli_under_test_SOURCES = $(virt_migration_guard_SOURCES)
tests_unit_cli_under_test_CPPFLAGS = $(TEST_PATHS) -DVMG_QEMU_HOOKS='"hooks"' -DVMG_VDSM_HOOKS='"vdsm"' -DVMG_QEMU_CONF='"qemu.conf"' \
	-DPACKAGE_VERSION='"$(PACKAGE_VERSION)"'
tests_unit_cli_under_test_LDADD = $(virt_migration_guard_LDADD)
tests_unit_hook_under_test_SOURCES = $(virt_migration_guard_hook_SOURCES)
tests_unit_hook_under_test_CPPFLAGS = $(TEST_PATHS)
tests_unit_hook_under_test_LDADD =
tests_unit_vdsm_hook_under_test_SOURCES = $(vdsm_hook_migration_guard_SOURCES)
tests_unit_vdsm_hook_under_test_CPPFLAGS = $(TEST_PATHS)
tests_unit_vdsm_hook_under_test_LDADD =
EXTRA_libtesthelper_la_DEPENDENCIES = $(TESTED) tests/abi/first-abi.la examples/maintenance-window.la \
	examples/tags.la tests/unit/test-empty.la tests/unit/test-module.la tests/unit/test-policy.la \
	tests/unit/test-unresolved.la
