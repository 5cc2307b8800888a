/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What guard.conf may say: groups, keys, types, defaults. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_TYPE_TEXT,
    VMG_TYPE_WORDS,  /* one word of the choices */
    VMG_TYPE_SET,    /* any words of the choices */
    VMG_TYPE_NUMBER, /* from min to max */
    VMG_TYPE_REGEX,
    VMG_TYPE_FILE,     /* an absolute path with the ending of the choices */
    VMG_TYPE_PATH,     /* an absolute path */
    VMG_TYPE_REGISTRY, /* none, or a kind of registry and what is its place */
    VMG_TYPE_DEVICE,   /* what Linux accepts as a network device's name */
} VmgType;

typedef struct {
    const char *group; /* "network *" is [network NAME] for any NAME */
    const char *key;   /* "*" is any key */
    VmgType type;
    const char *fallback; /* the default; NULL for none */
    const char *choices;  /* of words, separated by '|'; of a file, its ending */
    guint64 min, max;     /* of a number */
} VmgKey;

/* NULL where the key is unknown. */
const VmgKey *vmg_schema_find(const char *group, const char *key);
/* All of them in turn; NULL after the last. */
const VmgKey *vmg_schema_at(gsize index);
gboolean vmg_schema_is_in(const VmgKey *key, const char *group);
gboolean vmg_schema_has_group(const char *group);
/* Whether VALUE is one that KEY can take; *EXPECTED says what would be. Free
 * that with g_free(). */
gboolean vmg_schema_accepts(const VmgKey *key, const char *value, char **expected);
