/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent does about migrations: it reads qemu.conf, divides the bandwidth among the
 * migrations, and adapts the configuration of a guest that has arrived. */
#include "tests/unit/support/helper.h"

#include "agent/facts/migration.h"
#include "agent/migrations/mender.h"
#include "agent/migrations/outgoing.h"
#include "agent/virt/qemu-conf.h"

#include <string.h>
#include <unistd.h>

static void
needs_the_lens(void)
{
    g_auto(VmgQemuConf) conf = {0};
    g_autoptr(GError) error = NULL;

    /* The lens for qemu.conf comes with libvirt's QEMU driver. Without it, this test is skipped. */
    if (!vmg_qemu_conf_parse("", &conf, &error) && strstr(error->message, "Libvirtd_qemu"))
        skip();
}

static void
qemu_conf_is_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *host, *address, *error;
        VmgPorts ports;
    } rows[] = {
        {"", NULL, NULL, NULL, {49152, 49215}},
        {"#migration_host = \"x\"\n", NULL, NULL, NULL, {49152, 49215}},
        {"migration_host = \"h\"\nmigration_address = \"a\"\n", "h", "a", NULL, {49152, 49215}},
        {"migration_host=\"h\"", "h", NULL, NULL, {49152, 49215}},
        {"migration_host = \"h\"\nmigration_host = \"i\"\n", "i", NULL, NULL, {49152, 49215}},
        {"# text\nuser = \"root\"\ncgroup_controllers = []\nmigration_address = \"::1\"\n",
         NULL,
         "::1",
         NULL,
         {49152, 49215}},
        {"migration_port_min = 50000\nmigration_port_max = 50009\n",
         NULL,
         NULL,
         NULL,
         {50000, 50009}},
        {"migration_port_max = 49999\n", NULL, NULL, NULL, {49152, 49999}},
        {"migration_port_max = 65536\n", NULL, NULL, NULL, {49152, 49215}},
        {"user = \"root\"\nmigration_host = [\n", NULL, NULL, "line 2: *", {49152, 49215}},
        {"nonsense\n", NULL, NULL, "line 1: *", {49152, 49215}},
    };

    needs_the_lens();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(VmgQemuConf) conf = {0};
        g_autoptr(GError) error = NULL;

        assert_int_equal(vmg_qemu_conf_parse(rows[i].text, &conf, &error), rows[i].error == NULL);
        test_same(rows[i].text, conf.host, rows[i].host);
        test_same(rows[i].text, conf.address, rows[i].address);
        assert_int_equal(vmg_qemu_conf_ports(&conf).min, rows[i].ports.min);
        assert_int_equal(vmg_qemu_conf_ports(&conf).max, rows[i].ports.max);
        if (rows[i].error)
            test_like(rows[i].text, error->message, rows[i].error);
    }
}

static void
qemu_conf_is_changed(void **state G_GNUC_UNUSED)
{
    static const char both[] =
        "migration_host = \"192.0.2.1\"\nmigration_address = \"192.0.2.1\"\n";
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        {"", "%s"},
        {"# a comment\n\nuser = \"root\"\n", "# a comment\n\nuser = \"root\"\n%s"},
        {"migration_host = \"x\"\nmigration_address = \"y\"\n", "%s"},
        {"#migration_host = \"x\"\n", "#migration_host = \"x\"\n%s"},
    };

    needs_the_lens();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = vmg_qemu_conf_set(rows[i].text, "192.0.2.1", NULL);
        const char *end = strstr(rows[i].wanted, "%s");
        g_autofree char *wanted =
            g_strdup_printf("%.*s%s", (int)(end - rows[i].wanted), rows[i].wanted, both);

        test_same(rows[i].text, text, wanted);
    }
    assert_null(vmg_qemu_conf_set("nonsense\n", "192.0.2.1", NULL));
}

static void
the_migration_network_is_named(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *config, *networks, *name;
        gboolean configured;
    } rows[] = {
        {"", "", NULL, FALSE},
        {"", "<network name='lan' state='up'><role>management</role></network>", "lan", FALSE},
        {"",
         "<network name='lan' state='up'><role>management</role></network>"
         "<network name='m' state='up'><role>migration</role></network>",
         "m", TRUE},
        {"[migration]\nnetwork=x\n",
         "<network name='m' state='up'><role>migration</role></network>", "x", TRUE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_host_xml("h", TEST_DEST_UUID, "c", "up", rows[i].networks);
        g_autoptr(VmgHost) host = test_host(xml);
        g_autoptr(VmgConfig) config = test_config(rows[i].config);
        gboolean configured;

        test_same(rows[i].networks, vmg_migration_facts_network(config, &host->view, &configured),
                  rows[i].name);
        assert_int_equal(configured, rows[i].configured);
    }
}

static void
a_configuration_is_moved(void **state G_GNUC_UNUSED)
{
    g_autofree char *from = test_host_xml("host-a", TEST_SOURCE_UUID, "c", "up",
                                          "<network name='vm' device='br0' state='up'/>");
    g_autofree char *to = test_host_xml("host-b", TEST_DEST_UUID, "c", "up",
                                        "<network name='vm' device='br7' state='up'/>");
    g_autoptr(VmgHost) source = test_host(from), destination = test_host(to);
    g_autofree char *here =
        test_domain("<keep/>", "<interface type='bridge'><source bridge='br0'/></interface>");
    g_autofree char *elsewhere =
        test_domain("", "<interface type='bridge'><source bridge='br9'/></interface>");
    g_autofree char *moved = vmg_mender_move(here, source, destination, NULL);
    g_autofree char *same = vmg_mender_move(elsewhere, source, destination, NULL);
    g_autoptr(GError) error = NULL;

    test_like("moved", moved, "*<keep/>*<source bridge=\"br7\"/>*");
    assert_null(strstr(moved, "stamp"));
    assert_null(same);
    assert_null(vmg_mender_move("<domain", source, destination, &error));
    assert_non_null(error);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(qemu_conf_is_read),
        cmocka_unit_test(qemu_conf_is_changed),
        cmocka_unit_test(the_migration_network_is_named),
        cmocka_unit_test(a_configuration_is_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
