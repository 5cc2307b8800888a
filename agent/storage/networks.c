/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/networks.h"

#include "agent/storage/mounts.h"

#include <arpa/inet.h>
#include <string.h>

/* Reads an address. Returns the number of its bits, 0 if TEXT is not an address. */
static guint
parse(const char *text, guint8 bytes[16])
{
    if (inet_pton(AF_INET, text, bytes) == 1)
        return 32;
    return inet_pton(AF_INET6, text, bytes) == 1 ? 128 : 0;
}

gboolean
vmg_storage_networks_same_subnet(const struct vmg_address *network, const char *address)
{
    guint8 here[16], there[16];
    guint bits = parse(network->address, here), whole = network->prefix / 8;
    guint8 mask = (guint8)(0xff00u >> network->prefix % 8);

    if (bits == 0 || parse(address, there) != bits || network->prefix > bits)
        return FALSE;
    return memcmp(here, there, whole) == 0 &&
           (mask == 0 || (here[whole] & mask) == (there[whole] & mask));
}

static gboolean
leads_to(const struct vmg_network *network, const char *server)
{
    for (gsize i = 0; i < network->address_count; i++)
        if (vmg_storage_networks_same_subnet(network->addresses[i], server))
            return TRUE;
    return FALSE;
}

static gboolean
carries_storage(const struct vmg_network *network, const GPtrArray *mounts)
{
    for (guint i = 0; i < mounts->len; i++) {
        const VmgMount *mount = g_ptr_array_index(mounts, i);

        if (mount->server && leads_to(network, mount->server))
            return TRUE;
    }
    return FALSE;
}

static const struct vmg_network *
marked(VmgArena *arena, const struct vmg_network *network)
{
    struct vmg_network *copy = vmg_arena_new0(arena, struct vmg_network);

    *copy = *network;
    copy->flags |= VMG_NETWORK_STORAGE;
    return copy;
}

void
vmg_storage_networks_mark(VmgHost *host, const GPtrArray *mounts)
{
    g_autoptr(GPtrArray) networks = g_ptr_array_new();

    for (gsize i = 0; i < host->view.network_count; i++) {
        const struct vmg_network *network = host->view.networks[i];
        gboolean carries = carries_storage(network, mounts);

        g_ptr_array_add(networks, (gpointer)(carries ? marked(host->arena, network) : network));
    }
    host->view.networks = vmg_arena_pointers(host->arena, networks);
}
