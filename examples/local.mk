# SPDX-License-Identifier: LGPL-2.1-or-later
# The examples are built only for their tests. `make install` installs the sources of the examples,
# but not the modules that are built from them.
check_LTLIBRARIES += examples/tags.la examples/maintenance-window.la
examples_tags_la_SOURCES = examples/tags.c
examples_tags_la_LDFLAGS = $(TEST_MODULE_LDFLAGS)
examples_maintenance_window_la_SOURCES = examples/hours.c examples/hours.h examples/maintenance-window.c
examples_maintenance_window_la_LDFLAGS = $(TEST_MODULE_LDFLAGS)

examplesdir = $(docdir)/examples
dist_examples_DATA = examples/prometheus/virt-migration-guard.grafana.json \
	examples/prometheus/virt-migration-guard.rules.yml \
	examples/hours.c examples/hours.h examples/maintenance-window.c examples/tags.c
EXTRA_DIST += examples/ansible
