/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads XML that has exactly the form in which the guard writes XML. */
#pragma once

#include "base/arena.h"

#include <libxml/tree.h>

/* Reads LEN bytes that vmg_xml_document_to_string() wrote, several times faster than libxml2.
 * Returns the root element, or NULL if the text is not in this form; then the caller must use
 * vmg_xml_parse(). If the text is accepted, the result is the same as that of libxml2, except
 * that white space between elements is left out.
 *
 * The tree is in ARENA: it must not be changed, and must not be given to a function of libxml2
 * that frees nodes. */
xmlNode *vmg_xml_plain_read(VmgArena *arena, const char *text, gsize len);
