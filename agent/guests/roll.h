/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other hosts are told of each guest of this one: those that are here, and those that were
 * here lately, since a stamp of theirs can come back. Lives on the main loop. */
#pragma once

#include "agent/registry/peer.h"

typedef struct VmgRoll VmgRoll;

VmgRoll *vmg_roll_new(void);
void vmg_roll_free(VmgRoll *roll);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgRoll, vmg_roll_free)

/* The least serial that the next stamp of the guest may have; 0 if it is not known here. */
guint64 vmg_roll_serial(const VmgRoll *roll, const char *uuid);
/* The guest is here, and its stamp has that serial. Returns whether that is news. */
gboolean vmg_roll_put(VmgRoll *roll, const char *uuid, const char *name, guint64 serial);
/* For which reason the guest can't leave, as VmgPeerGuest's stays. Returns whether that is news. */
gboolean vmg_roll_set_stays(VmgRoll *roll, const char *uuid, const char *name, const char *stays);
/* The guest has stopped, or left: what it was stamped with until now is old. NOW is monotonic, in
 * seconds. Returns whether that is news. */
gboolean vmg_roll_leave(VmgRoll *roll, const char *uuid, gint64 now);
/* All guests of this host are known: those that HERE (a set of UUIDs) does not have have left. */
gboolean vmg_roll_complete(VmgRoll *roll, GHashTable *here, gint64 now);
/* All of them, VmgPeerGuest *, sorted by UUID; who left an hour before NOW is left out. They are
 * copies that another thread may have. Free with g_ptr_array_unref(). */
GPtrArray *vmg_roll_list(VmgRoll *roll, gint64 now);
