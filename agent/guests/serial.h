/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The serial of a guest's stamp: it rises whenever the guest is started, or what its stamp says of
 * it changes, so that of two stamps of one host the older one can be told. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* Zeroed: nothing is known yet. */
typedef struct {
    guint64 value; /* the last one; a new one is greater */
    char *said;    /* what the stamp with that said of the guest; NULL = none yet */
} VmgSerial;

void vmg_serial_clear(VmgSerial *serial);

/* The serial of the stamp that says SAID of the guest (vmg_serial_said()), at NOW, seconds since
 * 1970. DOMAIN is the guest as libvirt has it: a stamp of the host UUID that says the same keeps
 * its serial when the agent starts anew. */
guint64 vmg_serial_of(VmgSerial *serial, const char *said, const xmlDoc *domain, const char *uuid,
                      gint64 now);
/* What STAMP says of its guest, but for the serial; NULL if it has no guest. Free with g_free(). */
char *vmg_serial_said(const xmlNode *stamp);
