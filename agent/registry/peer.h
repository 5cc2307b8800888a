/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A host as the registry knows it: what its agent has published last, and when the host was
 * heard of last. This file has both the writer and the reader, so that they always agree. */
#pragma once

#include "host/host.h"

/* What a host publishes about a guest that is on this host, or was on it lately. */
typedef struct {
    char *uuid;
    char *name;
    /* a valid stamp of this guest by the publishing host has this serial or a higher serial */
    guint64 serial;
    gboolean gone; /* the guest has stopped or left */
    /* code of the reason why the guest can't leave; "" = it can leave, NULL = unknown */
    char *stays;
} VmgPeerGuest;

void vmg_peer_guest_free(VmgPeerGuest *guest);
VmgPeerGuest *vmg_peer_guest_copy(const VmgPeerGuest *guest);
/* Whether the guest is on the host that publishes it, and can't leave this host. */
gboolean vmg_peer_guest_is_stuck(const VmgPeerGuest *guest);

typedef struct {
    char *uuid;        /* the UUID under which the registry has the entry */
    VmgHost *host;     /* NULL if the entry can't be read or is not believed */
    char *problem;     /* the reason why HOST is NULL; a neutral text, see base/neutral.h */
    GPtrArray *guests; /* VmgPeerGuest *; empty if the entry tells about no guest */
    char *version;     /* version of the guard on that host; NULL = not published */
    guint64 order;     /* rises with each entry that the host publishes; 0 = not published */
    gboolean is_brief; /* the entry is a brief entry, which agents read; HOST then has no facts */
    gboolean is_gone;  /* the entry says that the host is gone for good; HOST is NULL then */
    gint64 age_ms;     /* time since the host's agent was last heard of, by the registry's clock */
    guint lease;       /* seconds after which the host counts as gone */
} VmgPeer;

void vmg_peer_free(VmgPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgPeer, vmg_peer_free)

/* The text that a host publishes: all its facts and its GUESTS (VmgPeerGuest *, may be NULL).
 * The text is signed with KEY if KEY is not NULL. ORDER must be greater than in all earlier
 * entries of the host: other hosts do not believe an older entry that somebody puts back. LEASE
 * is in seconds. Free with g_free(). */
char *vmg_peer_publish(const VmgHost *host, const GPtrArray *guests, guint64 order, guint lease,
                       GBytes *key);
/* The part of vmg_peer_publish()'s text that other agents need: who the host is, its status, and
 * the serials of its guests' stamps. This part is small and changes seldom, while the facts of a
 * host change all the time. */
char *vmg_peer_publish_brief(const VmgHost *host, const GPtrArray *guests, guint64 order,
                             guint lease, GBytes *key);
/* The text that replaces the entry of the host UUID when the host is gone for good. The text is
 * signed with KEY, because anybody can remove an entry. Arguments and result as in
 * vmg_peer_publish(). */
char *vmg_peer_publish_gone(const char *uuid, guint64 order, guint lease, GBytes *key);

/* Reads the entry that the registry has under UUID. TEXT is LEN bytes long and was renewed AGE_MS
 * ago. Never returns NULL: if the entry is wrong, the member problem of the result says why. An
 * entry is wrong if it describes a host with another UUID; with a KEY, an entry is also wrong if it
 * is not signed with KEY. So somebody who can only write to the registry can't invent a host. A
 * caller that reads a registry must compare the member order of the result with the highest order
 * that it has seen from this host: if the order is lower, somebody has put back an old entry. */
VmgPeer *vmg_peer_read(const char *uuid, const char *text, gsize len, gint64 age_ms, GBytes *key);

gboolean vmg_peer_is_responsive(const VmgPeer *peer);
/* The host's status, VMG_STATUS_*. The status is non-responsive if the lease is over: the host,
 * its agent or the network to it has failed. */
const char *vmg_peer_status(const VmgPeer *peer);
/* Marks PEER as an entry that is not believed, because of PROBLEM, which is taken over. */
void vmg_peer_doubt(VmgPeer *peer, char *problem);
/* The number of guests that can't leave the host of PEER. */
guint vmg_peer_stuck(const VmgPeer *peer);
/* The host's name if it is known, otherwise its UUID. */
const char *vmg_peer_name(const VmgPeer *peer);
