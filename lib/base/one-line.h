/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes texts that other programs or people wrote fit for one line of a log or a terminal. */
#pragma once

/* Makes one printable line of TEXT, cut to a limited length; NULL if TEXT is NULL. Free with
 * g_free(). */
char *vmg_one_line(const char *text);
