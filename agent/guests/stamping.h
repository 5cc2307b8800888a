/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Something that a worker does about one guest, and what came of it. */
#pragma once

#include "agent/base/say.h"
#include "agent/guests/tracked.h"

typedef struct {
    VmgTracked *guest;
    VmgSnapshot *snapshot;
    gpointer owner; /* whoever asked */
    guint limited;  /* MiB/s that an agent before this one may have set; 0 = none */
    VmgStampResult result;
    VmgCommitted *committed; /* by a look; NULL = unknown */
    gboolean bare;           /* that is not from its XML */
    const VmgHost *source;   /* the guest's, when this was begun */
    gboolean mended;
    GError *mending; /* what went wrong with that */
    GError *error;
} VmgStamping;

/* GUEST and SNAPSHOT are referenced. */
VmgStamping *vmg_stamping_new(VmgTracked *guest, VmgSnapshot *snapshot, gpointer owner);
void vmg_stamping_free(VmgStamping *stamping);

/* For worker threads, DATA is the VmgStamping. The first looks at the guest and waits for
 * no QEMU. The second writes its stamp, and moves the configuration that came with it. The
 * third sets how fast it migrates: QEMU itself is asked, and nothing ends that while it
 * hangs. */
void vmg_stamping_run_look(gpointer data);
void vmg_stamping_run_write(gpointer data);
void vmg_stamping_run_speed(gpointer data);

/* Whether nothing else is being done with the guest, and it has its stamp. */
gboolean vmg_stamping_is_settled(const VmgStamping *stamping);
/* Whether a look found something to write. */
gboolean vmg_stamping_is_wanted(const VmgStamping *look);
/* Says what came of it, what is wrong once. */
void vmg_stamping_report(const VmgStamping *stamping, VmgSay *say);
/* Says whether the configuration was moved; then the guest's source is done with. */
void vmg_stamping_take_mending(const VmgStamping *stamping, VmgSay *say);
