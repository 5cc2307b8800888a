/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/offloads.h"

#include "agent/network/ethtool.h"
#include "agent/network/topology.h"

#include <linux/ethtool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The name of the offload in the kernel's list (net/ethtool/common.c, netdev_features_strings). */
static const char uso[] = "tx-udp-segmentation";

static gboolean
ask(int fd, const char *name, gpointer command)
{
    return vmg_ethtool_ask(fd, name, command) == 0;
}

/* The number of features that the kernel has names for; 0 if the kernel does not say. */
static guint32
count_features(int fd, const char *name)
{
    guint64 space[(sizeof(struct ethtool_sset_info) + sizeof(guint32) + 7) / 8] = {0};
    struct ethtool_sset_info *info = (struct ethtool_sset_info *)space;

    info->cmd = ETHTOOL_GSSET_INFO;
    info->sset_mask = 1u << ETH_SS_FEATURES;
    return ask(fd, name, info) && info->sset_mask ? info->data[0] : 0;
}

/* Whether the device is a tap. Other devices, for example a macvtap, have the offloads of the
 * hardware below them. */
static gboolean
is_tap(int fd, const char *name)
{
    struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};

    return ask(fd, name, &info) && strcmp(info.driver, "tun") == 0;
}

/* The number of the feature WANTED among COUNT features; COUNT if there is none of that name. */
static guint32
find_feature(int fd, const char *name, guint32 count, const char *wanted)
{
    g_autofree struct ethtool_gstrings *names =
        g_malloc0(sizeof(*names) + (gsize)count * ETH_GSTRING_LEN);
    guint32 found = 0;

    names->cmd = ETHTOOL_GSTRINGS;
    names->string_set = ETH_SS_FEATURES;
    names->len = count;
    if (!ask(fd, name, names) || names->len > count)
        return count;
    while (found < names->len && strncmp((const char *)names->data + (gsize)found * ETH_GSTRING_LEN,
                                         wanted, ETH_GSTRING_LEN) != 0)
        found++;
    return found < names->len ? found : count;
}

static VmgOffload
read_feature(int fd, const char *name, guint32 count, guint32 number)
{
    guint32 words = (count + 31) / 32, bit = 1u << number % 32;
    g_autofree struct ethtool_gfeatures *features =
        g_malloc0(sizeof(*features) + words * sizeof(features->features[0]));
    const struct ethtool_get_features_block *block = &features->features[number / 32];

    features->cmd = ETHTOOL_GFEATURES;
    features->size = words;
    if (!ask(fd, name, features))
        return VMG_OFFLOAD_UNKNOWN;
    if (block->active & bit)
        return VMG_OFFLOAD_USED;
    return (block->available & bit) != 0 ? VMG_OFFLOAD_UNUSED : VMG_OFFLOAD_ABSENT;
}

VmgOffload
vmg_offloads_uso(const char *name)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    guint32 count = fd >= 0 && is_tap(fd, name) ? count_features(fd, name) : 0;
    VmgOffload offload = VMG_OFFLOAD_UNKNOWN;

    if (count > 0) {
        guint32 number = find_feature(fd, name, count, uso);

        /* A kernel that does not know the name does not have the offload. */
        offload = number < count ? read_feature(fd, name, count, number) : VMG_OFFLOAD_ABSENT;
    }
    if (fd >= 0)
        close(fd);
    return offload;
}

/* Asks the kernel about one tap after the other, until it answers. Returns the answer. */
static VmgOffload
ask_taps(const VmgLinks *links)
{
    VmgOffload offload = VMG_OFFLOAD_UNKNOWN;

    for (guint i = 0; i < links->links->len && offload == VMG_OFFLOAD_UNKNOWN; i++) {
        const VmgLink *link = g_ptr_array_index(links->links, i);

        if (vmg_topology_is_kind(link, "tun"))
            offload = vmg_offloads_uso(link->name);
    }
    return offload;
}

/* Whether RELEASE, "MAJOR.MINOR...", is Linux 6.2 or newer. */
static gboolean
is_new(const char *release)
{
    char *end;
    guint64 major = g_ascii_strtoull(release, &end, 10);
    guint64 minor = *end == '.' ? g_ascii_strtoull(end + 1, NULL, 10) : 0;

    return major > 6 || (major == 6 && minor >= 2);
}

void
vmg_offloads_fill_in(VmgHost *host, const VmgLinks *links, const char *release)
{
    VmgOffload offload = ask_taps(links);

    if (offload == VMG_OFFLOAD_ABSENT)
        host->view.flags |= VMG_HOST_NO_TAP_USO;
    else if (offload != VMG_OFFLOAD_UNKNOWN || is_new(release))
        host->view.flags |= VMG_HOST_TAP_USO;
}
