# SPDX-License-Identifier: LGPL-2.1-or-later
bin_PROGRAMS += virt-migration-guard
virt_migration_guard_SOURCES = \
	agent/base/say.c agent/base/say.h agent/base/work.c agent/base/work.h \
	agent/facts/manager.c agent/facts/manager.h agent/facts/migration.c agent/facts/migration.h \
	agent/network/resolver.c agent/network/resolver.h \
	agent/registry/backend.h agent/registry/directory.c agent/registry/etcd.c \
	agent/registry/etcd-briefs.c agent/registry/etcd-briefs.h \
	agent/registry/etcd-client.c agent/registry/etcd-client.h \
	agent/registry/etcd-json.c agent/registry/etcd-json.h \
	agent/registry/guests.c agent/registry/guests.h agent/registry/peer.c agent/registry/peer.h \
	agent/registry/registry.c agent/registry/registry.h \
	agent/virt/busy.c agent/virt/busy.h agent/virt/credentials.c agent/virt/credentials.h \
	agent/virt/error.c agent/virt/error.h agent/virt/qemu-conf.c agent/virt/qemu-conf.h \
	cli/check.c cli/cli.h cli/common.c cli/config-check.c cli/config-show.c cli/config-verb.c \
	cli/decisions.c cli/destinations.c cli/destinations.h \
	cli/doctor/agent.c cli/doctor/configuration.c cli/doctor/doctor.c cli/doctor/doctor.h \
	cli/doctor/files.c cli/doctor/guests.c cli/doctor/hooks.c cli/doctor/networks.c \
	cli/doctor/registry.c \
	cli/doing.c cli/doing.h \
	cli/evacuate/away.c cli/evacuate/back.c cli/evacuate/choose.c cli/evacuate/choose.h \
	cli/evacuate/evacuate.c cli/evacuate/verb.h cli/evacuate/migrate.c cli/evacuate/migrate.h \
	cli/evacuate/progress.c cli/evacuate/progress.h cli/evacuate/record.c cli/evacuate/record.h \
	cli/evacuate/runner.c cli/evacuate/runner.h cli/evacuate/source.c cli/evacuate/source.h \
	cli/evacuate/task.c cli/evacuate/task.h \
	cli/exempt-list.c cli/exempt-list.h cli/exempt.c cli/explain.c cli/explain.h cli/fit.c cli/fit.h \
	cli/guests-verb.c cli/guests.c cli/guests.h cli/help.c cli/help.h cli/host.c cli/hosts.c \
	cli/libvirt.c cli/libvirt.h cli/main.c cli/maintenance.c cli/maintenance.h \
	cli/network.c cli/network.h cli/peers.c cli/peers.h cli/pack.c cli/pack.h \
	cli/plan-facts.c cli/plan-facts.h cli/plan-input.c cli/plan-input.h cli/plan.c cli/plan-waves.c \
	cli/planner.c cli/planner.h cli/reason.c cli/reason.h cli/report-html.c cli/report-html.h \
	cli/report-model.c cli/report-model.h cli/report.c cli/residents.c cli/residents.h \
	cli/running.c cli/running.h \
	cli/saved.c cli/saved.h cli/stamp.c cli/table.c cli/table.h cli/terminal.c cli/terminal.h \
	cli/watch.c cli/watch.h cli/when.c cli/when.h cli/who.c cli/who.h
virt_migration_guard_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
virt_migration_guard_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
virt_migration_guard_LDADD = libguard.la $(LIBVIRT_LIBS) $(JSON_LIBS) $(AUGEAS_LIBS) $(CURL_LIBS)
