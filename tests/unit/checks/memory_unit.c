/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the check memory (lib/checks/memory.c). */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"
#include "tests/unit/support/capacity.h"

#define HAS(more, pages)                                                                           \
    "<guests><guest uuid='" TEST_OTHER_UUID "' vcpus='1' commit='0' " more ">" pages               \
    "</guest></guests>"
#define NO_RESERVE "[memory]\nreserve-mib = 0\n"

static void
memory(void **state G_GNUC_UNUSED)
{
    static const TestCapacity rows[] = {
        {"room", "", "", 16384, 8192, "", "<guests/>", "memory PASS *"},
        {"exactly what is available", "", "", 16384, 1098, "", "<guests/>", "memory PASS *"},
        {"a MiB less", "", "", 16384, 1097, "", "<guests/>",
         "memory FAIL available: host-b has 1097 MiB available, of which 0 MiB are promised *\n"},
        {"committed, less 5 %", "", "", 1150, 8192, "", "<guests/>",
         "memory FAIL committed: host-b has committed 0 of 10?? MiB (*)\n"},
        {"no reserve", NO_RESERVE, "", 1150, 8192, "", "<guests/>", "memory PASS *"},
        {"overcommit", "[memory]\novercommit-percent = 200\n", "", 1150, 8192, "", "<guests/>",
         "memory PASS *"},
        {"others fill it", NO_RESERVE, "", 4000, 4000, "",
         "<guests>" TEST_RUNS(TEST_OTHER_UUID, 3072000) "</guests>",
         "memory FAIL committed: host-b has committed 3000 of 4000 MiB (*)\n"},
        {"it does not count against itself", NO_RESERVE, "", 4000, 4000, "",
         "<guests>" TEST_ARRIVES(TEST_GUEST_UUID, 3072000, 0) "</guests>", "memory PASS *"},
        {"overcommitted before: a warning", NO_RESERVE, "", 2000, 4000, "",
         "<guests>" TEST_RUNS(TEST_OTHER_UUID, 3072000) "</guests>",
         "memory WARN committed: host-b has committed 3000 of 2000 MiB *\n"},
        {"one arrives", NO_RESERVE, "", 16384, 4000, "",
         "<guests>" TEST_ARRIVES(TEST_OTHER_UUID, 3072000, 0) "</guests>",
         "memory FAIL available: host-b has 4000 MiB available, of which 3000 MiB are promised "
         "*\n"},
        {"one arrives and holds its memory", NO_RESERVE, "", 16384, 4000, "",
         "<guests>" TEST_ARRIVES(TEST_OTHER_UUID, 3072000, 3072000) "</guests>", "memory PASS *"},
        {"one holds more than it committed", NO_RESERVE, "", 16384, 1098, "",
         "<guests>" TEST_ARRIVES(TEST_OTHER_UUID, 1024, 3072000) "</guests>", "memory PASS *"},
        {"both sums at once", NO_RESERVE, "", 1000, 1000, "", "<guests/>",
         "memory FAIL available: *\nmemory FAIL committed: *\n"},
        {"guests not known", "", "", 16384, 8192, "", "", "memory FAIL there are none yet\n"},
    };

    test_capacity(&vmg_check_memory, rows, G_N_ELEMENTS(rows));
}

#define HUGE(pages)     "<memoryBacking><hugepages>" pages "</hugepages></memoryBacking>"
#define ON_NODE(nodes)  "<numatune><memory mode='strict' nodeset='" nodes "'/></numatune>"
#define NODE(node, kib) "<pages size='2048' kib='" #kib "' node='" #node "'/>"
#define FREE(size, kib) "<pages size='" #size "' kib='" #kib "'/>"

