/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* DOC as text. Free with g_free(). */
char *fuzz_dump(xmlDoc *doc);

/* libxml2 writes a namespace's name as it is: one with a line feed or an
 * ampersand in it is not what it was once it is read again. */
gboolean fuzz_survives_libxml2(xmlDoc *doc);
