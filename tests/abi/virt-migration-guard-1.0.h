/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public header of ABI 1.0, in one file and without comments. This file is never changed. */
#ifndef VIRT_MIGRATION_GUARD_H
#define VIRT_MIGRATION_GUARD_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define VMG_ABI_MAJOR   1u
#define VMG_ABI_MINOR   0u
#define VMG_ABI_VERSION ((VMG_ABI_MAJOR << 16) | VMG_ABI_MINOR)
#define VMG_HAS(pointer, field)                                                                    \
    ((size_t)((const char *)(&(pointer)->field + 1) - (const char *)(pointer)) <=                  \
     (size_t)(pointer)->struct_size)
enum vmg_result { VMG_FAIL = 0, VMG_WARN = 1, VMG_PASS = 2 };
#define VMG_NEEDS_SOURCE      0x1u
#define VMG_NEEDS_DESTINATION 0x2u
#define VMG_DISK_READONLY     0x1u
#define VMG_DISK_SHAREABLE    0x2u
#define VMG_DISK_TRANSIENT    0x4u
#define VMG_DISK_EMPTY        0x8u
#define VMG_DISK_DROPPABLE    0x10u
#define VMG_IMAGE_LOOPBACK    0x1u
struct vmg_image {
    uint32_t struct_size;
    uint32_t reserved;
    const char *type;
    const char *source;
    const char *pool;
    const char *protocol;
    const char *host;
    uint32_t flags;
    uint32_t reserved2;
};
struct vmg_disk {
    uint32_t struct_size;
    uint32_t flags;
    const char *target;
    const char *device;
    const char *type;
    const char *source;
    const char *cache;
    const char *source_cache;
    const struct vmg_image *const *images;
    size_t image_count;
    const char *domain;
    const char *next_cache;
};
#define VMG_NIC_LINK_DOWN 0x1u
struct vmg_lease {
    uint32_t struct_size;
    uint32_t reserved;
    const char *lockspace;
    const char *key;
    const char *path;
};
struct vmg_nic {
    uint32_t struct_size;
    uint32_t flags;
    const char *mac;
    const char *type;
    const char *source;
    const char *network;
    const char *portgroup;
    const char *virtualport;
    const char *vlans;
    uint32_t mtu;
    uint32_t reserved;
};
struct vmg_pages {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t size_kib;
    uint64_t kib;
    const char *nodes;
};
struct vmg_pin {
    uint32_t struct_size;
    uint32_t reserved;
    const char *what;
    const char *cpuset;
};
#define VMG_DEVICE_UNCLEAR 0x1u
struct vmg_device {
    uint32_t struct_size;
    uint32_t reserved;
    const char *element;
    const char *type;
    const char *what;
    const char *why;
    uint32_t flags;
    uint32_t reserved2;
};
struct vmg_listen {
    uint32_t struct_size;
    uint32_t reserved;
    const char *graphics;
    const char *type;
    const char *address;
    const char *network;
};
struct vmg_property {
    uint32_t struct_size;
    uint32_t reserved;
    const char *device;
    const char *name;
    const char *value;
};
struct vmg_cpu_feature {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
    const char *policy;
};
#define VMG_KIND_SECRET      1u
#define VMG_KIND_FILTER      2u
#define VMG_KIND_ADDRESS     3u
#define VMG_KIND_EMULATOR    4u
#define VMG_KIND_TPM         5u
#define VMG_KIND_HUGETLBFS   6u
#define VMG_KIND_NODES       7u
#define VMG_KIND_FILE        8u
#define VMG_KIND_DIRECTORY   9u
#define VMG_KIND_MEDIUM      10u
#define VMG_CLAIM_THERE      0x1u
#define VMG_CLAIM_MISSING    0x2u
#define VMG_CLAIM_UNANSWERED 0x4u
struct vmg_claim {
    uint32_t struct_size;
    uint32_t kind;
    const char *element;
    const char *id;
    const char *name;
    const char *detail;
    uint64_t kib;
    uint32_t flags;
    uint32_t reserved;
};
#define VMG_SOURCE_SHUT_OFF    0x1u
#define VMG_SOURCE_NOT_RESUMED 0x2u
struct vmg_guest {
    uint32_t struct_size;
    uint32_t vcpus;
    const char *name;
    const char *uuid;
    const char *type;
    const char *arch;
    const char *machine;
    uint64_t memory_kib;
    const struct vmg_disk *const *disks;
    size_t disk_count;
    const struct vmg_nic *const *nics;
    size_t nic_count;
    const struct vmg_listen *const *listens;
    size_t listen_count;
    const struct vmg_property *const *properties;
    size_t property_count;
    uint64_t commit_kib;
    const struct vmg_pages *const *pages;
    size_t pages_count;
    const struct vmg_pin *const *pins;
    size_t pin_count;
    const struct vmg_device *const *devices;
    size_t device_count;
    const char *cpu_mode;
    const char *cpu_match;
    const char *cpu_model;
    const char *cpu_vendor;
    const struct vmg_cpu_feature *const *cpu_features;
    size_t cpu_feature_count;
    uint32_t vcpus_plugged;
    uint32_t source_flags;
    const struct vmg_claim *const *claims;
    size_t claim_count;
    const struct vmg_lease *const *leases;
    size_t lease_count;
    const char *running_cpu_model;
    const char *const *running_cpu_features;
    size_t running_cpu_feature_count;
    const char *const *running_cpu_names;
    size_t running_cpu_name_count;
};
#define VMG_ROLE_MANAGEMENT 0x1u
#define VMG_ROLE_MIGRATION  0x2u
#define VMG_ROLE_DISPLAY    0x4u
#define VMG_ROLE_VM         0x8u
struct vmg_address {
    uint32_t struct_size;
    uint32_t prefix;
    const char *family;
    const char *address;
};
struct vmg_portgroup {
    uint32_t struct_size;
    uint32_t is_default;
    const char *name;
    const char *vlans;
};
#define VMG_NETWORK_OPTIONAL 0x1u
#define VMG_NETWORK_STORAGE  0x2u
struct vmg_network {
    uint32_t struct_size;
    uint32_t roles;
    const char *name;
    const char *device;
    const char *state;
    uint32_t mtu;
    uint32_t vlan;
    const struct vmg_address *const *addresses;
    size_t address_count;
    uint32_t flags;
    uint32_t reserved;
    const char *kind;
    const char *libvirt;
    const char *trunk;
    const struct vmg_portgroup *const *portgroups;
    size_t portgroup_count;
};
struct vmg_local {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
    const char *kind;
};
#define VMG_DOMAIN_OPTIONAL 0x1u
struct vmg_domain {
    uint32_t struct_size;
    uint32_t flags;
    const char *name;
    const char *kind;
    const char *source;
    const char *path;
    const char *pool;
    const char *state;
};
#define VMG_CPU_LISTED 0x1u
struct vmg_cpu {
    uint32_t struct_size;
    uint32_t flags;
    const char *virt;
    const char *model;
    const char *const *features;
    size_t feature_count;
    const char *const *models;
    size_t model_count;
    const char *const *partial_models;
    size_t partial_model_count;
};
#define VMG_MIGRATION_CONFIGURED 0x1u
#define VMG_MIGRATION_UNREAD     0x2u
#define VMG_MIGRATION_MANAGED    0x4u
struct vmg_migration {
    uint32_t struct_size;
    uint32_t flags;
    const char *network;
    const char *host;
    const char *address;
};
#define VMG_STATUS_UP             "up"
#define VMG_STATUS_PREPARING      "preparing-for-maintenance"
#define VMG_STATUS_MAINTENANCE    "maintenance"
#define VMG_STATUS_NON_RESPONSIVE "non-responsive"
#define VMG_GUEST_INCOMING        0x1u
struct vmg_commitment {
    uint32_t struct_size;
    uint32_t flags;
    const char *uuid;
    uint64_t commit_kib;
    uint64_t held_kib;
    uint32_t vcpus;
    uint32_t reserved;
    const struct vmg_pages *const *pages;
    size_t pages_count;
    uint64_t held_pages_kib;
};
#define VMG_MANAGER_NONE         "none"
#define VMG_MANAGER_VDSM         "vdsm"
#define VMG_MANAGER_PACEMAKER    "pacemaker"
#define VMG_MANAGER_NOVA         "nova"
#define VMG_HOST_KNOWS_GUESTS    0x1u
#define VMG_HOST_KNOWS_STORAGE   0x2u
#define VMG_HOST_KNOWS_INVENTORY 0x4u
#define VMG_HOST_KNOWS_SECRETS   0x8u
#define VMG_HOST_KNOWS_FILTERS   0x10u
#define VMG_HOST_KNOWS_ADDRESSES 0x20u
#define VMG_HOST_KNOWS_HUGETLBFS 0x40u
#define VMG_HOST_KNOWS_NODES     0x80u
#define VMG_KNOWN_ACTIVE         0x1u
#define VMG_KNOWN_SAVED          0x2u
struct vmg_known_guest {
    uint32_t struct_size;
    uint32_t flags;
    const char *name;
    const char *uuid;
};
#define VMG_RESOURCE_EMPTY   0x1u
#define VMG_RESOURCE_UNKNOWN 0x2u
struct vmg_resource {
    uint32_t struct_size;
    uint32_t kind;
    const char *name;
    const char *detail;
    uint64_t kib;
    uint32_t flags;
    uint32_t reserved;
};
#define VMG_EMULATOR_TPM    0x1u
#define VMG_EMULATOR_NO_TPM 0x2u
struct vmg_emulator {
    uint32_t struct_size;
    uint32_t flags;
    const char *path;
    const char *arch;
    const char *const *virts;
    size_t virt_count;
    const char *const *machines;
    size_t machine_count;
    const char *const *loaders;
    size_t loader_count;
};
struct vmg_host {
    uint32_t struct_size;
    uint32_t cpu_threads;
    const char *uuid;
    const char *name;
    const char *cluster;
    const char *status;
    const char *arch;
    uint64_t memory_total_kib;
    uint64_t memory_available_kib;
    const struct vmg_network *const *networks;
    size_t network_count;
    uint64_t generation;
    const char *cpus_online;
    uint32_t flags;
    uint32_t reserved;
    const struct vmg_pages *const *pages;
    size_t pages_count;
    const struct vmg_commitment *const *commitments;
    size_t commitment_count;
    const char *cpu_vendor;
    const char *cpu_model;
    const struct vmg_cpu *const *cpus;
    size_t cpu_count;
    const struct vmg_local *const *locals;
    size_t local_count;
    const struct vmg_domain *const *domains;
    size_t domain_count;
    const struct vmg_pages *const *node_pages;
    size_t node_pages_count;
    const struct vmg_migration *migration;
    uint32_t outgoing;
    uint32_t reserved2;
    const char *manager;
    const struct vmg_known_guest *const *known_guests;
    size_t known_guest_count;
    const struct vmg_resource *const *resources;
    size_t resource_count;
    const struct vmg_emulator *const *emulators;
    size_t emulator_count;
    const char *libvirt_version;
    const char *qemu_version;
    const char *cpu_signature;
    const char *const *cpu_names;
    size_t cpu_name_count;
};
struct vmg_finding {
    uint32_t struct_size;
    int32_t result;
    const char *subject;
    const char *wanted;
    const char *found;
    const char *fix;
    const char *code;
};
struct vmg_input {
    uint32_t struct_size;
    uint32_t abi_version;
    const struct vmg_guest *guest;
    const struct vmg_host *source;
    const struct vmg_host *destination;
    void *guard;
    const char *(*option)(const struct vmg_input *input, const char *key);
    void (*report)(const struct vmg_input *input, const struct vmg_finding *finding);
    void (*log)(const struct vmg_input *input, int priority, const char *message);
};
struct vmg_check {
    uint32_t struct_size;
    uint32_t abi_version;
    const char *name;
    const char *version;
    const char *summary;
    uint32_t needs;
    uint32_t reserved;
    int (*run)(const struct vmg_input *input);
};
#ifdef __cplusplus
#define VMG_LINKAGE extern "C"
#else
#define VMG_LINKAGE
#endif
#if defined(__GNUC__)
#define VMG_EXPORT VMG_LINKAGE __attribute__((visibility("default")))
#else
#define VMG_EXPORT VMG_LINKAGE
#endif
#define VMG_REGISTER_CHECK(check)                                                                  \
    VMG_EXPORT const struct vmg_check *virt_migration_guard_check(void);                           \
    VMG_EXPORT const struct vmg_check *virt_migration_guard_check(void)                            \
    {                                                                                              \
        return &(check);                                                                           \
    }
#ifdef __cplusplus
}
#endif
#endif
