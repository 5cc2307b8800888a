/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest, as a check sees it. This file is a part of virt-migration-guard.h: include that
 * file instead. */
#ifndef VIRT_MIGRATION_GUARD_GUEST_H
#define VIRT_MIGRATION_GUARD_GUEST_H

#include <stddef.h>
#include <stdint.h>

#define VMG_DISK_READONLY  0x1u
#define VMG_DISK_SHAREABLE 0x2u
#define VMG_DISK_TRANSIENT 0x4u
#define VMG_DISK_EMPTY     0x8u  /* a drive with no medium */
#define VMG_DISK_DROPPABLE 0x10u /* startupPolicy allows a migration without the medium */

/* only for type network: one of the image's servers is the host itself */
#define VMG_IMAGE_LOOPBACK 0x1u

/* One image of a disk: the disk's own image, or one of its backing files. */
struct vmg_image {
    uint32_t struct_size;
    uint32_t reserved;
    const char *type;     /* as vmg_disk's */
    const char *source;   /* as vmg_disk's */
    const char *pool;     /* only for type volume; otherwise NULL */
    const char *protocol; /* only for type network; otherwise NULL */
    /* only for type network: the name or the address of the first server, or the path of its
     * socket; NULL if the XML names no server */
    const char *host;
    uint32_t flags; /* VMG_IMAGE_* */
    uint32_t reserved2;
    /* the path on the source host with all symbolic links resolved, from the stamp; NULL if the
     * path has no links, or if this is unknown */
    const char *real;
    /* the member of the guest's array claims that has the path of this image, and the agent's
     * answer about this path; NULL if the agents do not look at the image */
    const struct vmg_claim *claim;
};

/* One <disk> of the guest. */
struct vmg_disk {
    uint32_t struct_size;
    uint32_t flags;     /* VMG_DISK_* */
    const char *target; /* <target dev=...>, "vda" */
    const char *device; /* disk, cdrom, floppy, lun */
    const char *type;   /* file, block, network, volume, dir, nvme, vhostuser */
    /* path, or protocol:name, or pool/volume; NULL if the disk has no image */
    const char *source;
    const char *cache; /* the cache mode in the domain XML; NULL if the XML sets no mode */
    /* the cache mode in use on the source host, from the stamp; "default" if none is set; NULL
     * if the stamp does not list the disk */
    const char *source_cache;
    const struct vmg_image *const *images; /* first the disk's own image, then its backing files */
    size_t image_count;                    /* 0 if the disk has no image */
    /* UUID of oVirt's storage domain, from the guest's metadata; NULL = unknown */
    const char *domain;
    /* the cache mode that the disk will have after the guest is shut down and started on the
     * source host; "default" if no mode is set; NULL if the mode stays the same, or is unknown */
    const char *next_cache;
};

/* the XML has <link state='down'/>: the guest sees no cable in this NIC */
#define VMG_NIC_LINK_DOWN 0x1u

/* One <lease> of the guest: a lock on storage. The guest holds the lock while it runs. */
struct vmg_lease {
    uint32_t struct_size;
    uint32_t reserved;
    const char *lockspace; /* in oVirt, the UUID of the storage domain; NULL if none is given */
    const char *key;       /* NULL if none is given */
    const char *path;      /* the file or device that has the lock; NULL if none is given */
};

/* One <interface> of the guest. */
struct vmg_nic {
    uint32_t struct_size;
    uint32_t flags;     /* VMG_NIC_* */
    const char *mac;    /* 52:54:00:... */
    const char *type;   /* network, bridge, direct, ... */
    const char *source; /* the name of the network, bridge or device; NULL if none is given */
    /* oVirt's logical network, from the guest's metadata; NULL = unknown */
    const char *network;
    const char *portgroup;   /* only for type network; NULL if none is given */
    const char *virtualport; /* openvswitch, 802.1Qbh, ...; NULL if none is given */
    const char *vlans;       /* VLAN tags, ascending: "10", "10,20"; NULL if none is given */
    uint32_t mtu;            /* bytes; 0 if none is given */
    uint32_t reserved;
    const char *device; /* the NIC's own device on the host, for example a tap; NULL = unknown */
};

/* Memory in huge pages of one size. */
struct vmg_pages {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t size_kib; /* the size of one page; 0 = the host's default size of huge pages */
    uint64_t kib;      /* the memory that a guest needs, or that is free on a host */
    /* the host's NUMA nodes on which a guest needs the pages, or on which the pages are free; a
     * set as libvirt writes it. NULL: a guest can have the pages on any node, or the pages of
     * all nodes are counted together */
    const char *nodes;
};

