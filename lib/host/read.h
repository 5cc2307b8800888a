/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that all readers of <host> use. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* The first child element called NAME in the guard's namespace; NULL if there is none or if NODE
 * is NULL. */
xmlNode *vmg_host_child(const xmlNode *node, const char *name);
/* Reads TEXT as a number up to MAX. If TEXT is NULL, *NUMBER is 0. WHAT is the name of the
 * number in the message of an error. */
gboolean vmg_host_number(const char *text, guint64 max, guint64 *number, const char *what,
                         GError **error);
