/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes a tree as text. libxml2 can do that as well, but takes four times as long for it. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* The document in UTF-8; if INDENTED, elements are on lines of their own. Free with g_free().
 * LEN may be NULL. */
char *vmg_xml_text_of(const xmlDoc *doc, gboolean indented, gsize *len);
