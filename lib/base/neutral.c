/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/neutral.h"

#include "base/one-line.h"

#include <string.h>

#define STX   '\002' /* the first character of a neutral text */
#define ETX   '\003' /* the last character of a neutral text */
#define RS    '\036' /* between the singular and the plural of a text */
#define US    '\037' /* before each argument */
#define MARKS "\002\003\036\037"
#define TIME  "%@" /* the conversion for a time; printf(3) does not use it */

enum {
    DEPTH_MAX = 8,
    NEUTRAL_MAX = 1024, /* bytes; vmg_neutral_line() translates a longer text at once */
};

static gboolean
is_mark(char c)
{
    return c && strchr(MARKS, c);
}

/* The length of the printf(3) conversion at FORMAT, which begins with '%'. */
static gsize
conversion_length(const char *format)
{
    gsize length = 1 + strspn(format + 1, "0123456789$-+ #.'");

    length += strspn(format + length, "hljzt");
    return format[length] ? length + 1 : length;
}

/* The first conversion in FORMAT that takes an argument; NULL if there is none. */
static const char *
next_conversion(const char *format)
{
    const char *at = strchr(format, '%');

    while (at && at[1] == '%')
        at = strchr(at + 2, '%');
    return at;
}

/* Writes "%%" for each '%', so that printf(3) prints the text unchanged. */
static void
append_literally(GString *out, const char *format)
{
    while (*format) {
        gsize plain = strcspn(format, "%");

        g_string_append_len(out, format, (gssize)plain);
        format += plain;
        if (*format) {
            g_string_append(out, "%%");
            format++;
        }
    }
}

const char *
vmg_neutral_many(const char *one, const char *many, gulong n G_GNUC_UNUSED)
{
    g_autoptr(GString) out = g_string_sized_new(256);

    g_string_append_c(out, STX);
    append_literally(out, one);
    if (many) {
        g_string_append_c(out, RS);
        append_literally(out, many);
    }
    for (const char *at = next_conversion(one); at;
         at = next_conversion(at + conversion_length(at))) {
        g_string_append_c(out, US);
        g_string_append_len(out, at, (gssize)conversion_length(at));
    }
    g_string_append_c(out, ETX);
    return g_intern_string(out->str);
}

const char *
vmg_neutral(const char *format)
{
    return vmg_neutral_many(format, NULL, 0);
}

char *
vmg_neutral_time(gint64 seconds)
{
    return g_strdup_printf("%c%s%c%" G_GINT64_FORMAT "%c", STX, TIME, US, seconds, ETX);
}

char *
vmg_neutral_show_time(gint64 seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(seconds);

    return time ? g_date_time_format(time, "%FT%T%:z") : g_strdup("?");
}

/* The parts of a neutral text, between STX and ETX. */
typedef struct {
    char *one, *many;  /* the formats; MANY is NULL except for texts of NG_() */
    GPtrArray *args;   /* char *: copies of the arguments */
    gboolean is_whole; /* whether the text ends with ETX */
} Parts;

static void
parts_clear(Parts *parts)
{
    g_free(parts->one);
    g_free(parts->many);
    g_ptr_array_unref(parts->args);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parts, parts_clear)

/* The functions that write the copy of a text: put_parts() for each neutral text in it,
 * put_plain() for the plain text before and after. */
typedef struct {
    gboolean (*put_parts)(GString *out, const Parts *parts);
    void (*put_plain)(GString *out, const char *plain);
} Way;

static char *
take_format(const char **at)
{
    const char *from = *at;

    while (**at && !is_mark(**at))
        (*at)++;
    return g_strndup(from, (gsize)(*at - from));
}

static gboolean take_mixed(GString *out, const char **at, const Way *way, guint depth);

