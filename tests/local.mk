# SPDX-License-Identifier: LGPL-2.1-or-later
include tests/abi/local.mk
include tests/bench/local.mk
include tests/faults/local.mk
include tests/fuzz/local.mk
include tests/golden/local.mk
include tests/truth/local.mk
include tests/unit/local.mk
# make check does not use these files. tests/run and tests/full use them, as root, on a staged
# installation.
EXTRA_DIST += tests/README.md .ci/run .clang-format .clang-tidy .editorconfig tests/demo tests/demo-evacuate.sh tests/full tests/lab \
	tests/long tests/model tests/oracle tests/packages tests/packages.sh tests/run tests/static tests/texts.py \
	tests/unit/checks/releases tests/unit/valgrind.supp

dist_check_SCRIPTS += tests/examples/prometheus.sh
EXTRA_DIST += tests/examples/alerts.yml

AM_TESTS_ENVIRONMENT = VMG_HARDENING='$(HARDENING_LDFLAGS)'; export VMG_HARDENING; \
	LC_ALL=C; export LC_ALL;

# Each test program runs under valgrind. Other programs that a test program starts do not.
VALGRIND = valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,possible \
	--errors-for-leak-kinds=definite,possible --suppressions=$(abs_top_srcdir)/tests/unit/valgrind.supp
check-valgrind: all
	VMG_ON_VALGRIND=yes G_SLICE=always-malloc $(MAKE) check TESTS='$$(check_PROGRAMS)' \
		LOG_COMPILER="$(LIBTOOL) --mode=execute $(VALGRIND)"
.PHONY: check-valgrind

# The unit tests must run at least these percentages of the lines of lib/ and plugin/, and of the
# branches of lib/checks/ and lib/match/. The build needs --enable-coverage. gcovr does not count
# branches that the compiler adds for exceptions, and branches in lines that can't be reached.
GCOVR = gcovr --root $(srcdir) --exclude-unreachable-branches --exclude-throw-branches
COVERAGE_LINES = 90
COVERAGE_BRANCHES = 100
coverage: all
	find . -name '*.gcda' -delete
	$(MAKE) check TESTS='$$(check_PROGRAMS)'
	$(GCOVR) --object-directory . --filter '$(srcdir)/lib/' --filter '$(srcdir)/plugin/' --json coverage.json --txt coverage.txt \
		--print-summary --fail-under-line $(COVERAGE_LINES)
	$(GCOVR) --add-tracefile coverage.json --filter '$(srcdir)/lib/checks/' \
		--filter '$(srcdir)/lib/match/' --branches --txt coverage-checks.txt \
		--print-summary --fail-under-branch $(COVERAGE_BRANCHES)
CLEANFILES += coverage.txt coverage-checks.txt coverage.json
.PHONY: coverage
