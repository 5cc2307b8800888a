/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Brings XML into a form that can be compared: libvirt returns the XML that it was given, but
 * with other prefixes and white space. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* NODE as text, with namespaces instead of prefixes and without white space between elements.
 * Two stamps with the same content give the same text. Free with g_free(). */
char *vmg_normalise(const xmlNode *node);
