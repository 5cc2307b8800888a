# SPDX-License-Identifier: LGPL-2.1-or-later
dist_man_MANS = \
	docs/man/guard.conf.5 \
	docs/man/vdsm-hook-migration-guard.8 \
	docs/man/virt-migration-guard-check.3 \
	docs/man/virt-migration-guard-hook.8 \
	docs/man/virt-migration-guard.1 \
	docs/man/virt-migration-guard.7 \
	docs/man/virt-migration-guardd.8
dist_doc_DATA = README.md CONTRIBUTING.md docs/architecture.md docs/ovirt.md docs/security.md docs/troubleshooting.md \
	docs/writing-a-check.md
