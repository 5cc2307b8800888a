/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host as a member of its cluster: the member publishes the host's facts in the registry,
 * renews the host's entry so that other hosts see that this host is alive, and reads what other
 * hosts publish. If the registry does not answer, only one thread waits for it, and nothing
 * else. */
#pragma once

#include "agent/base/say.h"
#include "agent/facts/snapshot.h"
#include "config/config.h"

typedef struct VmgMember VmgMember;

/* What other hosts publish is kept in the directory PEERS (see VmgPaths), which must outlive the
 * member. */
VmgMember *vmg_member_new(VmgSay *say, const char *peers);
void vmg_member_free(VmgMember *member);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgMember, vmg_member_free)

/* From now on, uses the registry that CONFIG names. Without a registry, the member does nothing. */
void vmg_member_configure(VmgMember *member, const VmgConfig *config);
/* Whether a registry is used. */
gboolean vmg_member_is_on(const VmgMember *member);
/* Sets the facts. TEXT is the XML document with all facts, or NULL if there is no registry. The
 * facts are published at once if they have changed. */
void vmg_member_set_facts(VmgMember *member, VmgSnapshot *snapshot, const char *text);
/* Sets what other hosts are told about this host's guests: VmgPeerGuest *, taken over. Several
 * changes are collected and published soon after. */
void vmg_member_set_guests(VmgMember *member, GPtrArray *guests);
/* Sets the domain XML of the guests that run on this host: DOMAINS (char *), which is taken over.
 * If the list has changed, it is published with the next renewal. */
void vmg_member_set_domains(VmgMember *member, GPtrArray *domains);
/* Whether no thread is waiting for the registry. */
gboolean vmg_member_is_idle(const VmgMember *member);
