/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who runs this command. */
#pragma once

#include <glib.h>

/* The name of the user who logged in, also if sudo or su made that user root since. One line.
 * Free with g_free(). */
char *vmg_cli_who(void);
