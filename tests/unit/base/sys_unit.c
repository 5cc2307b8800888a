/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/sys.h"

#include "base/error.h"
#include "tests/unit/support/helper.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

static void
a_regular_file_is_read_whole(void **state G_GNUC_UNUSED)
{
    static const gsize sizes[] = {0, 1, 4095, 4096, 4097, 100000};
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "f");

    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *text = g_strnfill(sizes[i], 'x');
        g_autofree char *got = NULL;
        gsize len = 1;

        test_write(dir, "f", text);
        got = vmg_sys_read_file(path, 100000, &len, NULL);
        assert_int_equal(len, sizes[i]);
        assert_string_equal(got, text);
    }
}

static void
one_byte_too_many_is_an_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "f");
    g_autofree char *good = NULL;
    g_autoptr(GError) error = NULL;

    test_write(dir, "f", "12345");
    good = vmg_sys_read_file(path, 5, NULL, NULL);
    assert_string_equal(good, "12345");
    assert_null(vmg_sys_read_file(path, 4, NULL, &error));
    test_like("too large", error->message, "*/f: larger than 4 bytes");
}

/* Opening a FIFO that nobody writes to would block for ever. */
static void
only_regular_files_are_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *fifo = test_path(dir, "fifo");
    const char *const paths[] = {fifo, dir->path, "/dev/zero"};

    assert_int_equal(mkfifo(fifo, 0600), 0);
    alarm(60);
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;

        assert_null(vmg_sys_read_file(paths[i], 10, NULL, &error));
        test_like(paths[i], error->message, "*: not a regular file");
    }
    alarm(0);
}

/* Starts a child that writes TEXT to the FIFO after this process has opened it. */
static void
write_fifo(const char *path, const char *text)
{
    if (fork() == 0) {
        int fd = open(path, O_WRONLY);

        _exit(write(fd, text, strlen(text)) < 0);
    }
}

static void
input_may_be_a_file_or_a_pipe(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *file = test_path(dir, "f"), *fifo = test_path(dir, "fifo");
    g_autofree char *from_file = NULL, *from_fifo = NULL;
    gsize len = 0;

    test_write(dir, "f", "12345");
    from_file = vmg_sys_read_input(file, 5, &len, NULL);
    test_same("file", from_file, "12345");
    assert_int_equal(len, 5);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    alarm(60);
    write_fifo(fifo, "123");
    from_fifo = vmg_sys_read_input(fifo, 5, &len, NULL);
    wait(NULL);
    alarm(0);
    test_same("pipe", from_fifo, "123");
    assert_int_equal(len, 3);
}

static void
a_dash_is_standard_input(void **state G_GNUC_UNUSED)
{
    int saved = dup(STDIN_FILENO), ends[2];
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "123", 3), 3);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    text = vmg_sys_read_input("-", 5, NULL, NULL);
    test_same("pipe", text, "123");
    close(STDIN_FILENO);
    assert_null(vmg_sys_read_input("-", 5, NULL, &error));
    test_same("closed", error->message, "standard input: can't open it: Bad file descriptor");
    dup2(saved, STDIN_FILENO);
    close(saved);
}

static void
input_that_is_too_much_or_nothing_is_an_error(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *path, *error;
    } rows[] = {
        {"/dev/zero", "/dev/zero: larger than 10 bytes"},
        {"/", "/: can't read it: Is a directory"},
        {"/nowhere", "/nowhere: can't open it: No such file or directory"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;

        assert_null(vmg_sys_read_input(rows[i].path, 10, NULL, &error));
        test_same(rows[i].path, error->message, rows[i].error);
    }
}

static void
a_missing_file_is_told_from_others(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *missing = test_path(dir, "missing");
    g_autofree char *below_file = test_path(dir, "f/g");
    g_autoptr(GError) error = NULL;

    assert_null(vmg_sys_read_file(missing, 10, NULL, &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    g_clear_error(&error);
    test_write(dir, "f", "");
    assert_null(vmg_sys_read_file(below_file, 10, NULL, &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR));
}

static void
a_file_that_need_not_be_there(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "f"), *text = NULL;
    g_autoptr(GError) error = NULL;

    assert_null(vmg_sys_read_if_there(path, 3, NULL, &error));
    assert_null(error);
    test_write(dir, "f", "abc");
    text = vmg_sys_read_if_there(path, 3, NULL, &error);
    assert_string_equal(text, "abc");
    assert_null(vmg_sys_read_if_there(path, 2, NULL, &error));
    assert_true(g_error_matches(error, VMG_ERROR, VMG_ERROR_INVALID));
}

static void
names_are_listed_in_order(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *list = test_path(dir, "d"), *missing = test_path(dir, "e");
    g_autoptr(GPtrArray) names = NULL, none = NULL;
    g_autoptr(GError) error = NULL;

    test_write(dir, "d/b.conf", "");
    test_write(dir, "d/a.conf", "");
    test_write(dir, "d/Z.conf", "");
    test_write(dir, "d/.c.conf", "");
    test_write(dir, "d/d.conf~", "");
    names = vmg_sys_list(list, ".conf", NULL);
    assert_int_equal(names->len, 3);
    assert_string_equal(names->pdata[0], "Z.conf");
    assert_string_equal(names->pdata[1], "a.conf");
    assert_string_equal(names->pdata[2], "b.conf");
    none = vmg_sys_list(missing, ".conf", NULL);
    assert_int_equal(none->len, 0);
    test_write(dir, "e", "");
    assert_null(vmg_sys_list(missing, ".conf", &error));
}

static void
a_file_is_replaced_as_a_whole(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "f"), *text = NULL;
    g_autoptr(GPtrArray) names = NULL;
    struct stat st;
    mode_t before = umask(077);

    assert_true(vmg_sys_write_file(path, "long text", 9, 0644, NULL));
    umask(before);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0644);
    assert_true(vmg_sys_write_file(path, "short", 5, 0600, NULL));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    text = test_read(path);
    assert_string_equal(text, "short");
    names = vmg_sys_list(dir->path, "", NULL);
    assert_int_equal(names->len, 1);
}

