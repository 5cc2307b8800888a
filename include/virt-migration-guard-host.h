/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a check is told about a host. A part of virt-migration-guard.h: include that. */
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
    uint32_t is_default; /* 1: NICs that name none are in it */
    const char *name;
    const char *vlans; /* tags, ascending; NULL = none of its own */
};

#define VMG_NETWORK_OPTIONAL 0x1u /* the other host need not have it: required = no */
#define VMG_NETWORK_STORAGE  0x2u /* the server of a storage domain is in its subnet */

/* One logical network, as a host reaches it. */
struct vmg_network {
    uint32_t struct_size;
    uint32_t roles; /* VMG_ROLE_* */
    const char *name;
    const char *device; /* bridge or link; NULL where it is missing */
    const char *state;  /* up, down, missing */
    uint32_t mtu;       /* bytes; 0 = unknown */
    uint32_t vlan;      /* 0 = none */
    const struct vmg_address *const *addresses;
    size_t address_count;
    uint32_t flags; /* VMG_NETWORK_* */
    uint32_t reserved;
    const char *kind;    /* of its device: bridge, openvswitch, nic; NULL = unknown */
    const char *libvirt; /* the libvirt network that leads there; NULL where none does */
    const char *trunk;   /* tags, ascending, where that network sets several; NULL else */
    const struct vmg_portgroup *const *portgroups;
    size_t portgroup_count;
};

/* What a NIC can be on that is no logical network: each host has its own. */
struct vmg_local {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
    const char *kind; /* bridge, nic, network (libvirt's) */
};

#define VMG_DOMAIN_OPTIONAL 0x1u /* the other host need not have it: required = no */

/* One storage domain, as a host reaches it. The same source may be there twice,
 * under two paths. */
struct vmg_domain {
    uint32_t struct_size;
    uint32_t flags; /* VMG_DOMAIN_* */
    const char *name;
    const char *kind;   /* the filesystem's or the libvirt pool's type, vdsm, declared */
    const char *source; /* what it is, on whatever host: "server:/path", a uuid */
    const char *path;   /* where its files are; NULL where it has none */
    const char *pool;   /* the libvirt pool that it is; NULL where none */
    const char *state;  /* up, down, missing */
};

#define VMG_CPU_LISTED 0x1u /* features has all; without it libvirt can't list them there */

/* What a host can give to guests of one type. The arrays of names are sorted as
 * strcmp(3) does, each name once. */
struct vmg_cpu {
    uint32_t struct_size;
    uint32_t flags;    /* VMG_CPU_* */
    const char *virt;  /* the guests' type: kvm, qemu */
    const char *model; /* what a host-model guest gets; NULL = unknown */
    const char *const *features;
    size_t feature_count;
    const char *const *models; /* named models that can be used as they are */
    size_t model_count;
    const char *const *partial_models; /* known, but some feature of them is lacking */
    size_t partial_model_count;        /* both counts are 0 in a stamp */
};

/* By a role or by [migration] network; else network is the management network. */
#define VMG_MIGRATION_CONFIGURED 0x1u
/* host and address are of a file that libvirt's daemon may not have read yet. */
#define VMG_MIGRATION_UNREAD 0x2u
/* A manager names the address for each migration. */
#define VMG_MIGRATION_MANAGED 0x4u

/* Where migrations into a host go. */
struct vmg_migration {
    uint32_t struct_size;
    uint32_t flags;      /* VMG_MIGRATION_* */
    const char *network; /* the logical network that is to carry them; NULL = none */
    const char *host;    /* libvirt's migration_host; NULL = not set, also in a stamp */
    const char *address; /* libvirt's migration_address; NULL likewise */
};

#define VMG_STATUS_UP          "up"
#define VMG_STATUS_PREPARING   "preparing-for-maintenance"
#define VMG_STATUS_MAINTENANCE "maintenance"
/* nothing was heard of it lately: only of a host that the registry knows */
#define VMG_STATUS_NON_RESPONSIVE "non-responsive"

#define VMG_GUEST_INCOMING 0x1u /* it arrives, or is expected, and does not run yet */

/* What a guest of a host, or one on its way there, commits of it. */
struct vmg_commitment {
    uint32_t struct_size;
    uint32_t flags; /* VMG_GUEST_* */
    const char *uuid;
    uint64_t commit_kib; /* as vmg_guest's */
    uint64_t held_kib;   /* how much of it an incoming one holds already */
    uint32_t vcpus;      /* plugged */
    uint32_t reserved;
    const struct vmg_pages *const *pages;
    size_t pages_count;
    uint64_t held_pages_kib; /* how much of pages an incoming one holds already */
};

/* What manages the guests of a host: where an administrator changes them. */
#define VMG_MANAGER_NONE      "none"      /* nothing but libvirt's own tools is known of */
#define VMG_MANAGER_VDSM      "vdsm"      /* oVirt, HOSTVM */
#define VMG_MANAGER_PACEMAKER "pacemaker" /* guests are resources of a cluster */
#define VMG_MANAGER_NOVA      "nova"      /* OpenStack */

