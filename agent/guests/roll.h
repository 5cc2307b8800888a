/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of this host's guests for the other hosts of the cluster. The list also has guests that
 * have left this host lately, because such a guest can come back with an old stamp. Used on the
 * main loop only. */
#pragma once

#include "agent/registry/peer.h"

typedef struct VmgRoll VmgRoll;

VmgRoll *vmg_roll_new(void);
void vmg_roll_free(VmgRoll *roll);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgRoll, vmg_roll_free)

/* The lowest serial that the guest's next stamp may have; 0 if the guest is not in the list. */
guint64 vmg_roll_serial(const VmgRoll *roll, const char *uuid);
/* Notes that the guest is here and that its stamp has this serial. Returns whether the list has
 * changed. */
gboolean vmg_roll_put(VmgRoll *roll, const char *uuid, const char *name, guint64 serial);
/* Notes why the guest can't leave, see VmgPeerGuest.stays. Returns whether the list has changed. */
gboolean vmg_roll_set_stays(VmgRoll *roll, const char *uuid, const char *name, const char *stays);
/* Notes that the guest has stopped or left, so that all its stamps until now are out of date.
 * NOW is monotonic, in seconds. Returns whether the list has changed. */
gboolean vmg_roll_leave(VmgRoll *roll, const char *uuid, gint64 now);
/* HERE is the set of UUIDs of all guests of this host. Notes that every other guest in the list
 * has left. */
gboolean vmg_roll_complete(VmgRoll *roll, GHashTable *here, gint64 now);
/* The whole list, VmgPeerGuest *, sorted by UUID, without the guests that left more than an hour
 * before NOW. The entries are copies, so another thread may use them. Free with
 * g_ptr_array_unref(). */
GPtrArray *vmg_roll_list(VmgRoll *roll, gint64 now);
