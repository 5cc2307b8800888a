/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hooks/io.h"

#include "tests/unit/support/helper.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
open_of_size(const TestDir *dir, off_t size)
{
    g_autofree char *path = test_path(dir, "f");
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, size), 0);
    return fd;
}

static void
everything_is_read_up_to_the_limit(void **state G_GNUC_UNUSED)
{
    static const off_t sizes[] = {0, 1, 16384, 16385, 1000000, HOOK_INPUT_MAX};
    g_autoptr(TestDir) dir = test_dir_new();

    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        int fd = open_of_size(dir, sizes[i]);
        size_t len = 1;
        char *data = io_read_all(fd, &len);

        close(fd);
        assert_non_null(data);
        assert_int_equal(len, sizes[i]);
        assert_int_equal(data[len], 0);
        free(data);
    }
}

static void
what_is_too_large_is_not_taken(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    int fd = open_of_size(dir, (off_t)HOOK_INPUT_MAX + 1);
    int endless = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    size_t len;

    assert_null(io_read_all(fd, &len));
    assert_null(io_read_all(endless, &len));
    close(fd);
    close(endless);
}

static void
what_can_not_be_read_is_nothing(void **state G_GNUC_UNUSED)
{
    int directory = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t len;

    assert_null(io_read_all(-1, &len));
    assert_null(io_read_all(directory, &len));
    close(directory);
}

static void
text_is_written_and_errors_are_seen(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "f"), *text = NULL;
    int fd = open_of_size(dir, 0), full = open("/dev/full", O_WRONLY | O_CLOEXEC), broken[2];

    assert_int_equal(io_write_all(fd, "abcd", 3), 0);
    io_write_text(fd, "efg");
    text = test_read(path);
    assert_string_equal(text, "abcefg");
    assert_int_equal(io_write_all(full, "abc", 3), -1);
    assert_int_equal(io_write_all(full, "", 0), 0);
    assert_int_equal(pipe(broken), 0);
    close(broken[0]);
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(io_write_all(broken[1], "abc", 3), -1);
    io_write_text(broken[1], "nothing can be done");
    close(broken[1]);
    close(full);
    close(fd);
}

/* Reading from a pipe and writing to it may transfer fewer bytes than were asked for. */
static void
a_pipe_is_read_in_parts(void **state G_GNUC_UNUSED)
{
    g_autofree char *text = g_strnfill(300000, 'x');
    int ends[2];
    size_t len;
    char *data;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        close(ends[0]);
        _exit(io_write_all(ends[1], text, strlen(text)) ? 1 : 0);
    }
    close(ends[1]);
    data = io_read_all(ends[0], &len);
    close(ends[0]);
    assert_int_equal(len, 300000);
    assert_string_equal(data, text);
    free(data);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_read_up_to_the_limit),
        cmocka_unit_test(what_is_too_large_is_not_taken),
        cmocka_unit_test(what_can_not_be_read_is_nothing),
        cmocka_unit_test(text_is_written_and_errors_are_seen),
        cmocka_unit_test(a_pipe_is_read_in_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
