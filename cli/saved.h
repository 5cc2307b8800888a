/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The facts of a host that were saved in a file by `host --xml`, and how old they are. */
#pragma once

#include "cli/peers.h"
#include "decide/judge.h"

#include <json-glib/json-glib.h>

typedef enum { VMG_SAVED_SOURCE, VMG_SAVED_DESTINATION } VmgSavedRole;

typedef struct {
    VmgSavedRole role;
    /* as the administrator has given it, "-" for standard input; NULL: no file was given */
    char *path;
    VmgHost *host;     /* NULL until it is read */
    gboolean is_peer;  /* path is not a file, but the name of a host in the registry */
    gboolean is_dated; /* whether the file says when it was written */
    /* seconds, if is_dated; negative if the date is in the future by this host's clock */
    gint64 age;
} VmgSaved;

/* Reads SAVED->path, if it is set. If there is no file of that name and CONFIG names a registry,
 * looks for a host of that name there. GUEST is used in the command that the error message
 * proposes. */
gboolean vmg_saved_read(VmgSaved *saved, const VmgConfig *config, const char *guest,
                        GError **error);
/* Fills SAVED with the facts of PEER. SAVED takes ownership of these facts. */
void vmg_saved_take_peer(VmgSaved *saved, VmgPeer *peer);
void vmg_saved_clear(VmgSaved *saved);

/* Prints a line about the facts: their host, the file and how old they are. Prints nothing if no
 * facts were read. */
void vmg_saved_print(const VmgSaved *saved);
/* Adds "NAME", an object with the file, the host, the date and age_seconds; null if no facts were
 * read. */
void vmg_saved_json(JsonBuilder *builder, const char *name, const VmgSaved *saved);
/* Adds a warning to VERDICT if the facts are older than MAX_AGE seconds, have no date, or have a
 * date in the future. */
void vmg_saved_warn(const VmgSaved *saved, guint max_age, VmgVerdict *verdict);
