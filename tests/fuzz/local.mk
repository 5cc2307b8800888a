# SPDX-License-Identifier: LGPL-2.1-or-later
# One target for each kind of input. make check runs each target over its seeds in corpus/TARGET.
# make fuzz TIME=seconds runs libFuzzer (clang), which starts from the seeds and makes new inputs.
FUZZ_TARGETS = config decision domain exemptions host ledger peers rewrite stamp vdsm
# Targets that test code of the agent.
FUZZ_AGENT_TARGETS = etcd peer probe
# Code that several targets use.
check_LTLIBRARIES += libfuzz.la
libfuzz_la_SOURCES = $(FUZZ_SHARED) tests/fuzz/driver.c tests/fuzz/fuzz.h
FUZZ_SHARED = \
	tests/fuzz/document.c tests/fuzz/document.h \
	tests/fuzz/event.c tests/fuzz/event.h \
	tests/fuzz/in-memory.c tests/fuzz/in-memory.h
FUZZ_LDADD = libfuzz.la libtesthelper.la libpolicy.la libguard.la
# In the targets for code that reads files, these functions are replaced, so that no file is opened.
FUZZ_WRAP = -Wl,--wrap=vmg_sys_read_file,--wrap=vmg_sys_read_if_there \
	-Wl,--wrap=vmg_sys_read_trusted,--wrap=vmg_sys_list,--wrap=vmg_sys_boottime_ms \
	-Wl,--wrap=vmg_sys_write_file,--wrap=vmg_sys_lock,--wrap=vmg_record_write

# In the targets for the agent's code, these functions are replaced, so that no server is called and no
# path is opened.
FUZZ_AGENT_WRAP = -Wl,--wrap=vmg_etcd_call
FUZZ_PROBE_WRAP = -Wl,--wrap=vmg_sight_open,--wrap=vmg_sight_answer,--wrap=vmg_look_network,--wrap=syscall
FUZZ_AGENT_LDADD = libagent.la $(FUZZ_LDADD)

check_PROGRAMS += \
	tests/fuzz/fuzz_config tests/fuzz/fuzz_decision tests/fuzz/fuzz_domain tests/fuzz/fuzz_etcd \
	tests/fuzz/fuzz_exemptions tests/fuzz/fuzz_host tests/fuzz/fuzz_ledger tests/fuzz/fuzz_peer \
	tests/fuzz/fuzz_peers tests/fuzz/fuzz_probe tests/fuzz/fuzz_rewrite tests/fuzz/fuzz_stamp \
	tests/fuzz/fuzz_vdsm
tests_fuzz_fuzz_config_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_decision_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_domain_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_etcd_LDADD = $(FUZZ_AGENT_LDADD)
tests_fuzz_fuzz_exemptions_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_host_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_ledger_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_peer_LDADD = $(FUZZ_AGENT_LDADD)
tests_fuzz_fuzz_peers_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_probe_LDADD = $(FUZZ_AGENT_LDADD)
tests_fuzz_fuzz_rewrite_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_stamp_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_vdsm_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_config_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_etcd_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_AGENT_WRAP)
tests_fuzz_fuzz_exemptions_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_ledger_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_peers_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_probe_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_PROBE_WRAP)
tests_fuzz_fuzz_rewrite_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_vdsm_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)

EXTRA_DIST += tests/fuzz/corpus tests/fuzz/xml.dict

FUZZ_CLANG = clang
FUZZ_FLAGS = -g -O1 -std=gnu11 -D_GNU_SOURCE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
TIME = 60
FUZZ_ALL = $(FUZZ_TARGETS) $(FUZZ_AGENT_TARGETS)
fuzz: $(FUZZ_ALL:%=fuzz-%)
$(FUZZ_ALL:%=fuzz-%): fuzz-%: fuzz-bin/%
	@$(MKDIR_P) fuzz-found/$*
	./fuzz-bin/$* -max_total_time=$(TIME) -timeout=10 -max_len=16384 -print_final_stats=1 \
		-dict=$(srcdir)/tests/fuzz/xml.dict -artifact_prefix=fuzz-bin/$*- \
		fuzz-found/$* $(srcdir)/tests/fuzz/corpus/$*
$(FUZZ_TARGETS:%=fuzz-bin/%): fuzz-bin/%: tests/fuzz/fuzz_%.c $(libguard_la_SOURCES) $(libpolicy_la_SOURCES) $(FUZZ_SHARED) \
		tests/golden/rest.c
	@$(MKDIR_P) fuzz-bin
	$(FUZZ_CLANG) $(FUZZ_FLAGS) $(AM_CPPFLAGS) -o $@ \
		$(filter %.c,$^) $(GLIB_LIBS) $(XML_LIBS) $(FUZZ_WRAP)
fuzz-bin/etcd: FUZZ_OWN_WRAP = $(FUZZ_AGENT_WRAP)
fuzz-bin/probe: FUZZ_OWN_WRAP = $(FUZZ_PROBE_WRAP)
$(FUZZ_AGENT_TARGETS:%=fuzz-bin/%): fuzz-bin/%: tests/fuzz/fuzz_%.c $(libguard_la_SOURCES) $(libagent_la_SOURCES)
	@$(MKDIR_P) fuzz-bin
	$(FUZZ_CLANG) $(FUZZ_FLAGS) $(AM_CPPFLAGS) -o $@ \
		$(filter %.c,$^) $(libagent_la_LIBADD:libguard.la=) $(FUZZ_OWN_WRAP)
clean-local: clean-fuzz
clean-fuzz:
	rm -rf fuzz-bin fuzz-found
.PHONY: fuzz $(FUZZ_ALL:%=fuzz-%) clean-fuzz
