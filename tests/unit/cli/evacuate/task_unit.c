/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests which guest is next, and how the error of a migration is understood. */
#include "cli/evacuate/task.h"

#include "tests/unit/support/helper.h"

static GPtrArray *
tasks_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)vmg_task_free);
}

static VmgTask *
add(GPtrArray *tasks, const char *name, const char *to, guint wave, VmgTaskState state)
{
    VmgTask *task = vmg_task_new(name, name);

    vmg_task_set_to(task, to, to);
    task->wave = wave;
    task->state = state;
    g_ptr_array_add(tasks, task);
    return task;
}

static void
is_next(const GPtrArray *tasks, guint outgoing, guint incoming, const char *expected)
{
    const VmgTask *task = vmg_tasks_next(tasks, outgoing, incoming, 1000);

    assert_string_equal(task ? task->name : "", expected);
}

static void
the_first_wave_goes_first(void **state G_GNUC_UNUSED)
{
    g_autoptr(GPtrArray) tasks = tasks_new();

    is_next(tasks, 2, 2, "");
    add(tasks, "late", "b", 2, VMG_TASK_WAITING);
    add(tasks, "early", "b", 1, VMG_TASK_WAITING);
    add(tasks, "gone", "b", 0, VMG_TASK_MOVED);
    add(tasks, "stuck", "b", 0, VMG_TASK_LEFT);
    is_next(tasks, 2, 2, "early");
}

static void
limits_are_kept(void **state G_GNUC_UNUSED)
{
    g_autoptr(GPtrArray) tasks = tasks_new();

    add(tasks, "one", "b", 1, VMG_TASK_MOVING);
    add(tasks, "two", "b", 1, VMG_TASK_WAITING);
    add(tasks, "three", "c", 2, VMG_TASK_WAITING);
    is_next(tasks, 1, 2, "");
    is_next(tasks, 2, 2, "two");
    is_next(tasks, 2, 1, "three");
}

static void
at_least_one_may_always(void **state G_GNUC_UNUSED)
{
    g_autoptr(GPtrArray) tasks = tasks_new();

    add(tasks, "one", "b", 1, VMG_TASK_WAITING);
    is_next(tasks, 0, 0, "one");
}

static void
who_was_put_off_waits(void **state G_GNUC_UNUSED)
{
    g_autoptr(GPtrArray) tasks = tasks_new();

    add(tasks, "off", "b", 1, VMG_TASK_WAITING)->not_before = 1001;
    add(tasks, "other", "b", 2, VMG_TASK_WAITING);
    is_next(tasks, 2, 2, "other");
}

static void
a_host_is_tried_once(void **state G_GNUC_UNUSED)
{
    VmgTask *task = vmg_task_new("a", "a");

    vmg_task_give_up(task);
    assert_false(vmg_task_has_tried(task, "B"));
    vmg_task_set_to(task, "host-b", "b");
    vmg_task_give_up(task);
    assert_true(vmg_task_has_tried(task, "B"));
    assert_false(vmg_task_has_tried(task, "c"));
    vmg_task_free(task);
}

/* The text in which libvirt 9.0 passes the words of the hook on. */
#define HOOK "operation failed: migration of g1 failed: Hook script execution failed: "

static void
errors_are_told_apart(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *error, *line;
        VmgFailure failure;
    } rows[] = {
        {"operation failed: migration out job: unexpectedly failed",
         "operation failed: migration out job: unexpectedly failed", VMG_FAILURE_OTHER},
        {HOOK "migration refused: 1 of 13 checks failed\nFAIL status: host-b\n  fix: wait\n"
              "WARN storage: b\n  fix: see\n",
         "refused: 1 of 13 checks failed; FAIL status: host-b; fix: wait", VMG_FAILURE_REFUSED},
        {HOOK "migration refused: 1 of 13 checks failed\nFAIL concurrency: 2 of 2\n",
         "refused: 1 of 13 checks failed; FAIL concurrency: 2 of 2", VMG_FAILURE_BUSY},
        {HOOK "migration refused: 2 of 13 checks failed\nFAIL concurrency: 2\nFAIL cpu: a\n",
         "refused: 2 of 13 checks failed; FAIL concurrency: 2; FAIL cpu: a", VMG_FAILURE_REFUSED},
        {HOOK "\nмиграция отклонена: не прошла 1 проверка из 13\nFAIL cpu: b\nWARN storage: b\n",
         "миграция отклонена: не прошла 1 проверка из 13; FAIL cpu: b", VMG_FAILURE_REFUSED},
        {HOOK "\nмиграция отклонена: не прошла 1 проверка из 13\nFAIL concurrency: 2\n",
         "миграция отклонена: не прошла 1 проверка из 13; FAIL concurrency: 2", VMG_FAILURE_BUSY},
        {"connect: refused: no", "connect: refused: no", VMG_FAILURE_OTHER},
        {"a FAIL of somebody else", "a FAIL of somebody else", VMG_FAILURE_OTHER},
        {"", "", VMG_FAILURE_OTHER},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *line = vmg_failure_line(rows[i].error);

        assert_string_equal(line, rows[i].line);
        assert_int_equal(vmg_failure_of(rows[i].error), rows[i].failure);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_wave_goes_first), cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(at_least_one_may_always),   cmocka_unit_test(who_was_put_off_waits),
        cmocka_unit_test(a_host_is_tried_once),      cmocka_unit_test(errors_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
