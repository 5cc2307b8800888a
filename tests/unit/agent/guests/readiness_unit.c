/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reasons that keep a guest on its host, whatever the destination is. */
#include "tests/unit/support/helper.h"

#include "agent/guests/readiness.h"

#define DISK(cache)                                                                                \
    "<disk><driver cache='" cache "'/><source file='/srv/a'/><target dev='vda'/></disk>"

static void
the_first_reason_is_told(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *devices, *configuration, *stays;
    } rows[] = {
        {DISK("none"), "", ""},
        {DISK("writeback"), "", "cache-mode"},
        {DISK("writeback"), "[checks]\ncache = off\n", ""},
        {DISK("writeback"), "[checks]\ncache = warn\n", ""},
    };
    g_autofree char *source = test_source_xml();
    g_autoptr(VmgHost) host = test_host(source);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain("", rows[i].devices), *stays = NULL;
        g_autoptr(VmgConfig) config = test_config(rows[i].configuration);

        stays = vmg_readiness_of(xml, host, config);
        assert_string_equal(stays, rows[i].stays);
    }
}

static void
what_is_no_guest_is_not_known(void **state G_GNUC_UNUSED)
{
    g_autofree char *source = test_source_xml();
    g_autoptr(VmgHost) host = test_host(source);
    g_autoptr(VmgConfig) config = test_config("");

    assert_null(vmg_readiness_of("<domain", host, config));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_reason_is_told),
        cmocka_unit_test(what_is_no_guest_is_not_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
