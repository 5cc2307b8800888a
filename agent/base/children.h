/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The processes that other processes of this host have started. */
#pragma once

#include <glib.h>

/* When the newest child of all processes that bear one of NAMES (NULL-terminated) began,
 * milliseconds since boot, to the hundredth of a second below; -1 if they have no child,
 * G_MAXINT64 if that can't be told. */
gint64 vmg_children_newest(const char *const *names);
