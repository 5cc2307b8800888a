/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One running guest, as the main loop keeps it, and when it is looked at again. */
#pragma once

#include "agent/guests/roll.h"
#include "agent/guests/stamper.h"

enum {
    /* A guest gets the news of the host at most once in so many seconds, and who fights
     * over the guard's element of its metadata is answered as seldom. */
    VMG_TRACKED_STAMP_SECONDS = 5,
    /* No longer than this a guest is worth a timer of its own; what is later is done in
     * the facts period that follows. */
    VMG_TRACKED_SOON_SECONDS = VMG_TRACKED_STAMP_SECONDS,
};

/* Lives on the main loop, but for WRITES, SPEED, DOMAIN, REMEMBERED and SOURCE, which the worker
 * that is busy with it may use. */
typedef struct {
    gatomicrefcount refs;
    char uuid[VIR_UUID_STRING_BUFLEN];
    virDomain *domain;
    VmgRemembered remembered;
    gboolean removed;
    gboolean busy;     /* a worker looks at it or writes, or is going to */
    gboolean speeding; /* a worker sets its speed, or is going to */
    gboolean again;    /* something happened meanwhile */
    gboolean news;     /* something happened since it was last put off */
    guint refusals;    /* how often in turn libvirt was busy with its QEMU */
    gint64 due;        /* when it is looked at again, monotonic; 0 = not by itself */
    gint writes;       /* events of our own that are still to come; atomic */
    gint64 stamped;    /* when we last wrote, monotonic; 0 = never */
    guint turn;        /* in which it is read anew */
    gint64 speed;      /* MiB/s that was set for its migrations; 0 = none, -1 = unknown */
    VmgHost *source;   /* where its configuration came from, until that was moved */
} VmgTracked;

/* DOMAIN is referenced. */
VmgTracked *vmg_tracked_new(virDomain *domain, guint turn);
VmgTracked *vmg_tracked_ref(VmgTracked *tracked);
void vmg_tracked_unref(VmgTracked *tracked);

/* What could not be done, with RESULT, at NOW (monotonic) is due again: soon the first
 * time, then at each facts period. While libvirt is busy with the guest's QEMU it is
 * tried three times within seconds, then ever more seldom, up to ten minutes. */
void vmg_tracked_put_off(VmgTracked *tracked, VmgStampResult result, gint64 now);
/* Whether libvirt was busy with its QEMU so often that it seems to hang. */
gboolean vmg_tracked_hangs(const VmgTracked *tracked);
/* Puts the guest off if it was stamped less than five seconds before NOW. Returns whether
 * it was. */
gboolean vmg_tracked_damp(VmgTracked *tracked, gint64 now);
/* Puts into ROLL what is known of it: whether it can leave, and its serial once it is STAMPED. The
 * serial not before that: other hosts refuse the stamp before it. Returns whether that is news. */
gboolean vmg_tracked_tell(const VmgTracked *tracked, gboolean stamped, VmgRoll *roll);
