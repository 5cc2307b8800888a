/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A host, as a check sees it. A part of virt-migration-guard.h: include that file. */
#ifndef VIRT_MIGRATION_GUARD_HOST_H
#define VIRT_MIGRATION_GUARD_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "virt-migration-guard-guest.h"

#define VMG_ROLE_MANAGEMENT 0x1u
#define VMG_ROLE_MIGRATION  0x2u
#define VMG_ROLE_DISPLAY    0x4u
#define VMG_ROLE_VM         0x8u

/* One address of a host in a logical network. */
struct vmg_address {
    uint32_t struct_size;
    uint32_t prefix;     /* bits */
    const char *family;  /* ipv4, ipv6 */
    const char *address; /* as inet_ntop(3) writes it */
};

/* One portgroup of a libvirt network. */
struct vmg_portgroup {
    uint32_t struct_size;
    uint32_t is_default; /* 1: this portgroup is for NICs that name no portgroup */
    const char *name;
    const char *vlans; /* VLAN tags, ascending; NULL = the portgroup sets no tags */
};

#define VMG_NETWORK_OPTIONAL 0x1u /* the other host need not have it: required = no */
#define VMG_NETWORK_STORAGE  0x2u /* the server of a storage domain is in the network's subnet */
/* the network's device is a bridge that has a port which belongs to no guest */
#define VMG_NETWORK_PORTS 0x4u
#define VMG_NETWORK_ALONE 0x8u /* the network's device is a bridge with ports of guests only */

/* One logical network, as a host reaches it. */
struct vmg_network {
    uint32_t struct_size;
    uint32_t roles; /* VMG_ROLE_* */
    const char *name;
    const char *device; /* bridge or link; NULL if there is no such device */
    const char *state;  /* up, down, missing */
    uint32_t mtu;       /* bytes; 0 = unknown */
    uint32_t vlan;      /* 0 = none */
    const struct vmg_address *const *addresses;
    size_t address_count;
    uint32_t flags; /* VMG_NETWORK_* */
    uint32_t reserved;
    const char *kind;    /* kind of the device: bridge, openvswitch, nic; NULL = unknown */
    const char *libvirt; /* the libvirt network that leads to this network; NULL if there is none */
    /* the tags, ascending, if that libvirt network has several; otherwise NULL */
    const char *trunk;
    const struct vmg_portgroup *const *portgroups;
    size_t portgroup_count;
};

/* Something that a NIC can be on and that is not a logical network. Each host has its own. */
struct vmg_local {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
    const char *kind;  /* bridge, nic, network (libvirt's) */
    const char *state; /* down if an administrator has switched the device off; otherwise NULL */
};

#define VMG_DOMAIN_OPTIONAL 0x1u /* the other host need not have it: required = no */

/* One storage domain, as a host reaches it. The same source may be there twice,
 * under two paths. */
struct vmg_domain {
    uint32_t struct_size;
    uint32_t flags; /* VMG_DOMAIN_* */
    const char *name;
    const char *kind;   /* the filesystem's or the libvirt pool's type, vdsm, declared */
    const char *source; /* the domain's identity, the same on every host: "server:/path", a uuid */
    const char *path;   /* the path of the domain's files; NULL if there is none */
    const char *pool;   /* the name of the libvirt pool; NULL if the domain is not a pool */
    const char *state;  /* up, down, missing */
};

/* The array features lists all features. Without this flag, libvirt on that host can't list
 * features. */
#define VMG_CPU_LISTED 0x1u

/* The CPU that a host can offer to guests of one type. The arrays of names are sorted as
 * strcmp(3) does, without duplicates. */
struct vmg_cpu {
    uint32_t struct_size;
    uint32_t flags;    /* VMG_CPU_* */
    const char *virt;  /* the guests' type: kvm, qemu */
    const char *model; /* the model that a host-model guest gets; NULL = unknown */
    const char *const *features;
    size_t feature_count;
    const char *const *models; /* named models that can be used as they are */
    size_t model_count;
    const char *const *partial_models; /* models that lack some feature on this host */
    size_t partial_model_count;        /* both counts are 0 in a stamp */
};

