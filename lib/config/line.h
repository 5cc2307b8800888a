/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line of a configuration file. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_LINE_NOTHING,   /* an empty line or a comment */
    VMG_LINE_GROUP,     /* [name] */
    VMG_LINE_KEY,       /* name = value */
    VMG_LINE_BAD,       /* none of these */
    VMG_LINE_BAD_GROUP, /* begins with [, but is not a group's header */
} VmgLineKind;

typedef struct {
    VmgLineKind kind;
    char *name;      /* of the group or key; of a bad header, what can be told of it; else NULL */
    char *value;     /* of a key, without the blanks around it; else NULL */
    const char *why; /* what is wrong with a bad line; else NULL */
} VmgLine;

/* Reads LEN bytes at TEXT, which are one line without its line feed. The bytes may be of any
 * value. Free what is in LINE with vmg_line_clear(). */
void vmg_line_parse(const char *text, gsize len, VmgLine *line);
void vmg_line_clear(VmgLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VmgLine, vmg_line_clear)