static void
huge_pages(void **state G_GNUC_UNUSED)
{
    static const TestCapacity rows[] = {
        {"free", "", HUGE("<page size='2048'/>"), 16384, 200, FREE(2048, 1048576), "<guests/>",
         "memory PASS *"},
        {"too few", "", HUGE("<page size='2048'/>"), 16384, 200, FREE(2048, 1046528), "<guests/>",
         "memory FAIL huge pages of 2048 KiB: 1022 MiB on host-b\n"},
        {"of another size", "", HUGE("<page size='1' unit='GiB'/>"), 16384, 200,
         FREE(2048, 4194304), "<guests/>",
         "memory FAIL huge pages of 1048576 KiB: 0 MiB on host-b\n"},
        {"the default size is the first", "", HUGE(""), 16384, 200,
         FREE(2048, 1048576) FREE(1048576, 0), "<guests/>", "memory PASS *"},
        {"on a node", "", HUGE("<page size='2048'/>") ON_NODE("1"), 16384, 200,
         FREE(2048, 2097152) NODE(0, 0) NODE(1, 2097152), "<guests/>", "memory PASS *"},
        {"on the other node", "", HUGE("<page size='2048'/>") ON_NODE("0"), 16384, 200,
         FREE(2048, 2097152) NODE(0, 0) NODE(1, 2097152), "<guests/>",
         "memory FAIL huge pages of 2048 KiB on NUMA nodes 0: 0 MiB on host-b\n"},
        {"on either", "", HUGE("<page size='2048'/>") ON_NODE("0-1"), 16384, 200,
         FREE(2048, 1048576) NODE(0, 524288) NODE(1, 524288), "<guests/>", "memory PASS *"},
        {"on a node, of a host with one", "", HUGE("<page size='2048'/>") ON_NODE("1"), 16384, 200,
         FREE(2048, 1048576), "<guests/>", "memory PASS *"},
        {"preferred is not wanted", "",
         HUGE("<page size='2048'/>") "<numatune><memory mode='preferred' nodeset='0'/></numatune>",
         16384, 200, FREE(2048, 2097152) NODE(0, 0) NODE(1, 2097152), "<guests/>", "memory PASS *"},
        {"two cells together", "",
         HUGE("<page size='2048'/>") "<cpu><numa><cell memory='524288'/><cell memory='524288'/>"
                                     "</numa></cpu><numatune><memnode cellid='0' mode='strict' "
                                     "nodeset='0'/><memnode cellid='1' mode='strict' nodeset='1'/>"
                                     "</numatune>",
         16384, 200, FREE(2048, 786432), "<guests/>",
         "memory FAIL huge pages of 2048 KiB: 768 MiB on host-b\n"},
        {"no huge pages at all", "", HUGE(""), 16384, 200, "", "<guests/>",
         "memory FAIL huge pages of 0 KiB: 0 MiB on host-b\n"},
        {"promised to one that arrives", "", HUGE("<page size='2048'/>"), 16384, 8000,
         FREE(2048, 2095104), HAS("state='incoming' held='0'", FREE(2048, 1048576)),
         "memory FAIL huge pages of 2048 KiB: 1022 MiB on host-b\n"},
        {"promised by size to one, of the default size for another", "", HUGE(""), 16384, 8000,
         FREE(2048, 2095104), HAS("state='incoming' held='0'", FREE(2048, 1048576)),
         "memory FAIL huge pages of 2048 KiB: 1022 MiB on host-b\n"},
        {"and the other way round", "", HUGE("<page size='2048'/>"), 16384, 8000,
         FREE(2048, 2095104), HAS("state='incoming' held='0'", FREE(0, 1048576)),
         "memory FAIL huge pages of 2048 KiB: 1022 MiB on host-b\n"},
        {"promised to one that has them already", "", HUGE("<page size='2048'/>"), 16384, 8000,
         FREE(2048, 1048576),
         HAS("state='incoming' held='0' held-pages='1048576'", FREE(2048, 1048576)),
         "memory PASS *"},
        {"promised to one, of this size less than of the other", "", HUGE("<page size='2048'/>"),
         16384, 8000, FREE(2048, 1049599),
         HAS("state='incoming' held='0'", FREE(2048, 1024) FREE(1048576, 1048576)),
         "memory FAIL huge pages of 2048 KiB: 1023 MiB on host-b\n"},
        {"promised to one that has half of them", "", HUGE("<page size='2048'/>"), 16384, 8000,
         FREE(2048, 1572864),
         HAS("state='incoming' held='0' held-pages='524288'", FREE(2048, 1048576)),
         "memory PASS *"},
        {"promised to one that has half of them, of either size", "", HUGE("<page size='2048'/>"),
         16384, 8000, FREE(2048, 1572863),
         HAS("state='incoming' held='0' held-pages='524288'",
             FREE(2048, 524288) FREE(1048576, 524288)),
         "memory FAIL huge pages of 2048 KiB: 1023 MiB on host-b\n"},
        {"taken by one that runs", "", HUGE("<page size='2048'/>"), 16384, 8000,
         FREE(2048, 1048576), HAS("", FREE(2048, 1048576)), "memory PASS *"},
    };

    test_capacity(&vmg_check_memory, rows, G_N_ELEMENTS(rows));
}

static void
without_a_destination(void **state G_GNUC_UNUSED)
{
    g_autofree char *domain = test_domain("", "");
    g_autofree char *findings = test_ask(&vmg_check_memory, "", domain, NULL, NULL);

    assert_string_equal(findings, "memory FAIL no destination\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory),
        cmocka_unit_test(huge_pages),
        cmocka_unit_test(without_a_destination),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
