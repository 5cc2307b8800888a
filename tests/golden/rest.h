/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/xml.h"

/* What no rewrite may change, in canonical form; DOC loses all else. NULL if DOC has
 * no such form: a namespace with a relative name. Free with g_free(). */
char *golden_rest(xmlDoc *doc);
