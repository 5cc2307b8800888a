/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/facts.h"

#include "base/error.h"
#include "tests/unit/support/helper.h"

enum { MAX_AGE = 60 };

static void
write_facts(const TestDir *dir)
{
    g_autofree char *xml = test_dest_xml();

    test_write(dir, "run/host.xml", xml);
}

static void
facts_are_good_for_their_time(void **state G_GNUC_UNUSED)
{
    /* The facts say that they were written 0 milliseconds after the boot. */
    static const struct {
        gint64 now;
        guint max_age;
        const char *error;
    } rows[] = {
        {0, MAX_AGE, NULL},
        {60000, MAX_AGE, NULL},
        {60001, MAX_AGE, "*/host.xml: 60 seconds old"},
        {3600000, MAX_AGE, "*/host.xml: 3600 seconds old"},
        {-1, MAX_AGE, "*/host.xml: of another boot"},
        {3600000, 0, NULL},
        {-1, 0, NULL},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    write_facts(dir);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(VmgHost) host = NULL;

        test_now_ms = rows[i].now;
        host = vmg_facts_load(&dir->paths, rows[i].max_age, &error);
        assert_int_equal(host != NULL, rows[i].error == NULL);
        if (rows[i].error) {
            test_like("age", error->message, rows[i].error);
            assert_true(g_error_matches(error, VMG_ERROR, VMG_ERROR_STALE));
        } else {
            assert_int_equal(vmg_facts_age_ms(host), rows[i].now);
        }
    }
}

static void
missing_and_invalid_facts_are_errors(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *error;
    } rows[] = {
        {NULL, "*/host.xml: can't open it: No such file or directory"},
        {"", "*/host.xml: empty"},
        {"<host>", "*/host.xml:1: *"},
        {"<host/>", "*/host.xml: there is no <host> in the namespace *"},
    };

    test_now_ms = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(GError) error = NULL;

        if (rows[i].text)
            test_write(dir, "run/host.xml", rows[i].text);
        assert_null(vmg_facts_load(&dir->paths, MAX_AGE, &error));
        test_like(rows[i].text, error->message, rows[i].error);
    }
}

/* The status in the status file is used instead of the status in the facts, because the status file
 * may be newer than the facts that the agent wrote last. */
static void
the_status_file_wins(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgHost) host = NULL;
    g_autoptr(GError) error = NULL;

    test_now_ms = 0;
    write_facts(dir);
    test_write(dir, "state/status", "maintenance\n");
    host = vmg_facts_load(&dir->paths, MAX_AGE, NULL);
    assert_non_null(host);
    assert_string_equal(host->view.status, "maintenance");
    test_write(dir, "state/status", "nonsense\n");
    assert_null(vmg_facts_load(&dir->paths, MAX_AGE, &error));
    test_like("nonsense", error->message, "*/status: unknown status 'nonsense'");
}

/* The agent has counted the guests, so only the agent knows whether the host is in maintenance
 * yet. But the agent has possibly not read a changed status file yet. */
static void
the_agent_knows_whether_it_is_maintenance(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *facts, *file, *status;
    } rows[] = {
        {"up", "preparing-for-maintenance", "preparing-for-maintenance"},
        {"maintenance", "preparing-for-maintenance", "maintenance"},
        {"preparing-for-maintenance", "preparing-for-maintenance", "preparing-for-maintenance"},
        {"preparing-for-maintenance", "maintenance", "preparing-for-maintenance"},
        {"maintenance", "up", "up"},
        {"maintenance", NULL, "up"},
    };

    test_now_ms = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(VmgHost) host = NULL;
        g_autofree char *xml = test_host_xml("host-b", TEST_DEST_UUID, "c", rows[i].facts, "");

        test_write(dir, "run/host.xml", xml);
        if (rows[i].file)
            test_write(dir, "state/status", rows[i].file);
        host = vmg_facts_load(&dir->paths, MAX_AGE, NULL);
        assert_non_null(host);
        test_same(rows[i].file, host->view.status, rows[i].status);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_good_for_their_time),
        cmocka_unit_test(missing_and_invalid_facts_are_errors),
        cmocka_unit_test(the_status_file_wins),
        cmocka_unit_test(the_agent_knows_whether_it_is_maintenance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
