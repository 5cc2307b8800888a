/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records that the agent keeps. Nothing is lost or kept twice, whenever the agent is killed,
 * and their size is limited. */
#include "record/history.h"

#include "tests/unit/support/helper.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    TestDir *dir;
    char *taken;
} Fixture;

static int
set_up(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);

    fixture->dir = test_dir_new();
    fixture->taken = test_path(fixture->dir, "state/taken");
    *state = fixture;
    return 0;
}

static int
tear_down(void **state)
{
    Fixture *fixture = *state;

    test_dir_free(fixture->dir);
    g_free(fixture->taken);
    g_free(fixture);
    return 0;
}

/* Writes the decisions FIRST to LAST, which differ by their time. */
static void
put(const Fixture *fixture, guint first, guint last)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = first; i <= last; i++) {
        g_autoptr(VmgDecision) decision = vmg_decision_new(VMG_DECISION_ADMIT, "migration", "g");
        g_autofree char *line = NULL;

        decision->time_us = i;
        line = vmg_decision_format(decision);
        g_string_append(text, line);
    }
    test_write(fixture->dir, "state/taken", text->str);
}

static void
expect(const Fixture *fixture, guint first, guint last)
{
    g_autoptr(GPtrArray) all = vmg_history_read(fixture->dir->paths.history, NULL, NULL);

    assert_non_null(all);
    assert_int_equal(all->len, last + 1 - first);
    for (guint i = 0; i < all->len; i++)
        assert_int_equal(((VmgDecision *)g_ptr_array_index(all, i))->time_us, first + i);
}

static void
what_is_taken_is_kept(void **state)
{
    const Fixture *fixture = *state;
    VmgHistory history = {.path = fixture->dir->paths.history};

    put(fixture, 1, 3);
    assert_true(vmg_history_absorb(&history, fixture->taken, NULL));
    assert_false(g_file_test(fixture->taken, G_FILE_TEST_EXISTS));
    put(fixture, 4, 4);
    assert_true(vmg_history_absorb(&history, fixture->taken, NULL));
    expect(fixture, 1, 4);
}

/* The agent was killed after it appended the records and before it removed them from the queue. */
static void
nothing_is_kept_twice(void **state)
{
    const Fixture *fixture = *state;
    VmgHistory before = {.path = fixture->dir->paths.history}, after = before;

    put(fixture, 1, 3);
    assert_true(vmg_history_absorb(&before, fixture->taken, NULL));
    put(fixture, 1, 5);
    assert_true(vmg_history_absorb(&after, fixture->taken, NULL));
    expect(fixture, 1, 5);
}

/* The power failed, or the disk was full, while records were appended. */
static void
half_a_line_is_done_again(void **state)
{
    const Fixture *fixture = *state;
    VmgHistory before = {.path = fixture->dir->paths.history}, after = before;
    g_autofree char *text = NULL;
    gsize len;

    put(fixture, 1, 3);
    assert_true(vmg_history_absorb(&before, fixture->taken, NULL));
    assert_true(g_file_get_contents(fixture->dir->paths.history, &text, &len, NULL));
    for (gsize cut = 0; cut <= len; cut += 7) {
        assert_true(g_file_set_contents(fixture->dir->paths.history, text, (gssize)cut, NULL));
        after.known = FALSE;
        put(fixture, 1, 3);
        assert_true(vmg_history_absorb(&after, fixture->taken, NULL));
        expect(fixture, 1, 3);
    }
}

static void
it_is_bounded(void **state)
{
    const Fixture *fixture = *state;
    VmgHistory history = {.path = fixture->dir->paths.history};
    guint total = 4 * VMG_HISTORY_LINES;

    for (guint i = 0; i < total; i += 500) {
        put(fixture, i + 1, i + 500);
        assert_true(vmg_history_absorb(&history, fixture->taken, NULL));
    }
    expect(fixture, total - 3 * VMG_HISTORY_LINES + 1, total);
    put(fixture, total + 1, total + 1);
    history.known = FALSE;
    assert_true(vmg_history_absorb(&history, fixture->taken, NULL));
    expect(fixture, total - 2 * VMG_HISTORY_LINES + 1, total + 1);
}

/* Records that can't be written stay in the queue. */
static void
nothing_is_lost(void **state)
{
    const Fixture *fixture = *state;
    VmgHistory history = {.path = fixture->dir->paths.history};
    g_autoptr(GError) error = NULL;

    put(fixture, 1, 1);
    assert_int_equal(g_mkdir(history.path, 0700), 0);
    assert_false(vmg_history_absorb(&history, fixture->taken, &error));
    assert_non_null(error);
    assert_true(g_file_test(fixture->taken, G_FILE_TEST_EXISTS));
    rmdir(history.path);
    assert_true(vmg_history_absorb(&history, fixture->taken, NULL));
    expect(fixture, 1, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_taken_is_kept), TEST(nothing_is_kept_twice), TEST(half_a_line_is_done_again),
        TEST(it_is_bounded),         TEST(nothing_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
