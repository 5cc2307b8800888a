/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The groups and keys of guard.conf, with their types and defaults. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_TYPE_TEXT,
    VMG_TYPE_WORDS,  /* one of the words in choices */
    VMG_TYPE_SET,    /* any number of the words in choices */
    VMG_TYPE_NUMBER, /* a number from min to max */
    VMG_TYPE_REGEX,
    VMG_TYPE_FILE,     /* an absolute path that ends with the text in choices */
    VMG_TYPE_PATH,     /* an absolute path */
    VMG_TYPE_REGISTRY, /* "none", "directory:/PATH" or "etcd://HOST:PORT" */
    VMG_TYPE_DEVICE,   /* a name that Linux accepts for a network device */
} VmgType;

typedef struct {
    const char *group; /* "network *" is [network NAME] for any NAME */
    const char *key;   /* "*" is any key */
    VmgType type;
    const char *fallback; /* the default; NULL if there is none */
    /* for words: the words, separated by '|'; for a file: the end of its name */
    const char *choices;
    guint64 min, max; /* the allowed range of a number */
} VmgKey;

/* The description of KEY in GROUP; NULL if the key is unknown. */
const VmgKey *vmg_schema_find(const char *group, const char *key);
/* The description of the key with the number INDEX, from 0; NULL after the last key. */
const VmgKey *vmg_schema_at(gsize index);
gboolean vmg_schema_is_in(const VmgKey *key, const char *group);
gboolean vmg_schema_has_group(const char *group);
/* Whether KEY may have VALUE. *EXPECTED describes the values that KEY may have; free it with
 * g_free(). */
gboolean vmg_schema_accepts(const VmgKey *key, const char *value, char **expected);
