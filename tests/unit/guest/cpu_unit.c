/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest's <cpu>. */
#include "tests/unit/support/helper.h"

/* The CPU as text: "MODE MATCH MODEL VENDOR NAME:POLICY...". */
static char *
cpu_of(const char *cpu)
{
    g_autofree char *xml =
        g_strdup_printf("<domain><name>g</name><uuid>" TEST_GUEST_UUID "</uuid>%s</domain>", cpu);
    g_autoptr(VmgGuest) guest = test_guest(xml);
    const struct vmg_guest *view = &guest->view;
    GString *text = g_string_new(NULL);

    g_string_printf(text, "%s %s %s %s", view->cpu_mode, view->cpu_match, view->cpu_model,
                    view->cpu_vendor);
    for (gsize i = 0; i < view->cpu_feature_count; i++)
        g_string_append_printf(text, " %s:%s", view->cpu_features[i]->name,
                               view->cpu_features[i]->policy);
    return g_string_free(text, FALSE);
}

static void
what_the_guest_asks_for(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"", "(null) (null) (null) (null)"},
        {"<cpu><topology sockets='1'/></cpu>", "(null) (null) (null) (null)"},
        {"<cpu mode='host-passthrough'/>", "host-passthrough (null) (null) (null)"},
        {"<cpu><model>EPYC</model></cpu>", "custom (null) EPYC (null)"},
        {"<cpu match='exact'><model/></cpu>", "custom exact (null) (null)"},
        {"<cpu mode='custom'><model>EPYC</model><vendor>AMD</vendor><feature name='aes'/>"
         "<feature policy='disable' name='avx'/><feature policy='require'/></cpu>",
         "custom (null) EPYC AMD aes:require avx:disable"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = cpu_of(rows[i][0]);

        test_same(rows[i][0], text, rows[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_guest_asks_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