/* A set of host CPUs that the guest is pinned to. */
struct vmg_pin {
    uint32_t struct_size;
    uint32_t reserved;
    const char *what;   /* "vcpu 0", "emulator", "iothread 1", "all vcpus" */
    const char *cpuset; /* as libvirt writes it: "0-3,^2,8" */
};

#define VMG_DEVICE_UNCLEAR 0x1u /* it is unknown whether this device prevents a migration */
/* libvirt or QEMU can't migrate a running guest with this device */
#define VMG_DEVICE_BLOCKS 0x2u

/* One device, or another part of the guest, that prevents the guest's migration to another host,
 * or may prevent it. */
struct vmg_device {
    uint32_t struct_size;
    uint32_t reserved;
    const char *element; /* hostdev, interface, filesystem, input, ... */
    const char *type;    /* pci, usb, mdev, ...; NULL if there is none */
    const char *what;    /* the device's address or path, for messages; NULL if there is none */
    const char *why;     /* why the device prevents a migration */
    uint32_t flags;      /* VMG_DEVICE_* */
    uint32_t reserved2;
};

/* One address that a <graphics> listens on. */
struct vmg_listen {
    uint32_t struct_size;
    uint32_t reserved;
    const char *graphics; /* vnc, spice, rdp */
    const char *type;     /* address, network, socket, none */
    const char *address;  /* NULL if none is given */
    const char *network;  /* only for type network; otherwise NULL */
};