/* A role or [migration] network names the network; otherwise it is the management network. */
#define VMG_MIGRATION_CONFIGURED 0x1u
/* host and address are from a file that libvirt's daemon may not have read yet. */
#define VMG_MIGRATION_UNREAD 0x2u
/* A manager sets the address of each migration. */
#define VMG_MIGRATION_MANAGED 0x4u

/* Where migrations into a host go. */
struct vmg_migration {
    uint32_t struct_size;
    uint32_t flags;      /* VMG_MIGRATION_* */
    const char *network; /* the logical network for migrations; NULL = none */
    const char *host;    /* libvirt's migration_host; NULL = not set, also in a stamp */
    const char *address; /* libvirt's migration_address; NULL = not set, also in a stamp */
};

#define VMG_STATUS_UP          "up"
#define VMG_STATUS_PREPARING   "preparing-for-maintenance"
#define VMG_STATUS_MAINTENANCE "maintenance"
/* nothing was heard of the host for its lease; only for hosts in the registry */
#define VMG_STATUS_NON_RESPONSIVE "non-responsive"

#define VMG_GUEST_INCOMING 0x1u /* the guest arrives or was admitted, and does not run yet */

/* What a guest commits of a host. The guest runs there or is arriving. */
struct vmg_commitment {
    uint32_t struct_size;
    uint32_t flags; /* VMG_GUEST_* */
    const char *uuid;
    uint64_t commit_kib; /* as vmg_guest's */
    uint64_t held_kib;   /* the part of this memory that an incoming guest holds already */
    uint32_t vcpus;      /* plugged */
    uint32_t reserved;
    const struct vmg_pages *const *pages;
    size_t pages_count;
    uint64_t held_pages_kib; /* the huge pages that an incoming guest holds already */
};

/* The program that manages the guests of a host, and with which an administrator changes guests. */
#define VMG_MANAGER_NONE      "none"      /* no manager is known, so libvirt's own tools are used */
#define VMG_MANAGER_VDSM      "vdsm"      /* oVirt, HOSTVM */
#define VMG_MANAGER_PACEMAKER "pacemaker" /* guests are resources of a cluster */
#define VMG_MANAGER_NOVA      "nova"      /* OpenStack */

#define VMG_HOST_KNOWS_GUESTS  0x1u /* commitments lists all guests of the host */
#define VMG_HOST_KNOWS_STORAGE 0x2u /* domains lists all storage domains of the host */
/* known_guests lists all guests that libvirt on the host knows. */
#define VMG_HOST_KNOWS_INVENTORY 0x4u
/* If one of these flags is set, resources lists all things of that kind. */
#define VMG_HOST_KNOWS_SECRETS   0x8u
#define VMG_HOST_KNOWS_FILTERS   0x10u
#define VMG_HOST_KNOWS_ADDRESSES 0x20u
#define VMG_HOST_KNOWS_HUGETLBFS 0x40u
#define VMG_HOST_KNOWS_NODES     0x80u
#define VMG_HOST_KNOWS_LISTENS   0x100u
/* Whether the kernel supports UDP segmentation offload on taps. If neither of these two flags is
 * set, the answer is unknown. */
#define VMG_HOST_TAP_USO    0x200u
#define VMG_HOST_NO_TAP_USO 0x400u

#define VMG_KNOWN_ACTIVE 0x1u /* the guest runs, is paused, or arrives */
#define VMG_KNOWN_SAVED  0x2u /* the guest has a managed save, which its next start restores */

/* A guest that libvirt knows on a host, running or not. */
struct vmg_known_guest {
    uint32_t struct_size;
    uint32_t flags; /* VMG_KNOWN_* */
    const char *name;
    const char *uuid;
};

#define VMG_RESOURCE_EMPTY   0x1u /* a secret without a value */
#define VMG_RESOURCE_UNKNOWN 0x2u /* unknown whether the secret has a value */

