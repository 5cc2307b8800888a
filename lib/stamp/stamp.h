/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stamp: the source host's facts and its view of the guest's disks, carried
 * in the guest's own metadata as <stamp> in the guard's namespace. */
#pragma once

#include "guest/guest.h"
#include "host/host.h"

/* The prefix that libvirt is told for the stamp. */
#define VMG_STAMP_PREFIX "vmg"
/* The attribute of <stamp> that has the nonce of an admission. */
#define VMG_STAMP_ADMISSION "admission"

/* What a stamp says about one disk; the texts live as long as the stamp. */
typedef struct {
    const char *cache;      /* the mode that runs */
    const char *next_cache; /* the mode after a restart, if it is another; else NULL */
} VmgStampDisk;

typedef struct {
    VmgHost *host;
    GHashTable *disks; /* target -> VmgStampDisk, of each disk that counts there */
    guint32 flags;     /* VMG_SOURCE_* */
    guint64 serial;    /* of a later stamp by that host it is greater; 0 = it has none */
    /* As vmg_guest's running_cpu_*; they live as long as the stamp. */
    const char *cpu_model;
    const char *const *cpu_features, *const *cpu_names;
    gsize cpu_feature_count, cpu_name_count;
    xmlNode *owner; /* a copy of its <guest> */
} VmgStamp;

/* The <stamp> in the metadata of the domain DOC; NULL where there is none. */
xmlNode *vmg_stamp_find(const xmlDoc *doc);

/* The nonce of the admission that DOC went through, as the rewrite of the stamp left it in
 * the metadata; NULL if there is none. Free with g_free(). */
char *vmg_stamp_admission(const xmlDoc *doc);

/* What the stamp of the domain DOC says of the guest, VMG_SOURCE_*; 0 without a stamp. */
guint32 vmg_stamp_flags(const xmlDoc *doc);

/* Reads the stamp of the domain DOC, which is GUEST. VMG_ERROR_MISSING where
 * there is none, VMG_ERROR_INVALID where it is not this guest's or no stamp. */
VmgStamp *vmg_stamp_new(const xmlDoc *doc, const struct vmg_guest *guest, GError **error);
void vmg_stamp_free(VmgStamp *stamp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgStamp, vmg_stamp_free)

/* Fills in source_flags and running_cpu_* of GUEST, and source_cache, next_cache and
 * the images of its disks. */
void vmg_stamp_apply(const VmgStamp *stamp, VmgGuest *guest);

/* Fills the element STAMP, which has no children yet, with what HOST and GUEST say (its
 * source_flags and running_cpu_* among it), its elements in NS,
 * signed with KEY unless that is NULL. CONFIGURED is the guest as its persistent configuration
 * has it; NULL if it has none, or if that is not known. SERIAL: 0 = it has none. */
void vmg_stamp_fill(xmlNode *stamp, xmlNs *ns, const VmgHost *host, const struct vmg_guest *guest,
                    const struct vmg_guest *configured, guint64 serial, GBytes *key);
/* What the stamp says of GUEST, without a serial: a tree of its own, to be freed with
 * xmlFreeNode(). */
xmlNode *vmg_stamp_guest(const struct vmg_guest *guest, const struct vmg_guest *configured);
/* The stamp without a namespace, as virDomainSetMetadata() wants it. Free with
 * g_free(). */
char *vmg_stamp_to_string(const VmgHost *host, const struct vmg_guest *guest,
                          const struct vmg_guest *configured, guint64 serial, GBytes *key);
