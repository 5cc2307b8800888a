/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the packing: placed items fit into their bins, and as many items as possible are placed. */
#include "tests/unit/support/helper.h"

#include "cli/pack.h"

enum { MOST = 1000 };

/* The sizes of items and the room of bins are numbers. Two items of the same class must not be
 * in one bin; class 0 has no such rule. */
typedef struct {
    guint items, bins;
    guint size[MOST], room[MOST], class[MOST];
    guint where[MOST]; /* the bin of each item, as put() and take() have set it */
    guint64 asked;
} Boxes;

static guint
used(const Boxes *boxes, guint bin)
{
    guint sum = 0;

    for (guint i = 0; i < boxes->items; i++)
        sum += boxes->where[i] == bin ? boxes->size[i] : 0;
    return sum;
}

static gboolean
has_class(const Boxes *boxes, guint item, guint bin)
{
    for (guint i = 0; boxes->class[item] && i < boxes->items; i++)
        if (i != item && boxes->where[i] == bin && boxes->class[i] == boxes->class[item])
            return TRUE;
    return FALSE;
}

static VmgPackFit
fits(gpointer data, guint item, guint bin)
{
    Boxes *boxes = data;

    boxes->asked++;
    if (boxes->size[item] > boxes->room[bin])
        return VMG_PACK_NEVER;
    if (has_class(boxes, item, bin) || used(boxes, bin) + boxes->size[item] > boxes->room[bin])
        return VMG_PACK_FULL;
    return VMG_PACK_FITS;
}

static void
put(gpointer data, guint item, guint bin)
{
    Boxes *boxes = data;

    assert_int_equal(boxes->where[item], VMG_PACK_NOWHERE);
    boxes->where[item] = bin;
    assert_true(used(boxes, bin) <= boxes->room[bin]);
    assert_false(has_class(boxes, item, bin));
}

static void
take(gpointer data, guint item, guint bin)
{
    Boxes *boxes = data;

    assert_int_equal(boxes->where[item], bin);
    boxes->where[item] = VMG_PACK_NOWHERE;
}

static guint64
size(gpointer data, guint item)
{
    return ((const Boxes *)data)->size[item];
}

static guint64
room(gpointer data, guint bin)
{
    return ((const Boxes *)data)->room[bin] - used(data, bin);
}

static guint
pack(Boxes *boxes)
{
    const VmgPack problem = {boxes->items, boxes->bins, boxes, fits, put, take, size, room};
    g_autofree guint *where = g_new(guint, boxes->items + 1);
    guint placed;

    for (guint i = 0; i < boxes->items; i++)
        boxes->where[i] = VMG_PACK_NOWHERE;
    placed = vmg_pack(&problem, where);
    for (guint i = 0; i < boxes->items; i++)
        assert_int_equal(where[i], boxes->where[i]);
    return placed;
}

static void
the_largest_spread_over_the_roomiest(void **state G_GNUC_UNUSED)
{
    Boxes boxes = {.items = 3, .bins = 2, .size = {3, 2, 2}, .room = {8, 9}};

    assert_int_equal(pack(&boxes), 3);
    assert_int_equal(boxes.where[0], 1);
    assert_int_equal(boxes.where[1], 0);
}

static void
one_moves_on_for_another(void **state G_GNUC_UNUSED)
{
    Boxes boxes = {.items = 5, .bins = 2, .size = {6, 5, 4, 3, 2}, .room = {11, 9}};

    assert_int_equal(pack(&boxes), 5);
}

static void
many_small_ones_rather_than_a_large_one(void **state G_GNUC_UNUSED)
{
    Boxes boxes = {.items = 4, .bins = 1, .size = {9, 3, 3, 3}, .room = {9}};

    assert_int_equal(pack(&boxes), 3);
    assert_int_equal(boxes.where[0], VMG_PACK_NOWHERE);
}

static void
who_excludes_each_other_is_apart(void **state G_GNUC_UNUSED)
{
    Boxes boxes = {.items = 4, .bins = 3, .size = {1, 1, 1, 1}, .room = {9, 9, 9}};

    for (guint i = 0; i < boxes.items; i++)
        boxes.class[i] = 1;
    assert_int_equal(pack(&boxes), 3);
}

static void
nothing_at_all(void **state G_GNUC_UNUSED)
{
    Boxes none = {.items = 0, .bins = 2}, nowhere = {.items = 2, .bins = 0, .size = {1, 1}};
    Boxes too_small = {.items = 1, .bins = 1, .size = {2}, .room = {1}};

    assert_int_equal(pack(&none), 0);
    assert_int_equal(pack(&nowhere), 0);
    assert_int_equal(pack(&too_small), 0);
}

/* How many times fits() is called for ITEMS items of which many find no place. */
static guint64
steps(guint items, guint bins)
{
    g_autofree Boxes *boxes = g_new0(Boxes, 1);

    boxes->items = items;
    boxes->bins = bins;
    for (guint i = 0; i < items; i++)
        boxes->size[i] = 2 + i % 3;
    for (guint i = 0; i < bins; i++)
        boxes->room[i] = 3;
    pack(boxes);
    return boxes->asked;
}

/* The steps after the first two passes call fits() only a limited number of times, so these
 * steps do not take longer if the problem is large. */
static void
a_hopeless_problem_has_an_end(void **state G_GNUC_UNUSED)
{
    assert_true(steps(200, 40) < 200 * 40 * 8 + 200000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_spread_over_the_roomiest),
        cmocka_unit_test(one_moves_on_for_another),
        cmocka_unit_test(many_small_ones_rather_than_a_large_one),
        cmocka_unit_test(who_excludes_each_other_is_apart),
        cmocka_unit_test(nothing_at_all),
        cmocka_unit_test(a_hopeless_problem_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
