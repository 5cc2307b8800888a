/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bandwidth that the agent sets for an outgoing migration. Each case is several steps, one for
 * each look at the migration. */
#include "tests/unit/support/helper.h"

#include "agent/migrations/outgoing.h"

enum {
    STEPS_MAX = 6,
    MIB = 1024 * 1024,
};

/* The values of "set": MiB/s; STAYS means that the agent sets nothing. */
enum { STAYS = 0 };

typedef struct {
    const char *name;
    struct {
        /* MiB/s for this migration; 0 = no limit. A case ends before the first step whose member
         * libvirt is 0. */
        guint share;
        /* the limit that libvirt reports, MiB/s; SAME = the limit that the agent set last */
        guint libvirt;
        guint sends; /* MiB/s */
        guint set;
    } steps[STEPS_MAX];
} Case;

enum { SAME = G_MAXUINT32 };

static const Case cases[] = {
    {"no limit", {{0, 16, 900, STAYS}, {0, 16, 900, STAYS}}},
    {"within its share", {{16, 16, 15, STAYS}, {16, 16, 16, STAYS}}},
    {"a client's lower limit stays, whoever comes and goes",
     {{16, 16, 2, STAYS}, {8, 16, 2, STAYS}, {16, 16, 2, STAYS}}},
    {"two share, and the one that is left has all again",
     {{16, 16, 16, STAYS}, {8, 16, 16, 8}, {8, SAME, 8, STAYS}, {16, SAME, 8, 16}}},
    {"two with a client's 12 each: the one that is left has the client's 12 again",
     {{16, 16, 12, STAYS}, {8, 16, 12, 8}, {16, SAME, 8, 12}, {16, SAME, 12, STAYS}}},
    {"a client's higher limit, named at the beginning", {{16, 16, 40, 16}, {16, SAME, 16, STAYS}}},
    {"a client's higher limit, set while the guest migrates",
     {{16, 16, 12, STAYS}, {16, 40, 40, 16}, {16, SAME, 16, STAYS}}},
    {"one set after the guard's", {{16, 16, 40, 16}, {16, 40, 16, 16}, {16, SAME, 16, STAYS}}},
    {"set again and again", {{16, 16, 40, 16}, {16, 40, 16, 16}, {16, 50, 16, 16}}},
    {"a lower one set after the guard's is the client's",
     {{8, 16, 12, 8}, {8, 3, 8, STAYS}, {16, 3, 3, STAYS}, {4, 3, 3, STAYS}}},
    {"a lower one set later, and brought down when more migrate",
     {{8, 16, 12, 8}, {8, 6, 6, STAYS}, {4, 6, 6, 4}, {8, SAME, 4, 6}}},
    {"a lower one, set while the guard left the migration alone",
     {{16, 16, 16, STAYS}, {16, 6, 6, STAYS}, {4, 6, 6, 4}, {16, SAME, 4, 6}}},
    {"libvirt's own limit is none",
     {{8, 1u << 31, 100, 8}, {16, SAME, 8, 16}, {200, SAME, 16, 100}}},
    {"the administrator lowers it", {{16, 16, 16, STAYS}, {4, 16, 16, 4}, {2, SAME, 4, 2}}},
    {"less than 1 MiB/s is 1", {{1, 16, 2, 1}, {1, SAME, 0, STAYS}}},
};

static void
test_steps(void **state)
{
    const Case *row = *state;
    VmgSpeed speed = {0};
    guint last = 0;

    /* The agent measures for a while before it sets anything. */
    for (int i = 0; i < 3; i++)
        assert_int_equal(vmg_outgoing_steer(&speed, row->steps[0].share, row->steps[0].libvirt,
                                            (guint64)row->steps[0].sends * MIB * 9 / 10),
                         STAYS);
    for (int i = 0; i < STEPS_MAX && row->steps[i].libvirt; i++) {
        guint libvirt = row->steps[i].libvirt == SAME ? last : row->steps[i].libvirt;
        guint set = vmg_outgoing_steer(&speed, row->steps[i].share, libvirt,
                                       (guint64)row->steps[i].sends * MIB);

        if (set != row->steps[i].set)
            print_error("step %d\n", i + 1);
        assert_int_equal(set, row->steps[i].set);
        last = set ? set : libvirt;
    }
}

static void
the_limit_is_shared(void **state G_GNUC_UNUSED)
{
    assert_int_equal(vmg_outgoing_share(0, 3), 0);
    assert_int_equal(vmg_outgoing_share(8, 1), 8);
    assert_int_equal(vmg_outgoing_share(9, 2), 4);
    assert_int_equal(vmg_outgoing_share(2, 5), 1);
    assert_int_equal(vmg_outgoing_share(8, 0), 8);
}

int
main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1] = {
        cmocka_unit_test(the_limit_is_shared),
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i + 1] = (struct CMUnitTest){
            cases[i].name, test_steps, NULL, NULL, (gpointer)&cases[i],
        };
    return cmocka_run_group_tests_name("agent: migrations out", tests, NULL, NULL);
}
