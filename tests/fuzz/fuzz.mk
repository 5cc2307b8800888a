# SPDX-License-Identifier: LGPL-2.1-or-later
# One target an input. make check runs each over its seeds in corpus/TARGET;
# make fuzz TIME=seconds lets libFuzzer (clang) look for more, from there on.
FUZZ_TARGETS = config decision domain exemptions host ledger rewrite stamp vdsm
FUZZ_CFLAGS = $(TEST_CFLAGS) -I$(top_srcdir)/tests/fuzz -I$(top_srcdir)/tests/golden
FUZZ_COMMON = tests/fuzz/driver.c tests/fuzz/fuzz.h
FUZZ_IN_MEMORY = tests/fuzz/in-memory.c tests/fuzz/in-memory.h
# For config, exemptions, ledger, rewrite and vdsm, which read files.
FUZZ_WRAP = -Wl,--wrap=vmg_sys_read_file,--wrap=vmg_sys_read_trusted,--wrap=vmg_sys_list \
	-Wl,--wrap=vmg_sys_boottime_ms,--wrap=vmg_sys_write_file,--wrap=vmg_sys_lock,--wrap=vmg_record_write
# For rewrite and vdsm, which are whole events.
FUZZ_EVENT = tests/fuzz/event.c tests/fuzz/event.h
FUZZ_DOCUMENT = tests/fuzz/document.c tests/fuzz/document.h
FUZZ_REST = tests/golden/rest.c tests/golden/rest.h

check_PROGRAMS += \
	tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_decision \
	tests/fuzz/fuzz_domain \
	tests/fuzz/fuzz_exemptions \
	tests/fuzz/fuzz_host \
	tests/fuzz/fuzz_ledger \
	tests/fuzz/fuzz_rewrite \
	tests/fuzz/fuzz_stamp \
	tests/fuzz/fuzz_vdsm

tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c $(FUZZ_COMMON) $(FUZZ_IN_MEMORY)
tests_fuzz_fuzz_config_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_config_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_config_LDADD = libguard.la

tests_fuzz_fuzz_decision_SOURCES = tests/fuzz/fuzz_decision.c $(FUZZ_COMMON)
tests_fuzz_fuzz_decision_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_decision_LDADD = libguard.la

tests_fuzz_fuzz_domain_SOURCES = tests/fuzz/fuzz_domain.c $(FUZZ_COMMON) $(FUZZ_DOCUMENT)
tests_fuzz_fuzz_domain_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_domain_LDADD = libguard.la

tests_fuzz_fuzz_exemptions_SOURCES = tests/fuzz/fuzz_exemptions.c $(FUZZ_COMMON) $(FUZZ_IN_MEMORY)
tests_fuzz_fuzz_exemptions_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_exemptions_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_exemptions_LDADD = libguard.la

tests_fuzz_fuzz_host_SOURCES = tests/fuzz/fuzz_host.c $(FUZZ_COMMON)
tests_fuzz_fuzz_host_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_host_LDADD = libguard.la

tests_fuzz_fuzz_ledger_SOURCES = tests/fuzz/fuzz_ledger.c $(FUZZ_COMMON) $(FUZZ_IN_MEMORY)
tests_fuzz_fuzz_ledger_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_ledger_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_ledger_LDADD = libguard.la

tests_fuzz_fuzz_rewrite_SOURCES = tests/fuzz/fuzz_rewrite.c $(FUZZ_COMMON) $(FUZZ_IN_MEMORY) $(FUZZ_EVENT) \
	$(FUZZ_DOCUMENT) $(FUZZ_REST)
tests_fuzz_fuzz_rewrite_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_rewrite_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_rewrite_LDADD = libpolicy.la libguard.la

tests_fuzz_fuzz_stamp_SOURCES = tests/fuzz/fuzz_stamp.c $(FUZZ_COMMON)
tests_fuzz_fuzz_stamp_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_stamp_LDADD = libguard.la

tests_fuzz_fuzz_vdsm_SOURCES = tests/fuzz/fuzz_vdsm.c $(FUZZ_COMMON) $(FUZZ_IN_MEMORY) $(FUZZ_EVENT)
tests_fuzz_fuzz_vdsm_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_vdsm_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_WRAP)
tests_fuzz_fuzz_vdsm_LDADD = libpolicy.la libguard.la

EXTRA_DIST += tests/fuzz/corpus tests/fuzz/xml.dict

FUZZ_CLANG = clang
FUZZ_FLAGS = -g -O1 -std=gnu11 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
TIME = 60
fuzz: $(FUZZ_TARGETS:%=fuzz-%)
$(FUZZ_TARGETS:%=fuzz-%): fuzz-%: fuzz-bin/%
	@$(MKDIR_P) fuzz-found/$*
	./fuzz-bin/$* -max_total_time=$(TIME) -timeout=10 -max_len=16384 -print_final_stats=1 \
		-dict=$(srcdir)/tests/fuzz/xml.dict -artifact_prefix=fuzz-bin/$*- \
		fuzz-found/$* $(srcdir)/tests/fuzz/corpus/$*
$(FUZZ_TARGETS:%=fuzz-bin/%): fuzz-bin/%: tests/fuzz/fuzz_%.c $(libguard_la_SOURCES) $(libpolicy_la_SOURCES) $(FUZZ_IN_MEMORY) \
		$(FUZZ_EVENT) $(FUZZ_DOCUMENT) $(FUZZ_REST)
	@$(MKDIR_P) fuzz-bin
	$(FUZZ_CLANG) $(FUZZ_FLAGS) -I$(srcdir)/tests/golden $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS) -o $@ \
		$(filter %.c,$^) $(GLIB_LIBS) $(XML_LIBS) $(FUZZ_WRAP)
clean-local: clean-fuzz
clean-fuzz:
	rm -rf fuzz-bin fuzz-found
.PHONY: fuzz $(FUZZ_TARGETS:%=fuzz-%) clean-fuzz
