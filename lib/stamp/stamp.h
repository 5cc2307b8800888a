/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stamp: the source host's facts, and what the source knows about the guest's disks. It is
 * the element <stamp> in the guard's namespace, in the guest's metadata. */
#pragma once

#include "guest/guest.h"
#include "host/host.h"

/* The prefix that libvirt uses for the stamp. */
#define VMG_STAMP_PREFIX "vmg"
/* The attribute of <stamp> that has the nonce of an admission. */
#define VMG_STAMP_ADMISSION "admission"

/* What a stamp says about one disk; the texts live as long as the stamp. */
typedef struct {
    const char *cache;      /* the cache mode in use */
    const char *next_cache; /* the mode after a restart, if it is another mode; otherwise NULL */
} VmgStampDisk;

typedef struct {
    VmgHost *host;
    GHashTable *disks; /* target -> VmgStampDisk, for each disk that the cache rule is about */
    guint32 flags;     /* VMG_SOURCE_* */
    /* greater than in earlier stamps by the same host; 0 = the stamp has no serial */
    guint64 serial;
    /* Like running_cpu_* of vmg_guest; they live as long as the stamp. */
    const char *cpu_model;
    const char *const *cpu_features, *const *cpu_names;
    gsize cpu_feature_count, cpu_name_count;
    xmlNode *owner; /* the stamp's element <guest>, in the domain */
} VmgStamp;

/* The element <stamp> in the metadata of the domain DOC; NULL if there is none. */
xmlNode *vmg_stamp_find(const xmlDoc *doc);

/* The nonce of the admission that the rewrite wrote into DOC's metadata; NULL if there is none.
 * Free with g_free(). */
char *vmg_stamp_admission(const xmlDoc *doc);

/* What the stamp of the domain DOC says about the guest (VMG_SOURCE_*); 0 without a stamp. */
guint32 vmg_stamp_flags(const xmlDoc *doc);

/* Reads the stamp of the domain DOC, which is GUEST. The error is VMG_ERROR_MISSING if there is
 * no stamp, VMG_ERROR_INVALID if it is another guest's or not a valid stamp. */
VmgStamp *vmg_stamp_new(const xmlDoc *doc, const struct vmg_guest *guest, GError **error);
void vmg_stamp_free(VmgStamp *stamp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgStamp, vmg_stamp_free)

/* Fills in source_flags and running_cpu_* of GUEST, and source_cache, next_cache and
 * the images of its disks. The domain that STAMP was read from must still have the stamp. */
void vmg_stamp_apply(const VmgStamp *stamp, VmgGuest *guest);

/* Fills the empty element STAMP with what HOST and GUEST say (including source_flags and
 * running_cpu_*), its elements in NS, and signs it with KEY unless KEY is NULL. CONFIGURED is
 * the guest in its persistent configuration; NULL if it has none, or if that is unknown. */
void vmg_stamp_fill(xmlNode *stamp, xmlNs *ns, const VmgHost *host, const struct vmg_guest *guest,
                    const struct vmg_guest *configured, guint64 serial, GBytes *key);
/* What the stamp says about GUEST, without a serial: a new tree; free it with xmlFreeNode(). */
xmlNode *vmg_stamp_guest(const struct vmg_guest *guest, const struct vmg_guest *configured);
/* The stamp as text without a namespace, as virDomainSetMetadata() needs it. Free with g_free(). */
char *vmg_stamp_to_string(const VmgHost *host, const struct vmg_guest *guest,
                          const struct vmg_guest *configured, guint64 serial, GBytes *key);
