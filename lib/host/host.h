/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The facts about one host, as the element <host> has them. The vocabulary is
 * lib/host/virt-migration-guard.rng. */
#pragma once

#include "base/arena.h"
#include "config/config.h"
#include "config/exemptions.h"
#include "virt-migration-guard.h"

#include <libxml/tree.h>

typedef struct {
    struct vmg_host view; /* the part that checks see */
    VmgArena *arena;
    gint64 boottime_ms; /* when the facts were written, in milliseconds since the boot of that host;
                           0 in a stamp */
    const char *date;   /* the same time in UTC, as vmg_sys_date() writes it; NULL if unknown */
    GPtrArray *commitments; /* struct vmg_commitment *, the same objects as in view */
    GPtrArray *known;       /* struct vmg_known_guest *, the same objects as in view */
    GPtrArray *resources;   /* struct vmg_resource *, the same objects as in view */
    GPtrArray *emulators;   /* struct vmg_emulator *, the same objects as in view */
    /* UUID of a guest with a commitment -> the group of the guest, see VmgGuest */
    GHashTable *apart;
    VmgConfig *policy; /* how the host decides as a destination: config/policy.h; NULL if unknown */
    /* VmgExemption *, the host's exemptions, in <policy> like POLICY; this array owns them. NULL if
     * they are unknown. */
    GPtrArray *exemptions;
    /* why the host can't read its guard.conf, and so refuses every guest; NULL if it can */
    const char *broken;
} VmgHost;

/* Makes an empty host, to be filled in. Its strings must live in its arena. */
VmgHost *vmg_host_empty(void);
/* Reads the element <host>. Unknown elements are ignored. */
VmgHost *vmg_host_new(xmlNode *node, GError **error);
void vmg_host_free(VmgHost *host);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgHost, vmg_host_free)

typedef enum {
    VMG_HOST_WHOLE,    /* all facts, for host.xml */
    VMG_HOST_IDENTITY, /* who the host is, and its status */
    VMG_HOST_NETWORKS, /* the host's identity and its networks */
    VMG_HOST_STAMP,    /* what another host needs; nothing that changes every second */
} VmgHostPart;

/* Writes PART of HOST as an element <host> in NS: a new last child of PARENT, or a new tree if
 * PARENT is NULL. */
xmlNode *vmg_host_to_node(const VmgHost *host, VmgHostPart part, xmlNode *parent, xmlNs *ns);
/* Writes PART of HOST as a document. Free with g_free(). */
char *vmg_host_to_string(const VmgHost *host, VmgHostPart part);

/* Parses a document whose root is <host>. An error begins with WHAT. */
VmgHost *vmg_host_parse(const char *data, gsize len, const char *what, GError **error);
/* The same, but faster if DATA is a document that vmg_host_to_string() wrote. For facts of this
 * host only: what another host wrote is read by libxml2. */
VmgHost *vmg_host_parse_own(const char *data, gsize len, const char *what, GError **error);

/* Adds a copy of what a guest commits, and returns the copy. */
struct vmg_commitment *vmg_host_add_commitment(VmgHost *host,
                                               const struct vmg_commitment *commitment);
/* Notes that the guest with that UUID is in the group APART (may be NULL). */
void vmg_host_set_apart(VmgHost *host, const char *uuid, const char *apart);
/* What the guest with that UUID commits; NULL if HOST does not list the guest. */
struct vmg_commitment *vmg_host_find_commitment(const VmgHost *host, const char *uuid);
/* Adds a copy of a guest that libvirt knows. */
void vmg_host_add_known_guest(VmgHost *host, const struct vmg_known_guest *guest);
/* Adds a copy of something that guests can refer to, such as a secret or an address. */
void vmg_host_add_resource(VmgHost *host, const struct vmg_resource *resource);
void vmg_host_add_emulator(VmgHost *host, const struct vmg_emulator *emulator);
/* The free or the needed memory in huge pages, as a C array in ARENA. */
const struct vmg_pages *const *
vmg_host_pages_copy(VmgArena *arena, const struct vmg_pages *const *pages, gsize count);

/* vmg_host_role_from_name() returns the bit of the role NAME, 0 if there is no such role. The
 * other function returns the name of a bit. */
guint32 vmg_host_role_from_name(const char *name);
const char *vmg_host_role_to_name(guint32 role);
