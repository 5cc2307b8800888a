/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define PASS    "cache PASS no disk keeps data in the host's cache\n"
#define DEFAULT "cache mode not set (writeback)\n"

/* Asks the check about a guest whose stamp describes the disks as in STAMPED. */
static char *
ask(const char *config, const char *metadata, const char *devices, const char *stamped)
{
    g_autofree char *there = test_domain("", stamped), *source = test_source_xml();
    g_autofree char *stamp = test_stamp(source, there), *destination = test_dest_xml();
    g_autofree char *both = g_strconcat(metadata, stamp, NULL);
    g_autofree char *domain = test_domain(both, devices);

    return test_ask(&vmg_check_cache, config, domain, source, destination);
}

static char *
disk_xml(const char *device, const char *cache, const char *inside)
{
    g_autofree char *driver = cache ? g_strdup_printf("<driver cache='%s'/>", cache) : g_strdup("");

    return g_strdup_printf("<disk type='file' device='%s'>%s<target dev='vda'/>%s</disk>", device,
                           driver, inside);
}

#define SOURCE "<source file='/a'/>"

static void
every_mode_on_a_disk_that_counts(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *mode, *findings;
    } rows[] = {
        {NULL, "cache WARN disk vda: " DEFAULT},
        {"default", "cache WARN disk vda: " DEFAULT},
        {"none", PASS},
        {"directsync", PASS},
        {"writeback", "cache FAIL disk vda: cache mode writeback\n"},
        {"writethrough", "cache FAIL disk vda: cache mode writethrough\n"},
        {"unsafe", "cache FAIL disk vda: cache mode unsafe\n"},
        {"of-the-future", "cache FAIL disk vda: cache mode of-the-future\n"},
        {"None", "cache FAIL disk vda: cache mode None\n"},
        {" none", "cache FAIL disk vda: cache mode  none\n"},
        {"", "cache FAIL disk vda: cache mode \n"},
    };
    static const char *const devices[] = {"disk", "lun"};

    for (gsize device = 0; device < G_N_ELEMENTS(devices); device++)
        for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
            g_autofree char *disk = disk_xml(devices[device], rows[i].mode, SOURCE);
            g_autofree char *findings = ask("", "", disk, disk);

            test_same(rows[i].mode, findings, rows[i].findings);
        }
}