static void
a_failed_write_leaves_nothing_behind(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *nowhere = test_path(dir, "none/f"), *taken = test_path(dir, "d");
    g_autoptr(GPtrArray) names = NULL;
    g_autoptr(GError) error = NULL;

    assert_false(vmg_sys_write_file(nowhere, "x", 1, 0600, &error));
    test_like("nowhere", error->message, "*/none/f: can't write it: No such file or directory");
    g_clear_error(&error);
    assert_int_equal(mkdir(taken, 0755), 0);
    assert_false(vmg_sys_write_file(taken, "x", 1, 0600, &error));
    test_like("taken", error->message, "*/d: can't write it: *");
    names = vmg_sys_list(dir->path, ".new", NULL);
    assert_int_equal(names->len, 0);
}

/* A user who can write to the directory must not be able to choose which file is overwritten. */
static void
a_link_beside_is_not_followed(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "f");
    g_autofree char *beside = g_strdup_printf("%s/.f.%d.new", dir->path, (int)getpid());
    g_autofree char *victim = test_path(dir, "victim"), *text = NULL;
    g_autoptr(GError) error = NULL;

    test_write(dir, "victim", "precious");
    assert_int_equal(symlink("victim", beside), 0);
    assert_false(vmg_sys_write_file(path, "x", 1, 0600, &error));
    test_like("link", error->message, "*: can't write it: *");
    text = test_read(victim);
    assert_string_equal(text, "precious");
}

/* Removes files that a killed process has left, but not a file that is being written, nor any other
 * file. */
static void
what_is_left_is_cleaned(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name;
        gboolean old, stays;
    } rows[] = {{".f.1.new", TRUE, FALSE},
                {".f.2.new", FALSE, TRUE},
                {"f.new", TRUE, TRUE},
                {".lock", TRUE, TRUE}};
    const struct utimbuf old = {.actime = time(NULL) - 400, .modtime = time(NULL) - 400};
    g_autoptr(TestDir) dir = test_dir_new();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = test_path(dir, rows[i].name);

        test_write(dir, rows[i].name, "x");
        assert_int_equal(utime(path, rows[i].old ? &old : NULL), 0);
    }
    vmg_sys_clean(dir->path, time(NULL) - 400);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = test_path(dir, rows[i].name);

        assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
    }
    vmg_sys_clean(dir->path, time(NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = test_path(dir, rows[i].name);

        if (g_file_test(path, G_FILE_TEST_EXISTS) != rows[i].stays)
            fail_msg("%s", rows[i].name);
    }
    vmg_sys_clean("/nonexistent", time(NULL));
}

static void
the_clock_goes_on(void **state G_GNUC_UNUSED)
{
    gint64 before = vmg_sys_boottime_ms();

    g_usleep(2000);
    assert_true(vmg_sys_boottime_ms() > before);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regular_file_is_read_whole),
        cmocka_unit_test(one_byte_too_many_is_an_error),
        cmocka_unit_test(only_regular_files_are_read),
        cmocka_unit_test(input_may_be_a_file_or_a_pipe),
        cmocka_unit_test(a_dash_is_standard_input),
        cmocka_unit_test(input_that_is_too_much_or_nothing_is_an_error),
        cmocka_unit_test(a_missing_file_is_told_from_others),
        cmocka_unit_test(a_file_that_need_not_be_there),
        cmocka_unit_test(names_are_listed_in_order),
        cmocka_unit_test(a_file_is_replaced_as_a_whole),
        cmocka_unit_test(a_failed_write_leaves_nothing_behind),
        cmocka_unit_test(a_link_beside_is_not_followed),
        cmocka_unit_test(what_is_left_is_cleaned),
        cmocka_unit_test(the_clock_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
