/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The facts of a host that were saved in a file by `host --xml`, and how old they are. */
#pragma once

#include "cli/peers.h"
#include "decide/judge.h"

#include <json-glib/json-glib.h>

typedef enum { VMG_SAVED_SOURCE, VMG_SAVED_DESTINATION } VmgSavedRole;

typedef struct {
    VmgSavedRole role;
    char *path;        /* as the administrator wrote it, "-" for standard input; NULL: none */
    VmgHost *host;     /* NULL until it is read */
    gboolean is_peer;  /* whether path is no file, but the host of that name in the registry */
    gboolean is_dated; /* whether the file says when it was written */
    gint64 age;        /* seconds, if is_dated; negative: in the future by this host's clock */
} VmgSaved;

/* Reads SAVED->path, if there is one: a file, or, if there is none of that name and CONFIG
 * names a registry, a host in that. GUEST is for the command that the error proposes. */
gboolean vmg_saved_read(VmgSaved *saved, const VmgConfig *config, const char *guest,
                        GError **error);
/* Fills SAVED with the facts of PEER, whose host it takes. */
void vmg_saved_take_peer(VmgSaved *saved, VmgPeer *peer);
void vmg_saved_clear(VmgSaved *saved);

/* Prints a line: whose facts they are, from which file and how old; nothing if none were read. */
void vmg_saved_print(const VmgSaved *saved);
/* "NAME": file, date and age_seconds; null if none were read. */
void vmg_saved_json(JsonBuilder *builder, const char *name, const VmgSaved *saved);
/* Warns in VERDICT if the facts are older than MAX_AGE seconds, of unknown age, or from the
 * future. */
void vmg_saved_warn(const VmgSaved *saved, guint max_age, VmgVerdict *verdict);
