/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* custom-properties: the value of each custom property of the guest matches the regular
 * expression that [custom-properties] has for the property's name, as in oVirt's engine
 * (engine-config UserDefinedVMProperties). */
#include "base/neutral.h"
#include "checks/checks.h"

static guint
refuse(const struct vmg_input *input, const struct vmg_property *property, const char *expression)
{
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_PROPERTY_INVALID,
        g_strdup_printf(_("custom property %s"), property->name),
        g_strdup_printf(_("a value that matches %s"), expression),
        g_strdup_printf("'%s'", property->value),
        g_strdup_printf(_("in the Administration Portal, edit %s: under Custom Properties, correct "
                          "%s; then shut it down and run it"),
                        input->guest->name, property->name));
}

/* Judges one property. The expression is valid, because the configuration is refused otherwise. */
static guint
judge_property(const struct vmg_input *input, const struct vmg_property *property)
{
    const char *expression = property->device ? NULL : input->option(input, property->name);

    if (!expression || g_regex_match_simple(expression, property->value, 0, 0))
        return 0;
    return refuse(input, property, expression);
}

static int
run(const struct vmg_input *input)
{
    guint reported = 0;

    for (size_t i = 0; i < input->guest->property_count; i++)
        reported += judge_property(input, input->guest->properties[i]);
    if (reported == 0)
        vmg_report(input, VMG_PASS, NULL, NULL, _("values that match their expressions"),
                   _("all have values that are allowed"), NULL);
    return 0;
}

const struct vmg_check vmg_check_custom_properties = VMG_CHECK_INIT(
    "custom-properties", N_("each custom property has a value that is allowed"), 0, run);
