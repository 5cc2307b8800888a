/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Custom properties from the environment that VDSM gives to its hooks. */
#include "decide/judge.h"

#include "tests/unit/support/helper.h"

#define METADATA                                                                                   \
    "<o:vm xmlns:o='http://ovirt.org/vm/1.0'><o:custom><o:cache>none</o:cache></o:custom></o:vm>"

static const char *
property(const char *name)
{
    return g_str_equal(name, "cache") ? "none" : g_str_equal(name, "zone") ? " a\nb " : NULL;
}

/* "NAME=VALUE " for each property. */
static char *
properties_of(const char *config, const char *(*ask)(const char *))
{
    g_autofree char *xml = test_domain(METADATA, "");
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(VmgConfig) policy = test_config(config);
    const VmgQuestion question = {.config = policy, .property = ask};
    GString *text = g_string_new(NULL);

    vmg_judge_add_properties(guest, &question);
    for (gsize i = 0; i < guest->view.property_count; i++)
        g_string_append_printf(text, "%s=%s ", guest->view.properties[i]->name,
                               guest->view.properties[i]->value);
    return g_string_free(text, FALSE);
}

/* A property that is in the metadata as well is listed once. Control characters are removed,
 * because they could be taken for the marks of neutral texts. */
static void
those_are_added_that_the_configuration_names(void **state G_GNUC_UNUSED)
{
    g_autofree char *none = properties_of("", NULL), *same = properties_of("", property);
    g_autofree char *more = properties_of("[custom-properties]\nzone = x\nunset = x\n", property);

    assert_string_equal(none, "cache=none ");
    assert_string_equal(same, "cache=none ");
    assert_string_equal(more, "cache=none zone=a?b ");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_are_added_that_the_configuration_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
