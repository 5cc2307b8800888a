/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Weekly hours, written as in the simple cases of systemd.time(7). */
#ifndef VMG_EXAMPLE_HOURS_H
#define VMG_EXAMPLE_HOURS_H

/*
 * Whether TEXT holds on WEEKDAY (0 is Sunday, as in struct tm) at MINUTE of the day:
 * 1 or 0; -1 if TEXT can't be read.
 *
 *     TEXT   = SPAN {";" SPAN}
 *     SPAN   = DAYS [TIMES] | TIMES
 *     DAYS   = "*" | DAY [".." DAY] {"," DAY [".." DAY]}
 *     TIMES  = "*" | TIME ".." TIME {"," TIME ".." TIME}
 *
 * A DAY is Mon or Monday, in any case; Fri..Mon goes over the weekend. A TIME is H:MM
 * or HH:MM up to 24:00; the end is not part of it. 22:00..04:00 goes over midnight
 * and belongs to the day on which it begins. Without days it is every day, without
 * times the whole day.
 */
int hours_hold(const char *text, int weekday, int minute);

#endif
