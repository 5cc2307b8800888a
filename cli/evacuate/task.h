/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of each guest that is to move, and which one goes next. Knows nothing of libvirt. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_TASK_WAITING,
    VMG_TASK_MOVING,
    VMG_TASK_MOVED,
    VMG_TASK_LEFT, /* it stays, for its reason */
} VmgTaskState;

typedef struct {
    char *uuid, *name;
    VmgTaskState state;
    char *from;         /* name of the host that it leaves; NULL: this one */
    char *to, *to_uuid; /* the destination's name and UUID; NULL: it has none */
    char *reason;       /* why it stays, or failed last; NULL = nothing is known */
    char *fix;          /* what would make it movable; NULL = nothing is said */
    GPtrArray *tried;   /* UUIDs of hosts, char *, that are not tried again */
    guint failures;     /* tries that were no refusals */
    guint delays;       /* how often the destination was busy */
    gboolean late;      /* it took longer than it may */
    guint wave;         /* the guests of the first waves go first */
    guint64 memory_kib;
    gint64 not_before; /* monotonic, microseconds: it waits until then */
} VmgTask;

VmgTask *vmg_task_new(const char *uuid, const char *name);
void vmg_task_free(VmgTask *task);
void vmg_task_set_to(VmgTask *task, const char *name, const char *uuid);
void vmg_task_set_reason(VmgTask *task, const char *reason, const char *fix);
/* The host that it goes to is not tried again. */
void vmg_task_give_up(VmgTask *task);
gboolean vmg_task_has_tried(const VmgTask *task, const char *host_uuid);

/* The word for STATE, as files and JSON have it, and back; FALSE if it is no such word. */
const char *vmg_task_state_name(VmgTaskState state);
gboolean vmg_task_state_of(const char *name, VmgTaskState *state);

guint vmg_tasks_count(const GPtrArray *tasks, VmgTaskState state);
/* The task that may begin at NOW: at most OUTGOING move at a time, and at most INCOMING to one
 * host. At least one of each may. NULL if none may. */
VmgTask *vmg_tasks_next(const GPtrArray *tasks, guint outgoing, guint incoming, gint64 now);

/* Why a migration failed. */
typedef enum {
    VMG_FAILURE_REFUSED, /* the destination's guard does not admit the guest */
    VMG_FAILURE_BUSY,    /* it does, but not now: too many guests are on their way there */
    VMG_FAILURE_OTHER,
} VmgFailure;

VmgFailure vmg_failure_of(const char *error);
/* The error as one line; of a refusal only the reasons. Free with g_free(). */
char *vmg_failure_line(const char *error);
