/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document.h"

#include "base/xml-text.h"
#include "base/xml.h"

#include <string.h>

char *
fuzz_dump(const xmlDoc *doc)
{
    char *once = vmg_xml_text_of(doc, FALSE, NULL);
    g_autoptr(xmlDoc) again = vmg_xml_parse(once, strlen(once), "again", NULL);
    g_autofree char *twice = again ? vmg_xml_text_of(again, FALSE, NULL) : NULL;

    g_assert_cmpstr(once, ==, twice);
    return once;
}
