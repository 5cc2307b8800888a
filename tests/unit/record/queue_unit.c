/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue in /run, from the hooks to the agent. */
#include "record/queue.h"

#include "tests/unit/support/helper.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
lines_are_appended_and_taken(void **state)
{
    TestDir *dir = *state;
    const char *path = dir->paths.decisions;
    g_autofree char *taken = g_strconcat(path, ".taken", NULL);
    g_autofree char *text = NULL, *link = test_path(dir, "run/elsewhere");
    g_autoptr(GError) error = NULL;
    struct stat st;

    assert_false(vmg_queue_append(path, "x", NULL)); /* no directory */
    test_write(dir, "run/there", "");
    assert_false(vmg_queue_take(path, taken, &error));
    assert_null(error);
    assert_true(vmg_queue_append(path, "one\n", NULL));
    assert_true(vmg_queue_append(path, "two\n", NULL));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(vmg_queue_take(path, taken, NULL));
    assert_true(g_file_get_contents(taken, &text, NULL, NULL));
    assert_string_equal(text, "one\ntwo\n");
    assert_int_equal(symlink(link, path), 0);
    assert_false(vmg_queue_append(path, "three\n", &error));
    assert_false(g_file_test(link, G_FILE_TEST_EXISTS));
    g_clear_error(&error);
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_false(vmg_queue_append(path, "three\n", &error));
    g_clear_error(&error);
    unlink(path);
    assert_true(vmg_queue_append(path, "", NULL));
    assert_int_equal(truncate(path, VMG_QUEUE_MAX), 0);
    assert_false(vmg_queue_append(path, "more", &error));
    assert_non_null(strstr(error->message, "full"));
}

static int
set_up(void **state)
{
    *state = test_dir_new();
    return 0;
}

static int
tear_down(void **state)
{
    test_dir_free(*state);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_are_appended_and_taken, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
