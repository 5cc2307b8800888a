/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide/modules.h"

#include "tests/unit/support/module-dir.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static GPtrArray *
load(const TestDir *dir, const char *config)
{
    g_autoptr(VmgConfig) policy = NULL;

    test_write(dir, "etc/guard.conf", config);
    policy = vmg_config_load(dir->paths.config_file, dir->paths.config_directory, NULL);
    assert_non_null(policy);
    return vmg_modules_load(dir->paths.modules, policy);
}

/* "NAME good VERSION" or "NAME: WHY; fix: FIX" for each module, one on a line. */
static char *
describe(const GPtrArray *modules)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < modules->len; i++) {
        const VmgModule *module = g_ptr_array_index(modules, i);

        if (module->why)
            g_string_append_printf(text, "%s: %s; fix: %s\n", module->name, module->why,
                                   module->fix);
        else
            g_string_append_printf(text, "%s good %s\n", module->name, module->check.version);
    }
    return g_string_free(text, FALSE);
}

static char *
load_and_describe(const TestDir *dir, const char *config)
{
    g_autoptr(GPtrArray) modules = load(dir, config);

    return describe(modules);
}

static void
what_a_module_registers(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *module, *file, *like;
    } rows[] = {
        {TEST_MODULE, "good", "good good 1\n"},
        {TEST_MODULE, "other-file", "other-name good 1\n"},
        {TEST_MODULE, "larger", "larger good 1\n"},
        {TEST_MODULE, "major",
         "major: built for version 2 of the ABI, but this is 1; fix: build *"},
        {TEST_MODULE, "zeros", "zeros: built for version 0 of the ABI, but this is 1; fix: *"},
        {TEST_MODULE, "short", "short: its struct vmg_check has * bytes, but must have *; *"},
        {TEST_MODULE, "callback", "callback: it has no run(); fix: *"},
        {TEST_MODULE, "version", "version: it has no version or no summary; *"},
        {TEST_MODULE, "summary", "summary: it has no version or no summary; *"},
        {TEST_MODULE, "needs", "needs: it needs what this version * (needs is 0x40); fix: *"},
        {TEST_MODULE, "no-name", "no-name: its name must be *, but is ''; fix: *"},
        {TEST_MODULE, "empty-name", "empty-name: its name must be *"},
        {TEST_MODULE, "upper", "upper: its name must be *, but is 'Upper'; *"},
        {TEST_MODULE, "space", "space: its name must be *"},
        {TEST_MODULE, "line", "line: its name must be *"},
        {TEST_MODULE, "builtin", "builtin: its name is a built-in check's: 'memory'; *"},
        {TEST_MODULE, "group", "group: its name is that of a group in guard.conf: *guard]; *"},
        {TEST_MODULE, "unknown", "unknown: virt_migration_guard_check() returns NULL; *"},
        {TEST_MODULE, "memory", "of-file-memory good 1\n"},
        {TEST_EMPTY, "empty",
         "empty: can't be loaded: undefined symbol: virt_migration_guard_check; fix: add "
         "VMG_REGISTER_CHECK*"},
        {TEST_UNRESOLVED, "unresolved",
         "unresolved: can't be loaded: undefined symbol: vmg_test_nowhere; fix: build *"},
        {TEST_FIRST_ABI, "first-abi", "first-abi good 1.0\n"},
        {TEST_TAGS, "tags", "tags good 1.0\n"},
        {TEST_WINDOW, "maintenance-window", "maintenance-window good 1.0\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autofree char *file = g_strconcat(rows[i].file, ".so", NULL), *text = NULL;

        test_put_module(dir, rows[i].module, file, 0644);
        text = load_and_describe(dir, "");
        test_like(rows[i].file, text, rows[i].like);
    }
}

static void
the_others_are_still_there(void **state G_GNUC_UNUSED)
{
    static const char *const files[] = {
        "major.so",    "good.so",    "twin-b.so",       "twin-a.so",     "README",
        "x.so.rpmnew", ".hidden.so", "bad.so.dpkg-new", "other-file.so",
    };
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GPtrArray) modules = NULL;
    g_auto(GStrv) names = NULL, file_names = NULL;
    g_autofree char *text = NULL, *joined = NULL, *by_file = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
        test_put_module(dir, TEST_MODULE, files[i], 0644);
    modules = load(dir, "");
    text = describe(modules);
    test_like("sorted", text,
              "good good 1\nmajor: *\nother-name good 1\ntwin good 1\n"
              "twin-b: its name, 'twin', is that of /*/checks.d/twin-a.so; fix: *\n");
    names = vmg_modules_names(modules);
    joined = g_strjoinv(" ", names);
    assert_string_equal(joined, "good major other-name twin twin-b");
    file_names = vmg_modules_file_names(dir->paths.modules);
    by_file = g_strjoinv(" ", file_names);
    assert_string_equal(by_file, "good major other-file twin-a twin-b");
}

/* In [checks] a module that is not loaded has the name of its file, unless a built-in check has
 * that name. */
