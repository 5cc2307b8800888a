/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the check vcpus (lib/checks/vcpus.c). */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"
#include "tests/unit/support/capacity.h"

#define RATIO(n) "[vcpus]\novercommit-ratio = " #n "\n"

static void
vcpus(void **state G_GNUC_UNUSED)
{
    static const TestCapacity rows[] = {
        {"as many as threads", "", "<vcpu>8</vcpu>", 1, 1, "", "<guests/>", "vcpus PASS *"},
        {"one more", "", "<vcpu>9</vcpu>", 1, 1, "", "<guests/>", "vcpus FAIL host-b has 8\n"},
        {"more than threads at most, not now", "", "<vcpu current='8'>9</vcpu>", 1, 1, "",
         "<guests/>", "vcpus WARN host-b has 8\n"},
        {"more than threads now", "", "<vcpu current='9'>16</vcpu>", 1, 1, "", "<guests/>",
         "vcpus FAIL host-b has 8\n"},
        {"what is plugged is committed", RATIO(1), "<vcpu current='4'>8</vcpu>", 1, 1, "",
         "<guests>" TEST_RUNS(TEST_OTHER_UUID, 1) TEST_RUNS(TEST_THIRD_UUID, 1) "</guests>",
         "vcpus PASS 4 for 8 *"},
        {"ratio 0: others do not count", "", "<vcpu>8</vcpu>", 1, 1, "",
         "<guests>" TEST_RUNS(TEST_OTHER_UUID, 1) TEST_RUNS(TEST_THIRD_UUID, 1) "</guests>",
         "vcpus PASS *"},
        {"ratio 1, room", RATIO(1), "<vcpu>4</vcpu>", 1, 1, "",
         "<guests>" TEST_RUNS(TEST_OTHER_UUID, 1) TEST_RUNS(TEST_THIRD_UUID, 1) "</guests>",
         "vcpus PASS *"},
        {"ratio 1, one too many", RATIO(1), "<vcpu>5</vcpu>", 1, 1, "",
         "<guests>" TEST_RUNS(TEST_OTHER_UUID, 1) TEST_RUNS(TEST_THIRD_UUID, 1) "</guests>",
         "vcpus FAIL overcommit: 4 of its guests and 5 of this one\n"},
        {"ratio 2", RATIO(2), "<vcpu>8</vcpu>", 1, 1, "",
         "<guests>" TEST_RUNS(TEST_OTHER_UUID, 1) "</guests>", "vcpus PASS *"},
        {"overcommitted before", RATIO(1), "<vcpu>1</vcpu>", 1, 1, "",
         "<guests><guest uuid='" TEST_OTHER_UUID "' vcpus='9' commit='1'/></guests>",
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

    test_capacity(&vmg_check_vcpus, rows, G_N_ELEMENTS(rows));
}

static void
without_a_destination(void **state G_GNUC_UNUSED)
{
    g_autofree char *domain = test_domain("", "");
    g_autofree char *findings = test_ask(&vmg_check_vcpus, "", domain, NULL, NULL);

    assert_string_equal(findings, "vcpus FAIL no destination\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vcpus),
        cmocka_unit_test(without_a_destination),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
