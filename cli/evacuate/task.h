/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A task is one guest that is to move. This file also chooses which task is next. It does not
 * use libvirt. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_TASK_WAITING,
    VMG_TASK_MOVING,
    VMG_TASK_MOVED,
    VMG_TASK_LEFT, /* the guest stays where it is; the reason says why */
} VmgTaskState;

typedef struct {
    char *uuid, *name;
    VmgTaskState state;
    char *from; /* name of the host that the guest leaves; NULL: this host */
    /* the name and the UUID of the destination; NULL: there is no destination */
    char *to, *to_uuid;
    char *reason;     /* why the guest stays, or why its last migration failed; NULL = unknown */
    char *fix;        /* how the guest can be made movable; NULL = unknown */
    GPtrArray *tried; /* UUIDs (char *) of hosts that are not tried again */
    guint failures;   /* number of failed migrations that were not refusals */
    guint delays;     /* how many times the destination was busy */
    gboolean late;    /* the guest's migration took longer than allowed */
    guint wave;       /* guests with a lower number go first */
    guint64 memory_kib;
    gint64 not_before; /* monotonic time in microseconds before which nothing is begun */
} VmgTask;

VmgTask *vmg_task_new(const char *uuid, const char *name);
void vmg_task_free(VmgTask *task);
void vmg_task_set_to(VmgTask *task, const char *name, const char *uuid);
void vmg_task_set_reason(VmgTask *task, const char *reason, const char *fix);
/* Notes that the present destination of the task must not be tried again. */
void vmg_task_give_up(VmgTask *task);
gboolean vmg_task_has_tried(const VmgTask *task, const char *host_uuid);

/* vmg_task_state_name() returns the word for STATE that the record and JSON use.
 * vmg_task_state_of() finds the state of a word, and returns FALSE if there is no such state. */
const char *vmg_task_state_name(VmgTaskState state);
gboolean vmg_task_state_of(const char *name, VmgTaskState *state);

guint vmg_tasks_count(const GPtrArray *tasks, VmgTaskState state);
/* The task that may begin at the time NOW; NULL if there is none. At most OUTGOING guests move
 * at the same time, and at most INCOMING of them to one host; 0 counts as 1. */
VmgTask *vmg_tasks_next(const GPtrArray *tasks, guint outgoing, guint incoming, gint64 now);

/* Why a migration failed. */
typedef enum {
    VMG_FAILURE_REFUSED, /* the destination's guard does not admit the guest */
    /* the destination's guard can admit the guest later, but now too many guests are arriving
     * there */
    VMG_FAILURE_BUSY,
    VMG_FAILURE_OTHER,
} VmgFailure;

VmgFailure vmg_failure_of(const char *error);
/* The error as one line. If the error is a refusal, the line has only the reasons. Free with
 * g_free(). */
char *vmg_failure_line(const char *error);
