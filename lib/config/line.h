/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads one line of a configuration file. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_LINE_NOTHING,   /* an empty line or a comment */
    VMG_LINE_GROUP,     /* [name] */
    VMG_LINE_KEY,       /* name = value */
    VMG_LINE_BAD,       /* not an empty line, a comment, a group or a key */
    VMG_LINE_BAD_GROUP, /* begins with [, but is not a correct group header */
} VmgLineKind;

typedef struct {
    VmgLineKind kind;
    /* the name of the group or key; for a wrong group header, the part of the name that could be
     * read; otherwise NULL */
    char *name;
    char *value;     /* the value of a key, without blanks at both ends; otherwise NULL */
    const char *why; /* what is wrong with a bad line; otherwise NULL */
} VmgLine;

/* Reads LEN bytes at TEXT: one line without its line feed. The bytes may have any value. Free
 * the members of LINE with vmg_line_clear(). */
void vmg_line_parse(const char *text, gsize len, VmgLine *line);
void vmg_line_clear(VmgLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VmgLine, vmg_line_clear)
