/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a refusal tells the administrator to do. The fix must use the words of the program that
 * manages the host, name the figure that decides, and leave out what is done already. In every
 * other test of a check, tests/unit/support/ask.c looks at the fixes for each manager. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define HOST(name, uuid, attributes, status, inside)                                               \
    "<host xmlns='urn:virt-migration-guard:1' " attributes "><uuid>" uuid "</uuid><name>" name     \
    "</name><cluster>east</cluster><status>" status "</status>" inside "</host>"
#define SOURCE(attributes, status) HOST("host-a", TEST_SOURCE_UUID, attributes, status, "")
#define DEST(attributes, status)   HOST("host-b", TEST_DEST_UUID, attributes, status, "")
#define DEST_WITH(inside)          HOST("host-b", TEST_DEST_UUID, "", "up", inside)
#define UP                         SOURCE("", "up")
#define DISK(type, cache)                                                                          \
    "<disk type='" type "'><driver cache='" cache "'/><source file='/a' dev='/a' protocol='rbd' "  \
    "name='p/i'/><target dev='vda'/></disk>"

typedef struct {
    const char *label, *config, *devices, *next, *source, *destination, *fixes;
} Row;

/* Tests the fixes of CHECK. The guest's stamp says that the guest runs with the devices STAMPED,
 * or with the devices of ROW if STAMPED is NULL, and that its persistent configuration has the
 * devices NEXT of ROW. */
static void
assert_fixes(const struct vmg_check *check, const Row *row, const char *stamped)
{
    g_autofree char *running = test_domain("", stamped ? stamped : row->devices);
    g_autofree char *next = row->next ? test_domain("", row->next) : NULL;
    g_autofree char *source = test_source_xml();
    g_autofree char *stamp = test_stamp_next(source, running, next);
    g_autofree char *domain = test_domain(stamp, row->devices);
    g_autofree char *fixes = test_fixes(check, row->config, domain, row->source, row->destination);

    test_like(row->label, fixes, row->fixes);
}

#define EDIT                                                                                       \
    "virsh edit g1: set cache='none' in <driver> of disk vda; then shut down and start the guest"

static void
a_cache_mode(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"plain", "", DISK("file", "writeback"), NULL, UP, DEST("", "up"), EDIT "*"},
        {"an agent of before", "", DISK("file", "writeback"), NULL, UP,
         DEST("manager='vdsm'", "up"), "in the Administration Portal, edit g1: under Custom *"},
        {"VDSM", "", DISK("file", "writeback"), NULL, SOURCE("manager='vdsm'", "up"), NULL,
         "*in the Administration Portal, edit g1: under Custom Properties, *"},
        {"Pacemaker", "", DISK("file", "writeback"), NULL, SOURCE("manager='pacemaker'", "up"),
         DEST("", "up"), "in the domain XML of the resource of *: set cache='none' *"},
        {"Nova", "", DISK("block", "writeback"), NULL, SOURCE("manager='nova'", "up"),
         DEST("", "up"),
         "in nova.conf, add block=none to *disk_cachemodes; *--hard " TEST_GUEST_UUID "\n"},
        {"one of a later version", "", DISK("file", "writeback"), NULL,
         SOURCE("manager='kubevirt'", "up"), DEST("", "up"), EDIT "*"},
        {"edited already", "", DISK("file", "writeback"), DISK("file", "none"), UP, DEST("", "up"),
         "shut the guest down (virsh shutdown g1) and start it again (virsh start g1): its "
         "configuration has cache='none' for disk vda already\n"},
        {"edited, but not well", "", DISK("file", "writeback"), DISK("file", "unsafe"), UP,
         DEST("", "up"), EDIT "*"},
        {"edited, but not where it counts", "", DISK("file", "writeback"), DISK("file", "none"),
         SOURCE("manager='nova'", "up"), DEST("", "up"), "in nova.conf, *"},
        {"a network disk", "", DISK("network", "writeback"), NULL, UP, DEST("", "up"),
         EDIT "*; or [cache] network-disks = warn on host-b\n"},
        {"a network disk, no destination", "", DISK("network", "writeback"), NULL, UP, NULL,
         "*; or [cache] network-disks = warn\n"},
        {"that is warned of", "[cache]\nnetwork-disks=warn\n", DISK("network", "writeback"), NULL,
         UP, DEST("", "up"), EDIT "\n"},
        {"that is never flushed", "", DISK("network", "unsafe"), NULL, UP, DEST("", "up"),
         EDIT "\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_fixes(&vmg_check_cache, &rows[i], NULL);
}

