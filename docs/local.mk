# SPDX-License-Identifier: LGPL-2.1-or-later
dist_man_MANS = \
	docs/man/guard.conf.5 \
	docs/man/vdsm-hook-migration-guard.8 \
	docs/man/virt-migration-guard-check.3 \
	docs/man/virt-migration-guard-hook.8 \
	docs/man/virt-migration-guard.1 \
	docs/man/virt-migration-guard.7 \
	docs/man/virt-migration-guardd.8
dist_doc_DATA = README.md README.ru.md CONTRIBUTING.md SECURITY.md NEWS docs/architecture.md docs/cloud.md docs/cluster.md docs/ovirt.md docs/ovirt.ru.md \
	docs/pacemaker.md docs/performance.md docs/security.md docs/troubleshooting.md docs/truth.md \
	docs/writing-a-check.md

# The same manual pages in Russian. tests/docs.sh compares the English and the Russian pages.
ruman1dir = $(mandir)/ru/man1
ruman3dir = $(mandir)/ru/man3
ruman5dir = $(mandir)/ru/man5
ruman7dir = $(mandir)/ru/man7
ruman8dir = $(mandir)/ru/man8
dist_ruman1_DATA = docs/man/ru/virt-migration-guard.1
dist_ruman3_DATA = docs/man/ru/virt-migration-guard-check.3
dist_ruman5_DATA = docs/man/ru/guard.conf.5
dist_ruman7_DATA = docs/man/ru/virt-migration-guard.7
dist_ruman8_DATA = \
	docs/man/ru/vdsm-hook-migration-guard.8 \
	docs/man/ru/virt-migration-guard-hook.8 \
	docs/man/ru/virt-migration-guardd.8
