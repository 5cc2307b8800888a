/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stamp: an element <stamp>, in the guard's namespace, in the guest's metadata. It contains
 * the facts about the source host, and what the source host knows about the guest. So it reaches
 * the destination together with the guest. */
#pragma once

#include "guest/guest.h"
#include "host/host.h"

/* The namespace prefix of <stamp> in the domain XML. */
#define VMG_STAMP_PREFIX "vmg"
/* The attribute of <stamp> that contains the nonce of an admission, see ledger/ledger.h. */
#define VMG_STAMP_ADMISSION "admission"

/* What a stamp says about one disk. The texts live as long as the stamp. */
typedef struct {
    const char *cache; /* the cache mode that QEMU uses now */
    /* the cache mode after the next start of the guest; NULL if it is the same mode */
    const char *next_cache;
} VmgStampDisk;

typedef struct {
    VmgHost *host;
    /* maps the target of a disk to its VmgStampDisk; has each disk to which the check `cache`
     * applies */
    GHashTable *disks;
    guint32 flags; /* VMG_SOURCE_* */
    /* a number that grows with each stamp of the same host; 0 if the stamp has no serial */
    guint64 serial;
    /* The same as the members running_cpu_* of struct vmg_guest. The texts live as long as the
     * stamp. */
    const char *cpu_model;
    const char *const *cpu_features, *const *cpu_names;
    gsize cpu_feature_count, cpu_name_count;
    xmlNode *owner; /* the element <guest> of the stamp, in the tree of the domain XML */
} VmgStamp;

/* The element <stamp> in the metadata of the domain DOC; NULL if there is none. */
xmlNode *vmg_stamp_find(const xmlDoc *doc);

/* Returns the nonce of the admission that vmg_rewrite_stamp() has written into DOC's metadata;
 * NULL if there is no nonce. Free with g_free(). */
char *vmg_stamp_admission(const xmlDoc *doc);

/* What the stamp of the domain DOC says about the guest, as flags VMG_SOURCE_*; 0 if there is no
 * stamp. */
guint32 vmg_stamp_flags(const xmlDoc *doc);

/* Reads the stamp of GUEST from its domain DOC. The error is VMG_ERROR_MISSING if there is no
 * stamp. It is VMG_ERROR_INVALID if the stamp belongs to another guest, or is not valid. */
VmgStamp *vmg_stamp_new(const xmlDoc *doc, const struct vmg_guest *guest, GError **error);
void vmg_stamp_free(VmgStamp *stamp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgStamp, vmg_stamp_free)

/* Copies from STAMP to GUEST: source_flags and running_cpu_*, and for GUEST's disks
 * source_cache, next_cache and the images. The XML tree from which STAMP was read must still
 * exist and contain the stamp. */
void vmg_stamp_apply(const VmgStamp *stamp, VmgGuest *guest);

/* Fills the empty element STAMP with what HOST and GUEST say, including source_flags and
 * running_cpu_* of GUEST. The new elements are in the namespace NS. Signs STAMP with KEY, unless
 * KEY is NULL. CONFIGURED is the guest's persistent configuration; NULL if it has none, or if it
 * is unknown. */
void vmg_stamp_fill(xmlNode *stamp, xmlNs *ns, const VmgHost *host, const struct vmg_guest *guest,
                    const struct vmg_guest *configured, guint64 serial, GBytes *key);
/* Returns a new element <guest> with everything that a stamp says about GUEST, except the
 * serial. Free it with xmlFreeNode(). */
xmlNode *vmg_stamp_guest(const struct vmg_guest *guest, const struct vmg_guest *configured);
/* Returns a new stamp as text. Its elements have no namespace, because virDomainSetMetadata()
 * adds the namespace. Free with g_free(). */
char *vmg_stamp_to_string(const VmgHost *host, const struct vmg_guest *guest,
                          const struct vmg_guest *configured, guint64 serial, GBytes *key);
