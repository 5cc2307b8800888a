/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document.h"

#include "base/xml.h"

#include <string.h>

char *
fuzz_dump(xmlDoc *doc)
{
    xmlChar *text = NULL;
    char *copy;

    xmlDocDumpMemory(doc, &text, NULL);
    copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}

gboolean
fuzz_survives_libxml2(xmlDoc *doc)
{
    g_autofree char *once = fuzz_dump(doc), *twice = NULL;
    g_autoptr(xmlDoc) again = vmg_xml_parse(once, strlen(once), "again", NULL);

    twice = again ? fuzz_dump(again) : NULL;
    return g_strcmp0(once, twice) == 0;
}
