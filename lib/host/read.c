/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/read.h"

#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"

xmlNode *
vmg_host_child(const xmlNode *node, const char *name)
{
    xmlNode *found = node ? node->children : NULL;

    while (found && !vmg_xml_is_ours(found, name))
        found = found->next;
    return found;
}

/* Reads an optional number. If TEXT is NULL, the number is unknown and *NUMBER is 0. */
gboolean
vmg_host_number(const char *text, guint64 max, guint64 *number, const char *what, GError **error)
{
    *number = 0;
    if (!text || g_ascii_string_to_unsigned(text, 10, 0, max, number, NULL))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("<host>: %s is not a number: %s"), what,
                text);
    return FALSE;
}
