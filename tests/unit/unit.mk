# SPDX-License-Identifier: LGPL-2.1-or-later
# Unit tests of plugin/ and hooks/: X_unit.c for X.c.
TEST_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit -DSRCDIR='"$(abs_top_srcdir)"'
TEST_LDADD = libtesthelper.la libguard.la $(CMOCKA_LIBS)
# The clock is a test's own: tests/unit/clock.c.
TEST_CLOCK = -Wl,--wrap=vmg_sys_boottime_ms

check_LTLIBRARIES += libtesthelper.la
libtesthelper_la_SOURCES = tests/unit/helper.c tests/unit/helper.h
libtesthelper_la_CFLAGS = $(TEST_CFLAGS)
libtesthelper_la_LIBADD = libguard.la

check_PROGRAMS += tests/unit/arena_unit
tests_unit_arena_unit_SOURCES = tests/unit/arena_unit.c
tests_unit_arena_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_arena_unit_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/xml_unit
tests_unit_xml_unit_SOURCES = tests/unit/xml_unit.c
tests_unit_xml_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_xml_unit_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/guest_unit
tests_unit_guest_unit_SOURCES = tests/unit/guest_unit.c
tests_unit_guest_unit_CFLAGS = $(TEST_CFLAGS)
tests_unit_guest_unit_LDADD = $(TEST_LDADD)

