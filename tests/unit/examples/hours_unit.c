/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "examples/hours.h"

#include "tests/unit/support/helper.h"

enum { SUN, MON, TUE, WED, THU, FRI, SAT };

#define AT(hour, minute) ((hour)*60 + (minute))

static void
when_hours_hold(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        int weekday, minute, holds;
    } rows[] = {
        {"*", SUN, 0, 1},
        {"* *", SAT, AT(23, 59), 1},
        {"Mon", MON, AT(12, 0), 1},
        {"Mon", TUE, AT(12, 0), 0},
        {"monday", MON, AT(12, 0), 1},
        {"SUNDAY *", SUN, AT(12, 0), 1},
        {"08:00..18:00", SUN, AT(8, 0), 1},
        {"08:00..18:00", SUN, AT(7, 59), 0},
        {"8:00..18:00", SUN, AT(17, 59), 1},
        {"8:00..18:00", SUN, AT(18, 0), 0},
        {"0:00..24:00", WED, AT(23, 59), 1},
        {"Mon..Fri 08:00..18:00", MON, AT(9, 0), 1},
        {"Mon..Fri 08:00..18:00", FRI, AT(17, 59), 1},
        {"Mon..Fri 08:00..18:00", SAT, AT(9, 0), 0},
        {"Mon..Fri 08:00..18:00", WED, AT(19, 0), 0},
        {"Fri..Mon 08:00..18:00", SUN, AT(9, 0), 1},
        {"Fri..Mon 08:00..18:00", TUE, AT(9, 0), 0},
        {"Tue..Tue", TUE, 0, 1},
        {"Tue..Tue", WED, 0, 0},
        {"Mon,Wed..Thu,Sun 10:00..11:00", THU, AT(10, 30), 1},
        {"Mon,Wed..Thu,Sun 10:00..11:00", SUN, AT(10, 30), 1},
        {"Mon,Wed..Thu,Sun 10:00..11:00", TUE, AT(10, 30), 0},
        {"* 08:00..09:00,17:00..18:00", TUE, AT(17, 30), 1},
        {"* 08:00..09:00,17:00..18:00", TUE, AT(12, 0), 0},
        {"Sat; Sun 00:00..12:00", SAT, AT(23, 0), 1},
        {"Sat; Sun 00:00..12:00", SUN, AT(13, 0), 0},
        {" Sat ; Sun  00:00..12:00 ", SUN, AT(11, 0), 1},
        {"Sat 22:00..04:00", SAT, AT(23, 0), 1},
        {"Sat 22:00..04:00", SUN, AT(3, 59), 1},
        {"Sat 22:00..04:00", SUN, AT(4, 0), 0},
        {"Sat 22:00..04:00", SAT, AT(3, 0), 0},
        {"Sat 22:00..04:00", SUN, AT(23, 0), 0},
        {"Sun 22:00..04:00", MON, AT(1, 0), 1},
        {"22:00..04:00", WED, AT(1, 0), 1},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (hours_hold(rows[i].text, rows[i].weekday, rows[i].minute) != rows[i].holds)
            fail_msg("%s on day %d at minute %d: must be %d", rows[i].text, rows[i].weekday,
                     rows[i].minute, rows[i].holds);
}

/* Texts that are not a list of hours. A mistake is found even if an earlier span of the text
 * already matches the time. */
static void
what_can_not_be_read(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {
        "",
        " ",
        ";",
        "*;",
        "Mo",
        "Mond",
        "Mon-Fri",
        "Mon..",
        "Mon..Fri,",
        "Mon Tue",
        "Mon08:00..09:00",
        "*08:00..09:00",
        "** 08:00..09:00",
        "08:00",
        "08:00-09:00",
        "08:00..",
        "08:00..08:00",
        "8..9",
        "08:60..09:00",
        "24:01..25:00",
        "008:00..09:00",
        "-1:00..09:00",
        "08:00..09:00,",
        "08:00..09:00 x",
        "* ; Mon 99:00..100:00",
        "99999999999999999999:00..1:00",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        for (int day = SUN; day <= SAT; day++)
            if (hours_hold(rows[i], day, AT(8, 30)) != -1)
                fail_msg("'%s' was read", rows[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(when_hours_hold),
        cmocka_unit_test(what_can_not_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
