/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A host, as a check sees it. This file is a part of virt-migration-guard.h: include that file
 * instead. */
#ifndef VIRT_MIGRATION_GUARD_HOST_H
#define VIRT_MIGRATION_GUARD_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "virt-migration-guard-guest.h"

#define VMG_ROLE_MANAGEMENT 0x1u
#define VMG_ROLE_MIGRATION  0x2u
#define VMG_ROLE_DISPLAY    0x4u
#define VMG_ROLE_VM         0x8u

/* One IP address of a host in a logical network. */
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

#define VMG_NETWORK_OPTIONAL 0x1u /* required = no: the other host need not have this network */
#define VMG_NETWORK_STORAGE  0x2u /* the server of a storage domain is in the network's subnet */
/* the network's device is a bridge that has a port which belongs to no guest */
#define VMG_NETWORK_PORTS 0x4u
/* the network's device is a bridge that has no ports except those of guests */
#define VMG_NETWORK_ALONE 0x8u

/* One logical network, as a host reaches it. */
struct vmg_network {
    uint32_t struct_size;
    uint32_t roles; /* VMG_ROLE_* */
    const char *name;
    const char *device; /* the bridge or NIC of the network; NULL if the host does not have it */
    const char *state;  /* "up", "down", or "missing" if the host does not have the device */
    uint32_t mtu;       /* bytes; 0 = unknown */
    uint32_t vlan;      /* 0 = no tag */
    const struct vmg_address *const *addresses;
    size_t address_count;
    uint32_t flags; /* VMG_NETWORK_* */
    uint32_t reserved;
    const char *kind;    /* kind of the device: bridge, openvswitch, nic; NULL = unknown */
    const char *libvirt; /* the libvirt network that leads to this network; NULL if there is none */
    /* the VLAN tags, ascending, if the libvirt network has several; otherwise NULL */
    const char *trunk;
    const struct vmg_portgroup *const *portgroups;
    size_t portgroup_count;
};

/* Something to which a guest's NIC can be connected, but which is not a logical network: a
 * bridge, a NIC of the host or a libvirt network. Two hosts can have such a thing with the same
 * name, and the things can still lead to different networks. */
struct vmg_local {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
    const char *kind;  /* bridge, nic, network (libvirt's) */
    const char *state; /* "down" if an administrator has switched the device off; otherwise NULL */
};

#define VMG_DOMAIN_OPTIONAL 0x1u /* required = no: the other host need not have this domain */

/* One storage domain, as a host reaches it. A host can list the same source twice, with two
 * paths. */
struct vmg_domain {
    uint32_t struct_size;
    uint32_t flags; /* VMG_DOMAIN_* */
    const char *name;
    /* the type of the filesystem or of the libvirt pool, or vdsm, or declared (in guard.conf) */
    const char *kind;
    const char *source; /* the domain's identity, the same on every host: "server:/path", a uuid */
    const char *path;   /* the path of the domain's files; NULL if there is none */
    const char *pool;   /* the name of the libvirt pool; NULL if the domain is not a pool */
    const char *state;  /* "up", "down" if the storage does not answer, or "missing" */
};

/* The member features lists all CPU features. Without this flag, libvirt on that host can't list
 * CPU features. */
#define VMG_CPU_LISTED 0x1u

/* The CPU that a host can offer to guests of one type. The arrays of names are sorted as
 * strcmp(3) does, without duplicates. */
struct vmg_cpu {
    uint32_t struct_size;
    uint32_t flags;    /* VMG_CPU_* */
    const char *virt;  /* the type of these guests: "kvm" or "qemu" */
    const char *model; /* the model that a host-model guest gets; NULL = unknown */
    const char *const *features;
    size_t feature_count;
    const char *const *models; /* named models that can be used as they are */
    size_t model_count;
    const char *const *partial_models; /* models that lack some feature on this host */
    size_t partial_model_count;        /* model_count and partial_model_count are 0 in a stamp */
};

/* The migration network was chosen by a role or by [migration] network in guard.conf. Without
 * this flag, migrations use the management network. */
#define VMG_MIGRATION_CONFIGURED 0x1u
/* The members host and address are from a configuration file that libvirt's daemon may not have
 * read yet. */
