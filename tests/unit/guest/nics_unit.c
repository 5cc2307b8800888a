/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NICs, read from a domain XML. */
#include "tests/unit/support/helper.h"

static void
every_kind_of_nic_is_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *text;
    } rows[] = {
        {"<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/>"
         "</interface>",
         "bridge 52:54:00:00:00:01 br0"},
        {"<interface type='network'><source network='n' bridge='br1'/></interface>",
         "network (null) n"},
        {"<interface type='direct'><source dev='eth0'/></interface>", "direct (null) eth0"},
        {"<interface type='user'/>", "user (null) (null)"},
        {"<interface/>", " (null) (null)"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain("", rows[i].xml);
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autofree char *text = NULL;

        assert_int_equal(guest->view.nic_count, 1);
        text = g_strdup_printf("%s %s %s", guest->view.nics[0]->type, guest->view.nics[0]->mac,
                               guest->view.nics[0]->source);
        test_same(rows[i].xml, text, rows[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_nic_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
