/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/xml.h"

/* The parts of DOC that no rewrite may change, in canonical form. All other parts are removed from
 * DOC. NULL if DOC has no canonical form, because a namespace has a relative name. Free with
 * g_free(). */
char *golden_rest(xmlDoc *doc);
