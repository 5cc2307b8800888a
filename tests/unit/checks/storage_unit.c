/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the check storage. Each case gives the storage domains of both hosts, the guest's disks and
 * the configuration, and the findings that must come out. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define NFS(source, path)                                                                          \
    "<domain name='" path "' kind='nfs4' source='" source "' path='" path "' state='up'/>"
#define STATE(source, path, state)                                                                 \
    "<domain name='" path "' kind='nfs4' source='" source "' path='" path "' state='" state "'/>"
#define POOL(name, kind, source)                                                                   \
    "<domain name='" name "' kind='" kind "' source='" source "' pool='" name "' state='up'/>"
#define POOL_STATE(name, source, state)                                                            \
    "<domain name='" name "' kind='iscsi' source='" source "' pool='" name "' state='" state "'/>"
#define VDSM(uuid)                                                                                 \
    "<domain name='" uuid "' kind='vdsm' source='" uuid "' path='/rhev/data-center/mnt/x/" uuid    \
    "' state='up'/>"
#define OPTIONAL(source)                                                                           \
    "<domain name='n' kind='nfs' source='" source "' path='/o' state='up' required='no'/>"
#define DISK(type, source) "<disk type='" type "'><source " source "/><target dev='vda'/></disk>"
#define FILE_AT(path)      DISK("file", "file='" path "'")
#define BLOCK(path)        DISK("block", "dev='" path "'")
#define EXPORT(source)     "<domain name='e' kind='declared' source='" source "' state='up'/>"
#define NETWORK(protocol, name, host)                                                              \
    "<disk type='network'><source protocol='" protocol "' name='" name "'>" host                   \
    "</source><target dev='vda'/></disk>"
#define HOST(name) "<host name='" name "'/>"
#define A          NFS("nas:/a", "/srv/a")
#define B          NFS("nas:/b", "/srv/b")
#define DEV        "<domain name='/dev' kind='local' source='/dev' path='/dev' state='up' required='no'/>"
#define OWN                                                                                        \
    "<domain name='/srv/a/own' kind='local' source='/srv/a/own' path='/srv/a/own' state='up' "     \
    "required='no'/>"
#define UNKNOWN        "storage WARN disk vda: *, a server that the destination may not reach\n" PASS
#define ITSELF(export) LOCAL export ", a server on the source host\n"
#define GUEST          "[storage]\nmatch=guest\n"
#define PASS           "storage PASS *"
#define LOCAL          "storage FAIL disk vda: "
#define SD             "a67a8671-05fc-4e42-b147-f7d3a0496cd6"
#define OTHER_SD       "c0b55558-5038-4a2b-bc96-47aff28d0218"

typedef struct {
    const char *label, *config;
    const char *from, *to; /* domains */
    const char *disks;
    const char *findings; /* a pattern */
} Row;

static char *
host_of(const char *name, const char *uuid, const char *storage)
{
    return g_strdup_printf("<host xmlns='urn:virt-migration-guard:1'><uuid>%s</uuid><name>%s</name>"
                           "<cluster>c</cluster><status>up</status>%s%s%s</host>",
                           uuid, name, storage ? "<storage>" : "", storage ? storage : "",
                           storage ? "</storage>" : "");
}

static void
ask(const Row *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *domain = test_domain("", rows[i].disks);
        g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, rows[i].from);
        g_autofree char *to = host_of("host-b", TEST_DEST_UUID, rows[i].to);
        g_autofree char *findings = test_ask(&vmg_check_storage, rows[i].config, domain, from, to);

        test_like(rows[i].label, findings, rows[i].findings);
    }
}