/* The guest itself is right, but the XML that was sent for it is not. */
static void
another_xml_was_sent(void **state G_GNUC_UNUSED)
{
    static const Row row = {"sent",
                            "",
                            DISK("file", "writeback"),
                            NULL,
                            UP,
                            DEST("", "up"),
                            "migrate g1 without virsh migrate --xml, or set *\n"};

    assert_fixes(&vmg_check_cache, &row, DISK("file", "none"));
}

/* A fix must not begin by ending something that another person has begun, for example a
 * maintenance. */
static void
a_decision_of_somebody(void **state G_GNUC_UNUSED)
{
    static const Row status[] = {
        {"destination", "", "", NULL, UP, DEST("", "maintenance"),
         "choose another destination; if the maintenance of host-b is over, run there: "
         "virt-migration-guard maintenance off\n"},
        {"source", "", "", NULL, SOURCE("", "maintenance"), DEST("", "up"),
         "run on host-a, so that its guests may leave: virt-migration-guard maintenance on; *"},
        {"source, preparing", "[status]\nevacuate=no\n", "", NULL,
         SOURCE("", "preparing-for-maintenance"), DEST("", "up"),
         "set [status] evacuate = yes in guard.conf on the destination; if *"},
    };
    static const Row off[] = {
        {"in", "[migration]\nmax-incoming=0\n", "", NULL, NULL, DEST_WITH("<guests/>"),
         "*choose another destination; if guests may come to host-b: remove max-incoming = 0 "
         "from guard.conf there\n"},
        {"out", "[migration]\nmax-outgoing=0\n", "", NULL,
         HOST("host-a", TEST_SOURCE_UUID, "", "up", "<guests/>"), NULL,
         "*if guests may leave host-a again: remove max-outgoing = 0 from guard.conf there\n*"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(status); i++)
        assert_fixes(&vmg_check_status, &status[i], NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(off); i++)
        assert_fixes(&vmg_check_concurrency, &off[i], NULL);
}

/* The guest of test_domain() commits 1098 MiB. */
#define MEMORY(total, available, inside)                                                           \
    DEST_WITH("<memory unit='KiB' total='" total "' available='" available "'>" inside             \
              "</memory><guests/>")
#define GIB16 "16777216"

static void
the_figure_that_decides(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"available", "", "", NULL, UP, MEMORY(GIB16, "1048576", ""),
         "choose another destination, or free 8? MiB on host-b: *"},
        {"the reserve", "[memory]\nreserve-mib=16000\n", "", NULL, UP, MEMORY(GIB16, GIB16, ""),
         "*if host-b needs less for itself: [memory] reserve-mib = 152??\n"},
        {"overcommit", "[memory]\novercommit-percent=5\nreserve-mib=0\n", "", NULL, UP,
         MEMORY(GIB16, GIB16, ""), "*if host-b may commit more: [memory] overcommit-percent = 7\n"},
        {"a host that is too small", "[memory]\nreserve-mib=0\n", "", NULL, UP,
         MEMORY("102400", GIB16, ""), "choose a destination with more memory\n"},
        {"a host that does not say how much it has", "[memory]\nreserve-mib=0\n", "", NULL, UP,
         MEMORY("0", GIB16, ""), "choose a destination with more memory\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_fixes(&vmg_check_memory, &rows[i], NULL);
}

#define DOMAIN(path)                "<domain name='d' kind='declared' source='d' path='" path "' state='up'/>"
#define STORES(name, uuid, domains) HOST(name, uuid, "", "up", "<storage>" domains "</storage>")

/* The fix says "mount" for a filesystem and "connect" for a volume group. */
static void
a_storage_domain(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"a filesystem", "", "", NULL, STORES("host-a", TEST_SOURCE_UUID, DOMAIN("/srv/d")),
         STORES("host-b", TEST_DEST_UUID, ""),
         "mount it on host-b at /srv/d; or on host-a: [storage-domain d] required = no\n"},
        {"a volume group", "", "", NULL, STORES("host-a", TEST_SOURCE_UUID, DOMAIN("/dev/vg")),
         STORES("host-b", TEST_DEST_UUID, ""),
         "connect it on host-b at /dev/vg; or on host-a: [storage-domain d] required = no\n"},
        {"without a path", "", "", NULL,
         STORES("host-a", TEST_SOURCE_UUID,
                "<domain name='d' kind='declared' source='d' state='up'/>"),
         STORES("host-b", TEST_DEST_UUID, ""), "mount or connect it on host-b; or on host-a: *\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_fixes(&vmg_check_storage, &rows[i], NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cache_mode),           cmocka_unit_test(another_xml_was_sent),
        cmocka_unit_test(a_decision_of_somebody), cmocka_unit_test(the_figure_that_decides),
        cmocka_unit_test(a_storage_domain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
