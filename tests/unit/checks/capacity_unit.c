/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The checks on what the destination has room for: memory, vcpus, concurrency. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define OTHER "aaaaaaaa-0000-4000-8000-00000000000a"
#define THIRD "bbbbbbbb-0000-4000-8000-00000000000b"

/* 1 GiB, so 1098 MiB with its overhead. */
static char *
domain(const char *rest)
{
    return g_strdup_printf("<domain type='kvm'><name>g1</name><uuid>" TEST_GUEST_UUID
                           "</uuid><memory>1048576</memory>%s</domain>",
                           rest);
}

/* A host of 8 threads; TOTAL and AVAILABLE in MiB. */
static char *
host(guint64 total, guint64 available, const char *pages, const char *guests)
{
    return g_strdup_printf(
        "<host xmlns='urn:virt-migration-guard:1' generation='1' boottime='0'><uuid>" TEST_DEST_UUID
        "</uuid><name>host-b</name><cluster>c</cluster><status>up</status>"
        "<cpu arch='x86_64' threads='8' online='0-7'/>"
        "<memory unit='KiB' total='%" G_GUINT64_FORMAT "' available='%" G_GUINT64_FORMAT
        "'>%s</memory><networks/>%s</host>",
        total * 1024, available * 1024, pages, guests);
}

typedef struct {
    const char *label, *config, *rest;
    guint64 total, available;
    const char *pages, *guests, *findings;
} Row;

static void
ask_rows(const struct vmg_check *check, const Row *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *guest = domain(rows[i].rest);
        g_autofree char *there =
            host(rows[i].total, rows[i].available, rows[i].pages, rows[i].guests);
        g_autofree char *findings = test_ask(check, rows[i].config, guest, NULL, there);

        test_like(rows[i].label, findings, rows[i].findings);
    }
}

#define GUEST(uuid, commit_mib) "<guest uuid='" uuid "' vcpus='2' commit='" #commit_mib "'/>"
#define ARRIVES(uuid, commit, held)                                                                \
    "<guest uuid='" uuid "' vcpus='2' commit='" #commit "' state='incoming' held='" #held "'/>"
#define OTHER_HAS(more, pages)                                                                     \
    "<guests><guest uuid='" OTHER "' vcpus='1' commit='0' " more ">" pages "</guest></guests>"
#define NO_RESERVE "[memory]\nreserve-mib = 0\n"

static void
memory(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"room", "", "", 16384, 8192, "", "<guests/>", "memory PASS *"},
        {"exactly what is available", "", "", 16384, 1098, "", "<guests/>", "memory PASS *"},
        {"a MiB less", "", "", 16384, 1097, "", "<guests/>",
         "memory FAIL available: host-b has 1097 MiB available, of which 0 MiB are promised *\n"},
        {"committed, less 5 %", "", "", 1150, 8192, "", "<guests/>",
         "memory FAIL committed: host-b may commit 10?? MiB (*), and 0 MiB are committed\n"},
        {"no reserve", NO_RESERVE, "", 1150, 8192, "", "<guests/>", "memory PASS *"},
        {"overcommit", "[memory]\novercommit-percent = 200\n", "", 1150, 8192, "", "<guests/>",
         "memory PASS *"},
        {"others fill it", NO_RESERVE, "", 4000, 4000, "",
         "<guests>" GUEST(OTHER, 3072000) "</guests>",
         "memory FAIL committed: host-b may commit 4000 MiB (*), and 3000 MiB are committed\n"},
        {"it does not count against itself", NO_RESERVE, "", 4000, 4000, "",
         "<guests>" ARRIVES(TEST_GUEST_UUID, 3072000, 0) "</guests>", "memory PASS *"},
        {"overcommitted before: a warning", NO_RESERVE, "", 2000, 4000, "",
         "<guests>" GUEST(OTHER, 3072000) "</guests>",
         "memory WARN committed: host-b may commit 2000 MiB *\n"},
        {"one arrives", NO_RESERVE, "", 16384, 4000, "",
         "<guests>" ARRIVES(OTHER, 3072000, 0) "</guests>",
         "memory FAIL available: host-b has 4000 MiB available, of which 3000 MiB are promised "
         "*\n"},
        {"one arrives and holds its memory", NO_RESERVE, "", 16384, 4000, "",
         "<guests>" ARRIVES(OTHER, 3072000, 3072000) "</guests>", "memory PASS *"},
        {"one holds more than it committed", NO_RESERVE, "", 16384, 1098, "",
         "<guests>" ARRIVES(OTHER, 1024, 3072000) "</guests>", "memory PASS *"},
        {"both sums at once", NO_RESERVE, "", 1000, 1000, "", "<guests/>",
         "memory FAIL available: *\nmemory FAIL committed: *\n"},
        {"guests not known", "", "", 16384, 8192, "", "", "memory FAIL there are none yet\n"},
    };

    ask_rows(&vmg_check_memory, rows, G_N_ELEMENTS(rows));
}

