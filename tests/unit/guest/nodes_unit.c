/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The NUMA nodes of the host that a guest is bound to, and the mounts for its huge pages. */
#include "tests/unit/support/helper.h"

#define CELLS                                                                                      \
    "<cpu><numa><cell id='0' memory='1024'/><cell id='1' memory='2' unit='MiB'/></numa></cpu>"
#define HUGE(more)                                                                                 \
    "<memoryBacking><hugepages><page size='2048'/></hugepages>" more "</memoryBacking>"

/* "NODES:KIB " for each binding and "huge:SIZE " for each mount. */
static char *
claims_of(const char *rest)
{
    g_autofree char *xml = g_strdup_printf("<domain><name>g</name><uuid>" TEST_GUEST_UUID
                                           "</uuid><memory>4096</memory>%s</domain>",
                                           rest);
    g_autoptr(VmgGuest) guest = test_guest(xml);
    GString *text = g_string_new(NULL);

    for (gsize i = 0; i < guest->view.claim_count; i++) {
        const struct vmg_claim *claim = guest->view.claims[i];

        if (claim->kind == VMG_KIND_NODES || claim->kind == VMG_KIND_HUGETLBFS)
            g_string_append_printf(text, "%s:%" G_GUINT64_FORMAT " ",
                                   claim->kind == VMG_KIND_NODES ? claim->name : "huge",
                                   (guint64)claim->kib);
    }
    return g_string_free(text, FALSE);
}

static void
bindings_are_read(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"", ""},
        {"<numatune><memory nodeset='0-1'/></numatune>", "0-1:4096 "},
        {"<numatune><memory mode='preferred' nodeset='1'/></numatune>", "1:0 "},
        {"<numatune><memory placement='auto'/></numatune>", ""},
        {CELLS "<numatune><memory nodeset='0'/><memnode cellid='1' mode='strict' nodeset='1'/>"
               "</numatune>",
         "1:2048 0:2048 "},
        {"<numatune><memnode cellid='7' mode='strict' nodeset='1'/></numatune>", "1:0 "},
        {HUGE("") "<numatune><memory nodeset='0'/></numatune>", "0:0 huge:2048 "},
        {HUGE("<source type='memfd'/>"), ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = claims_of(rows[i][0]);

        test_same(rows[i][0], text, rows[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bindings_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
