/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* DOC as XML text. Free with g_free(). */
char *fuzz_dump(xmlDoc *doc);

/* Whether DOC can be written and read again unchanged. libxml2 does not escape the name of a
 * namespace, so a name with a line feed or an ampersand changes. */
gboolean fuzz_survives_libxml2(xmlDoc *doc);
