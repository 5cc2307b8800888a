/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exemptions. An exemption is for one guest and one check: until a given time, the check only
 * warns if it fails for this guest. Only root can make exemptions, and each host has its own.
 * The file has one line for each exemption, with columns as base/columns.h describes: guest
 * (name or uuid), check, until (seconds since 1970), reason, made (seconds since 1970), maker.
 * Lines of earlier versions end with the reason. */
#pragma once

/* The fix for a file of exemptions that can't be used. The file that uses this macro must
 * include text.h or neutral.h: the macro uses the _() of that header. */
#define VMG_EXEMPTIONS_FIX                                                                         \
    _("remove the line that is named, or let only root read and write the file (chown "            \
      "root:root, chmod 600): until then no exemption is in force")

#include <glib.h>

/* The longest time of an exemption in seconds, and the largest number of exemptions. */
enum { VMG_EXEMPTION_SECONDS_MAX = 30 * 86400, VMG_EXEMPTIONS_MAX = 10000 };

typedef struct {
    char *guest;
    char *check;
    gint64 until; /* seconds since 1970 */
    char *reason; /* one line */
    gint64 made;  /* seconds since 1970; 0 if unknown */
    char *maker;  /* the user who made the exemption; "" if unknown */
} VmgExemption;

VmgExemption *vmg_exemption_new(const char *guest, const char *check, gint64 until,
                                const char *reason, gint64 made, const char *maker);
void vmg_exemption_free(VmgExemption *exemption);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgExemption, vmg_exemption_free)

/* All exemptions, also expired ones; an empty list if PATH is missing. If the file does not
 * belong to root, if other users can write it, or if one line is wrong, returns an error; then
 * no exemption holds. Free with g_ptr_array_unref(). */
GPtrArray *vmg_exemptions_read(const char *path, GError **error);
gboolean vmg_exemptions_write(const char *path, const GPtrArray *exemptions, GError **error);

/* Whether the exemption is for this guest and has not expired at NOW (seconds since 1970). */
gboolean vmg_exemption_holds(const VmgExemption *exemption, const char *name, const char *uuid,
                             gint64 now);