/* Something on a host that guests can refer to. */
struct vmg_resource {
    uint32_t struct_size;
    uint32_t kind;      /* VMG_KIND_* */
    const char *name;   /* a secret's UUID, a filter's name, an address, a mount's path, the
                           number of a NUMA node */
    const char *detail; /* a secret's usage, as in vmg_claim; otherwise NULL */
    uint64_t kib;   /* the size of huge pages; the memory of a node that is free or can be freed */
    uint32_t flags; /* VMG_RESOURCE_* */
    uint32_t reserved;
};

/* If neither of these two flags is set, the answer is unknown. */
#define VMG_EMULATOR_TPM    0x1u /* the program supports an emulated TPM */
#define VMG_EMULATOR_NO_TPM 0x2u /* the program does not support an emulated TPM */

/* One program that runs guests of one architecture on a host. The arrays are sorted as
 * strcmp(3) does. */
struct vmg_emulator {
    uint32_t struct_size;
    uint32_t flags;           /* VMG_EMULATOR_* */
    const char *path;         /* path of the program */
    const char *arch;         /* the guests' */
    const char *const *virts; /* the guests' types: kvm, qemu */
    size_t virt_count;
    const char *const *machines; /* machine types, including their short names */
    size_t machine_count;
    const char *const *loaders; /* firmware that libvirt found there; the list may be incomplete */
    size_t loader_count;
};

/* Facts about one host. */
struct vmg_host {
    uint32_t struct_size;
    uint32_t cpu_threads; /* 0 = unknown */
    const char *uuid;
    const char *name;
    const char *cluster;
    const char *status; /* VMG_STATUS_* */
    const char *arch;
    uint64_t memory_total_kib;                 /* without huge pages; 0 = unknown, as in a stamp */
    uint64_t memory_available_kib;             /* MemAvailable of proc(5) */
    const struct vmg_network *const *networks; /* sorted by name as strcmp(3) does */
    size_t network_count;
    uint64_t generation;     /* rises when the content of a stamp changes */
    const char *cpus_online; /* as /sys/devices/system/cpu/online; NULL = unknown */
    uint32_t flags;          /* VMG_HOST_* */
    uint32_t reserved;
    const struct vmg_pages *const *pages; /* free huge pages, of all nodes together */
    size_t pages_count;
    /* The host's guests, and guests that were admitted and do not run yet. Each guest is listed
     * once. Empty in a stamp. */
    const struct vmg_commitment *const *commitments;
    size_t commitment_count;
    const char *cpu_vendor;            /* NULL = unknown */
    const char *cpu_model;             /* the model of the host's CPU; NULL = unknown */
    const struct vmg_cpu *const *cpus; /* one for each type of guest that can run there */
    size_t cpu_count;                  /* also 0 if an older agent wrote the facts */
    const struct vmg_local *const *locals;
    size_t local_count;                      /* a stamp lists only those that are switched off */
    const struct vmg_domain *const *domains; /* sorted by source as strcmp(3) does */
    size_t domain_count;
    const struct vmg_pages *const *node_pages; /* free huge pages, node by node */
    size_t node_pages_count;                   /* 0 on a host with one node */
    const struct vmg_migration *migration;     /* NULL = unknown */
    /* number of guests that are leaving; known only if commitments are known */
    uint32_t outgoing;
    uint32_t reserved2;
    const char *manager; /* VMG_MANAGER_*, or one of a later version; NULL = unknown */
    const struct vmg_known_guest *const *known_guests;
    size_t known_guest_count; /* 0 in a stamp */
    /* The two arrays below are empty in a stamp. If VMG_HOST_KNOWS_* of a kind is not set, the host
     * may have things of that kind that are not listed. */
    const struct vmg_resource *const *resources;
    size_t resource_count;
    const struct vmg_emulator *const *emulators;
    size_t emulator_count;       /* 0 = unknown */
    const char *libvirt_version; /* the version of libvirt's daemon, "11.3.0"; NULL = unknown */
    const char *qemu_version;    /* "10.0.2"; NULL = unknown */
    const char *cpu_signature; /* identifies the CPU's hardware, whatever its model is called; NULL
                                  = unknown */
    /* the CPU features that libvirt has names for, sorted as strcmp(3) does */
    const char *const *cpu_names;
    size_t cpu_name_count; /* 0 = unknown, as in a stamp */
};

#endif
