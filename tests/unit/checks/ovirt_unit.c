/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guests as VDSM describes them, and what only oVirt and HOSTVM have: paths of storage domains,
 * leases, direct LUNs, managed block storage, the hosted engine, OVN, TPM and NVRAM, guests without
 * a display, and the host's CPU. docs/ovirt.md has a table of the same cases. This is the only test
 * of lib/checks/integration.c and lib/checks/leases.c. */
#include "checks/checks.h"

#include "match/disks.h"
#include "tests/unit/support/ask.h"

#define SD     "4f6a7c1e-7c2a-4b8e-9a53-0c5c5b1f7a10"
#define HE_SD  "9d0c2f34-55c8-4a0d-8f0a-6c2f0a9d1e77"
#define IMAGE  "5b1d0c2e-0f3a-4a6e-8d6b-2f7d1c9e4b01/0e4a9c7d-6b2f-4c1e-9f5d-3a8b7c6d5e42"
#define NFS    "/rhev/data-center/mnt/nas.example.org:_srv_data/" SD
#define BLOCKS "/rhev/data-center/mnt/blockSD/" SD
#define LUN    "/dev/mapper/36001405a1b2c3d4e5f60718293a4b5c6"
#define CINDER "/run/vdsm/managedvolumes/7f0e6d5c-4b3a-4291-8807-1a2b3c4d5e6f"

#define DOMAIN(uuid, path, state)                                                                  \
    "<domain name='" uuid "' kind='vdsm' source='" uuid "' path='" path "' state='" state "'/>"
#define HAS     DOMAIN(SD, NFS, "up")
#define HAS_LV  DOMAIN(SD, BLOCKS, "up")
#define HAS_NOT ""
#define HAS_HE  DOMAIN(HE_SD, "/rhev/data-center/mnt/nas.example.org:_he/" HE_SD, "up")

#define DISK(type, device, source)                                                                 \
    "<disk type='" type "' device='" device "' snapshot='no'><driver name='qemu' type='raw' "      \
    "cache='none' error_policy='stop' io='native'/><source " source                                \
    "<target dev='sda' bus='scsi'/></disk>"
#define FILE_DISK(path)  DISK("file", "disk", "file='" path "'><seclabel relabel='no'/></source>")
#define BLOCK_DISK(path) DISK("block", "disk", "dev='" path "'><seclabel relabel='no'/></source>")
#define LUN_DISK(inside) DISK("block", "lun", "dev='" LUN "'>" inside "</source>")
#define LEASE(lockspace, path)                                                                     \
    "<lease><key>" TEST_GUEST_UUID "</key><lockspace>" lockspace                                   \
    "</lockspace><target offset='3145728' path='" path "'/></lease>"
#define FILE_LEASE  LEASE(SD, NFS "/dom_md/xleases")
#define BLOCK_LEASE LEASE(SD, "/dev/" SD "/xleases")
#define ANY_LEASE   LEASE("cluster", "/var/lib/libvirt/sanlock/1f3870be")

#define NETWORK(name, more)                                                                        \
    "<network name='" name "' device='" name "' kind='bridge' state='up' " more "/>"
#define PASS   "storage PASS *"
#define LOST   "storage FAIL lease " TEST_GUEST_UUID ": "
#define VAGUE  "storage WARN lease " TEST_GUEST_UUID ": "
#define GUEST  "[storage]\nmatch=guest\n"
#define VDSM   "vdsm"
#define NO_ONE "none"

typedef struct {
    const char *label, *manager;
    const char *from, *to; /* storage domains of each host; NULL: the guest has no stamp */
    const char *devices;
    const char *findings; /* a pattern */
} Row;

static char *
host_of(const char *name, const char *uuid, const char *manager, const char *storage)
{
    if (!storage)
        return NULL;
    return g_strdup_printf("<host xmlns='urn:virt-migration-guard:1' manager='%s'><uuid>%s</uuid>"
                           "<name>%s</name><cluster>c</cluster><status>up</status>"
                           "<storage>%s</storage></host>",
                           manager, uuid, name, storage);
}

static void
ask(const Row *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *domain = test_domain("", rows[i].devices);
        g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, rows[i].manager, rows[i].from);
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID, rows[i].manager, rows[i].to);
        g_autofree char *findings = test_ask(&vmg_check_storage, GUEST, domain, from, to);

        test_like(rows[i].label, findings, rows[i].findings);
    }
}

