/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mistakes in the configuration. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_PROBLEM_WARNING, /* the line has no effect; the rest of the configuration is used */
    VMG_PROBLEM_ERROR,   /* every migration is refused until the mistake is corrected */
} VmgProblemKind;

typedef struct {
    VmgProblemKind kind;
    char *file;
    guint line; /* 0 if the problem is about the whole file */
    char *text; /* what is wrong, without file and line */
    char *fix;  /* what to do; NULL if the administrator must correct the line */
} VmgProblem;

VmgProblem *vmg_problem_new(VmgProblemKind kind, const char *file, guint line, const char *text,
                            const char *fix);
void vmg_problem_free(VmgProblem *problem);

/* An empty list of VmgProblem. Free with g_ptr_array_unref(). */
GPtrArray *vmg_problems_new(void);
/* The number of problems of that kind. */
guint vmg_problems_count(const GPtrArray *problems, VmgProblemKind kind);
/* Whether none of the problems is an error. If there are errors, *ERROR is the first error, as
 * "FILE:LINE: TEXT", and says how many more errors there are. */
gboolean vmg_problems_are_harmless(const GPtrArray *problems, GError **error);

/* The problem as "FILE:LINE: TEXT", or as "FILE: TEXT" if it is about the whole file. Free with
 * g_free(). */
char *vmg_problem_to_string(const VmgProblem *problem);
