/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/base/work.h"

enum { THREADS = 12, WAIT_MS = 10000, SETTLE_MS = 300 };

/* What the tasks of the test share. Each task runs in a thread of its own, and waits until all
 * tasks are running at the same time. */
typedef struct {
    GMutex mutex;
    GCond all_run;
    guint running;
    guint done; /* used by the main loop only */
} Meeting;

static void
run(gpointer data)
{
    Meeting *meeting = data;
    gint64 end = g_get_monotonic_time() + WAIT_MS * G_TIME_SPAN_MILLISECOND;

    g_mutex_lock(&meeting->mutex);
    meeting->running++;
    g_cond_broadcast(&meeting->all_run);
    while (meeting->running < THREADS && g_cond_wait_until(&meeting->all_run, &meeting->mutex, end))
        ;
    g_mutex_unlock(&meeting->mutex);
}

static void
done(gpointer data)
{
    ((Meeting *)data)->done++;
}

static void
work_through(Meeting *meeting)
{
    VmgWork *work = vmg_work_new(THREADS);

    for (guint i = 0; i < THREADS; i++)
        vmg_work_push(work, run, done, meeting);
    assert_int_equal(vmg_work_pending(work), THREADS);
    while (vmg_work_pending(work) > 0)
        g_main_context_iteration(NULL, TRUE);
    vmg_work_free(work);
}

static guint
count_threads(void)
{
    g_autoptr(GDir) dir = g_dir_open("/proc/self/task", 0, NULL);
    guint count = 0;

    while (g_dir_read_name(dir))
        count++;
    return count;
}

static void
each_piece_is_run_and_told(void **state G_GNUC_UNUSED)
{
    Meeting meeting = {0};

    work_through(&meeting);
    assert_int_equal(meeting.running, THREADS);
    assert_int_equal(meeting.done, THREADS);
}

/* No thread is left when the process exits: such a thread could crash in OpenSSL's exit handlers.
 */
static void
no_thread_ends(void **state G_GNUC_UNUSED)
{
    Meeting meeting = {0};

    work_through(&meeting);
    g_usleep(SETTLE_MS * 1000);
    assert_true(count_threads() > THREADS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_piece_is_run_and_told),
        cmocka_unit_test(no_thread_ends),
    };

    return cmocka_run_group_tests_name("agent: work", tests, NULL, NULL);
}
