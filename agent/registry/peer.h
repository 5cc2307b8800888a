/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A host as the registry has it: what its agent last published, and how long ago it was heard
 * of. Both directions, so that writer and reader can't differ. */
#pragma once

#include "host/host.h"

/* What a host says of a guest that is there, or was lately. */
typedef struct {
    char *uuid;
    char *name;
    guint64 serial; /* the least that a stamp of it by that host has by now */
    gboolean gone;  /* it stopped there, or left */
    char *stays;    /* the reason code for which it can't leave; "" = it can, NULL = unknown */
} VmgPeerGuest;

void vmg_peer_guest_free(VmgPeerGuest *guest);
VmgPeerGuest *vmg_peer_guest_copy(const VmgPeerGuest *guest);
/* Whether it is there, and can't leave. */
gboolean vmg_peer_guest_is_stuck(const VmgPeerGuest *guest);

typedef struct {
    char *uuid;        /* what the entry is called after */
    VmgHost *host;     /* NULL if what is published can't be read or believed */
    char *problem;     /* why not; neutral, as base/neutral.h has it */
    GPtrArray *guests; /* VmgPeerGuest *; empty where nothing is said of any */
    char *version;     /* of the guard there; NULL = not said */
    gint64 age_ms;     /* since its agent was last heard of, by the registry's own clock */
    guint lease;       /* seconds after which it counts as gone */
} VmgPeer;

void vmg_peer_free(VmgPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgPeer, vmg_peer_free)

/* What a host publishes of itself: all its facts and its GUESTS (VmgPeerGuest *, may be NULL),
 * signed with KEY unless that is NULL. LEASE is in seconds. Free with g_free(). */
char *vmg_peer_publish(const VmgHost *host, const GPtrArray *guests, guint lease, GBytes *key);

/* Reads what the registry has under UUID: TEXT, LEN bytes, last renewed AGE_MS ago. Never NULL:
 * what is wrong is the peer's problem. With a KEY, what is not signed with it is not believed, and
 * neither is an entry that is called after another host: who can write to the registry can't make
 * a host up. */
VmgPeer *vmg_peer_read(const char *uuid, const char *text, gsize len, gint64 age_ms, GBytes *key);

gboolean vmg_peer_is_responsive(const VmgPeer *peer);
/* VMG_STATUS_*; non-responsive if its lease is over: its agent, or the host, or the way to it is
 * gone. */
const char *vmg_peer_status(const VmgPeer *peer);
/* How many guests of its can't leave it. */
guint vmg_peer_stuck(const VmgPeer *peer);
/* Its name if that is known, else its UUID. */
const char *vmg_peer_name(const VmgPeer *peer);
