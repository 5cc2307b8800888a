/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One task of a worker about one guest, and the result of that task. */
#pragma once

#include "agent/base/say.h"
#include "agent/guests/tracked.h"

typedef struct {
    VmgTracked *guest;
    VmgSnapshot *snapshot;
    gpointer owner; /* the object that started the task */
    guint limited;  /* MiB/s that the agent before this one may have set; 0 = none */
    VmgStampResult result;
    VmgCommitted *committed; /* the result of a look; NULL = unknown */
    gboolean bare;           /* COMMITTED is an estimate, because the XML could not be read */
    const VmgHost *source;   /* the guest's source when the task was started */
    gboolean mended;
    GError *mending; /* why the configuration could not be adapted */
    GError *error;
} VmgStamping;

/* The task takes references to GUEST and SNAPSHOT. */
VmgStamping *vmg_stamping_new(VmgTracked *guest, VmgSnapshot *snapshot, gpointer owner);
void vmg_stamping_free(VmgStamping *stamping);

/* Three tasks for worker threads; DATA is the VmgStamping. run_look looks at the guest and does not
 * wait for its QEMU. run_write writes the stamp, and adapts the configuration that came with the
 * guest. run_speed sets the bandwidth of the guest's migrations; libvirt asks QEMU for this, so
 * run_speed does not return while QEMU hangs. */
void vmg_stamping_run_look(gpointer data);
void vmg_stamping_run_write(gpointer data);
void vmg_stamping_run_speed(gpointer data);

/* Whether the guest has its stamp, so that nothing is left to do. */
gboolean vmg_stamping_is_settled(const VmgStamping *stamping);
/* Whether LOOK has found that run_write has something to do: the guest needs a new stamp, or the
 * configuration that came with the guest must be adapted. */
gboolean vmg_stamping_is_wanted(const VmgStamping *look);
/* Reports the result to the journal. A problem that lasts is reported once. */
void vmg_stamping_report(const VmgStamping *stamping, VmgSay *say);
/* Reports whether the configuration was adapted, and if so, forgets the host that the guest came
 * from. */
void vmg_stamping_take_mending(const VmgStamping *stamping, VmgSay *say);