#define HUGE(pages)     "<memoryBacking><hugepages>" pages "</hugepages></memoryBacking>"
#define ON_NODE(nodes)  "<numatune><memory mode='strict' nodeset='" nodes "'/></numatune>"
#define NODE(node, kib) "<pages size='2048' kib='" #kib "' node='" #node "'/>"
#define FREE(size, kib) "<pages size='" #size "' kib='" #kib "'/>"

static void
huge_pages(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
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
         FREE(2048, 2095104), OTHER_HAS("state='incoming' held='0'", FREE(2048, 1048576)),
         "memory FAIL huge pages of 2048 KiB: 1022 MiB on host-b\n"},
        {"promised by size to one, of the default size for another", "", HUGE(""), 16384, 8000,
         FREE(2048, 2095104), OTHER_HAS("state='incoming' held='0'", FREE(2048, 1048576)),
         "memory FAIL huge pages of 2048 KiB: 1022 MiB on host-b\n"},
        {"and the other way round", "", HUGE("<page size='2048'/>"), 16384, 8000,
         FREE(2048, 2095104), OTHER_HAS("state='incoming' held='0'", FREE(0, 1048576)),
         "memory FAIL huge pages of 2048 KiB: 1022 MiB on host-b\n"},
        {"promised to one that has them already", "", HUGE("<page size='2048'/>"), 16384, 8000,
         FREE(2048, 1048576),
         OTHER_HAS("state='incoming' held='0' held-pages='1048576'", FREE(2048, 1048576)),
         "memory PASS *"},
        {"promised to one, of this size less than of the other", "", HUGE("<page size='2048'/>"),
         16384, 8000, FREE(2048, 1049599),
         OTHER_HAS("state='incoming' held='0'", FREE(2048, 1024) FREE(1048576, 1048576)),
         "memory FAIL huge pages of 2048 KiB: 1023 MiB on host-b\n"},
        {"promised to one that has half of them", "", HUGE("<page size='2048'/>"), 16384, 8000,
         FREE(2048, 1572864),
         OTHER_HAS("state='incoming' held='0' held-pages='524288'", FREE(2048, 1048576)),
         "memory PASS *"},
        {"promised to one that has half of them, of either size", "", HUGE("<page size='2048'/>"),
         16384, 8000, FREE(2048, 1572863),
         OTHER_HAS("state='incoming' held='0' held-pages='524288'",
                   FREE(2048, 524288) FREE(1048576, 524288)),
         "memory FAIL huge pages of 2048 KiB: 1023 MiB on host-b\n"},
        {"taken by one that runs", "", HUGE("<page size='2048'/>"), 16384, 8000,
         FREE(2048, 1048576), OTHER_HAS("", FREE(2048, 1048576)), "memory PASS *"},
    };

    ask_rows(&vmg_check_memory, rows, G_N_ELEMENTS(rows));
}

#define RATIO(n) "[vcpus]\novercommit-ratio = " #n "\n"

