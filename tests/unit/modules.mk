# SPDX-License-Identifier: LGPL-2.1-or-later
# Check modules, and the modules that they are tested with.
check_LTLIBRARIES += tests/unit/test-module.la tests/unit/test-unresolved.la
tests_unit_test_module_la_SOURCES = tests/unit/test-module.c
tests_unit_test_module_la_LDFLAGS = $(TEST_MODULE_LDFLAGS)
tests_unit_test_unresolved_la_SOURCES = tests/unit/test-unresolved.c
tests_unit_test_unresolved_la_LDFLAGS = $(TEST_MODULE_LDFLAGS) -Wl,-z,lazy

TEST_MODULES = tests/unit/test-module.la tests/unit/test-unresolved.la tests/unit/test-empty.la \
	tests/abi/first-abi.la examples/tags.la examples/maintenance-window.la

check_PROGRAMS += tests/unit/modules_unit tests/unit/module-checks_unit
tests_unit_modules_unit_SOURCES = tests/unit/modules_unit.c tests/unit/module-dir.c tests/unit/module-dir.h
tests_unit_modules_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_modules_unit_LDADD = $(TEST_LDADD)
EXTRA_tests_unit_modules_unit_DEPENDENCIES = $(TEST_MODULES)

tests_unit_module_checks_unit_SOURCES = tests/unit/module-checks_unit.c \
	tests/unit/module-dir.c tests/unit/module-dir.h tests/unit/clock.c
tests_unit_module_checks_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_module_checks_unit_LDFLAGS = $(AM_LDFLAGS) $(TEST_CLOCK)
tests_unit_module_checks_unit_LDADD = $(TEST_LDADD)
EXTRA_tests_unit_module_checks_unit_DEPENDENCIES = $(TEST_MODULES)

# The command line with relative paths, as hook-under-test.
EXTRA_PROGRAMS += tests/unit/cli-under-test
CLEANFILES += tests/unit/cli-under-test
tests_unit_cli_under_test_SOURCES = $(virt_migration_guard_SOURCES)
tests_unit_cli_under_test_CPPFLAGS = $(TEST_PATHS) -DVMG_QEMU_HOOKS='"hooks"' -DVMG_QEMU_CONF='"qemu.conf"' -DPACKAGE_VERSION='"$(PACKAGE_VERSION)"'
tests_unit_cli_under_test_CFLAGS = $(virt_migration_guard_CFLAGS)
tests_unit_cli_under_test_LDFLAGS = $(virt_migration_guard_LDFLAGS)
tests_unit_cli_under_test_LDADD = $(virt_migration_guard_LDADD)
EXTRA_tests_unit_module_checks_unit_DEPENDENCIES += tests/unit/cli-under-test$(EXEEXT)
dist_check_SCRIPTS += tests/unit/config-verb.sh
EXTRA_DIST += tests/lab/90-modules.sh