/* Reads a neutral text, after its STX, and writes its copy. */
static gboolean
take_parts(GString *out, const char **at, const Way *way, guint depth)
{
    g_auto(Parts) parts = {.args = g_ptr_array_new_with_free_func(g_free)};
    gboolean good = depth < DEPTH_MAX;

    parts.one = take_format(at);
    if (**at == RS) {
        (*at)++;
        parts.many = take_format(at);
    }
    while (good && **at == US) {
        g_autoptr(GString) arg = g_string_new(NULL);

        (*at)++;
        good = take_mixed(arg, at, way, depth + 1);
        g_ptr_array_add(parts.args, g_string_free(g_steal_pointer(&arg), FALSE));
    }
    parts.is_whole = **at == ETX;
    if (parts.is_whole)
        (*at)++;
    return good && way->put_parts(out, &parts);
}

/* Copies plain and neutral texts up to a mark that does not begin a neutral text. */
static gboolean
take_mixed(GString *out, const char **at, const Way *way, guint depth)
{
    gboolean good = TRUE;

    while (good && **at && (**at == STX || !is_mark(**at))) {
        g_autofree char *plain = take_format(at);

        if (*plain)
            way->put_plain(out, plain);
        if (**at == STX) {
            (*at)++;
            good = take_parts(out, at, way, depth);
        }
    }
    return good;
}

/* The last argument that is a number; 0 if no argument is a number. */
static gulong
count_of(const GPtrArray *args)
{
    for (guint i = args->len; i-- > 0;) {
        guint64 number;

        if (g_ascii_string_to_unsigned(g_ptr_array_index(args, i), 10, 0, G_MAXULONG, &number,
                                       NULL))
            return (gulong)number;
    }
    return 0;
}

/* gettext uses "" for the header of the catalogue, so "" is not translated. */
static const char *
translation(const Parts *parts)
{
    if (!*parts->one)
        return "";
    return parts->many ? vmg_text_plural(parts->one, parts->many, count_of(parts->args))
                       : vmg_text(parts->one);
}

/* The argument that CONVERSION takes: "%2$s" takes the second argument; a conversion without a
 * number takes the next argument. */
static const char *
argument(const GPtrArray *args, const char *conversion, guint *next)
{
    char *end;
    guint64 number = g_ascii_strtoull(conversion + 1, &end, 10);
    guint64 index = *end == '$' && number > 0 ? number - 1 : (*next)++;

    return index < args->len ? g_ptr_array_index(args, (guint)index) : "?";
}

static gboolean
put_time(GString *out, const GPtrArray *args)
{
    gint64 seconds = 0;
    g_autofree char *time = NULL;

    if (args->len == 0 ||
        !g_ascii_string_to_signed(args->pdata[0], 10, 0, G_MAXINT64, &seconds, NULL)) {
        g_string_append_c(out, '?');
        return TRUE;
    }
    time = vmg_neutral_show_time(seconds);
    g_string_append(out, time);
    return TRUE;
}

/* Inserts the arguments without printf(3): the text may be from a record that somebody else has
 * written, and such a text must not be used as a format. */
static gboolean
put_sentence(GString *out, const Parts *parts)
{
    const char *at = translation(parts);
    guint next = 0;

    if (strcmp(parts->one, TIME) == 0)
        return put_time(out, parts->args);
    while (*at) {
        gsize plain = strcspn(at, "%");

        g_string_append_len(out, at, (gssize)plain);
        at += plain;
        if (at[0] == '%' && at[1] == '%') {
            g_string_append_c(out, '%');
            at += 2;
        } else if (*at) {
            g_string_append(out, argument(parts->args, at, &next));
            at += conversion_length(at);
        }
    }
    return TRUE;
}

static void
put_as_it_is(GString *out, const char *plain)
{
    g_string_append(out, plain);
}

char *
vmg_neutral_render(const char *text)
{
    static const Way way = {put_sentence, put_as_it_is};
    GString *out;

    if (!text || !strpbrk(text, MARKS))
        return g_strdup(text);
    out = g_string_new(NULL);
    /* If TEXT has one of the MARKS at a wrong place, the text after the mark is shown as well. */
    for (const char *at = text; *at; at += *at ? 1 : 0)
        take_mixed(out, &at, &way, 0);
    return g_string_free(out, FALSE);
}

