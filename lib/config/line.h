/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Line numbers of a key file, which GKeyFile doesn't tell. */
#pragma once

#include <glib.h>

/* The number of the last line that sets KEY in GROUP, or of the group's header
 * where KEY is NULL; 0 where there is none. */
guint vmg_config_line_of(const char *text, const char *group, const char *key);

/* The number of the first line that no key file can have, and WHY; else 0. */
guint vmg_config_first_bad_line(const char *text, const char **why);
