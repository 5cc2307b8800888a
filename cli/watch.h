/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --watch: shows something again and again. */
#pragma once

#include <glib.h>

/* Prints what is to be shown now. Returns the exit status. */
typedef int (*VmgShow)(gconstpointer data);

/* Calls SHOW with DATA every two seconds, on a terminal each time on an empty screen, until ^C is
 * pressed, the output is closed, or SHOW returns VMG_EXIT_UNDECIDED. Returns SHOW's last result. */
int vmg_cli_watch(VmgShow show, gconstpointer data);
