/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A configuration is good, or there is one line that says where it is not; what
 * it then answers is within bounds. */
#include "config/config.h"
#include "fuzz.h"
#include "in-memory.h"

static void
check_good(const VmgConfig *config)
{
    guint deadline = vmg_config_get_uint(config, "guard", "deadline-ms");
    g_auto(GStrv) networks = vmg_config_named_groups(config, "network");

    g_assert_true(vmg_config_mode(config) <= VMG_MODE_DISABLED);
    g_assert_cmpuint(deadline, >=, 10);
    g_assert_cmpuint(deadline, <=, 60000);
    g_assert_nonnull(networks);
    vmg_config_action(config, "cache");
}

/* Nothing is said of line 0, which is none. */
static void
check_line(const char *text)
{
    g_assert_true(g_str_has_prefix(text, "guard.conf:"));
    g_assert_false(g_str_has_prefix(text, "guard.conf:0:"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgConfig) config = NULL;

    fuzz_set_file(data, size);
    config = vmg_config_load("guard.conf", "guard.conf.d", warnings, &error);
    g_assert_true((config == NULL) == (error != NULL));
    for (guint i = 0; i < warnings->len; i++)
        check_line(warnings->pdata[i]);
    if (error && error->domain != G_FILE_ERROR)
        check_line(error->message);
    if (config)
        check_good(config);
    return 0;
}