static void
disks_that_do_not_count(void **state G_GNUC_UNUSED)
{
    static const char *const modes[] = {NULL,        "none",         "directsync",
                                        "writeback", "writethrough", "unsafe"};
    static const char *const rows[][2] = {
        {"disk", SOURCE "<readonly/>"},
        {"disk", SOURCE "<transient/>"},
        {"disk", ""},
        {"cdrom", SOURCE},
        {"cdrom", ""},
        {"floppy", SOURCE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        for (gsize mode = 0; mode < G_N_ELEMENTS(modes); mode++) {
            g_autofree char *disk = disk_xml(rows[i][0], modes[mode], rows[i][1]);
            g_autofree char *findings = ask("", "", disk, disk);

            test_same(disk, findings, PASS);
        }
}

/* If a shareable disk has no mode, libvirt runs it with the mode none. A mode that is set is used
 * as it is. */
static void
shareable_disks(void **state G_GNUC_UNUSED)
{
    static const char *const devices[] = {"disk", "lun"};

    for (gsize i = 0; i < G_N_ELEMENTS(devices); i++) {
        g_autofree char *unset = disk_xml(devices[i], NULL, SOURCE "<shareable/>");
        g_autofree char *set = disk_xml(devices[i], "writeback", SOURCE "<shareable/>");
        g_autofree char *good = ask("", "", unset, unset), *bad = ask("", "", set, set);

        test_same(unset, good, PASS);
        test_like(set, bad, "cache FAIL disk *");
    }
}

/* libvirt itself admits a network disk in every cache mode. */
static void
the_kind_of_source_makes_no_difference(void **state G_GNUC_UNUSED)
{
    static const char *const sources[][2] = {
        {"network", "<source protocol='nbd' name='e'/>"},
        {"block", "<source dev='/dev/x'/>"},
        {"volume", "<source pool='p' volume='v'/>"},
        {"dir", "<source dir='/d'/>"},
        {"nvme", "<source type='pci'/>"},
        {"vhostuser", "<source path='/s'/>"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
        g_autofree char *disk = g_strdup_printf("<disk type='%s'><driver cache='writeback'/>%s"
                                                "<target dev='vda'/></disk>",
                                                sources[i][0], sources[i][1]);
        g_autofree char *findings = ask("", "", disk, disk);

        test_same(disk, findings, "cache FAIL disk vda: cache mode writeback\n");
    }
}

/* Sites that run all guests on Ceph with writeback must be able to migrate them. */
static void
network_disks_may_only_warn(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *type, *mode, *findings;
    } rows[] = {
        {"", "network", "writeback", "cache FAIL disk vda: cache mode writeback\n"},
        {"enforce", "network", "writeback", "cache FAIL disk vda: cache mode writeback\n"},
        {"warn", "network", "writeback", "cache WARN disk vda: cache mode writeback\n"},
        {"warn", "network", "writethrough", "cache WARN disk vda: cache mode writethrough\n"},
        {"warn", "network", "unsafe", "cache FAIL disk vda: cache mode unsafe\n"},
        {"warn", "network", "of-the-future", "cache FAIL disk vda: cache mode of-the-future\n"},
        {"warn", "network", "none", PASS},
        {"warn", "file", "writeback", "cache FAIL disk vda: cache mode writeback\n"},
        {"warn", "block", "writeback", "cache FAIL disk vda: cache mode writeback\n"},
        {"warn", "volume", "writeback", "cache FAIL disk vda: cache mode writeback\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *config =
            *rows[i].config ? g_strdup_printf("[cache]\nnetwork-disks=%s\n", rows[i].config)
                            : g_strdup("");
        g_autofree char *disk =
            g_strdup_printf("<disk type='%s'><driver cache='%s'/><source protocol='rbd' name='p/i' "
                            "file='/a' dev='/a' pool='p' volume='v'/><target dev='vda'/></disk>",
                            rows[i].type, rows[i].mode);
        g_autofree char *findings = ask(config, "", disk, disk);

        test_same(disk, findings, rows[i].findings);
    }
}

/* The cache mode in the XML that is sent and the cache mode of the running disk must both be
 * safe. */
static void
a_network_disk_that_is_not_flushed_at_the_source(void **state G_GNUC_UNUSED)
{
#define RBD(mode)                                                                                  \
    "<disk type='network'><driver cache='" mode "'/><source protocol='rbd' name='p/i'/>"           \
    "<target dev='vda'/></disk>"
    g_autofree char *findings =
        ask("[cache]\nnetwork-disks=warn\n", "", RBD("writeback"), RBD("unsafe"));
    g_autofree char *other =
        ask("[cache]\nnetwork-disks=warn\n", "", RBD("none"), RBD("writeback"));
    g_autofree char *unset = ask("[cache]\nnetwork-disks=warn\n", "",
                                 "<disk type='network'><source protocol='rbd' name='p/i'/>"
                                 "<target dev='vda'/></disk>",
                                 RBD("writeback"));

    test_like("unsafe", findings, "cache FAIL disk vda: *but unsafe on host-a\n");
    test_like("no mode", unset, "cache WARN disk vda: *but writeback on host-a\n");
    test_like("writeback", other, "cache WARN disk vda: *but writeback on host-a\n");
}

/* `virsh migrate --xml` can send another cache mode than the one in which the disk runs. */
static void
what_the_source_runs_counts_too(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *sent, *runs, *findings;
    } rows[] = {
        {"none", "writeback",
         "cache FAIL disk vda: cache mode none in the XML, but writeback on host-a\n"},
        {"writeback", "none",
         "cache FAIL disk vda: cache mode writeback in the XML, but none on host-a\n"},
        {"none", "directsync", PASS},
        {"directsync", "none", PASS},
        {"none", NULL,
         "cache WARN disk vda: cache mode none in the XML, but not set (writeback) on "
         "host-a\n"},
        {NULL, "none",
         "cache WARN disk vda: cache mode not set (writeback) in the XML, but none on "
         "host-a\n"},
        {NULL, "unsafe",
         "cache FAIL disk vda: cache mode not set (writeback) in the XML, but unsafe on "
         "host-a\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *sent = disk_xml("disk", rows[i].sent, SOURCE);
        g_autofree char *runs = disk_xml("disk", rows[i].runs, SOURCE);
        g_autofree char *findings = ask("", "", sent, runs);

        test_same(rows[i].findings, findings, rows[i].findings);
    }
}

static void
a_disk_declared_harmless_on_the_way_counts(void **state G_GNUC_UNUSED)
{
    g_autofree char *runs = disk_xml("disk", "writeback", SOURCE);
    g_autofree char *sent = disk_xml("disk", "none", SOURCE "<readonly/>");
    g_autofree char *findings = ask("", "", sent, runs);

    test_like("readonly", findings, "cache FAIL disk vda: *but writeback on host-a\n");
}

static void
a_disk_that_the_stamp_does_not_list(void **state G_GNUC_UNUSED)
{
#define UNLISTED "cache FAIL disk vda: the stamp does not list this disk\n"
    static const struct {
        const char *mode, *findings;
    } rows[] = {
        {"none", UNLISTED},
        {NULL, UNLISTED},
        {"writeback", UNLISTED "cache FAIL disk vda: cache mode writeback\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *disk = disk_xml("disk", rows[i].mode, SOURCE);
        g_autofree char *findings = ask("", "", disk, "");

        test_same(rows[i].mode, findings, rows[i].findings);
    }
}

static void
without_a_source_the_xml_is_judged(void **state G_GNUC_UNUSED)
{
    g_autofree char *bad = disk_xml("disk", "writeback", SOURCE);
    g_autofree char *good = disk_xml("disk", "none", SOURCE);
    g_autofree char *first = test_domain("", bad), *second = test_domain("", good);
    g_autofree char *of_bad = test_ask(&vmg_check_cache, "", first, NULL, NULL);
    g_autofree char *of_good = test_ask(&vmg_check_cache, "", second, NULL, NULL);

    assert_string_equal(of_bad,
                        "cache FAIL no source\ncache FAIL disk vda: cache mode writeback\n");
    assert_string_equal(of_good, "cache FAIL no source\n" PASS);
}

static void
custom_properties_count(void **state G_GNUC_UNUSED)
{
#define PROPERTY(value) "cache FAIL custom property cache: '" value "'\n"
    static const struct {
        const char *value, *findings;
    } rows[] = {
        {"", PASS},
        {"none", PASS},
        {" none\n", PASS},
        {"directsync", PASS},
        {"writeback", PROPERTY("writeback")},
        {"default", PROPERTY("default")},
        {"NONE", PROPERTY("NONE")},
        {"none;writeback", PROPERTY("none;writeback")},
        {"a\nb&#13;", PROPERTY("a?b")},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *metadata =
            g_strdup_printf("<o:vm xmlns:o='http://ovirt.org/vm/1.0'><o:custom><o:cache>%s"
                            "</o:cache></o:custom></o:vm>",
                            rows[i].value);
        g_autofree char *findings = ask("", metadata, "", "");

        test_same(rows[i].value, findings, rows[i].findings);
    }
}

static void
properties_of_devices_and_by_configured_names(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *metadata, *findings;
    } rows[] = {
        {"", "<vm><custom><viodiskcache>writeback</viodiskcache></custom></vm>",
         "cache FAIL custom property viodiskcache: 'writeback'\n"},
        {"", "<vm><custom><other>writeback</other></custom></vm>", PASS},
        {"[cache]\nproperties= mine ; other\n",
         "<vm><custom><other>unsafe</other><cache>unsafe</cache></custom></vm>",
         "cache FAIL custom property other: 'unsafe'\n"},
        {"[cache]\nproperties=\n", "<vm><custom><cache>unsafe</cache></custom></vm>", PASS},
        {"",
         "<vm><device devtype='disk' name='sda'><custom><cache>unsafe</cache></custom></device>"
         "</vm>",
         "cache FAIL custom property cache of device sda: 'unsafe'\n"},
        {"", "<vm><device name='sda'><vm_custom><cache>unsafe</cache></vm_custom></device></vm>",
         PASS},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *findings = ask(rows[i].config, rows[i].metadata, "", "");

        test_same(rows[i].metadata, findings, rows[i].findings);
    }
}

/* Even if no facts of the source host are used, its stamp can name the disks' cache modes. */
static void
a_source_without_a_name(void **state G_GNUC_UNUSED)
{
    g_autofree char *none = disk_xml("disk", "none", SOURCE);
    g_autofree char *unsafe = disk_xml("disk", "unsafe", SOURCE);
    g_autofree char *there = test_domain("", unsafe), *source = test_source_xml();
    g_autofree char *stamp = test_stamp(source, there), *destination = test_dest_xml();
    g_autofree char *domain = test_domain(stamp, none);
    g_autofree char *findings = test_ask(&vmg_check_cache, "", domain, NULL, destination);

    test_like("unknown source", findings,
              "*disk vda: cache mode none in the XML, but unsafe on its source\n*");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mode_on_a_disk_that_counts),
        cmocka_unit_test(disks_that_do_not_count),
        cmocka_unit_test(a_source_without_a_name),
        cmocka_unit_test(shareable_disks),
        cmocka_unit_test(the_kind_of_source_makes_no_difference),
        cmocka_unit_test(network_disks_may_only_warn),
        cmocka_unit_test(a_network_disk_that_is_not_flushed_at_the_source),
        cmocka_unit_test(what_the_source_runs_counts_too),
        cmocka_unit_test(a_disk_declared_harmless_on_the_way_counts),
        cmocka_unit_test(a_disk_that_the_stamp_does_not_list),
        cmocka_unit_test(without_a_source_the_xml_is_judged),
        cmocka_unit_test(custom_properties_count),
        cmocka_unit_test(properties_of_devices_and_by_configured_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
