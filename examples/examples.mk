# SPDX-License-Identifier: LGPL-2.1-or-later
# The examples are built for their tests; their sources are installed, no module is.
check_LTLIBRARIES += examples/tags.la examples/maintenance-window.la
examples_tags_la_SOURCES = examples/tags.c
examples_tags_la_LDFLAGS = $(TEST_MODULE_LDFLAGS)
examples_maintenance_window_la_SOURCES = examples/hours.c examples/hours.h examples/maintenance-window.c
examples_maintenance_window_la_LDFLAGS = $(TEST_MODULE_LDFLAGS)

examplesdir = $(docdir)/examples
dist_examples_DATA = examples/hours.c examples/hours.h examples/maintenance-window.c examples/tags.c

check_PROGRAMS += tests/unit/hours_unit
tests_unit_hours_unit_SOURCES = tests/unit/hours_unit.c examples/hours.c
tests_unit_hours_unit_CFLAGS = $(TEST_CFLAGS) -I$(top_srcdir)/examples
tests_unit_hours_unit_LDADD = $(TEST_LDADD)
