/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line: one verb, one file. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "config/config.h"
#include "terminal.h"

/* Exit statuses, the same for every verb. */
enum {
    VMG_EXIT_GOOD = 0,      /* admitted, done */
    VMG_EXIT_REFUSED = 1,   /* refused, not good */
    VMG_EXIT_UNDECIDED = 2, /* could not decide, or could not do it */
    VMG_EXIT_PARTIAL = 3,   /* check: what was run holds, but a destination was not named */
};

/* A verb gets what follows it, its own name as argv[0]. */
typedef int (*VmgVerb)(int argc, char **argv);

int vmg_cli_check(int argc, char **argv);
int vmg_cli_config(int argc, char **argv);
int vmg_cli_config_check(gboolean json);
int vmg_cli_config_show(gboolean json);
int vmg_cli_decisions(int argc, char **argv);
int vmg_cli_doctor(int argc, char **argv);
int vmg_cli_exempt(int argc, char **argv);
int vmg_cli_guests(int argc, char **argv);
int vmg_cli_host(int argc, char **argv);
int vmg_cli_hosts(int argc, char **argv);
int vmg_cli_maintenance(int argc, char **argv);
int vmg_cli_network(int argc, char **argv);
int vmg_cli_plan(int argc, char **argv);
int vmg_cli_stamp(int argc, char **argv);

/* Parses a verb's options; PARAMETERS follow the verb in the usage line. On an
 * error it says so, and what to do, and returns FALSE. Prints the help, and ends the program,
 * if an option asks for it. */
gboolean vmg_cli_parse(int *argc, char ***argv, const char *parameters, const char *summary,
                       const GOptionEntry *entries);

/* printf(3) of texts that may be neutral, in the reader's language: errors, what modules lack. A
 * line that is too long for the terminal is broken between words. */
void vmg_cli_print(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Says it on stderr and returns VMG_EXIT_UNDECIDED. */
int vmg_cli_fail(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Remarks on stderr on something that was done all the same. */
void vmg_cli_note(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Fails because of an argument that the verb does not take. */
int vmg_cli_fail_unexpected(const char *verb, const char *argument);
/* Writes out what was printed. Returns STATUS, or if that fails says so and returns
 * VMG_EXIT_UNDECIDED: what is cut short must not look whole. */
int vmg_cli_end(int status);

/* TEXT as one word of a shell command, quoted only if it must be. Free with g_free(). */
char *vmg_cli_quote(const char *text);
/* Whether a shell takes TEXT as one word without quotes, and no option is like it. */
gboolean vmg_cli_is_plain(const char *text);

/* The configuration that is in force. On an error NULL, and ERROR says what to do about it. */
VmgConfig *vmg_cli_load_config(GError **error);

/* Ends BUILDER and prints its JSON. */
void vmg_cli_print_json(JsonBuilder *builder);
/* The same in one line. */
void vmg_cli_print_json_line(JsonBuilder *builder);
/* "name": "text", or null; the text, which may be neutral, in the reader's language. */
void vmg_cli_json_text(JsonBuilder *builder, const char *name, const char *text);
/* "name": number. */
void vmg_cli_json_number(JsonBuilder *builder, const char *name, guint64 number);