#define VMG_HOST_KNOWS_GUESTS  0x1u /* commitments has all of its guests */
#define VMG_HOST_KNOWS_STORAGE 0x2u /* domains has all of its storage domains */
/* known_guests has all guests that libvirt knows there */
#define VMG_HOST_KNOWS_INVENTORY 0x4u
/* resources has all of these kinds */
#define VMG_HOST_KNOWS_SECRETS   0x8u
#define VMG_HOST_KNOWS_FILTERS   0x10u
#define VMG_HOST_KNOWS_ADDRESSES 0x20u
#define VMG_HOST_KNOWS_HUGETLBFS 0x40u
#define VMG_HOST_KNOWS_NODES     0x80u

#define VMG_KNOWN_ACTIVE 0x1u /* it runs, is paused, or arrives */
#define VMG_KNOWN_SAVED  0x2u /* a managed save of it is there: its next start restores that */

/* A guest that libvirt knows on a host, running or not. */
struct vmg_known_guest {
    uint32_t struct_size;
    uint32_t flags; /* VMG_KNOWN_* */
    const char *name;
    const char *uuid;
};

#define VMG_RESOURCE_EMPTY   0x1u /* a secret without a value */
#define VMG_RESOURCE_UNKNOWN 0x2u /* whether a secret has a value is not known */

/* Something that guests name, and that is there on a host. */
struct vmg_resource {
    uint32_t struct_size;
    uint32_t kind;      /* VMG_KIND_* */
    const char *name;   /* a secret's UUID, a filter's name, an address, a mount's path, the
                           number of a NUMA node */
    const char *detail; /* of a secret: its usage, as vmg_claim's; else NULL */
    uint64_t kib;       /* the size of huge pages; what is free or can be freed of a node */
    uint32_t flags;     /* VMG_RESOURCE_* */
    uint32_t reserved;
};

#define VMG_EMULATOR_TPM    0x1u /* it can have an emulated TPM */
#define VMG_EMULATOR_NO_TPM 0x2u /* it can't; if neither is set, that is unknown */

/* One program that runs guests of one architecture on a host. The arrays are sorted as
 * strcmp(3) does. */
struct vmg_emulator {
    uint32_t struct_size;
    uint32_t flags;           /* VMG_EMULATOR_* */
    const char *path;         /* of the program */
    const char *arch;         /* the guests' */
    const char *const *virts; /* the guests' types: kvm, qemu */
    size_t virt_count;
    const char *const *machines; /* machine types, the short names among them */
    size_t machine_count;
    const char *const *loaders; /* firmware that libvirt found there; others may be there */
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
    uint64_t memory_total_kib;                 /* but for huge pages; 0 = unknown, as in a stamp */
    uint64_t memory_available_kib;             /* MemAvailable of proc(5) */
    const struct vmg_network *const *networks; /* sorted by name as strcmp(3) does */
    size_t network_count;
    uint64_t generation;     /* rises when what a stamp carries changes */
    const char *cpus_online; /* as /sys/devices/system/cpu/online; NULL = unknown */
    uint32_t flags;          /* VMG_HOST_* */
    uint32_t reserved;
    const struct vmg_pages *const *pages; /* free huge pages, of all nodes together */
    size_t pages_count;
    /* The host's guests, and those that were admitted and are not running yet;
     * each once. Empty in a stamp. */
    const struct vmg_commitment *const *commitments;
    size_t commitment_count;
    const char *cpu_vendor;            /* NULL = unknown */
    const char *cpu_model;             /* the host's own; NULL = unknown */
    const struct vmg_cpu *const *cpus; /* one for each type of guests that can run */
    size_t cpu_count;                  /* 0 also in facts of an agent that did not tell */
    const struct vmg_local *const *locals;
    size_t local_count;                      /* 0 in a stamp */
    const struct vmg_domain *const *domains; /* sorted by source as strcmp(3) does */
    size_t domain_count;
    const struct vmg_pages *const *node_pages; /* free huge pages, node by node */
    size_t node_pages_count;                   /* 0 on a host with one node */
    const struct vmg_migration *migration;     /* NULL = unknown */
    uint32_t outgoing;                         /* guests that leave; with commitments */
    uint32_t reserved2;
    const char *manager; /* VMG_MANAGER_*, or one of a later version; NULL = unknown */
    const struct vmg_known_guest *const *known_guests;
    size_t known_guest_count; /* 0 in a stamp */
    /* Both are empty in a stamp; without VMG_HOST_KNOWS_* of a kind its absence says nothing. */
    const struct vmg_resource *const *resources;
    size_t resource_count;
    const struct vmg_emulator *const *emulators;
    size_t emulator_count;        /* 0 = unknown */
    const char *libvirt_version;  /* of its daemon: "11.3.0"; NULL = unknown */
    const char *qemu_version;     /* "10.0.2"; NULL = unknown */
    const char *cpu_signature;    /* which silicon it is, whatever names it; NULL = unknown */
    const char *const *cpu_names; /* CPU features that libvirt has names for, sorted likewise */
    size_t cpu_name_count;        /* 0 = unknown, as in a stamp */
};

#endif
