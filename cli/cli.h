/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line. Each verb has its own file. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "config/config.h"
#include "terminal.h"

/* Exit statuses, the same for every verb. */
enum {
    VMG_EXIT_GOOD = 0,      /* the guest is admitted, or the command has done its work */
    VMG_EXIT_REFUSED = 1,   /* the guest is refused, or the command has found a problem */
    VMG_EXIT_UNDECIDED = 2, /* no decision could be made, or the command failed */
    VMG_EXIT_PARTIAL = 3,   /* check: all checks that ran passed, but no destination was named */
};

/* A verb. argv[0] is the verb's name, the rest are its arguments. */
typedef int (*VmgVerb)(int argc, char **argv);

int vmg_cli_check(int argc, char **argv);
int vmg_cli_config(int argc, char **argv);
int vmg_cli_config_check(gboolean json);
int vmg_cli_config_show(gboolean json);
int vmg_cli_decisions(int argc, char **argv);
int vmg_cli_doctor(int argc, char **argv);
int vmg_cli_evacuate(int argc, char **argv);
int vmg_cli_exempt(int argc, char **argv);
int vmg_cli_guests(int argc, char **argv);
int vmg_cli_host(int argc, char **argv);
int vmg_cli_hosts(int argc, char **argv);
int vmg_cli_maintenance(int argc, char **argv);
int vmg_cli_network(int argc, char **argv);
int vmg_cli_plan(int argc, char **argv);
int vmg_cli_report(int argc, char **argv);
int vmg_cli_stamp(int argc, char **argv);

/* Parses a verb's options. PARAMETERS follow the verb in the usage line. If an option is wrong,
 * prints the error and how to correct it, and returns FALSE. If an option asks for help, prints
 * the help and exits. */
gboolean vmg_cli_parse(int *argc, char ***argv, const char *parameters, const char *summary,
                       const GOptionEntry *entries);

/* Prints as printf(3) does, in the reader's language. The arguments may be neutral texts
 * (base/neutral.h), which have no language until they are shown. A line that is too long for the
 * terminal is broken between words. */
void vmg_cli_print(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Prints an error to stderr and returns VMG_EXIT_UNDECIDED. */
int vmg_cli_fail(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Prints a remark to stderr; the command goes on. */
void vmg_cli_note(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Fails because of an argument that the verb does not take. */
int vmg_cli_fail_unexpected(const char *verb, const char *argument);
/* Flushes stdout. Returns STATUS. If writing fails, prints an error and returns
 * VMG_EXIT_UNDECIDED, because an incomplete output must not look complete. */
int vmg_cli_end(int status);

/* TEXT as one word of a shell command, quoted only if it must be. Free with g_free(). */
char *vmg_cli_quote(const char *text);
/* Whether TEXT is one word for a shell without quotes, and does not look like an option. */
gboolean vmg_cli_is_plain(const char *text);

/* Reads the configuration that is in force. If the configuration has an error, returns NULL, and
 * ERROR says what to do. */
VmgConfig *vmg_cli_load_config(GError **error);

/* Ends BUILDER and prints its JSON. */
void vmg_cli_print_json(JsonBuilder *builder);
/* Ends BUILDER and prints its JSON on one line. */
void vmg_cli_print_json_line(JsonBuilder *builder);
/* Adds "name": "text", in the reader's language; adds "name": null if TEXT is NULL. TEXT may be
 * a neutral text (base/neutral.h). */
void vmg_cli_json_text(JsonBuilder *builder, const char *name, const char *text);
/* Adds "name": number. */
void vmg_cli_json_number(JsonBuilder *builder, const char *name, guint64 number);