static void
hosts_are_compared(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"the same", "", A B, B A, "",
         "storage PASS storage domains: 2 on host-a, 2 on host-b; the guest has 0 disks and "
         "drives\n"},
        {"none", "", "", "", "", PASS},
        {"not told here", "", NULL, "", "", "storage FAIL host-a does not report them\n"},
        {"not told there", "", "", NULL, "", "storage FAIL host-b does not report them\n"},
        {"less there", "", A B, A, "",
         "storage FAIL storage domain /srv/b (nas:/b): host-b does not have it\n"},
        {"more there", "", A, A B, "",
         "storage FAIL storage domain /srv/b (nas:/b): host-a does not have it\n"},
        {"by another path", "", A, NFS("nas:/a", "/mnt/a"), "", PASS},
        {"dead there", "", A, STATE("nas:/a", "/srv/a", "down"), "",
         "storage FAIL storage domain /srv/a (nas:/a): /srv/a does not answer\n"},
        {"missing there", "", A, STATE("nas:/a", "/srv/a", "missing"), "",
         "storage FAIL storage domain /srv/a (nas:/a): /srv/a is not there\n"},
        {"dead here", "", STATE("nas:/a", "/srv/a", "down"), "", "", PASS},
        {"missing there, and nothing here", "", "", STATE("nas:/a", "/srv/a", "missing"), "", PASS},
        {"dead there, and nothing here", "", "", STATE("nas:/a", "/srv/a", "down"), "", PASS},
        {"twice there, dead at first, and nothing here", "", "", STATE("nas:/a", "/mnt", "down") A,
         "", "storage FAIL storage domain /mnt (nas:/a): host-a does not have it\n"},
        {"twice, dead once", "", A, STATE("nas:/a", "/mnt", "down") A, "", PASS},
        {"twice here, said once", "", A NFS("nas:/a", "/mnt"), "", "",
         "storage FAIL storage domain /srv/a (nas:/a): host-b does not have it\n"},
        {"not required here", "", OPTIONAL("nas:/o"), "", "", PASS},
        {"not required there", "", "", OPTIONAL("nas:/o"), "", PASS},
        {"only the guest's", GUEST, A, B, "", PASS},
        {"required here, not there", "", A, OPTIONAL("nas:/a"), "", PASS},
        {"oVirt's, by one name", "", VDSM(SD), "", "",
         "storage FAIL storage domain " SD ": host-b does not have it\n"},
        {"without a path", "", POOL("p", "iscsi", "iscsi:t@h"), "", "",
         "storage FAIL storage domain p (iscsi:t@h): host-b does not have it\n"},
        {"without a path, dead there", "", POOL("p", "iscsi", "iscsi:t@h"),
         POOL_STATE("p", "iscsi:t@h", "down"), "",
         "storage FAIL storage domain p (iscsi:t@h): p does not answer\n"},
        {"without a path, missing there", "", POOL("p", "iscsi", "iscsi:t@h"),
         POOL_STATE("p", "iscsi:t@h", "missing"), "",
         "storage FAIL storage domain p (iscsi:t@h): p is not there\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
files(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"on a domain", "", A, A, FILE_AT("/srv/a/x.qcow2"), PASS},
        {"on a domain that is not there, said once", "", A, "", FILE_AT("/srv/a/x.qcow2"),
         "storage FAIL storage domain /srv/a (nas:/a): host-b does not have it\n"},
        {"the guest's alone", GUEST, A, "", FILE_AT("/srv/a/x.qcow2"),
         LOCAL "host-b does not have it\n"},
        {"the guest's, dead there", GUEST, A, STATE("nas:/a", "/srv/a", "down"),
         FILE_AT("/srv/a/x.qcow2"), LOCAL "it is down there\n"},
        {"the guest's, dead here, not there", "", STATE("nas:/a", "/srv/a", "down"), "",
         FILE_AT("/srv/a/x.qcow2"), LOCAL "host-b does not have it\n"},
        {"not required, but the guest's", "", OPTIONAL("nas:/o"), "", FILE_AT("/o/x"),
         LOCAL "host-b does not have it\n"},
        {"at another path there", "", A, NFS("nas:/a", "/mnt/a"), FILE_AT("/srv/a/x.qcow2"),
         LOCAL "host-b has it at /mnt/a\n"},
        {"another domain at that path there", GUEST, A, NFS("nas:/z", "/srv/a") NFS("nas:/a", "/m"),
         FILE_AT("/srv/a/x.qcow2"), LOCAL "host-b has it at /m\n"},
        {"not required there, and the guest's, dead", "", A,
         "<domain name='n' kind='nfs' source='nas:/a' path='/srv/a' state='down' required='no'/>",
         FILE_AT("/srv/a/x"), LOCAL "it is down there\n"},
        {"without a path there", GUEST, A, POOL("p", "netfs", "nas:/a"), FILE_AT("/srv/a/x"),
         LOCAL "host-b has it at no path\n"},
        {"a mount in a mount", GUEST, A NFS("nas:/in", "/srv/a/in"), A, FILE_AT("/srv/a/in/x"),
         LOCAL "host-b does not have it\n"},
        {"a filesystem of the host's own in a mount", "", A OWN, A, FILE_AT("/srv/a/own/x"),
         LOCAL "/srv/a/own/x, on no storage domain of the source host\n"},
        {"beside it", "", A OWN, A, FILE_AT("/srv/a/x"), PASS},
        {"on both hosts", "", A OWN, A OWN, FILE_AT("/srv/a/own/x"), LOCAL "/srv/a/own/x, *\n"},
        {"a filesystem of the host's own there", "", A, A OWN, FILE_AT("/srv/a/own/x"),
         LOCAL "on host-b another filesystem is mounted below it\n"},
        {"with more slashes than it needs", "", A OWN, A,
         FILE_AT("/srv//a/./own/x") FILE_AT("//srv/a//x"),
         LOCAL "/srv//a/./own/x, on no storage domain of the source host\n"},
        {"a way out", "", A, A, FILE_AT("/srv/a/../../var/x"),
         LOCAL "/srv/a/../../var/x, on no storage domain of the source host\n"},
        {"a way up at the end", "", A, A, DISK("dir", "dir='/srv/a/..'"), LOCAL "/srv/a/.., *\n"},
        {"a name with dots", "", A, A, FILE_AT("/srv/a/..x/y..z"), PASS},
        {"a way out of what VDSM makes", "", "", "",
         "<disk type='file' device='cdrom'><source file='/run/vdsm/payload/../../x'/>"
         "<target dev='sda'/></disk>",
         "storage FAIL cdrom sda: /run/vdsm/payload/../../x, *\n"},
        {"a name that only begins alike", GUEST, A, A, FILE_AT("/srv/ab/x"),
         LOCAL "/srv/ab/x, on no storage domain of the source host\n"},
        {"the host's own", "", A, A, FILE_AT("/var/lib/libvirt/images/x"),
         LOCAL "/var/lib/libvirt/images/x, on no storage domain of the source host\n"},
        {"a directory of the host's own", "", A, A, DISK("dir", "dir='/var/x'"),
         LOCAL "/var/x, on no storage domain of the source host\n"},
        {"no medium", "", "", "", "<disk type='file' device='cdrom'><target dev='sda'/></disk>",
         PASS},
        {"no medium, as oVirt writes it", "", "", "", FILE_AT(""), PASS},
        {"a medium of the host's own", "", "", "",
         "<disk type='file' device='cdrom'><source file='/x.iso'/><target dev='sda'/></disk>",
         "storage WARN cdrom sda: /x.iso, which each host has for itself; whether it is on host-b "
         "is "
         "looked at when the guest arrives\n*"},
        {"a floppy of the host's own", "", "", "",
         "<disk type='file' device='floppy'><source file='/x.img'/><target dev='fda'/></disk>",
         "storage FAIL floppy fda: /x.img, on no storage domain of the source host\n"},
        {"what VDSM makes anew, by its older path", "", "", "",
         "<disk type='file' device='floppy'><source file='/var/run/vdsm/payload/a'/>"
         "<target dev='fda'/></disk>",
         PASS},
        {"a medium that may go", "", "", "",
         "<disk type='file' device='cdrom'><source file='/x.iso' startupPolicy='requisite'/>"
         "<target dev='sda'/></disk>",
         PASS},
        {"a hard disk never may, whatever its policy", "", "", "",
         "<disk type='file'><source file='/x' startupPolicy='optional'/><target dev='vda'/></disk>",
         "storage FAIL disk vda: *"},
        {"data in a file of their own", "", A, A,
         "<disk type='file'><source file='/srv/a/x'><dataStore type='file'><format type='raw'/>"
         "<source file='/local/z'/></dataStore></source><target dev='vda'/></disk>",
         "storage FAIL disk vda, an image it is based on: /local/z, *\n"},
        {"one that must be there", "", "", "",
         "<disk type='file' device='cdrom'><source file='/x.iso' startupPolicy='mandatory'/>"
         "<target dev='sda'/></disk>",
         "storage WARN cdrom sda: *"},
        {"what VDSM makes anew", "", "", "",
         "<disk type='file' device='cdrom'><source file='/run/vdsm/payload/a.img'/>"
         "<target dev='sda'/></disk>",
         PASS},
        {"an image it is based on", "", A, A,
         "<disk type='file'><source file='/srv/a/x'/><target dev='vda'/>"
         "<backingStore type='file'><source file='/srv/a/y'/>"
         "<backingStore type='file'><source file='/local/z'/><backingStore/></backingStore>"
         "</backingStore></disk>",
         "storage FAIL disk vda, an image it is based on: /local/z, *\n"},
        {"several, all are named", "", "", "", FILE_AT("/x") FILE_AT("/y"),
         LOCAL "/x*" LOCAL "/y*"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
devices(void **state G_GNUC_UNUSED)
{
    static const char target[] = "/dev/disk/by-path/ip-10.0.0.9:3260-iscsi-iqn.2001:x-lun-3";
    static const Row rows[] = {
        {"one that can't be told", "", "", "", BLOCK("/dev/mapper/36001405"),
         "storage WARN disk vda: /dev/mapper/36001405, which may be another device there\nstorage "
         "PASS *"},
        {"an NVMe disk", "", "", "", BLOCK("/dev/nvme0n1"),
         LOCAL "/dev/nvme0n1, a device of the source host\n"},
        {"the host's drive", "", "", "",
         "<disk type='block' device='cdrom'><source dev='/dev/sr0'/><target dev='sda'/></disk>",
         "storage FAIL cdrom sda: /dev/sr0, a device of the source host\n"},
        {"declared", "", NFS("vg1", "/dev/vg1"), NFS("vg1", "/dev/vg1"), BLOCK("/dev/vg1/x"), PASS},
        {"declared, not there", GUEST, NFS("vg1", "/dev/vg1"), "", BLOCK("/dev/vg1/x"),
         LOCAL "host-b does not have it\n"},
        {"iSCSI", "", POOL("san", "iscsi", "iscsi:iqn.2001:x@10.0.0.9"),
         POOL("san", "iscsi", "iscsi:iqn.2001:x@10.0.0.9"),
         BLOCK("/dev/disk/by-path/ip-10.0.0.9:3260-iscsi-iqn.2001:x-lun-3"), PASS},
        {"iSCSI, not there", GUEST, POOL("san", "iscsi", "iscsi:iqn.2001:x@10.0.0.9"), "",
         BLOCK("/dev/disk/by-path/ip-10.0.0.9:3260-iscsi-iqn.2001:x-lun-3"),
         LOCAL "host-b does not have it\n"},
        {"iSCSI, another target", GUEST, POOL("san", "iscsi", "iscsi:iqn.2001:xy@10.0.0.9"), "",
         BLOCK("/dev/disk/by-path/ip-10.0.0.9:3260-iscsi-iqn.2001:x-lun-3"), "storage WARN *"},
        {"a volume group with a name like a device's", "", "", "",
         BLOCK("/dev/fdata/vm") BLOCK("/dev/srv-san/vm") BLOCK("/dev/sr0/vm") BLOCK("/dev/ramdisk"),
         "storage WARN *storage WARN *storage WARN *storage WARN *" PASS},
        {"a floppy, a RAM disk, a loop, a ZFS volume", "", "", "",
         BLOCK("/dev/fd0") BLOCK("/dev/ram1") BLOCK("/dev/loop/2") BLOCK("/dev/zvol/p/v")
             BLOCK("/dev/cdrom") BLOCK("/dev/loop7p1"),
         LOCAL "/dev/fd0, *" LOCAL "/dev/ram1, *" LOCAL "/dev/loop/2, *" LOCAL
               "/dev/zvol/p/v, *" LOCAL "/dev/cdrom, *" LOCAL "/dev/loop7p1, *"},
        {"a directory loop", "", "", "", BLOCK("/dev/loop/x"), "storage WARN *"},
        {"by a longer way", "", "", "",
         BLOCK("/dev//nvme0n1") BLOCK("/dev/./sr0") BLOCK("/dev/../dev/sdx"),
         LOCAL "/dev//nvme0n1, *" LOCAL "/dev/./sr0, *" LOCAL "/dev/../dev/sdx, a device *"},
        {"not below /dev", "", "", "", BLOCK("/srv/sr0"), "storage WARN *"},
        {"below a root that is shared, which its devices are not on", "", NFS("nas:/r", "/") DEV,
         NFS("nas:/r", "/") DEV, BLOCK("/dev/sdx") BLOCK("/dev/nvme0n1"),
         "storage WARN disk vda: /dev/sdx, which may be another device there\n" LOCAL
         "/dev/nvme0n1, a device of *"},
        {"NVMe by its address", "", "", "", DISK("nvme", "type='pci' namespace='1'"),
         LOCAL "nvme, a device of the source host\n"},
        {"a daemon's socket", "", "", "", DISK("vhostuser", "type='unix' path='/run/x'"),
         LOCAL "/run/x, a device of the source host\n"},
    };

    assert_non_null(strstr(rows[5].disks, target));
    ask(rows, G_N_ELEMENTS(rows));
}

static void
networks_and_pools(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"a server", "", "", "", NETWORK("nbd", "x", HOST("10.0.0.1")), UNKNOWN},
        {"a server that is declared", "", EXPORT("nbd:x"), EXPORT("nbd:x"),
         NETWORK("nbd", "x", HOST("10.0.0.1")), PASS},
        {"declared, but this host itself", "", EXPORT("nbd:x"), EXPORT("nbd:x"),
         NETWORK("nbd", "x", HOST("127.0.0.1")), ITSELF("nbd:x@127.0.0.1:")},
        {"by IPv4 in IPv6", "", "", "", NETWORK("nbd", "x", HOST("::ffff:127.0.0.1")),
         ITSELF("nbd:x@::ffff:127.0.0.1:")},
        {"by an address that is none", "", "", "",
         NETWORK("nbd", "x", HOST("0.0.0.0")) NETWORK("nbd", "y", HOST("::"))
             NETWORK("nbd", "z", HOST("127.1")),
         ITSELF("nbd:x@0.0.0.0:") ITSELF("nbd:y@:::") ITSELF("nbd:z@127.1:")},
        {"by other names", "", "", "",
         NETWORK("nbd", "x", HOST("LocalHost.localdomain")) NETWORK("nbd", "y", HOST("localhost6"))
             NETWORK("nbd", "z", HOST("ip6-loopback.")) NETWORK("nbd", "a", HOST("b.localhost")),
         LOCAL "nbd:x*" LOCAL "nbd:y*" LOCAL "nbd:z*" LOCAL "nbd:a*"},
        {"names that look like it", "", "", "",
         NETWORK("nbd", "x", HOST("localhost.example")) NETWORK("nbd", "y", HOST("mylocalhost"))
             NETWORK("nbd", "z", HOST("::ffff:10.0.0.1")),
         "storage WARN *storage WARN *storage WARN *" PASS},
        {"the second of two", "", "", "",
         NETWORK("gluster", "v/x", HOST("10.0.0.1") HOST("127.0.0.1")),
         ITSELF("gluster:v/x@10.0.0.1:@127.0.0.1:")},
        {"each host's own, of one cluster", "", EXPORT("gluster:v"), EXPORT("gluster:v"),
         NETWORK("gluster", "v/x", HOST("localhost")), PASS},
        {"this host itself", "", "", "", NETWORK("nbd", "x", HOST("127.0.0.1")),
         LOCAL "nbd:x@127.0.0.1:, a server on the source host\n"},
        {"by its name", "", "", "", NETWORK("nbd", "x", HOST("localhost")),
         LOCAL "nbd:x@localhost:, a server on the source host\n"},
        {"by IPv6", "", "", "", NETWORK("nbd", "x", HOST("::1")),
         LOCAL "nbd:x@::1:, a server on the source host\n"},
        {"a volume, its pool down there", GUEST, POOL("p", "iscsi", "iscsi:t@h"),
         POOL_STATE("p", "iscsi:t@h", "down"), DISK("volume", "pool='p' volume='x'"),
         LOCAL "host-b has it with iscsi:t@h, down\n"},
        {"a socket", "", "", "", NETWORK("nbd", "x", "<host transport='unix' socket='/run/nbd'/>"),
         LOCAL "nbd:x@/run/nbd:, a server on the source host\n"},
        {"no server named", "", "", "", NETWORK("nbd", "x", ""), LOCAL "nbd:x, a server*"},
        {"Ceph by ceph.conf", "", "", "", NETWORK("rbd", "pool/x", ""), UNKNOWN},
        {"Ceph, a pool that is known", GUEST, POOL("p", "rbd", "rbd:pool@m1,m2"),
         POOL("q", "rbd", "rbd:pool@m1,m2"), NETWORK("rbd", "pool/x", HOST("m1")), PASS},
        {"Ceph, a pool of that name in another cluster", GUEST, POOL("p", "rbd", "rbd:pool@m1"),
         POOL("q", "rbd", "rbd:pool@m1"), NETWORK("rbd", "pool/x", HOST("m9")), UNKNOWN},
        {"Ceph, each host's own monitor", "", POOL("p", "rbd", "rbd:pool@m1"),
         POOL("p", "rbd", "rbd:pool@m1"), NETWORK("rbd", "pool/x", HOST("localhost")), PASS},
        {"Ceph, a pool that is not there", GUEST, POOL("p", "rbd", "rbd:pool@m1"), "",
         NETWORK("rbd", "pool/x", HOST("m1")), LOCAL "host-b does not have it\n"},
        {"Ceph, another pool", GUEST, POOL("p", "rbd", "rbd:poo@m1"), "",
         NETWORK("rbd", "pool/x", HOST("m1")), UNKNOWN},
        {"a volume", "", POOL("p", "netfs", "nas:/p"), POOL("p", "netfs", "nas:/p"),
         DISK("volume", "pool='p' volume='x'"), PASS},
        {"a volume, no such pool there", GUEST, POOL("p", "netfs", "nas:/p"), "",
         DISK("volume", "pool='p' volume='x'"), LOCAL "host-b has no such pool\n"},
        {"a volume, another pool of that name there", GUEST, POOL("p", "netfs", "nas:/p"),
         POOL("p", "netfs", "nas:/q"), DISK("volume", "pool='p' volume='x'"),
         LOCAL "host-b has it with nas:/q, up\n"},
        {"a volume of the host's own", "", "", "", DISK("volume", "pool='p' volume='x'"),
         LOCAL "p/x, in a libvirt pool that is not shared, or not active\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

static void
without_a_source(void **state G_GNUC_UNUSED)
{
    g_autofree char *domain =
        test_domain("", FILE_AT("/srv/a/x") FILE_AT("/x") DISK("volume", "pool='p' volume='x'")
                            BLOCK("/dev/y") FILE_AT("/srv/dead/x") FILE_AT("/run/vdsm/payload/a")
                                DISK("volume", "pool='q' volume='x'"));
    g_autofree char *to = host_of("host-b", TEST_DEST_UUID,
                                  A STATE("n", "/srv/dead", "down") POOL("q", "netfs", "nas:/q"));
    g_autofree char *findings = test_ask(&vmg_check_storage, "", domain, NULL, to);

    test_same("no source", findings,
              "storage FAIL no source\n" LOCAL "host-b has none for it\n" LOCAL
              "host-b has none for it\n" LOCAL "/srv/dead is down there\n");
}

#define IMAGE "/rhev/data-center/mnt/blockSD/" SD "/images/1/2"

static void
ovirt(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"there", "", VDSM(SD), VDSM(SD), BLOCK(IMAGE), PASS},
        {"by the pool's link", "", VDSM(SD), VDSM(SD),
         BLOCK("/rhev/data-center/5849b030/" SD "/images/1/2"), PASS},
        {"not there", GUEST, VDSM(SD), VDSM(OTHER_SD), BLOCK(IMAGE),
         LOCAL "host-b does not have it\n"},
        {"a path that only looks like it", GUEST, VDSM(SD), VDSM(SD), FILE_AT("/srv/" SD "/x"),
         LOCAL "/srv/" SD "/x, on no storage domain of the source host\n"},
    };

    ask(rows, G_N_ELEMENTS(rows));
}

/* If VDSM made the path of a disk, oVirt's metadata decides on which storage domain the disk is,
 * and not the path. */
static void
ovirts_metadata(void **state G_GNUC_UNUSED)
{
    static const char metadata[] =
        "<ovirt-vm:vm xmlns:ovirt-vm='http://ovirt.org/vm/1.0'>"
        "<ovirt-vm:device devtype='disk' name='vda'><ovirt-vm:domainID>" SD
        "</ovirt-vm:domainID></ovirt-vm:device></ovirt-vm:vm>";
    g_autofree char *domain = test_domain(metadata, BLOCK("/run/vdsm/storage/" SD "/images/1/2"));
    g_autofree char *from = host_of("host-a", TEST_SOURCE_UUID, VDSM(SD));
    g_autofree char *to = host_of("host-b", TEST_DEST_UUID, VDSM(OTHER_SD));
    g_autofree char *there = test_ask(&vmg_check_storage, GUEST, domain, from, from);
    g_autofree char *missing = test_ask(&vmg_check_storage, GUEST, domain, from, to);
    g_autofree char *down = host_of("host-b", TEST_DEST_UUID,
                                    "<domain name='x' kind='vdsm' source='" SD "' state='down'/>");
    g_autofree char *dead = test_ask(&vmg_check_storage, GUEST, domain, from, down);
    g_autofree char *other = host_of("host-a", TEST_SOURCE_UUID, NFS(SD, "/srv/x"));
    g_autofree char *not_ovirts = test_ask(&vmg_check_storage, GUEST, domain, other, to);

    test_like("there", there, PASS);
    test_same("missing", missing, LOCAL "host-b does not have it\n");
    test_same("dead", dead, LOCAL "it is down on host-b\n");
    test_like("not oVirt's", not_ovirts,
              LOCAL "/run/vdsm/storage/*, on no storage domain of the source host\n");
}

/* oVirt's metadata are not used if they do not fit the disk, because they may be about an earlier
 * disk with the same target. */
static void
ovirts_metadata_of_another_time(void **state G_GNUC_UNUSED)
{
    static const char metadata[] =
        "<o:vm xmlns:o='http://ovirt.org/vm/1.0'><o:device devtype='disk' "
        "name='vda'><o:domainID>" SD "</o:domainID></o:device></o:vm>";
    static const struct {
        const char *disk, *findings;
    } rows[] = {
        {BLOCK("/dev/nvme0n1p3"), LOCAL "/dev/nvme0n1p3, a device of the source host\n"},
        {FILE_AT("/var/x"), LOCAL "/var/x, on no storage domain of the source host\n"},
        {FILE_AT("/run/vdsm/storage/" SD "/../../../../var/x"), LOCAL "/run/vdsm/*"},
        {BLOCK("/dev/mapper/lun"), "storage WARN *storage PASS *"},
        {NETWORK("gluster", "v/" SD "/images/1", HOST("nas")), PASS},
        {NETWORK("gluster", "v/images/1", HOST("nas")), "storage WARN *storage PASS *"},
        {BLOCK(IMAGE), PASS},
        {"<disk type='file'><source file='" IMAGE "'/><target dev='vda'/>"
         "<backingStore type='file'><source file='/local/base'/></backingStore></disk>",
         "storage FAIL disk vda, an image it is based on: /local/base, *\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain(metadata, rows[i].disk);
        g_autofree char *host = host_of("host-a", TEST_SOURCE_UUID, VDSM(SD));
        g_autofree char *findings = test_ask(&vmg_check_storage, GUEST, domain, host, host);

        test_like(rows[i].disk, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_are_compared),
        cmocka_unit_test(files),
        cmocka_unit_test(devices),
        cmocka_unit_test(networks_and_pools),
        cmocka_unit_test(ovirt),
        cmocka_unit_test(ovirts_metadata),
        cmocka_unit_test(ovirts_metadata_of_another_time),
        cmocka_unit_test(without_a_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
