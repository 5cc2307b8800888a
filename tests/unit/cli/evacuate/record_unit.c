/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of an evacuation is the same after it was written and read again. */
#include "cli/evacuate/record.h"

#include "tests/unit/support/helper.h"

static VmgEvacuation *
example(void)
{
    VmgEvacuation *evacuation = vmg_evacuation_new();
    VmgTask *task = vmg_task_new(TEST_GUEST_UUID, "web=1; ä\n");

    evacuation->options = (VmgEvacuateOptions){.limit = 3,
                                               .timeout = 60,
                                               .bandwidth = 10,
                                               .auto_converge = TRUE,
                                               .uri = g_strdup("qemu+tcp://%s/system"),
                                               .to = g_strsplit("b,c;d", ",", -1)};
    evacuation->ended = TRUE;
    task->state = VMG_TASK_MOVED;
    vmg_task_set_to(task, "host-b", TEST_DEST_UUID);
    vmg_task_set_reason(task, "because\nof", NULL);
    g_ptr_array_add(evacuation->tasks, task);
    g_ptr_array_add(evacuation->tasks, vmg_task_new(TEST_OTHER_UUID, "g2"));
    return evacuation;
}

static void
a_record_comes_back(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgEvacuation) written = example(), read = NULL;
    g_autofree char *path = test_path(dir, "evacuation");
    const VmgTask *task;

    assert_true(vmg_evacuation_write(written, path, NULL));
    read = vmg_evacuation_read(path, NULL);
    assert_non_null(read);
    assert_true(read->ended && read->options.auto_converge && !read->options.direct);
    assert_int_equal(read->options.limit * 10000 + read->options.timeout * 100, 36000);
    assert_int_equal(read->options.bandwidth, 10);
    assert_string_equal(read->options.uri, "qemu+tcp://%s/system");
    assert_string_equal(read->options.to[1], "c;d");
    assert_int_equal(read->tasks->len, 2);
    task = vmg_evacuation_find(read, TEST_GUEST_UUID);
    assert_string_equal(task->name, "web=1; ä\n");
    assert_int_equal(task->state, VMG_TASK_MOVED);
    assert_string_equal(task->to, "host-b");
    assert_string_equal(task->to_uuid, TEST_DEST_UUID);
    assert_string_equal(task->reason, "because\nof");
    task = vmg_evacuation_find(read, TEST_OTHER_UUID);
    assert_int_equal(task->state, VMG_TASK_WAITING);
    assert_null(task->to);
    assert_null(vmg_evacuation_find(read, TEST_DEST_UUID));
}

static void
no_record_is_no_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "evacuation");
    g_autoptr(GError) error = NULL;

    assert_null(vmg_evacuation_read(path, &error));
    assert_null(error);
}

static void
what_is_none_is_an_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "evacuation");
    g_autoptr(GError) error = NULL;

    test_write(dir, "evacuation", "no\n");
    assert_null(vmg_evacuation_read(path, &error));
    test_like("what to do", error->message, "*fix: remove it*");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_comes_back),
        cmocka_unit_test(no_record_is_no_error),
        cmocka_unit_test(what_is_none_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
