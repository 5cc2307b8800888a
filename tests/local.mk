# SPDX-License-Identifier: LGPL-2.1-or-later
include tests/unit/unit.mk
include tests/unit/agent.mk
include tests/unit/modules.mk
include tests/abi/abi.mk
include examples/examples.mk
include tests/golden/golden.mk
include tests/fuzz/fuzz.mk
AM_TESTS_ENVIRONMENT = VMG_HARDENING='$(HARDENING_LDFLAGS)'; export VMG_HARDENING; \
	LC_ALL=C; export LC_ALL;

# Each program under valgrind; children that end in exec are let go.
VALGRIND = valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,possible \
	--errors-for-leak-kinds=definite,possible
check-valgrind: all
	G_SLICE=always-malloc $(MAKE) check TESTS='$$(check_PROGRAMS)' \
		LOG_COMPILER="$(LIBTOOL) --mode=execute $(VALGRIND)"
.PHONY: check-valgrind
