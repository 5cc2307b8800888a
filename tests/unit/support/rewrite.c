/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/support/rewrite.h"

#include "tests/unit/support/helper.h"

char *
test_rewrite(guint (*rewrite)(xmlDoc *, const VmgMove *), const char *from, const char *to,
             const char *devices, guint *changes)
{
    g_autofree char *xml = test_domain("", devices);
    g_autofree char *here = test_host_xml("host-a", TEST_SOURCE_UUID, "c", "up", from);
    g_autofree char *there = test_host_xml("host-b", TEST_DEST_UUID, "c", "up", to);
    g_autoptr(VmgHost) source = test_host(here), destination = test_host(there);
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(xmlDoc) doc = test_doc(xml);
    const VmgMove move = {
        .guest = &guest->view, .source = &source->view, .destination = destination};

    *changes = rewrite(doc, &move);
    return vmg_xml_node_to_string(vmg_xml_child(xmlDocGetRootElement(doc), "devices"));
}