static void
vcpus(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"as many as threads", "", "<vcpu>8</vcpu>", 1, 1, "", "<guests/>", "vcpus PASS *"},
        {"one more", "", "<vcpu>9</vcpu>", 1, 1, "", "<guests/>", "vcpus FAIL host-b has 8\n"},
        {"more than threads at most, not now", "", "<vcpu current='8'>9</vcpu>", 1, 1, "",
         "<guests/>", "vcpus WARN host-b has 8\n"},
        {"more than threads now", "", "<vcpu current='9'>16</vcpu>", 1, 1, "", "<guests/>",
         "vcpus FAIL host-b has 8\n"},
        {"what is plugged is committed", RATIO(1), "<vcpu current='4'>8</vcpu>", 1, 1, "",
         "<guests>" GUEST(OTHER, 1) GUEST(THIRD, 1) "</guests>", "vcpus PASS 4 for 8 *"},
        {"ratio 0: others do not count", "", "<vcpu>8</vcpu>", 1, 1, "",
         "<guests>" GUEST(OTHER, 1) GUEST(THIRD, 1) "</guests>", "vcpus PASS *"},
        {"ratio 1, room", RATIO(1), "<vcpu>4</vcpu>", 1, 1, "",
         "<guests>" GUEST(OTHER, 1) GUEST(THIRD, 1) "</guests>", "vcpus PASS *"},
        {"ratio 1, one too many", RATIO(1), "<vcpu>5</vcpu>", 1, 1, "",
         "<guests>" GUEST(OTHER, 1) GUEST(THIRD, 1) "</guests>",
         "vcpus FAIL overcommit: 4 of its guests and 5 of this one\n"},
        {"ratio 2", RATIO(2), "<vcpu>8</vcpu>", 1, 1, "", "<guests>" GUEST(OTHER, 1) "</guests>",
         "vcpus PASS *"},
        {"overcommitted before", RATIO(1), "<vcpu>1</vcpu>", 1, 1, "",
         "<guests><guest uuid='" OTHER "' vcpus='9' commit='1'/></guests>",
         "vcpus WARN overcommit: 9 of its guests and 1 of this one\n"},
        {"pinned to what is there", "", "<vcpu cpuset='0-7'>1</vcpu>", 1, 1, "", "<guests/>",
         "vcpus PASS *"},
        {"pinned to what is not", "",
         "<vcpu>1</vcpu><cputune><vcpupin vcpu='0' cpuset='8'/><emulatorpin cpuset='0-15'/>"
         "</cputune>",
         1, 1, "", "<guests/>",
         "vcpus FAIL pinning of vcpu 0: host-b has 0-7\n"
         "vcpus FAIL pinning of emulator: host-b has 0-7\n"},
        {"a pinning that can't be read", "", "<vcpu cpuset='x'>1</vcpu>", 1, 1, "", "<guests/>",
         "vcpus FAIL pinning of all vcpus: *"},
    };

    ask_rows(&vmg_check_vcpus, rows, G_N_ELEMENTS(rows));
}

#define LIMIT(n) "[migration]\nmax-incoming = " #n "\n"

static void
concurrency(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"none", "", "", 1, 1, "", "<guests/>", "concurrency PASS 0 under way\n"},
        {"those that run do not count", LIMIT(1), "", 1, 1, "",
         "<guests>" GUEST(OTHER, 1) GUEST(THIRD, 1) "</guests>", "concurrency PASS 0 under way\n"},
        {"one of two", "", "", 1, 1, "", "<guests>" ARRIVES(OTHER, 1, 0) "</guests>",
         "concurrency PASS 1 under way\n"},
        {"two of two", "", "", 1, 1, "",
         "<guests>" ARRIVES(OTHER, 1, 0) ARRIVES(THIRD, 1, 1) "</guests>",
         "concurrency FAIL 2 under way\n"},
        {"it is one of them itself", "", "", 1, 1, "",
         "<guests>" ARRIVES(OTHER, 1, 0) ARRIVES(TEST_GUEST_UUID, 1, 1) "</guests>",
         "concurrency PASS 1 under way\n"},
        {"none is allowed", LIMIT(0), "", 1, 1, "", "<guests/>",
         "concurrency FAIL [migration] max-incoming = 0 switches them off on host-b\n"},
    };

    ask_rows(&vmg_check_concurrency, rows, G_N_ELEMENTS(rows));
}

static void
without_a_destination(void **state G_GNUC_UNUSED)
{
    const struct vmg_check *const checks[] = {&vmg_check_memory, &vmg_check_vcpus,
                                              &vmg_check_concurrency};
    g_autofree char *guest = domain("");

    for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
        g_autofree char *findings = test_ask(checks[i], "", guest, NULL, NULL);

        test_like(checks[i]->name, findings, "* FAIL no destination\n");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory),
        cmocka_unit_test(huge_pages),
        cmocka_unit_test(vcpus),
        cmocka_unit_test(concurrency),
        cmocka_unit_test(without_a_destination),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