static guint
count_conversions(const char *format)
{
    guint count = 0;

    for (const char *at = next_conversion(format); at;
         at = next_conversion(at + conversion_length(at)))
        count++;
    return count;
}

static gboolean
is_line(const char *format)
{
    g_autofree char *line = vmg_one_line(format);

    return strcmp(line, format) == 0;
}

static gboolean
put_parts_again(GString *out, const Parts *parts)
{
    g_string_append_printf(out, "%c%s", STX, parts->one);
    if (parts->many)
        g_string_append_printf(out, "%c%s", RS, parts->many);
    for (guint i = 0; i < parts->args->len; i++)
        g_string_append_printf(out, "%c%s", US, (const char *)g_ptr_array_index(parts->args, i));
    g_string_append_c(out, ETX);
    return parts->is_whole && parts->args->len == count_conversions(parts->one) &&
           is_line(parts->one) && (!parts->many || is_line(parts->many));
}

static gboolean skip_sound(const char **at, guint depth);

/* Skips the part up to the next mark. FALSE if the part is not plain ASCII, or is too long for a
 * line. */
static gboolean
skip_plain(const char **at)
{
    enum { PART_MAX = 512 };
    const char *from = *at;

    while (**at >= 0x20 && **at < 0x7f)
        (*at)++;
    return *at - from <= PART_MAX && (!**at || is_mark(**at));
}

/* Skips plain text and the neutral texts in it: an argument of a neutral text, or everything that
 * vmg_neutral_line() got. FALSE if vmg_neutral_line() has to change something in the skipped
 * text. */
static gboolean
skip_mixed(const char **at, guint depth)
{
    gboolean good = skip_plain(at);

    while (good && **at == STX)
        good = skip_sound(at, depth) && skip_plain(at);
    return good;
}

/* Skips one neutral text. FALSE if vmg_neutral_line() may have to change the neutral text: if a
 * part of the text is not plain ASCII or is too long for a line, if too many neutral texts are
 * nested, or if the text does not have as many arguments as its format has conversions. */
static gboolean
skip_sound(const char **at, guint depth)
{
    const char *format = ++*at, *conversion = next_conversion(format);
    gboolean good = depth < DEPTH_MAX && skip_plain(at);
    const char *end = *at;

    if (good && **at == RS) {
        (*at)++;
        good = skip_plain(at);
    }
    while (good && **at == US) {
        good = conversion && conversion < end;
        if (!good)
            break;
        conversion = next_conversion(conversion + conversion_length(conversion));
        (*at)++;
        good = skip_mixed(at, depth + 1);
    }
    if (!good || (conversion && conversion < end) || **at != ETX)
        return FALSE;
    (*at)++;
    return TRUE;
}

/* Whether vmg_neutral_line() has nothing to change in TEXT. This is so for most texts, and is
 * found out without a copy. */
static gboolean
is_sound(const char *text)
{
    const char *at = text;

    return skip_mixed(&at, 0) && !*at && at - text <= NEUTRAL_MAX;
}

static void
put_line(GString *out, const char *plain)
{
    g_autofree char *line = vmg_one_line(plain);

    g_string_append(out, line);
}

char *
vmg_neutral_line(const char *text)
{
    static const Way way = {put_parts_again, put_line};
    g_autoptr(GString) out = NULL;
    g_autofree char *plain = NULL;
    const char *at = text;

    if (!text || !strchr(text, STX))
        return vmg_one_line(text);
    if (is_sound(text))
        return g_strdup(text);
    out = g_string_new(NULL);
    if (take_mixed(out, &at, &way, 0) && !*at && out->len <= NEUTRAL_MAX)
        return g_string_free(g_steal_pointer(&out), FALSE);
    plain = vmg_neutral_render(text);
    return vmg_one_line(plain);
}
