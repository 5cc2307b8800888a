/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * virt-migration-guard: the check-module ABI.
 *
 * A check is one prerequisite of a live migration: a pure function of the
 * guest, the source host, the destination host and its own options, that
 * reports findings. The built-in checks use this header and nothing else of
 * the guard's to see the world; so do those of third parties.
 *
 * A module is a shared object with one check. It needs this header alone, which is
 * C90 and C++, and links nothing of the guard's. virt-migration-guard-check(3) draws
 * its life and lists the changes of this interface.
 *
 * Everything that a check is given is read-only and lives until run() returns.
 * Strings are UTF-8. Any of them can be NULL, where the domain XML or the facts do
 * not have it, but for these: the name and the uuid of a guest and of a host, a
 * host's cluster and status, the name and the value of a property. Arrays are
 * counted; where the count is 0 the pointer may be NULL. `reserved` and `reserved2` are 0.
 */
#ifndef VIRT_MIGRATION_GUARD_H
#define VIRT_MIGRATION_GUARD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Rules of compatibility. The major version changes when a module built for the old
 * one would misbehave; such a module is not loaded. The minor version changes when
 * something was appended: a module runs with a guard of a lower or a higher one.
 *
 * Structures begin with their size in bytes, as their maker knew them. Fields are
 * only ever appended, numbers never change their meaning. A field that version 1.0
 * has is always there; of any later one ask VMG_HAS() first, as the guard does with
 * what a module gives: what is beyond struct_size does not exist. Where a number can
 * be one that this header does not have (flags, VMG_NEEDS_*), a check ignores it; the
 * guard refuses.
 */
#define VMG_ABI_MAJOR   1u
#define VMG_ABI_MINOR   0u
#define VMG_ABI_VERSION ((VMG_ABI_MAJOR << 16) | VMG_ABI_MINOR)

/* Whether what POINTER leads to was made by somebody who knew FIELD. */
#define VMG_HAS(pointer, field)                                                                    \
    ((size_t)((const char *)(&(pointer)->field + 1) - (const char *)(pointer)) <=                  \
     (size_t)(pointer)->struct_size)

/* What one finding says. Zero is fail, so that memory nobody filled in refuses. */
enum vmg_result { VMG_FAIL = 0, VMG_WARN = 1, VMG_PASS = 2 };

/* Whose facts a check can't do without. Where they are missing the guard itself
 * reports that the check could not be decided; the check still runs, with NULL
 * in their place, and reports what it can see without them. */
#define VMG_NEEDS_SOURCE      0x1u
#define VMG_NEEDS_DESTINATION 0x2u

#define VMG_DISK_READONLY  0x1u
#define VMG_DISK_SHAREABLE 0x2u
#define VMG_DISK_TRANSIENT 0x4u
#define VMG_DISK_EMPTY     0x8u  /* a drive with no medium */
#define VMG_DISK_DROPPABLE 0x10u /* startupPolicy lets a migration go without it */

#define VMG_IMAGE_LOOPBACK 0x1u /* of type network: a server of it is the host itself */

/* One image that a disk reads: the disk's own, or one that it is based on. */
struct vmg_image {
    uint32_t struct_size;
    uint32_t reserved;
    const char *type;     /* as vmg_disk's */
    const char *source;   /* as vmg_disk's */
    const char *pool;     /* of type volume; else NULL */
    const char *protocol; /* of type network; else NULL */
    const char *host;     /* of type network: the first, a name, an address or a socket's
                             path; NULL where none is given */
    uint32_t flags;       /* VMG_IMAGE_* */
    uint32_t reserved2;
};

/* One <disk> of the guest. */
struct vmg_disk {
    uint32_t struct_size;
    uint32_t flags;           /* VMG_DISK_* */
    const char *target;       /* <target dev=...>, "vda" */
    const char *device;       /* disk, cdrom, floppy, lun */
    const char *type;         /* file, block, network, volume, dir, nvme, vhostuser */
    const char *source;       /* path, or protocol:name, or pool/volume; NULL when empty */
    const char *cache;        /* as the domain XML says; NULL where it sets none */
    const char *source_cache; /* as the source host runs it, by its stamp; "default" where
                                 none is set; NULL where the stamp does not list the disk */
    const struct vmg_image *const *images; /* its own, then those it is based on */
    size_t image_count;                    /* 0 where it has none */
    const char *domain;     /* uuid of oVirt's storage domain, by its metadata; NULL = unknown */
    const char *next_cache; /* what cache becomes when the guest is shut down and started again on
                               its source host; "default" if none is set; NULL = it stays as it is,
                               or is unknown */
};