/* One custom property, from the guest's oVirt metadata. */
struct vmg_property {
    uint32_t struct_size;
    uint32_t reserved;
    const char *device; /* NULL for a property of the guest, otherwise the device's name */
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

/* The kinds of struct vmg_claim, a thing that the guest needs on its host, and of struct
 * vmg_resource, a thing that a host has. */
#define VMG_KIND_SECRET    1u /* a libvirt secret: its UUID is in name, or its usage in detail */
#define VMG_KIND_FILTER    2u /* libvirt's network filter */
#define VMG_KIND_ADDRESS   3u /* an IP address of the host that QEMU listens on */
#define VMG_KIND_EMULATOR  4u /* QEMU's program */
#define VMG_KIND_TPM       5u /* an emulated TPM: swtpm */
#define VMG_KIND_HUGETLBFS 6u /* a mounted hugetlbfs: kib is the size of a page, 0 = default */
/* NUMA nodes: name is a set of nodes, kib the memory needed on them */
#define VMG_KIND_NODES 7u
#define VMG_KIND_FILE  8u /* a file that QEMU or libvirt opens when the guest starts */
/* a file or socket that is made when the guest starts: the directory of the file must exist */
#define VMG_KIND_DIRECTORY 9u
/* the image file of a disk that is only read; each host may have its own copy */
#define VMG_KIND_MEDIUM  10u
#define VMG_KIND_PORT    11u /* a TCP port that QEMU listens on: name is the IP address */
#define VMG_KIND_SERVICE 12u /* a TCP service on the host itself, to which QEMU connects */
#define VMG_KIND_SOCKET  13u /* a Unix socket that QEMU connects to */
#define VMG_KIND_BRIDGE  14u /* a bridge to which a NIC is connected */
#define VMG_KIND_TAP     15u /* a tap device that a manager makes before the guest starts */
/* a tap device that libvirt makes, with the name that the XML gives */
#define VMG_KIND_NEW_TAP 16u
#define VMG_KIND_PROGRAM 17u /* a script that libvirt runs when the guest starts */
/* an image other than VMG_KIND_MEDIUM that the guest only reads, such as a backing file: name is
 * its path */
#define VMG_KIND_IMAGE    18u
#define VMG_KIND_DISK     19u /* an image that the guest writes to: name is its path */
#define VMG_KIND_UDP_PORT 20u /* a UDP port that QEMU listens on: name is the IP address */
#define VMG_KIND_KVM      21u /* the kernel's virtualisation: /dev/kvm */
/* firmware that QEMU copies into the guest's memory: the file must have the same size on both
 * hosts */
#define VMG_KIND_ROM 22u
/* a libvirt network: detail is the address that displays in this network listen on */
#define VMG_KIND_LISTEN 23u

/* The answer of the destination's agent about a thing. If none of the first three flags is set,
 * the hook did not try to ask the agent. */
#define VMG_CLAIM_THERE   0x1u
#define VMG_CLAIM_MISSING 0x2u
/* The agent did not answer in time, or the hook could not ask about this thing: for example, the
 * path is not absolute. */
#define VMG_CLAIM_UNANSWERED 0x4u
/* The flags from VMG_CLAIM_OTHER to VMG_CLAIM_SAME are only for images of disks and for firmware,
 * and only together with VMG_CLAIM_THERE. */
#define VMG_CLAIM_OTHER     0x8u  /* the destination has another file or device at this path */
#define VMG_CLAIM_RESIZED   0x10u /* the file or device has another size than on the source */
#define VMG_CLAIM_READ_ONLY 0x20u /* on the destination the file or device can't be written */
#define VMG_CLAIM_SAME      0x40u /* on both hosts the path is the same device */

/* One name in the domain XML of something that the guest needs on the host: for example a path,
 * a port or a secret. */
struct vmg_claim {
    uint32_t struct_size;
    uint32_t kind; /* VMG_KIND_* */
    /* the name of the XML element that refers to the thing: disk, interface, loader, serial, ... */
    const char *element;
    const char *id;   /* the disk's target or the NIC's MAC address; NULL for other elements */
    const char *name; /* NULL if the kind has none */
    /* a secret's usage, a port's number, or what the source's agent saw at the path of an image,
     * from the stamp; otherwise NULL */
    const char *detail;
    uint64_t kib;   /* KiB, if the kind has a size (see VMG_KIND_*); otherwise 0 */
    uint32_t flags; /* VMG_CLAIM_* */
    uint32_t reserved;
};

/* What the source host says about the guest. The flags SHUT_OFF, NOT_RESUMED and TAP_USO are
 * from the guest's stamp. The other flags are only known if the checks run on the source host
 * itself. */
#define VMG_SOURCE_SHUT_OFF 0x1u /* the guest was shut off when the stamp was written */
/* the guest arrived on the source host paused and was never resumed */
#define VMG_SOURCE_NOT_RESUMED   0x2u
#define VMG_SOURCE_HAS_SNAPSHOTS 0x4u  /* libvirt on the source host has snapshots of the guest */
#define VMG_SOURCE_BLOCK_JOB     0x8u  /* a disk has a block job, for example a backup */
#define VMG_SOURCE_IO_ERROR      0x10u /* the guest is paused because of an I/O error */
/* the guest uses UDP segmentation offload on a tap, which the destination's kernel must support */
#define VMG_SOURCE_TAP_USO 0x20u

/* The guest, as its domain XML describes it. */
struct vmg_guest {
    uint32_t struct_size;
    uint32_t vcpus; /* maximum */
    const char *name;
    const char *uuid;
    const char *type;    /* kvm, qemu */
    const char *arch;    /* x86_64, ... */
    const char *machine; /* the machine type, as libvirt names it: pc-q35-7.2, ... */
    uint64_t memory_kib; /* <memory> */
    const struct vmg_disk *const *disks;
    size_t disk_count;
    const struct vmg_nic *const *nics;
    size_t nic_count;
    const struct vmg_listen *const *listens;
    size_t listen_count;
    const struct vmg_property *const *properties;
    size_t property_count;
    /* the most memory of the host that the guest can need, including QEMU's overhead, without
     * huge pages */
    uint64_t commit_kib;
    const struct vmg_pages *const *pages;
    size_t pages_count;
    const struct vmg_pin *const *pins;
    size_t pin_count;
    /* only devices that prevent a migration or may prevent it */
    const struct vmg_device *const *devices;
    size_t device_count;
    const char *cpu_mode;   /* custom, host-model, host-passthrough, maximum; NULL if there
                               is no <cpu>. A running host-model guest arrives as custom. */
    const char *cpu_match;  /* exact, minimum, strict; NULL if none is given */
    const char *cpu_model;  /* only for mode custom; NULL if none is given */
    const char *cpu_vendor; /* the vendor that the guest asks for; NULL if none is given */
    const struct vmg_cpu_feature *const *cpu_features;
    size_t cpu_feature_count;
    uint32_t vcpus_plugged; /* the number of vCPUs that the guest has now */
    uint32_t source_flags;  /* VMG_SOURCE_* */
    const struct vmg_claim *const *claims;
    size_t claim_count;
    const struct vmg_lease *const *leases;
    size_t lease_count;
    /* The CPU that the guest runs with, from the source's stamp, also for a guest of mode
     * host-model: its model, all its features, and the names of the features that the guest's
     * definition switches on or off. If the stamp does not say it, the model is NULL and the
     * counts are 0. */
    const char *running_cpu_model;
    const char *const *running_cpu_features; /* sorted as strcmp(3) does, without duplicates */
    size_t running_cpu_feature_count;
    const char *const *running_cpu_names; /* likewise */
    size_t running_cpu_name_count;
};

#endif
