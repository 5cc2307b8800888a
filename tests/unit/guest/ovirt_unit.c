/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Custom properties in oVirt's metadata. */
#include "tests/unit/support/helper.h"

#define OVIRT "http://ovirt.org/vm/1.0"

static void
custom_properties_are_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *text;
    } rows[] = {
        {"<o:vm xmlns:o='" OVIRT "'><o:custom><o:cache>writeback</o:cache></o:custom></o:vm>",
         "(null) cache writeback;"},
        {"<ns0:vm xmlns:ns0='" OVIRT "'><custom><cache> none\n</cache></custom></ns0:vm>",
         "(null) cache none;"},
        {"<vm><custom><a/><b>x</b>text<!-- c --></custom></vm>", "(null) a ;(null) b x;"},
        {"<x:vm xmlns:x='urn:x'><x:custom><x:cache>x</x:cache></x:custom></x:vm>", ""},
        {"<vm><x:custom xmlns:x='urn:x'><cache>x</cache></x:custom></vm>", ""},
        {"<vm><device devtype='disk' name='vda'><custom><cache>unsafe</cache></custom></device>"
         "<device mac_address='52:54:00:00:00:01'><custom><q>1</q></custom>"
         "<vm_custom><cache>writeback</cache></vm_custom></device>"
         "<device><custom><z>1</z></custom></device></vm>",
         "vda cache unsafe;52:54:00:00:00:01 q 1;unnamed z 1;"},
        {"<vm/><vm><custom><k>v</k></custom></vm>", "(null) k v;"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain(rows[i].xml, "");
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autoptr(GString) text = g_string_new(NULL);

        for (gsize j = 0; j < guest->view.property_count; j++) {
            const struct vmg_property *property = guest->view.properties[j];

            g_string_append_printf(text, "%s %s %s;", property->device, property->name,
                                   property->value);
        }
        test_same(rows[i].xml, text->str, rows[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(custom_properties_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
