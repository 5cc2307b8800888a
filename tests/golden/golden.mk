# SPDX-License-Identifier: LGPL-2.1-or-later
check_PROGRAMS += tests/golden/golden
tests_golden_golden_SOURCES = tests/golden/golden.c tests/golden/rest.c tests/golden/rest.h tests/unit/vocabulary.c tests/unit/vocabulary.h
tests_golden_golden_CFLAGS = $(TEST_CFLAGS)
tests_golden_golden_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/golden/schema
tests_golden_schema_SOURCES = tests/golden/schema.c
tests_golden_schema_CFLAGS = $(TEST_CFLAGS)
tests_golden_schema_LDADD = $(TEST_LDADD)
EXTRA_DIST += tests/golden/pairs
