/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a guest needs from a host: commit_kib, pages and pins. */
#include "tests/unit/support/helper.h"

/* 64 MiB for QEMU and 8 MiB for each vCPU. */
#define BASE(vcpus) (65536u + 8192u * (vcpus))

static VmgGuest *
guest_with(const char *memory, const char *rest)
{
    g_autofree char *xml = g_strdup_printf(
        "<domain type='kvm'><name>g1</name><uuid>" TEST_GUEST_UUID "</uuid>%s%s</domain>", memory,
        rest);

    return test_guest(xml);
}

static char *
pages_of(const VmgGuest *guest)
{
    GString *text = g_string_new(NULL);

    for (gsize i = 0; i < guest->view.pages_count; i++)
        g_string_append_printf(text, "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT " ",
                               guest->view.pages[i]->size_kib, guest->view.pages[i]->kib);
    return g_string_free(text, FALSE);
}

#define HUGE(pages) "<memoryBacking><hugepages>" pages "</hugepages></memoryBacking>"
#define CELLS                                                                                      \
    "<cpu><numa><cell id='0' cpus='0' memory='1024'/><cell id='1' cpus='1' memory='2' "            \
    "unit='MiB'/>"                                                                                 \
    "</numa></cpu>"
#define DIMM(source, node)                                                                         \
    "<devices><memory model='dimm'><source>" source "</source><target><size unit='MiB'>4</size>"   \
    "<node>" node "</node></target></memory></devices>"

static void
memory_is_summed_up(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *memory, *rest, *pages;
        guint64 commit_kib;
    } rows[] = {
        {"<memory>1048576</memory>", "", "", 1048576 + 2048 + BASE(1)},
        {"<memory unit='GiB'>1</memory>", "<vcpu current='1'>4</vcpu>", "",
         1048576 + 2048 + BASE(1)},
        {"", "", "", BASE(1)},
        {"<memory>1048576</memory>",
         "<devices><video><model type='qxl' ram='65536' vram='8192' vgamem='16384'/></video>"
         "<video><model type='vga' vram='16384'/></video></devices>",
         "", 1048576 + 2048 + BASE(1) + 65536 + 8192 + 16384},
        {"<memory>1048576</memory>", HUGE(""), "0:1048576 ", 2048 + BASE(1)},
        {"<memory>1048576</memory>", HUGE("<page size='2048'/>"), "2048:1048576 ", 2048 + BASE(1)},
        {"<memory>1048576</memory>", HUGE("<page size='1' unit='GiB'/>"), "1048576:1048576 ",
         2048 + BASE(1)},
        {"<memory>1048576</memory>", HUGE("<page size='2048' nodeset='0'/>"), "2048:1048576 ",
         2048 + BASE(1)},
        {"<memory>3072</memory>", HUGE("<page size='2048' nodeset='1'/>") CELLS, "2048:2048 ",
         1024 + 6 + BASE(1)},
        {"<memory>3072</memory>",
         HUGE("<page size='1048576' nodeset='0'/><page size='2048' nodeset='1'/>") CELLS,
         "1048576:1024 2048:2048 ", 6 + BASE(1)},
        {"<memory>3072</memory>", HUGE("<page size='2048'/>") CELLS, "2048:3072 ", 6 + BASE(1)},
        {"<memory>1048576</memory>", HUGE("<page size='4'/>"), "", 1048576 + 2048 + BASE(1)},
        {"<memory>3072</memory>", HUGE("<page size='4' nodeset='0'/><page size='2048'/>") CELLS,
         "2048:2048 ", 1024 + 6 + BASE(1)},
        {"<memory>7168</memory>", HUGE("<page size='2048'/>") CELLS DIMM("", "0"), "2048:7168 ",
         14 + BASE(1)},
        {"<memory>7168</memory>",
         HUGE("<page size='2048'/>") CELLS
         "<devices><memory model='virtio-mem'><target><size>4096</size><requested>2048</requested>"
         "<current>0</current></target></memory></devices>",
         "2048:5120 ", 14 + BASE(1)},
        {"<memory>7168</memory>", CELLS DIMM("", "0"), "", 7168 + 14 + BASE(1)},
        {"<memory>7168</memory>", CELLS DIMM("<pagesize unit='MiB'>2</pagesize>", "0"),
         "2048:4096 ", 3072 + 14 + BASE(1)},
        {"<memory>7168</memory>",
         HUGE("<page size='2048'/>") CELLS DIMM("<pagesize>4</pagesize>", "0"), "2048:3072 ",
         4096 + 14 + BASE(1)},
        {"<memory>7168</memory>",
         HUGE("<page size='2048' nodeset='1'/>") CELLS DIMM("", "1") "<seclabel/>", "2048:6144 ",
         1024 + 14 + BASE(1)},
        {"<memory>7168</memory>",
         HUGE("<page size='2048'/>") CELLS DIMM("<nodemask>1</nodemask>", "0"),
         "2048:3072 2048:4096 ", 14 + BASE(1)},
        {"<memory>7168</memory>",
         HUGE("<page size='2048'/>") CELLS
         "<devices><memory model='nvdimm'><target><size>4096</size></target></memory></devices>",
         "2048:3072 ", 4096 + 14 + BASE(1)},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgGuest) guest = guest_with(rows[i].memory, rows[i].rest);
        g_autofree char *pages = pages_of(guest);

        test_same(rows[i].rest, pages, rows[i].pages);
        if (guest->view.commit_kib != rows[i].commit_kib)
            fail_msg("row %zu: %" G_GUINT64_FORMAT, i, guest->view.commit_kib);
    }
}

static void
pins_are_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgGuest) guest =
        guest_with("", "<vcpu cpuset='0-3'>2</vcpu><cputune><shares>1</shares>"
                       "<vcpupin vcpu='1' cpuset='2'/><emulatorpin cpuset='0'/>"
                       "<iothreadpin iothread='7' cpuset='3'/></cputune>");
    static const char *const pins[][2] = {
        {"all vcpus", "0-3"}, {"vcpu 1", "2"}, {"emulator", "0"}, {"iothread 7", "3"}};

    assert_int_equal(guest->view.pin_count, G_N_ELEMENTS(pins));
    for (gsize i = 0; i < G_N_ELEMENTS(pins); i++) {
        assert_string_equal(guest->view.pins[i]->what, pins[i][0]);
        assert_string_equal(guest->view.pins[i]->cpuset, pins[i][1]);
    }
}

/* libvirt does not pin a vCPU that is not plugged in. */
static void
only_plugged_vcpus_are_pinned(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgGuest) guest =
        guest_with("", "<vcpu current='1'>2</vcpu><cputune><vcpupin vcpu='0' cpuset='1'/>"
                       "<vcpupin vcpu='1' cpuset='99'/></cputune>");

    assert_int_equal(guest->view.pin_count, 1);
    assert_string_equal(guest->view.pins[0]->what, "vcpu 0");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_summed_up),
        cmocka_unit_test(pins_are_read),
        cmocka_unit_test(only_plugged_vcpus_are_pinned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
