# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests of what check modules rely on: the header in C90 and C++, and the first version of the
# ABI.
check_LTLIBRARIES += tests/abi/first-abi.la
tests_abi_first_abi_la_SOURCES = tests/abi/module-1.0.c tests/abi/virt-migration-guard-1.0.h
tests_abi_first_abi_la_CPPFLAGS = -I$(top_srcdir)/tests/abi
tests_abi_first_abi_la_CFLAGS = $(AM_CFLAGS) -std=c90 -pedantic-errors
tests_abi_first_abi_la_LDFLAGS = $(TEST_MODULE_LDFLAGS)

dist_check_SCRIPTS += tests/abi/header.sh tests/abi/layout.sh tests/abi/cxx.sh
EXTRA_DIST += tests/abi/module.cc
