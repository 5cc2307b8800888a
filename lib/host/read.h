/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that all readers of <host> use. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* The first child element of that name in the guard's namespace; NULL if NODE is NULL. */
xmlNode *vmg_host_child(const xmlNode *node, const char *name);
/* Reads TEXT as a number up to MAX; 0 if TEXT is NULL. WHAT is the name of the number in an
 * error. */
gboolean vmg_host_number(const char *text, guint64 max, guint64 *number, const char *what,
                         GError **error);
