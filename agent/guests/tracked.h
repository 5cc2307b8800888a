/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One running guest as the main loop keeps it, and the time at which the agent looks at it
 * again. */
#pragma once

#include "agent/guests/roll.h"
#include "agent/guests/stamper.h"

enum {
    /* The shortest time between two stamps of one guest. So new facts of the host are not written
     * to a guest more often, and a stamp that somebody keeps overwriting is not written again more
     * often. */
    VMG_TRACKED_STAMP_SECONDS = 5,
    /* If the agent must read a guest again within this time, the agent starts a timer. Otherwise
     * the guest waits for a facts period. */
    VMG_TRACKED_SOON_SECONDS = VMG_TRACKED_STAMP_SECONDS,
};

/* Belongs to the main loop. The worker that is busy with the guest may use WRITES, SPEED,
 * DOMAIN, REMEMBERED and SOURCE. */
typedef struct {
    gatomicrefcount refs;
    char uuid[VIR_UUID_STRING_BUFLEN];
    virDomain *domain;
    VmgRemembered remembered;
    gboolean removed;
    gboolean busy;     /* a worker looks at the guest or writes its stamp, or is about to */
    gboolean speeding; /* a worker sets the bandwidth of migrations, or is about to */
    gboolean again;    /* something happened to the guest while a worker was busy with it */
    gboolean news;     /* something happened since vmg_tracked_put_off() planned the next look */
    guint refusals;    /* how many times in a row libvirt was busy with the guest's QEMU */
    gint64 due;        /* monotonic time of the next look; 0 = none is planned */
    gint writes;       /* how many events about our own writes are still to come; atomic */
    gint64 stamped;    /* monotonic time of our last write; 0 = never */
    guint turn;        /* the turn (see TURNS in guests.c) in which the guest is read again */
    gint64 speed;      /* MiB/s that was set for the guest's migrations; 0 = none, -1 = unknown */
    VmgHost *source;   /* the host that the configuration came from, until it is adapted */
} VmgTracked;

/* The result holds a reference to DOMAIN. */
VmgTracked *vmg_tracked_new(virDomain *domain, guint turn);
VmgTracked *vmg_tracked_ref(VmgTracked *tracked);
void vmg_tracked_unref(VmgTracked *tracked);

/* Plans another try, after a try at NOW (monotonic) ended with RESULT. The first new try comes
 * soon, the next ones once in each facts period. While libvirt is busy with the guest's QEMU,
 * there are three tries within seconds; after that the pauses grow to ten minutes. */
void vmg_tracked_put_off(VmgTracked *tracked, VmgStampResult result, gint64 now);
/* Whether libvirt was busy with the guest's QEMU so many times that the QEMU seems to hang. */
gboolean vmg_tracked_hangs(const VmgTracked *tracked);
/* If the guest was stamped less than five seconds before NOW, plans the next look for the end of
 * these five seconds and returns TRUE. */
gboolean vmg_tracked_damp(VmgTracked *tracked, gint64 now);
/* Updates the guest in ROLL: whether the guest can leave, and the serial of its stamp if the
 * guest is STAMPED. A serial is not published before its stamp is written, because other hosts
 * refuse an older stamp as soon as they know the new serial. Returns whether the list has
 * changed. */
gboolean vmg_tracked_tell(const VmgTracked *tracked, gboolean stamped, VmgRoll *roll);