#define VMG_MIGRATION_UNREAD 0x2u
/* A manager such as VDSM sets the address of each migration. */
#define VMG_MIGRATION_MANAGED 0x4u

/* The network and the address that migrations into a host use. */
struct vmg_migration {
    uint32_t struct_size;
    uint32_t flags;      /* VMG_MIGRATION_* */
    const char *network; /* the logical network for migrations; NULL = none */
    const char *host;    /* migration_host in qemu.conf; NULL if it is not set, and in a stamp */
    const char *address; /* migration_address in qemu.conf; NULL if it is not set, and in a stamp */
};

#define VMG_STATUS_UP          "up"
#define VMG_STATUS_PREPARING   "preparing-for-maintenance"
#define VMG_STATUS_MAINTENANCE "maintenance"
/* the host has not renewed its entry in the registry in time; only for hosts in the registry */
#define VMG_STATUS_NON_RESPONSIVE "non-responsive"

#define VMG_GUEST_INCOMING 0x1u /* the guest arrives or was admitted, and does not run yet */

/* The resources of a host that one guest uses or that are reserved for it. The guest runs on the
 * host or is arriving there. */
struct vmg_commitment {
    uint32_t struct_size;
    uint32_t flags; /* VMG_GUEST_* */
    const char *uuid;
    uint64_t commit_kib; /* as vmg_guest's */
    /* the part of commit_kib that the QEMU of an incoming guest has taken already */
    uint64_t held_kib;
    uint32_t vcpus; /* plugged */
    uint32_t reserved;
    const struct vmg_pages *const *pages;
    size_t pages_count;
    /* the huge pages that the QEMU of an incoming guest has taken already */
    uint64_t held_pages_kib;
};

/* The program that manages the guests of a host. An administrator uses this program to change a
 * guest. */
#define VMG_MANAGER_NONE      "none"      /* no manager is known, so libvirt's own tools are used */
#define VMG_MANAGER_VDSM      "vdsm"      /* oVirt, HOSTVM */
#define VMG_MANAGER_PACEMAKER "pacemaker" /* guests are resources of Pacemaker's cluster */
#define VMG_MANAGER_NOVA      "nova"      /* OpenStack */

#define VMG_HOST_KNOWS_GUESTS  0x1u /* the member commitments lists all guests of the host */
#define VMG_HOST_KNOWS_STORAGE 0x2u /* the member domains lists all storage domains of the host */
/* The member known_guests lists all guests that libvirt on the host knows. */
#define VMG_HOST_KNOWS_INVENTORY 0x4u
/* Each flag from VMG_HOST_KNOWS_SECRETS to VMG_HOST_KNOWS_LISTENS is for one kind of resources. If
 * the flag is set, the member resources lists all resources of this kind. */
#define VMG_HOST_KNOWS_SECRETS   0x8u
#define VMG_HOST_KNOWS_FILTERS   0x10u
#define VMG_HOST_KNOWS_ADDRESSES 0x20u
#define VMG_HOST_KNOWS_HUGETLBFS 0x40u
#define VMG_HOST_KNOWS_NODES     0x80u
#define VMG_HOST_KNOWS_LISTENS   0x100u
/* Whether the kernel supports UDP segmentation offload on taps. If neither VMG_HOST_TAP_USO nor
 * VMG_HOST_NO_TAP_USO is set, the answer is unknown. */
#define VMG_HOST_TAP_USO    0x200u
#define VMG_HOST_NO_TAP_USO 0x400u

#define VMG_KNOWN_ACTIVE 0x1u /* the guest runs, is paused, or arrives */
#define VMG_KNOWN_SAVED  0x2u /* the guest has a managed save, which its next start restores */

/* A guest that libvirt knows on a host, whether the guest runs or not. */
struct vmg_known_guest {
    uint32_t struct_size;
    uint32_t flags; /* VMG_KNOWN_* */
    const char *name;
    const char *uuid;
};

#define VMG_RESOURCE_EMPTY   0x1u /* a secret without a value */
#define VMG_RESOURCE_UNKNOWN 0x2u /* it is unknown whether the secret has a value */

