/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/key.h"

#include "tests/unit/support/helper.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static VmgConfig *
config_with(const TestDir *dir, const char *path)
{
    g_autofree char *text = g_strdup_printf("[cluster]\nkey-file = %s\n", path);

    test_write(dir, "etc/guard.conf", text);
    return vmg_config_load(dir->paths.config_file, dir->paths.config_directory, NULL);
}

/* The bytes of the key, or the error. */
static char *
load(const TestDir *dir, const char *path)
{
    g_autoptr(VmgConfig) config = config_with(dir, path);
    g_autoptr(GBytes) key = NULL;
    g_autoptr(GError) error = NULL;
    gsize len = 0;
    const char *data;

    if (!vmg_key_load(config, &key, &error)) {
        assert_null(key);
        return g_strdup(error->message);
    }
    data = key ? g_bytes_get_data(key, &len) : NULL;
    return g_strndup(data, len);
}

static char *
write_key(const TestDir *dir, const char *text, mode_t mode)
{
    char *path = test_path(dir, "key");

    test_write(dir, "key", text);
    assert_int_equal(chmod(path, mode), 0);
    return path;
}

static void
no_key_is_configured(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgConfig) config = vmg_config_defaults(), empty = config_with(dir, "");
    g_autoptr(GBytes) key = NULL;

    assert_true(vmg_key_load(config, &key, NULL));
    assert_null(key);
    assert_true(vmg_key_load(empty, &key, NULL));
    assert_null(key);
}

static void
white_space_at_the_end_is_not_of_the_key(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {"0123456789abcdef", "0123456789abcdef\n",
                                       "0123456789abcdef \t\r\n\n"};
    g_autoptr(TestDir) dir = test_dir_new();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = write_key(dir, rows[i], 0600), *got = load(dir, path);

        test_same(rows[i], got, "0123456789abcdef");
    }
}

static void
how_long_it_is(void **state G_GNUC_UNUSED)
{
    static const struct {
        gsize len;
        const char *error; /* NULL: good */
    } rows[] = {
        {0, "*/key: a key of 0 bytes, but must be 16 to 4096"},
        {15, "*/key: a key of 15 bytes, but must be 16 to 4096"},
        {16, NULL},
        {4096, NULL},
        {4097, "*/key: a key of 4097 bytes, *"},
        {5000, "*/key: larger than 4160 bytes"},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strnfill(rows[i].len, 'k'), *path = write_key(dir, text, 0600);
        g_autofree char *got = load(dir, path);

        test_like("length", got, rows[i].error ? rows[i].error : text);
    }
}

static void
a_key_with_nul_bytes_is_whole(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = write_key(dir, "", 0400);
    g_autoptr(VmgConfig) config = config_with(dir, path);
    g_autoptr(GBytes) key = NULL;
    static const char data[20] = "a\0b";

    assert_true(g_file_set_contents(path, data, sizeof(data), NULL));
    assert_int_equal(chmod(path, 0400), 0);
    assert_true(vmg_key_load(config, &key, NULL));
    assert_int_equal(g_bytes_get_size(key), sizeof(data));
    assert_memory_equal(g_bytes_get_data(key, NULL), data, sizeof(data));
}

static void
others_may_not_have_it(void **state G_GNUC_UNUSED)
{
    static const struct {
        mode_t mode;
        const char *error;
    } rows[] = {
        {0604, "*key-file */key: open to users other than root (mode 0604)"},
        {0640, "*(mode 0640)"},
        {0620, "*(mode 0620)"},
        {0610, "*(mode 0610)"},
        {0602, "*(mode 0602)"},
        {0644, "*(mode 0644)"},
        {0700, "0123456789abcdef"},
    };
    g_autoptr(TestDir) dir = test_dir_new();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = write_key(dir, "0123456789abcdef", rows[i].mode);
        g_autofree char *got = load(dir, path);

        test_like("mode", got, rows[i].error);
    }
}

static void
it_is_root_s(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = write_key(dir, "0123456789abcdef", 0600), *got = NULL;

    if (chown(path, 65534, 65534) != 0)
        skip();
    got = load(dir, path);
    test_like("owner", got, "*/key: not owned by root (mode 0600)");
}

static void
what_is_no_file(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *missing = test_path(dir, "missing"), *fifo = test_path(dir, "fifo");
    g_autofree char *none = load(dir, missing), *directory = load(dir, dir->path);
    g_autofree char *relative = load(dir, "key"), *pipe = NULL;

    assert_int_equal(mkfifo(fifo, 0600), 0);
    pipe = load(dir, fifo);
    test_like("missing", none, "*key-file */missing: can't open it: No such file or directory");
    test_like("directory", directory, "*key-file /*: not a regular file");
    test_like("fifo", pipe, "*/fifo: not a regular file");
    test_like("relative", relative, "*key-file is 'key', but must begin with /");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_is_configured),
        cmocka_unit_test(white_space_at_the_end_is_not_of_the_key),
        cmocka_unit_test(how_long_it_is),
        cmocka_unit_test(a_key_with_nul_bytes_is_whole),
        cmocka_unit_test(others_may_not_have_it),
        cmocka_unit_test(it_is_root_s),
        cmocka_unit_test(what_is_no_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
