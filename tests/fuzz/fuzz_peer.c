/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target peer: somebody who can write to the registry can write any text as the entry of a host.
 * If an entry can be read, it is the same after it was written and read again. If the cluster
 * has a key, an entry without a valid signature is not believed. */
#include "agent/registry/guests.h"
#include "agent/registry/peer.h"
#include "agent/registry/registry.h"
#include "fuzz.h"

#include <string.h>

#define HOST "a0000000-0000-4000-8000-00000000000a"

static void
check_guests(const VmgPeer *peer, const VmgPeer *again)
{
    g_assert_cmpuint(peer->guests->len, ==, again->guests->len);
    for (guint i = 0; i < peer->guests->len; i++) {
        const VmgPeerGuest *one = peer->guests->pdata[i], *other = again->guests->pdata[i];

        g_assert_cmpstr(one->uuid, ==, other->uuid);
        g_assert_cmpuint(one->serial, ==, other->serial);
        g_assert_cmpint(one->gone, ==, other->gone);
        g_assert_cmpstr(one->stays, ==, other->stays);
    }
}

static void
check_peer(const char *text, gsize size)
{
    g_autoptr(VmgPeer) peer = vmg_peer_read(HOST, text, size, 0, NULL), again = NULL;
    g_autofree char *published = NULL;

    g_assert_true((peer->problem != NULL) == (!peer->host && !peer->is_gone));
    g_assert_nonnull(vmg_peer_name(peer));
    g_assert_nonnull(vmg_peer_status(peer));
    g_assert_cmpuint(vmg_peer_stuck(peer), <=, peer->guests->len);
    if (!peer->host)
        return;
    published = vmg_peer_publish(peer->host, peer->guests, peer->order, peer->lease, NULL);
    again = vmg_peer_read(HOST, published, strlen(published), 0, NULL);
    g_assert_cmpstr(again->problem, ==, NULL);
    g_assert_cmpuint(peer->order, ==, again->order);
    g_assert_cmpuint(peer->lease, ==, again->lease);
    check_guests(peer, again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) key = g_bytes_new_static("a key that nobody can guess 1234", 32);
    const char *text = (const char *)data;
    g_autoptr(VmgPeer) signed_one = vmg_peer_read(HOST, text, size, VMG_REGISTRY_GONE, key);
    g_autoptr(GPtrArray) guests = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(!signed_one->host && !signed_one->is_gone && signed_one->problem);
    check_peer(text, size);
    guests = vmg_registry_guests_read(HOST, text, size, NULL, &error);
    g_assert_true((guests == NULL) == (error != NULL));
    g_assert_null(vmg_registry_guests_read(HOST, text, size, key, NULL));
    return 0;
}
