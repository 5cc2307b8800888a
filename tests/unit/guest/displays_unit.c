/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The addresses that displays listen on. */
#include "tests/unit/support/helper.h"

static void
listen_addresses_are_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *text;
    } rows[] = {
        {"<graphics type='vnc' listen='192.0.2.1'/>", "vnc address 192.0.2.1 (null);"},
        {"<graphics type='vnc' listen='192.0.2.1'><listen type='address' address='192.0.2.9'/>"
         "</graphics>",
         "vnc address 192.0.2.9 (null);"},
        {"<graphics type='spice'><listen type='network' network='n'/><listen type='none'/>"
         "<listen address='::1'/></graphics>",
         "spice network (null) n;spice none (null) (null);spice address ::1 (null);"},
        {"<graphics type='spice'/>", ""},
        {"<graphics><listen type='socket' socket='/s'/></graphics>", " socket (null) (null);"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain("", rows[i].xml);
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autoptr(GString) text = g_string_new(NULL);

        for (gsize j = 0; j < guest->view.listen_count; j++) {
            const struct vmg_listen *listen = guest->view.listens[j];

            g_string_append_printf(text, "%s %s %s %s;", listen->graphics, listen->type,
                                   listen->address, listen->network);
        }
        test_same(rows[i].xml, text->str, rows[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listen_addresses_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
