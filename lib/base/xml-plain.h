/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads XML in the form in which this program writes it. */
#pragma once

#include "base/arena.h"

#include <libxml/tree.h>

/* Reads LEN bytes that vmg_xml_document_to_string() wrote, several times faster than libxml2.
 * Returns the root element, or NULL if the text has anything that is not in this form: then
 * vmg_xml_parse() has to read it. So this function accepts less than libxml2, and what it accepts
 * it reads as libxml2 does, but for white space between elements, which it leaves out.
 *
 * The tree is in ARENA: it must not be changed, and must not be given to a function of libxml2 that
 * frees nodes. */
xmlNode *vmg_xml_plain_read(VmgArena *arena, const char *text, gsize len);
