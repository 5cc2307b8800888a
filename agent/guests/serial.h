/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The serial of a guest's stamp. The serial rises whenever the guest is started and whenever the
 * content of the stamp changes. So if one host has written two stamps, the stamp with the lower
 * serial is older. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* What the agent remembers about the serial of a guest. Initialize it with zeros. */
typedef struct {
    guint64 value; /* the serial of the last stamp; every new serial is greater */
    char *said;    /* the content of the last stamp; NULL = there was no stamp yet */
} VmgSerial;

void vmg_serial_clear(VmgSerial *serial);

/* The serial for a stamp with the content SAID (see vmg_serial_said()) at NOW, in seconds since
 * 1970. DOMAIN is the guest's XML from libvirt. If DOMAIN already has a stamp of the host UUID with
 * the same content, that stamp's serial is used again, also after the agent was restarted. */
guint64 vmg_serial_of(VmgSerial *serial, const char *said, const xmlDoc *domain, const char *uuid,
                      gint64 now);
/* The part of STAMP about the guest, without the serial; NULL if there is no such part. Free
 * with g_free(). */
char *vmg_serial_said(const xmlNode *stamp);
