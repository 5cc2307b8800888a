/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* DOC as XML text, which is the same if it is read and written again. Free with g_free(). */
char *fuzz_dump(const xmlDoc *doc);
