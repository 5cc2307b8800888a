/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a guest of this host is doing, as far as libvirt migrates none that does it. */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

/* Asks libvirt: VMG_SOURCE_HAS_SNAPSHOTS, VMG_SOURCE_BLOCK_JOB and VMG_SOURCE_IO_ERROR of DOMAIN,
 * whose domain XML is XML. What libvirt does not answer is not set; a QEMU that hangs is not waited
 * for.
 *
 * This is not in the stamp: libvirt sends no event when a snapshot is deleted or a block job
 * begins, so a stamp would be wrong for some time. Before a guest leaves, libvirt looks at all of
 * this itself, so the destination does not need to be told. */
guint32 vmg_cli_doing(virDomain *domain, const char *xml);
