# SPDX-License-Identifier: LGPL-2.1-or-later
# make bench compares the times of commands that one run has measured. make bench has no limit in
# milliseconds, because machines are not equally fast.
EXTRA_PROGRAMS += tests/bench/bench tests/bench/cluster tests/bench/floor tests/bench/looker
tests_bench_bench_LDADD =
tests_bench_cluster_LDADD = libagent.la libguard.la $(JSON_LIBS) $(CURL_LIBS)
tests_bench_looker_LDADD = libagent.la libguard.la
tests_bench_floor_LDADD = $(GLIB_LIBS) $(XML_LIBS)
EXTRA_DIST += tests/bench/agent.sh tests/bench/bench.sh tests/bench/cluster.sh tests/bench/grow.py tests/bench/guest.xml tests/bench/hook.py tests/bench/hook.sh tests/bench/lab.sh tests/bench/plan.sh tests/bench/host.xml.in
CLEANFILES += tests/bench/bench tests/bench/cluster tests/bench/floor tests/bench/looker

ROUNDS = 200
bench: all tests/bench/bench tests/bench/floor tests/bench/looker
	rm -rf bench-stage
	$(MAKE) install DESTDIR=$(abs_builddir)/bench-stage >/dev/null
	$(srcdir)/tests/bench/bench.sh bench-stage . $(ROUNDS)
	rm -rf bench-stage
# make bench-lab: the measurements that need two real hosts.
bench-lab: all
	rm -rf bench-stage
	$(MAKE) install DESTDIR=$(abs_builddir)/bench-stage >/dev/null
	VMG_STAGE=$(abs_builddir)/bench-stage $(srcdir)/tests/bench/lab.sh
	rm -rf bench-stage
# make bench-agent: measures the agent of a host with 500 guests.
bench-agent: all
	rm -rf bench-stage
	$(MAKE) install DESTDIR=$(abs_builddir)/bench-stage >/dev/null
	VMG_STAGE=$(abs_builddir)/bench-stage $(srcdir)/tests/bench/agent.sh
	rm -rf bench-stage
# make bench-plan: measures how the time of plan grows with the number of hosts.
bench-plan: all
	rm -rf bench-stage
	$(MAKE) install DESTDIR=$(abs_builddir)/bench-stage >/dev/null
	$(srcdir)/tests/bench/plan.sh bench-stage
	rm -rf bench-stage
# make bench-cluster: measures agents with simulated hosts in a real etcd.
bench-cluster: all tests/bench/cluster
	rm -rf bench-stage
	$(MAKE) install DESTDIR=$(abs_builddir)/bench-stage >/dev/null
	$(srcdir)/tests/bench/cluster.sh bench-stage .
	rm -rf bench-stage
.PHONY: bench bench-agent bench-cluster bench-lab bench-plan
