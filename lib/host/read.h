/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the readers of <host> share. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* The first child element of that name in the guard's namespace; NULL of NULL. */
xmlNode *vmg_host_child(const xmlNode *node, const char *name);
/* TEXT as a number up to MAX; 0 where it is NULL. WHAT names it in an error. */
gboolean vmg_host_number(const char *text, guint64 max, guint64 *number, const char *what,
                         GError **error);