#define VMG_NIC_LINK_DOWN 0x1u /* no cable is plugged in */

/* One <interface> of the guest. */
struct vmg_nic {
    uint32_t struct_size;
    uint32_t flags;          /* VMG_NIC_* */
    const char *mac;         /* 52:54:00:... */
    const char *type;        /* network, bridge, direct, ... */
    const char *source;      /* network, bridge or device name; NULL where none */
    const char *network;     /* oVirt's logical network, by its metadata; NULL = unknown */
    const char *portgroup;   /* of type network; NULL where none is given */
    const char *virtualport; /* openvswitch, 802.1Qbh, ...; NULL where none is given */
    const char *vlans;       /* tags, ascending: "10", "10,20"; NULL where none is given */
    uint32_t mtu;            /* bytes; 0 where none is given */
    uint32_t reserved;
};

/* Memory in huge pages of one size. */
struct vmg_pages {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t size_kib; /* of one page; 0 = the host's default size */
    uint64_t kib;      /* that a guest needs, or that is free on a host */
    const char *nodes; /* the host's NUMA nodes that they must be on, or are on, as
                          libvirt writes a set; NULL = any, or all together */
};

/* A set of host CPUs that the guest is pinned to. */
struct vmg_pin {
    uint32_t struct_size;
    uint32_t reserved;
    const char *what;   /* "vcpu 0", "emulator", "iothread 1", "all vcpus" */
    const char *cpuset; /* as libvirt writes it: "0-3,^2,8" */
};

#define VMG_DEVICE_UNCLEAR 0x1u /* it need not tie the guest to its host: nothing tells */

/* One device that may tie the guest to its host. */
struct vmg_device {
    uint32_t struct_size;
    uint32_t reserved;
    const char *element; /* hostdev, interface, filesystem, input, ... */
    const char *type;    /* pci, usb, mdev, ...; NULL where there is none */
    const char *what;    /* address or path, to name it by; NULL where there is none */
    const char *why;     /* what ties it to the host */
    uint32_t flags;      /* VMG_DEVICE_* */
    uint32_t reserved2;
};

/* One address that a <graphics> listens on. */
struct vmg_listen {
    uint32_t struct_size;
    uint32_t reserved;
    const char *graphics; /* vnc, spice, rdp */
    const char *type;     /* address, network, socket, none */
    const char *address;  /* NULL where none is given */
    const char *network;  /* NULL but for type network */
};

/* One custom property, from the guest's oVirt metadata. */
struct vmg_property {
    uint32_t struct_size;
    uint32_t reserved;
    const char *device; /* NULL for the guest's own, else the device's name */
    const char *name;
    const char *value; /* may be empty */
};

/* One <feature> of the guest's <cpu>. */
struct vmg_cpu_feature {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
    const char *policy; /* force, require, optional, disable, forbid */
};

/* What a guest can name of its host, beside disks, NICs and devices. */
#define VMG_KIND_SECRET    1u  /* libvirt's secret: name is its UUID, else detail its usage */
#define VMG_KIND_FILTER    2u  /* libvirt's network filter */
#define VMG_KIND_ADDRESS   3u  /* an IP address that something listens on */
#define VMG_KIND_EMULATOR  4u  /* QEMU's program */
#define VMG_KIND_TPM       5u  /* an emulated TPM: swtpm */
#define VMG_KIND_HUGETLBFS 6u  /* a mount for huge pages: kib is the size of one, 0 = default */
#define VMG_KIND_NODES     7u  /* NUMA nodes: name is a set of them, kib what must be there */
#define VMG_KIND_FILE      8u  /* a file that QEMU or libvirt opens when the guest starts */
#define VMG_KIND_DIRECTORY 9u  /* a directory where something is made when the guest starts */
#define VMG_KIND_MEDIUM    10u /* the image in a CD-ROM drive, a file */

/* What the destination's agent saw when it was asked; none of them: it was not asked. */
#define VMG_CLAIM_THERE      0x1u
#define VMG_CLAIM_MISSING    0x2u
#define VMG_CLAIM_UNANSWERED 0x4u /* it was asked, and gave no answer in time */

/* One name in the domain XML that means something of the host. */
struct vmg_claim {
    uint32_t struct_size;
    uint32_t kind;       /* VMG_KIND_* */
    const char *element; /* that names it: disk, interface, loader, serial, ... */
    const char *id;      /* of a disk its target, of a NIC its MAC; else NULL */
    const char *name;    /* NULL where the kind has none */
    const char
        *detail;    /* of a secret: its usage, "ceph NAME"; of an address: the port; else NULL */
    uint64_t kib;   /* as the kind says; else 0 */
    uint32_t flags; /* VMG_CLAIM_* */
    uint32_t reserved;
};

