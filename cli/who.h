/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The user who runs this command. */
#pragma once

#include <glib.h>

/* The name of the user who has logged in, even if that user became root with sudo or su. The name
 * is one line. Free with g_free(). */
char *vmg_cli_who(void);
