/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Weekly hours, written as in the simple cases of systemd.time(7). */
#ifndef VMG_EXAMPLE_HOURS_H
#define VMG_EXAMPLE_HOURS_H

/* Returns 1 if TEXT includes the time MINUTE (minutes since midnight) on WEEKDAY (0 is Sunday,
 * as in struct tm), 0 if TEXT does not include it, -1 if TEXT can't be read.
 *
 *     TEXT   = SPAN {";" SPAN}
 *     SPAN   = DAYS [TIMES] | TIMES
 *     DAYS   = "*" | DAY [".." DAY] {"," DAY [".." DAY]}
 *     TIMES  = "*" | TIME ".." TIME {"," TIME ".." TIME}
 *
 * A DAY is Mon or Monday, in upper or lower case. Fri..Mon includes Saturday and Sunday. A TIME
 * is H:MM or HH:MM, up to 24:00. The end of a time span does not belong to the span. The span
 * 22:00..04:00 ends on the next day, but belongs to the day on which it begins. A SPAN without
 * days means every day; a SPAN without times means the whole day. */
int hours_hold(const char *text, int weekday, int minute);

#endif