/* What the source host says of the guest in its stamp. */
#define VMG_SOURCE_SHUT_OFF    0x1u /* it was shut off when the stamp was written */
#define VMG_SOURCE_NOT_RESUMED 0x2u /* it arrived there paused and was not resumed since */

/* The guest, as its domain XML describes it. */
struct vmg_guest {
    uint32_t struct_size;
    uint32_t vcpus; /* maximum */
    const char *name;
    const char *uuid;
    const char *type;    /* kvm, qemu */
    const char *arch;    /* x86_64, ... */
    const char *machine; /* as libvirt names it */
    uint64_t memory_kib; /* <memory> */
    const struct vmg_disk *const *disks;
    size_t disk_count;
    const struct vmg_nic *const *nics;
    size_t nic_count;
    const struct vmg_listen *const *listens;
    size_t listen_count;
    const struct vmg_property *const *properties;
    size_t property_count;
    uint64_t commit_kib; /* what the guest can come to need of the host's memory, its
                            overhead included, huge pages not */
    const struct vmg_pages *const *pages;
    size_t pages_count;
    const struct vmg_pin *const *pins;
    size_t pin_count;
    const struct vmg_device *const *devices; /* only those that tie it to its host */
    size_t device_count;
    const char *cpu_mode;   /* custom, host-model, host-passthrough, maximum; NULL where there
                               is no <cpu>. A running host-model guest arrives as custom. */
    const char *cpu_match;  /* exact, minimum, strict; NULL where none is given */
    const char *cpu_model;  /* of mode custom; NULL where none is given */
    const char *cpu_vendor; /* that the guest asks for; NULL where none is given */
    const struct vmg_cpu_feature *const *cpu_features;
    size_t cpu_feature_count;
    uint32_t vcpus_plugged; /* of vcpus, that the guest has now */
    uint32_t source_flags;  /* VMG_SOURCE_*, from the source's stamp */
    const struct vmg_claim *const *claims;
    size_t claim_count;
};

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
    size_t emulator_count; /* 0 = unknown */
};

/* One finding. The strings are copied before report() returns; each is one
 * line of text for the administrator. */
struct vmg_finding {
    uint32_t struct_size;
    int32_t result;      /* enum vmg_result; any other number is a fail */
    const char *subject; /* what it is about, "disk vda"; NULL for the whole guest */
    const char *wanted;  /* what would pass */
    const char *found;
    const char *fix;  /* what to do; NULL for a pass */
    const char *code; /* the reason in one word that never changes, for programs:
                         lower-case letters, digits, '-'; NULL where there is none */
};

/* What a check is given. */
struct vmg_input {
    uint32_t struct_size;
    uint32_t abi_version;               /* the guard's */
    const struct vmg_guest *guest;      /* never NULL */
    const struct vmg_host *source;      /* NULL where unknown */
    const struct vmg_host *destination; /* NULL where unknown */
    void *guard;                        /* the guard's own */

    /* The value of KEY in the configuration group that bears the check's name,
     * the guard's default where it is not set, else NULL. */
    const char *(*option)(const struct vmg_input *input, const char *key);
    /* Adds a finding to the verdict; as often as there is something to say. */
    void (*report)(const struct vmg_input *input, const struct vmg_finding *finding);
    /* Says MESSAGE in the guard's log; PRIORITY as in syslog(3). */
    void (*log)(const struct vmg_input *input, int priority, const char *message);
};

/* One check. */
struct vmg_check {
    uint32_t struct_size;
    uint32_t abi_version; /* VMG_ABI_VERSION */
    const char *name;     /* lower-case letters, digits, '-' */
    const char *version;  /* the module's own, any text */
    const char *summary;  /* one line: holds when */
    uint32_t needs;       /* VMG_NEEDS_* */
    uint32_t reserved;

    /* Judges, and reports at least one finding. Returns 0; any other number, or
     * no finding, counts as a failed check. Where a NULL host is one that `needs`
     * names, the guard has reported that already. It must not block (the hook's
     * deadline counts all checks together), start threads or processes, print to
     * stdout, which is the guest's XML there, call libvirt or exit(3), keep state
     * between calls, or touch files and sockets. */
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

/* A module's one exported symbol. CHECK is its struct vmg_check, which must live as
 * long as the module. At the end of the source, with no semicolon after it. */
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