/* A path is judged in the same way for every type of disk. */
static void
paths_of_storage_domains(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"a file", VDSM, HAS, HAS, FILE_DISK(NFS "/images/" IMAGE), PASS},
        {"a block", VDSM, HAS_LV, HAS_LV, BLOCK_DISK(BLOCKS "/images/" IMAGE), PASS},
        {"a file of a domain that nobody knows", VDSM, HAS_NOT, HAS_NOT,
         FILE_DISK(NFS "/images/" IMAGE),
         "storage FAIL disk sda: *, on no storage domain of the source host\n"},
        {"a block of a domain that nobody knows", VDSM, HAS_NOT, HAS_NOT,
         BLOCK_DISK(BLOCKS "/images/" IMAGE),
         "storage FAIL disk sda: *, on no storage domain of the source host\n"},
        {"the same below /run", VDSM, HAS_NOT, HAS_NOT,
         BLOCK_DISK("/run/vdsm/storage/" SD "/" IMAGE),
         "storage FAIL disk sda: *, on no storage domain of the source host\n"},
        {"and without a manager", NO_ONE, HAS_NOT, HAS_NOT, BLOCK_DISK(BLOCKS "/images/" IMAGE),
         "storage FAIL disk sda: *, on no storage domain of the source host\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
luns_and_managed_volumes(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"a direct LUN by its WWID", VDSM, HAS, HAS, LUN_DISK(""), PASS},
        {"a managed volume", VDSM, HAS, HAS, BLOCK_DISK(CINDER), PASS},
        {"a WWID under no manager", NO_ONE, HAS, HAS, LUN_DISK(""),
         "storage WARN disk sda: " LUN ", which may be another device there\n" PASS},
        {"a friendly name", VDSM, HAS, HAS, BLOCK_DISK("/dev/mapper/mpatha"),
         "storage WARN disk sda: *, which may be another device there\n" PASS},
        {"a short name", VDSM, HAS, HAS, BLOCK_DISK("/dev/mapper/3data"),
         "storage WARN disk sda: *, which may be another device there\n" PASS},
        {"a volume of LVM", VDSM, HAS, HAS, BLOCK_DISK("/dev/mapper/3group--with--a-volume"),
         "storage WARN disk sda: *, which may be another device there\n" PASS},
        {"a way up", VDSM, HAS, HAS, BLOCK_DISK("/run/vdsm/managedvolumes/../../x"),
         "storage FAIL disk sda: *, a device of the source host\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
    assert_false(vmg_disks_path_is_vdsms_lun("/run/vdsm/managedvolumes/../x"));
}

static void
leases(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"there", VDSM, HAS, HAS, FILE_LEASE, PASS},
        {"the lease volume of a block domain", VDSM, HAS_LV, HAS_LV, BLOCK_LEASE, PASS},
        {"the domain is not there", VDSM, HAS, HAS_NOT, FILE_LEASE,
         LOST "host-b does not have it\n"},
        {"a block domain is not there", VDSM, HAS_LV, HAS_NOT, BLOCK_LEASE,
         LOST "host-b does not have it\n"},
        {"the domain is down", VDSM, HAS, DOMAIN(SD, NFS, "down"), FILE_LEASE,
         LOST "it is down there\n"},
        {"without a stamp", VDSM, NULL, HAS, FILE_LEASE, "storage WARN no source\n"},
        {"without a stamp, not there", VDSM, NULL, HAS_NOT, FILE_LEASE,
         "storage WARN no source\n" LOST "host-b does not have it\n"},
        {"without a stamp, by path alone", VDSM, NULL, HAS_NOT,
         "<lease><target path='/srv/x'/></lease>",
         "storage WARN no source\nstorage FAIL lease /srv/x: host-b does not have it\n"},
        {"without a stamp, down", NO_ONE, NULL, DOMAIN(SD, NFS, "down"), FILE_LEASE,
         "storage FAIL no source\n" LOST "it is down there\n"},
        {"without a stamp, sanlock's own directory", NO_ONE, NULL, HAS_NOT, ANY_LEASE,
         "storage FAIL no source\n" VAGUE "/var/lib/libvirt/sanlock/1f3870be, on no *"},
        {"sanlock's own directory", NO_ONE, HAS, HAS, ANY_LEASE,
         VAGUE "/var/lib/libvirt/sanlock/1f3870be, on no storage domain\n" PASS},
        {"on shared storage", NO_ONE,
         "<domain name='l' kind='nfs' source='nas:/l' path='/l' "
         "state='up'/>",
         "<domain name='l' kind='nfs' source='nas:/l' path='/l' state='up'/>",
         LEASE("l", "/l/disk"), PASS},
        {"other storage at the same path", NO_ONE,
         "<domain name='l' kind='nfs' source='nas:/l' "
         "path='/l' state='up'/>",
         "<domain name='l' kind='nfs' source='nas:/m' path='/l' state='up'/>",
         LEASE("l", "/l/disk"), LOST "host-b does not have it\n"},
        {"a storage domain that only has the lockspace's name", NO_ONE,
         "<domain name='l' kind='nfs' source='l' path='/m' state='up'/>", HAS_NOT,
         LEASE("l", "/l/disk"), VAGUE "/l/disk, on no *" PASS},
        {"a lockspace alone", VDSM, HAS, HAS, "<lease><lockspace>" SD "</lockspace></lease>", PASS},
        {"a lockspace alone that nobody knows", NO_ONE, HAS, HAS,
         "<lease><lockspace>other</lockspace></lease>",
         "storage WARN lease: a lease without a path, on no *" PASS},
        {"nothing at all", VDSM, HAS, HAS, "<lease/>",
         "storage WARN lease: a lease without a path, on no *" PASS},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

/* The guest in which the hosted engine runs is judged like any other guest. Its disk and its
 * lease are on a domain that only hosts with a deployed hosted engine can reach. */
static void
the_hosted_engine(void **state G_GNUC_UNUSED)
{
    static const char devices[] = FILE_DISK("/run/vdsm/storage/" HE_SD "/" IMAGE)
        LEASE(HE_SD, "/rhev/data-center/mnt/nas.example.org:_he/" HE_SD "/images/lease/1");
    static const Row rows[] = {
        {"deployed there", VDSM, HAS_HE, HAS_HE, devices, PASS},
        {"not deployed there", VDSM, HAS_HE, HAS, devices,
         "storage FAIL disk sda: *host-b does not have it\n" LOST "host-b does not have it\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
devices_of_the_host(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *label, *devices, *findings;
    } rows[] = {
        {"a LUN with reservations", LUN_DISK("<reservations managed='yes'/>"),
         "devices FAIL disk sda: SCSI persistent reservations, *\n"},
        {"reservations by a daemon of the administrator's",
         LUN_DISK("<reservations managed='no'><source type='unix' path='/run/pr' mode='client'/>"
                  "</reservations>"),
         "devices FAIL disk sda: SCSI persistent reservations, *\n"},
        {"a LUN without", LUN_DISK(""), "devices PASS *"},
        {"an emulated TPM, whose state migrates with the guest",
         "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>", "devices PASS *"},
        {"headless", "<video><model type='none'/></video>", "devices PASS *"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", rows[i].devices);
        g_autofree char *findings = test_ask(&vmg_check_devices, "", domain, NULL, NULL);

        test_like(rows[i].label, findings, rows[i].findings);
    }
}

/* VDSM creates the network vdsm-X when a guest with a display arrives. A host without guests does
 * not have it yet. */
static void
displays(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *label, *manager, *networks, *listens, *findings;
    } rows[] = {
        {"made a moment ago, or soon", VDSM, NETWORK("ovirtmgmt", ""), "vdsm-ovirtmgmt",
         "networks WARN no source\n"},
        {"there", VDSM, NETWORK("ovirtmgmt", "libvirt='vdsm-ovirtmgmt'"), "vdsm-ovirtmgmt",
         "networks WARN no source\n"},
        {"a host without that network", VDSM, NETWORK("other", ""), "vdsm-ovirtmgmt",
         "networks WARN no source\nnetworks FAIL display vnc: host-b has no such network\n"},
        {"a network that is not VDSM's", VDSM, NETWORK("ovirtmgmt", ""), "ovirtmgmt",
         "networks WARN no source\nnetworks FAIL display vnc: host-b has no such network\n"},
        {"nobody makes it", NO_ONE, NETWORK("ovirtmgmt", ""), "vdsm-ovirtmgmt",
         "networks FAIL no source\nnetworks FAIL display vnc: host-b has no such network\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *graphics =
            g_strdup_printf("<graphics type='vnc' autoport='yes'><listen type='network' "
                            "network='%s'/></graphics>",
                            rows[i].listens);
        g_autofree char *domain = test_domain("", graphics);
        g_autofree char *to = g_strdup_printf(
            "<host xmlns='urn:virt-migration-guard:1' manager='%s'><uuid>" TEST_DEST_UUID
            "</uuid><name>host-b</name><cluster>c</cluster><status>up</status><networks>%s"
            "</networks></host>",
            rows[i].manager, rows[i].networks);
        g_autofree char *findings = test_ask(&vmg_check_networks, "", domain, NULL, to);

        test_same(rows[i].label, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_of_storage_domains),
        cmocka_unit_test(luns_and_managed_volumes),
        cmocka_unit_test(leases),
        cmocka_unit_test(the_hosted_engine),
        cmocka_unit_test(devices_of_the_host),
        cmocka_unit_test(displays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
