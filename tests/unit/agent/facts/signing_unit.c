/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When the agent must write new stamps because the key has changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/facts/signing.h"

#include <glib/gstdio.h>

static VmgConfig *
config_with(const char *directory, const char *key)
{
    g_autofree char *file = g_build_filename(directory, "guard.conf", NULL);
    g_autofree char *text = g_strdup_printf("[cluster]\nkey-file = %s\n", key);
    VmgConfig *config;

    assert_true(g_file_set_contents(file, text, -1, NULL));
    config = vmg_config_load(file, directory, NULL);
    g_unlink(file);
    assert_non_null(config);
    return config;
}

static void
put(const char *path, const char *key)
{
    assert_true(g_file_set_contents(path, key, -1, NULL));
    assert_int_equal(g_chmod(path, 0600), 0);
}

static void
what_is_news(void **state G_GNUC_UNUSED)
{
    g_autofree char *directory = g_dir_make_tmp("vmg-unit-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "key", NULL);
    g_autoptr(VmgConfig) none = vmg_config_defaults(), some = config_with(directory, path);
    VmgSigning signing = {0};
    g_autoptr(GError) error = NULL;

    assert_false(vmg_signing_read(&signing, none, NULL));
    assert_true(vmg_signing_read(&signing, some, &error));
    assert_non_null(error);
    assert_true(signing.broken);
    assert_false(vmg_signing_read(&signing, some, NULL));
    put(path, "0123456789abcdef");
    assert_true(vmg_signing_read(&signing, some, NULL));
    assert_false(signing.broken);
    assert_int_equal(g_bytes_get_size(signing.key), 16);
    assert_false(vmg_signing_read(&signing, some, NULL));
    put(path, "0123456789abcdeg\n");
    assert_true(vmg_signing_read(&signing, some, NULL));
    put(path, "short");
    assert_true(vmg_signing_read(&signing, some, NULL));
    assert_true(signing.broken);
    assert_null(signing.key);
    assert_true(vmg_signing_read(&signing, none, NULL));
    assert_false(signing.broken);
    vmg_signing_clear(&signing);
    g_unlink(path);
    g_rmdir(directory);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_news)};

    return cmocka_run_group_tests_name("agent: signing", tests, NULL, NULL);
}
