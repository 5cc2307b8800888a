/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Things that a guest of this host may be doing and that keep libvirt from migrating it. */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

/* Asks libvirt what DOMAIN is doing. XML is its domain XML. Returns bits
 * VMG_SOURCE_HAS_SNAPSHOTS, VMG_SOURCE_BLOCK_JOB and VMG_SOURCE_IO_ERROR; a bit is not set if
 * libvirt does not answer. Does not wait for a QEMU that hangs.
 *
 * The stamp does not say what the guest is doing: libvirt sends no event when a snapshot is
 * deleted or a block job begins, so the stamp would be out of date. libvirt itself checks all
 * this before a guest leaves, so the destination need not know it. */
guint32 vmg_cli_doing(virDomain *domain, const char *xml);
