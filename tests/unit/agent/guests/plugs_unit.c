/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the stamp says of a guest's NICs. offloads_unit.c tests the taps. */
#include "agent/guests/plugs.h"

#include "tests/unit/support/helper.h"

#define NIC(more)   "<interface type='bridge'><source bridge='br0'/>" more "</interface>"
#define LOCAL(more) "<local kind='bridge' name='br0' " more "/>"

static void
the_flags(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *locals, *nics;
        guint32 flags;
    } rows[] = {
        {LOCAL(""), NIC(""), 0},
        {LOCAL("state='down'"), "", 0},
        {LOCAL("state='down'"), NIC(""), VMG_SOURCE_BRIDGE_DOWN},
        /* There is no such tap. */
        {"", NIC("<target dev='no-such-tap'/>"), 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_host_xml("a", TEST_SOURCE_UUID, "c", "up", rows[i].locals);
        g_autofree char *domain = test_domain("", rows[i].nics);
        g_autoptr(VmgHost) host = test_host(xml);
        g_autoptr(VmgGuest) guest = test_guest(domain);

        guest->view.source_flags = VMG_SOURCE_NOT_RESUMED;
        vmg_plugs_fill_in(&host->view, &guest->view);
        assert_int_equal(guest->view.source_flags, VMG_SOURCE_NOT_RESUMED | rows[i].flags);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_flags),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
