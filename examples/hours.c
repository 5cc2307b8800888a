/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hours.h"

#include <ctype.h>
#include <string.h>

#define DAY_MINUTES (24 * 60)
#define WEEK        7
#define EVERY_DAY   0x7fu

/* State of reading a text: `at` points to the part that was not read yet; `weekday` and `minute`
 * are the time that the caller asks about. */
struct reading {
    const char *at;
    int weekday, minute;
};

static void
skip_space(struct reading *reading)
{
    while (isspace((unsigned char)*reading->at))
        reading->at++;
}

static int
accept(struct reading *reading, const char *word)
{
    size_t len = strlen(word);

    if (strncmp(reading->at, word, len) != 0)
        return 0;
    reading->at += len;
    return 1;
}

/* If TEXT begins with NAME, in upper or lower case, returns the length of NAME, otherwise 0. */
static size_t
match_name(const char *text, const char *name)
{
    size_t i;

    for (i = 0; name[i]; i++)
        if (tolower((unsigned char)text[i]) != name[i])
            return 0;
    return isalpha((unsigned char)text[i]) ? 0 : i;
}

/* Reads the name of a day. Returns 0 for Sunday to 6 for Saturday; -1 if the text does not
 * continue with the name of a day. */
static int
read_day(struct reading *reading)
{
    static const char *const names[WEEK][2] = {
        {"sun", "sunday"},   {"mon", "monday"}, {"tue", "tuesday"},  {"wed", "wednesday"},
        {"thu", "thursday"}, {"fri", "friday"}, {"sat", "saturday"},
    };
    int day, form;

    for (day = 0; day < WEEK; day++)
        for (form = 0; form < 2; form++) {
            size_t len = match_name(reading->at, names[day][form]);

            reading->at += len;
            if (len > 0)
                return day;
        }
    return -1;
}

static int
read_days_between(struct reading *reading, unsigned *days)
{
    int first = read_day(reading), last = first;

    if (first >= 0 && accept(reading, ".."))
        last = read_day(reading);
    if (first < 0 || last < 0)
        return 0;
    for (; first != last; first = (first + 1) % WEEK)
        *days |= 1u << first;
    *days |= 1u << last;
    return 1;
}

/* Reads a number of one or two digits. Returns -1 if there is no digit, or if the number has
 * more than two digits. */
static int
read_number(struct reading *reading)
{
    int number = 0, digits = 0;

    for (; isdigit((unsigned char)*reading->at); digits++) {
        if (digits == 2)
            return -1;
        number = number * 10 + (*reading->at++ - '0');
    }
    return digits > 0 ? number : -1;
}

/* Reads a time such as 8:00. Returns the minute of the day; -1 if the text does not continue
 * with a time. */
static int
read_time(struct reading *reading)
{
    int hour = read_number(reading), minute;

    if (hour < 0 || !accept(reading, ":"))
        return -1;
    minute = read_number(reading);
    if (minute < 0 || minute > 59 || hour * 60 + minute > DAY_MINUTES)
        return -1;
    return hour * 60 + minute;
}

static int
is_day_in(unsigned days, int weekday)
{
    return (days >> ((weekday + WEEK) % WEEK)) & 1u;
}

static int
read_times_between(struct reading *reading, unsigned days, int *holds)
{
    int from = read_time(reading),
        to = from >= 0 && accept(reading, "..") ? read_time(reading) : -1;
    int minute = reading->minute;

    if (to < 0 || from == to)
        return 0;
    if (from < to)
        *holds |= is_day_in(days, reading->weekday) && minute >= from && minute < to;
    else
        *holds |= (is_day_in(days, reading->weekday) && minute >= from) ||
                  (is_day_in(days, reading->weekday - 1) && minute < to);
    return 1;
}

static int
is_at_end_of_span(const struct reading *reading)
{
    return *reading->at == '\0' || *reading->at == ';';
}

static int
read_days(struct reading *reading, unsigned *days)
{
    *days = EVERY_DAY;
    if (isdigit((unsigned char)*reading->at) || accept(reading, "*"))
        return 1;
    *days = 0;
    do {
        if (!read_days_between(reading, days))
            return 0;
    } while (accept(reading, ","));
    return 1;
}

static int
read_times(struct reading *reading, unsigned days, int *holds)
{
    if (is_at_end_of_span(reading) || accept(reading, "*")) {
        *holds |= is_day_in(days, reading->weekday);
        return 1;
    }
    do {
        if (!read_times_between(reading, days, holds))
            return 0;
    } while (accept(reading, ","));
    return 1;
}

static int
read_span(struct reading *reading, int *holds)
{
    const char *begin;
    unsigned days;

    skip_space(reading);
    begin = reading->at;
    if (!read_days(reading, &days))
        return 0;
    /* There must be a blank between the days and the times. */
    if (reading->at > begin && !is_at_end_of_span(reading) && !isspace((unsigned char)*reading->at))
        return 0;
    skip_space(reading);
    if (!read_times(reading, days, holds))
        return 0;
    skip_space(reading);
    return is_at_end_of_span(reading);
}

int
hours_hold(const char *text, int weekday, int minute)
{
    struct reading reading;
    int holds = 0;

    reading.at = text;
    reading.weekday = weekday;
    reading.minute = minute;
    do {
        if (!read_span(&reading, &holds))
            return -1;
    } while (accept(&reading, ";"));
    return holds;
}
