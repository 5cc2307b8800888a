/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts that others wrote, made fit for a line of a log or a terminal. */
#pragma once

/* TEXT as one printable line that is not too long; NULL of NULL. Free with g_free(). */
char *vmg_one_line(const char *text);
