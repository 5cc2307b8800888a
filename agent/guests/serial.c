/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/guests/serial.h"

#include "agent/guests/normalise.h"
#include "base/xml.h"
#include "stamp/stamp.h"

#include <string.h>

void
vmg_serial_clear(VmgSerial *serial)
{
    g_clear_pointer(&serial->said, g_free);
}

static xmlNode *
child_of(const xmlNode *node, const char *name)
{
    xmlNode *child = node ? node->children : NULL;

    while (child && !vmg_xml_is_ours(child, name))
        child = child->next;
    return child;
}

char *
vmg_serial_said(const xmlNode *stamp)
{
    xmlNode *guest = child_of(stamp, "guest"), *copy;
    char *said;

    if (!guest)
        return NULL;
    copy = xmlDocCopyNode(guest, guest->doc, 1);
    xmlUnsetProp(copy, (const xmlChar *)"serial");
    said = vmg_normalise(copy);
    xmlFreeNode(copy);
    return said;
}

static gboolean
is_by(const xmlNode *stamp, const char *uuid)
{
    const xmlNode *host = child_of(stamp, "host");
    xmlNode *node = child_of(host, "uuid");
    g_autoptr(VmgArena) arena = vmg_arena_new();
    const char *text = node ? vmg_xml_text(arena, node) : NULL;

    return text && g_ascii_strcasecmp(text, uuid) == 0;
}

/* The serial of the stamp in the guest's XML DOMAIN, if the host with the UUID has written this
 * stamp and the stamp's content is SAID; otherwise 0. */
static guint64
find_own(const xmlDoc *domain, const char *said, const char *uuid)
{
    const xmlNode *stamp = vmg_stamp_find(domain);
    g_autofree char *there = stamp && is_by(stamp, uuid) ? vmg_serial_said(stamp) : NULL;
    g_autoptr(VmgArena) arena = vmg_arena_new();
    const char *text;
    guint64 serial = 0;

    if (g_strcmp0(there, said) != 0)
        return 0;
    text = vmg_xml_attr(arena, child_of(stamp, "guest"), "serial");
    if (text)
        g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &serial, NULL);
    return serial;
}

guint64
vmg_serial_of(VmgSerial *serial, const char *said, const xmlDoc *domain, const char *uuid,
              gint64 now)
{
    guint64 own;

    if (g_strcmp0(serial->said, said) == 0)
        return serial->value;
    own = serial->said ? 0 : find_own(domain, said, uuid);
    serial->value =
        own > 0 && own >= serial->value ? own : MAX(serial->value + 1, (guint64)MAX(now, 0));
    g_free(serial->said);
    serial->said = g_strdup(said);
    return serial->value;
}
