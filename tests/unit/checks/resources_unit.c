/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

/* The guest of the tests is g1 with TEST_GUEST_UUID. */
#define KNOWN(uuid, name, rest) "<guest uuid='" uuid "' name='" name "' " rest "/>"

static void
what_is_there(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *inventory, *findings;
    } rows[] = {
        {"", "resources WARN facts that do not list the guests there\n"},
        {"<inventory/>", "resources PASS nothing\n"},
        {"<inventory>" KNOWN(TEST_OTHER_UUID, "g2",
                             "state='active' managed-save='yes'") "</inventory>",
         "resources PASS nothing\n"},
        {"<inventory>" KNOWN(TEST_GUEST_UUID, "g1", "state='inactive'") "</inventory>",
         "resources PASS nothing\n"},
        {"<inventory>" KNOWN(TEST_GUEST_UUID, "g1", "state='active'") "</inventory>",
         "resources FAIL g1: the guest is already active there\n"},
        {"<inventory>" KNOWN(TEST_GUEST_UUID, "g1",
                             "state='inactive' managed-save='yes'") "</inventory>",
         "resources FAIL g1: a managed save of it, which its next start there would restore over "
         "newer disks\n"},
        {"<inventory>" KNOWN(TEST_OTHER_UUID, "g1",
                             "state='inactive' managed-save='yes'") "</inventory>",
         "resources FAIL g1: another guest of that name, UUID " TEST_OTHER_UUID "\n"},
        {"<inventory>" KNOWN(TEST_GUEST_UUID, "old", "state='inactive'") "</inventory>",
         "resources FAIL g1: the same UUID under the name old\n"},
        {"<inventory>" KNOWN(TEST_GUEST_UUID, "old", "state='active'") "</inventory>",
         "resources FAIL g1: the same UUID under the name old\n"
         "resources FAIL g1: the guest is already active there\n"},
    };
    g_autofree char *domain = test_domain("", "");

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *source = test_host_xml("host-a", TEST_SOURCE_UUID, "c", "up", "");
        g_autofree char *other = test_host_xml("host-b", TEST_DEST_UUID, "c", "up", "");
        g_autoptr(GString) destination = g_string_new(other);
        g_autofree char *findings = NULL;

        assert_int_equal(g_string_replace(destination, "<inventory/>", rows[i].inventory, 1), 1);
        findings = test_ask(&vmg_check_resources, "", domain, source, destination->str);
        test_same(rows[i].inventory, findings, rows[i].findings);
    }
}

#define NOT_RESUMED "resources FAIL g1: it arrived paused, and QEMU would end it\n"

/* What the stamp says about the guest on its source. This is known even without a destination. */
static void
what_the_source_says(void **state G_GNUC_UNUSED)
{
    g_autofree char *good = test_dest_xml();
    const struct {
        const char *said, *destination, *findings;
    } rows[] = {
        {"<guest uuid", good, "resources PASS nothing\n"},
        {"<guest shut-off='yes' uuid", good, "resources PASS nothing\n"},
        {"<guest not-resumed='yes' uuid", good, NOT_RESUMED},
        {"<guest not-resumed='yes' uuid", NULL, "resources FAIL no destination\n" NOT_RESUMED},
        {"<guest uuid", NULL, "resources FAIL no destination\n"},
    };
    g_autofree char *stamped = test_stamped("", ""), *source = test_source_xml();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) domain = g_string_new(stamped);
        g_autofree char *findings = NULL;

        assert_int_equal(g_string_replace(domain, "<guest uuid", rows[i].said, 1), 1);
        findings = test_ask(&vmg_check_resources, "", domain->str, source, rows[i].destination);
        test_same(rows[i].said, findings, rows[i].findings);
    }
}

#define KERNEL(answer) "<inventory><kernel tap-uso='" answer "'/></inventory>"

/* The stamp says whether the guest's NICs use an offload. The kernel of the destination must
 * support this offload. */
static void
what_the_kernel_supports(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *said, *inventory, *findings;
    } rows[] = {
        {"<guest uuid", KERNEL("no"), "resources PASS nothing\n"},
        {"<guest tap-uso='yes' uuid", KERNEL("yes"), "resources PASS nothing\n"},
        {"<guest tap-uso='yes' uuid", KERNEL("no"),
         "resources FAIL NICs: the kernel of host-b does not support it, so QEMU would end\n"},
        {"<guest tap-uso='yes' uuid", "<inventory/>",
         "resources WARN NICs: the facts of host-b do not say whether its kernel supports it\n"
         "resources PASS nothing\n"},
    };
    g_autofree char *stamped = test_stamped("", ""), *source = test_source_xml();
    g_autofree char *other = test_host_xml("host-b", TEST_DEST_UUID, "c", "up", "");

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) domain = g_string_new(stamped), destination = g_string_new(other);
        g_autofree char *findings = NULL;

        assert_int_equal(g_string_replace(domain, "<guest uuid", rows[i].said, 1), 1);
        assert_int_equal(g_string_replace(destination, "<inventory/>", rows[i].inventory, 1), 1);
        findings = test_ask(&vmg_check_resources, "", domain->str, source, destination->str);
        test_same(rows[i].inventory, findings, rows[i].findings);
    }
}

/* What libvirt on the source host answers about the guest. */
static void
what_the_guest_is_doing(void **state G_GNUC_UNUSED)
{
    static const struct {
        guint32 doing;
        const char *findings;
    } rows[] = {
        {VMG_SOURCE_HAS_SNAPSHOTS,
         "resources FAIL g1: it has snapshots, so libvirt does not migrate it\n"},
        {VMG_SOURCE_BLOCK_JOB, "resources FAIL g1: one of its disks is being copied, merged or "
                               "backed up\n"},
        {VMG_SOURCE_IO_ERROR, "resources WARN g1: an I/O error of a disk has paused the guest, so "
                              "it would arrive paused\n"
                              "resources PASS nothing\n"},
    };
    g_autofree char *stamped = test_stamped("", ""), *source = test_source_xml();
    g_autofree char *good = test_dest_xml();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *findings =
            test_ask_doing(&vmg_check_resources, rows[i].doing, stamped, source, good);
        g_autofree char *alone =
            test_ask_doing(&vmg_check_resources, rows[i].doing, stamped, NULL, NULL);

        test_same("with both hosts", findings, rows[i].findings);
        assert_true(g_str_has_prefix(alone, "resources FAIL no destination\n"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there),
        cmocka_unit_test(what_the_source_says),
        cmocka_unit_test(what_the_kernel_supports),
        cmocka_unit_test(what_the_guest_is_doing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
