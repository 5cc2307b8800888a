/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host as a member of its cluster: publishes its facts in the registry, renews them so that
 * the others know it to be there, and listens to what they are. A registry that does not answer
 * holds up one thread, and nothing else. */
#pragma once

#include "agent/base/say.h"
#include "agent/facts/snapshot.h"
#include "config/config.h"

typedef struct VmgMember VmgMember;

/* What is heard of other hosts is kept in the directory PEERS, VmgPaths'; that must stay. */
VmgMember *vmg_member_new(VmgSay *say, const char *peers);
void vmg_member_free(VmgMember *member);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgMember, vmg_member_free)

/* Uses the registry that CONFIG names from now on; without one nothing is done at all. */
void vmg_member_configure(VmgMember *member, const VmgConfig *config);
/* Whether there is a registry. */
gboolean vmg_member_is_on(const VmgMember *member);
/* The facts from now on, and their TEXT as a whole document, NULL without a registry: published
 * at once if they are others than before. */
void vmg_member_set_facts(VmgMember *member, VmgSnapshot *snapshot, const char *text);
/* What the others are told of this host's guests from now on, VmgPeerGuest *; taken over. It is
 * published soon, several changes at once. */
void vmg_member_set_guests(VmgMember *member, GPtrArray *guests);
/* Whether nobody outside is being waited for. */
gboolean vmg_member_is_idle(const VmgMember *member);