static void
what_is_off_is_not_loaded(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GPtrArray) modules = NULL;
    g_autofree char *text = NULL, *by_file = NULL;

    test_put_module(dir, TEST_MODULE, "good.so", 0644);
    test_put_module(dir, TEST_MODULE, "memory.so", 0644);
    modules = load(dir, "[checks]\ngood=off\nmemory=off\n");
    text = describe(modules);
    test_like("off", text, "good: off in guard.conf, so not loaded; *\nof-file-memory good 1\n");
    assert_null(((VmgModule *)g_ptr_array_index(modules, 0))->handle);
    by_file = load_and_describe(dir, "[checks]\nmemory.so=off\n");
    test_like("by file", by_file, "good good 1\nmemory.so: off in guard.conf*");
}

static void
files_that_can_not_be_trusted(void **state G_GNUC_UNUSED)
{
    static const struct {
        mode_t mode;
        uid_t owner;
        const char *like;
    } rows[] = {
        {0644, 0, "good good 1\n"},
        {0755, 0, "good good 1\n"},
        {0664, 0,
         "good: writable by users other than root (mode 0664); fix: chown * chmod go-w "
         "*/good.so\n"},
        {0646, 0, "good: writable by users other than root (mode 0646); *"},
        {0644, 65534, "good: owned by user 65534, not by root; fix: chown root:root */good.so; *"},
    };
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "checks.d/good.so");

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = NULL;

        if (rows[i].owner && geteuid() != 0)
            continue;
        test_put_module(dir, TEST_MODULE, "good.so", rows[i].mode);
        assert_int_equal(rows[i].owner ? chown(path, rows[i].owner, 0) : 0, 0);
        text = load_and_describe(dir, "");
        test_like(rows[i].like, text, rows[i].like);
    }
}

static void
what_is_no_file(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *link = test_path(dir, "checks.d/link.so"), *text = NULL;
    g_autofree char *directory = test_path(dir, "checks.d/directory.so");
    g_autofree char *fifo = test_path(dir, "checks.d/fifo.so");

    test_put_module(dir, TEST_MODULE, "good.so", 0644);
    test_write(dir, "checks.d/text.so", "no module");
    test_write(dir, "checks.d/zero.so", "");
    assert_int_equal(symlink("good.so", link), 0);
    assert_int_equal(mkdir(directory, 0755), 0);
    assert_int_equal(mkfifo(fifo, 0644), 0);
    text = load_and_describe(dir, "");
    test_like("kinds", text,
              "directory: not a regular file; *\nfifo: not a regular file; *\ngood good 1\n"
              "link: a symbolic link; *\ntext: can't be loaded: *; *\nzero: can't be loaded: *\n");
}

static void
directories_that_can_not_be_trusted(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *real = test_path(dir, "real"), *open = NULL, *link = NULL, *file = NULL;
    g_autofree char *theirs = NULL;

    test_put_module(dir, TEST_MODULE, "good.so", 0644);
    assert_int_equal(chmod(dir->paths.modules, 0775), 0);
    open = load_and_describe(dir, "");
    test_like("open", open, "checks.d: writable by users other than root (mode 0775); fix: *\n");
    assert_int_equal(chmod(dir->paths.modules, 0755), 0);
    if (geteuid() == 0) {
        assert_int_equal(chown(dir->paths.modules, 65534, 0), 0);
        theirs = load_and_describe(dir, "");
        test_like("owner", theirs, "checks.d: owned by user 65534, not by root; *\n");
        assert_int_equal(chown(dir->paths.modules, 0, 0), 0);
    }
    assert_int_equal(rename(dir->paths.modules, real), 0);
    assert_int_equal(symlink("real", dir->paths.modules), 0);
    link = load_and_describe(dir, "");
    test_like("link", link, "checks.d: can't be opened: *; fix: *\n");
    assert_int_equal(unlink(dir->paths.modules), 0);
    test_write(dir, "checks.d", "a file");
    file = load_and_describe(dir, "");
    test_like("file", file, "checks.d: can't be opened: Not a directory; *\n");
}

static guint
count_open_files(void)
{
    DIR *dir = opendir("/proc/self/fd");
    guint count = 0;

    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

static void
no_modules(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GPtrArray) none = vmg_modules_load(NULL, NULL), missing = load(dir, "");
    g_autoptr(GPtrArray) empty = NULL, again = NULL;
    g_auto(GStrv) names = vmg_modules_file_names(dir->paths.modules);
    guint before;

    assert_int_equal(none->len, 0);
    assert_int_equal(missing->len, 0);
    assert_null(names[0]);
    assert_int_equal(mkdir(dir->paths.modules, 0755), 0);
    before = count_open_files();
    empty = load(dir, "");
    assert_int_equal(empty->len, 0);
    test_put_module(dir, TEST_MODULE, "good.so", 0644);
    again = load(dir, "");
    assert_int_equal(again->len, 1);
    assert_int_equal(count_open_files(), before);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_module_registers),
        cmocka_unit_test(the_others_are_still_there),
        cmocka_unit_test(what_is_off_is_not_loaded),
        cmocka_unit_test(files_that_can_not_be_trusted),
        cmocka_unit_test(what_is_no_file),
        cmocka_unit_test(directories_that_can_not_be_trusted),
        cmocka_unit_test(no_modules),
    };

    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
