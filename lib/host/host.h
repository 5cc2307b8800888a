/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The facts about one host: what its agent has found out about its CPUs, memory, networks,
 * storage and guests. Their XML form is the element <host>, which the schema
 * lib/host/virt-migration-guard.rng describes. */
#pragma once

#include "base/arena.h"
#include "config/config.h"
#include "config/exemptions.h"
#include "virt-migration-guard.h"

#include <libxml/tree.h>

typedef struct {
    struct vmg_host view; /* the part of the facts that is passed to the checks */
    VmgArena *arena;
    /* the time when the facts were written, in milliseconds since that host's boot; 0 if the
     * facts are from a stamp */
    gint64 boottime_ms;
    /* the time when the facts were written, in UTC, as vmg_sys_date() writes it; NULL if unknown */
    const char *date;
    GPtrArray *commitments; /* struct vmg_commitment *; view.commitments points to the same array */
    /* struct vmg_known_guest *; view.known_guests points to the same array */
    GPtrArray *known;
    GPtrArray *resources; /* struct vmg_resource *; view.resources points to the same array */
    GPtrArray *emulators; /* struct vmg_emulator *; view.emulators points to the same array */
    /* maps the UUID of a guest to the group of the guest (see `apart` of VmgGuest) */
    GHashTable *apart;
    /* the settings with which the host decides about arriving guests, see config/policy.h; NULL
     * if they are unknown */
    VmgConfig *policy;
    /* The exemptions (VmgExemption *) of guests that arrive on this host; NULL if they are
     * unknown. This array owns the exemptions. In XML they are in <policy>. */
    GPtrArray *exemptions;
    /* the reason why the host can't read its guard.conf; the host then refuses every guest. NULL
     * if the host can read its guard.conf. */
    const char *broken;
} VmgHost;

/* Returns a host without facts. The caller fills in the facts; their strings must be in the
 * host's arena. */
VmgHost *vmg_host_empty(void);
/* Reads the element <host>. Unknown elements are ignored. */
VmgHost *vmg_host_new(xmlNode *node, GError **error);
void vmg_host_free(VmgHost *host);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgHost, vmg_host_free)

typedef enum {
    VMG_HOST_WHOLE,    /* all facts, for host.xml */
    VMG_HOST_IDENTITY, /* the host's UUID, name, cluster and status */
    VMG_HOST_NETWORKS, /* the host's identity and its networks */
    /* the facts that another host needs for its decision; they do not include facts that change
     * all the time, such as free memory */
    VMG_HOST_STAMP,
} VmgHostPart;

/* Writes PART of HOST as an element <host> in the namespace NS. The element becomes the last
 * child of PARENT, or the root of a new tree if PARENT is NULL. */
xmlNode *vmg_host_to_node(const VmgHost *host, VmgHostPart part, xmlNode *parent, xmlNs *ns);
/* Writes PART of HOST as a document. Free with g_free(). */
char *vmg_host_to_string(const VmgHost *host, VmgHostPart part);

/* Parses a document whose root is <host>. The message of an error begins with WHAT. */
VmgHost *vmg_host_parse(const char *data, gsize len, const char *what, GError **error);
/* Parses a document like vmg_host_parse(), but faster if vmg_host_to_string() wrote DATA. Use
 * this function only for facts of this host. Data of another host must be parsed by libxml2. */
VmgHost *vmg_host_parse_own(const char *data, gsize len, const char *what, GError **error);

/* Adds a copy of COMMITMENT, which says how much memory and how many vCPUs a guest needs on
 * HOST. Returns the copy. */
struct vmg_commitment *vmg_host_add_commitment(VmgHost *host,
                                               const struct vmg_commitment *commitment);
/* Stores that the guest with this UUID belongs to the group APART. APART may be NULL. */
void vmg_host_set_apart(VmgHost *host, const char *uuid, const char *apart);
/* Returns the commitment (the memory and CPUs) of the guest with this UUID; NULL if HOST does
 * not list the guest. */
struct vmg_commitment *vmg_host_find_commitment(const VmgHost *host, const char *uuid);
/* Adds a copy of a guest that libvirt knows. */
void vmg_host_add_known_guest(VmgHost *host, const struct vmg_known_guest *guest);
/* Adds a copy of something that guests can refer to, such as a secret or an address. */
void vmg_host_add_resource(VmgHost *host, const struct vmg_resource *resource);
void vmg_host_add_emulator(VmgHost *host, const struct vmg_emulator *emulator);
/* Copies an array of COUNT pointers and the objects behind them into ARENA. */
const struct vmg_pages *const *
vmg_host_pages_copy(VmgArena *arena, const struct vmg_pages *const *pages, gsize count);

/* vmg_host_role_from_name() returns the bit VMG_ROLE_* of the role NAME; 0 if there is no such
 * role. vmg_host_role_to_name() returns the name for a bit. */
guint32 vmg_host_role_from_name(const char *name);
const char *vmg_host_role_to_name(guint32 role);
