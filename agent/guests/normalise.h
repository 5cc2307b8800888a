/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* XML as it is compared: libvirt hands back what it was given, but writes it in its own way. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* NODE with its namespaces resolved and prefixes and white space left out: two
 * stamps that say the same have the same text. Free with g_free(). */
char *vmg_normalise(const xmlNode *node);