/* Something on a host that guests can use by its name. */
struct vmg_resource {
    uint32_t struct_size;
    uint32_t kind; /* VMG_KIND_* */
    /* a secret's UUID, the name of a filter or network, an address, a mount's path, or the
     * number of a NUMA node */
    const char *name;
    const char *detail; /* a secret's usage, or a network's address for displays; otherwise NULL */
    /* the size of a mount's huge pages, or a NUMA node's memory that is free or can be freed */
    uint64_t kib;
    uint32_t flags; /* VMG_RESOURCE_* */
    uint32_t reserved;
};

/* If neither VMG_EMULATOR_TPM nor VMG_EMULATOR_NO_TPM is set, it is unknown whether the program
 * supports a TPM. */
#define VMG_EMULATOR_TPM    0x1u /* the program supports an emulated TPM */
#define VMG_EMULATOR_NO_TPM 0x2u /* the program does not support an emulated TPM */

/* One program that runs guests of one architecture on a host. The arrays are sorted as
 * strcmp(3) does. */
struct vmg_emulator {
    uint32_t struct_size;
    uint32_t flags;           /* VMG_EMULATOR_* */
    const char *path;         /* path of the program */
    const char *arch;         /* the guests' */
    const char *const *virts; /* types of guests that the program runs: kvm, qemu or both */
    size_t virt_count;
    const char *const *machines; /* machine types, including their short names */
    size_t machine_count;
    /* the firmware files that libvirt found on the host; the list may be incomplete */
    const char *const *loaders;
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
    uint64_t generation;     /* rises when facts of the host that are in stamps change */
    const char *cpus_online; /* in the form of /sys/devices/system/cpu/online; NULL = unknown */
    uint32_t flags;          /* VMG_HOST_* */
    uint32_t reserved;
    const struct vmg_pages *const *pages; /* free huge pages, of all nodes together */
    size_t pages_count;
    /* The host's guests, and guests that were admitted and do not run yet. Each guest is listed
     * once. Empty in a stamp. */
    const struct vmg_commitment *const *commitments;
    size_t commitment_count;
    const char *cpu_vendor; /* NULL = unknown */
    const char *cpu_model;  /* the model of the host's CPU; NULL = unknown */
    /* one for each type of guest (kvm, qemu) that can run on the host */
    const struct vmg_cpu *const *cpus;
    size_t cpu_count; /* 0 if an older version of the agent wrote the facts */
    const struct vmg_local *const *locals;
    size_t local_count;                      /* a stamp lists only devices that are switched off */
    const struct vmg_domain *const *domains; /* sorted by source as strcmp(3) does */
    size_t domain_count;
    const struct vmg_pages *const *node_pages; /* free huge pages of each NUMA node */
    size_t node_pages_count;                   /* 0 on a host with one NUMA node */
    const struct vmg_migration *migration;     /* NULL = unknown */
    /* the number of guests that are leaving the host; only known if VMG_HOST_KNOWS_GUESTS is set */
    uint32_t outgoing;
    uint32_t reserved2;
    /* VMG_MANAGER_*, or the word of a later version for another manager; NULL = unknown */
    const char *manager;
    const struct vmg_known_guest *const *known_guests;
    size_t known_guest_count; /* 0 in a stamp */
    /* The arrays resources and emulators are empty in a stamp. If the flag VMG_HOST_KNOWS_* of a
     * kind is not set, the host may have things of that kind that are not listed. */
    const struct vmg_resource *const *resources;
    size_t resource_count;
    const struct vmg_emulator *const *emulators;
    size_t emulator_count;       /* 0 = unknown */
    const char *libvirt_version; /* the version of libvirt's daemon, "11.3.0"; NULL = unknown */
    const char *qemu_version;    /* the version of QEMU, "10.0.2"; NULL = unknown */
    /* identifies the hardware of the CPU, for example its family and stepping; NULL = unknown */
    const char *cpu_signature;
    /* the CPU features that libvirt has names for, sorted as strcmp(3) does */
    const char *const *cpu_names;
    size_t cpu_name_count; /* 0 = unknown, as in a stamp */
};

#endif
