/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host: facts about one host, as the element <host> of the vocabulary
 * (lib/host/virt-migration-guard.rng). */
#pragma once

#include "base/arena.h"
#include "virt-migration-guard.h"

#include <libxml/tree.h>

typedef struct {
    struct vmg_host view; /* what checks see */
    VmgArena *arena;
    gint64 boottime_ms;     /* when it was written, by that host's clock; 0 in a stamp */
    const char *date;       /* the same moment in UTC, as vmg_sys_date() has it; NULL if unknown */
    GPtrArray *commitments; /* struct vmg_commitment *, the same that view has */
    GPtrArray *known;       /* struct vmg_known_guest *, likewise */
    GPtrArray *resources;   /* struct vmg_resource *, likewise */
    GPtrArray *emulators;   /* struct vmg_emulator *, likewise */
} VmgHost;

/* An empty one, to be filled in; its strings live in its arena. */
VmgHost *vmg_host_empty(void);
/* Reads <host>. Elements it does not know are ignored. */
VmgHost *vmg_host_new(xmlNode *node, GError **error);
void vmg_host_free(VmgHost *host);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgHost, vmg_host_free)

typedef enum {
    VMG_HOST_WHOLE,    /* for host.xml */
    VMG_HOST_NETWORKS, /* who it is, and its networks */
    VMG_HOST_STAMP,    /* what another host needs: no figures that change by the second */
} VmgHostPart;

/* HOST as <host>, a new last child of PARENT (or a tree of its own where that
 * is NULL), its elements in NS. */
xmlNode *vmg_host_to_node(const VmgHost *host, VmgHostPart part, xmlNode *parent, xmlNs *ns);
/* PART of HOST as a document. Free with g_free(). */
char *vmg_host_to_string(const VmgHost *host, VmgHostPart part);

/* Parses a document whose root is <host>; WHAT begins its errors. */
VmgHost *vmg_host_parse(const char *data, gsize len, const char *what, GError **error);

/* Adds what a guest commits, a copy of it, and returns the copy. */
struct vmg_commitment *vmg_host_add_commitment(VmgHost *host,
                                               const struct vmg_commitment *commitment);
/* What the guest of that UUID commits; NULL where it is none of HOST's. */
struct vmg_commitment *vmg_host_find_commitment(const VmgHost *host, const char *uuid);
/* Adds a guest that libvirt knows, a copy of it. */
void vmg_host_add_known_guest(VmgHost *host, const struct vmg_known_guest *guest);
/* Adds what guests can name, a copy of it. */
void vmg_host_add_resource(VmgHost *host, const struct vmg_resource *resource);
void vmg_host_add_emulator(VmgHost *host, const struct vmg_emulator *emulator);
/* The free or needed memory in huge pages as a plain array in ARENA. */
const struct vmg_pages *const *
vmg_host_pages_copy(VmgArena *arena, const struct vmg_pages *const *pages, gsize count);

/* The role's bit, 0 where NAME is no role; and the name of one bit. */
guint32 vmg_host_role_from_name(const char *name);
const char *vmg_host_role_to_name(guint32 role);
