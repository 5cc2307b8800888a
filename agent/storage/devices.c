/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/devices.h"

#include "base/sys.h"

#include <stdlib.h>
#include <string.h>

enum {
    TEXT_MAX = 4096, /* longest file of sysfs that is read, bytes */
    DEPTH_MAX = 8,   /* how many devices can lie on each other: a LUN, multipath, LVM ... */
};

/* The only line of a file, with its spaces as underscores; NULL if it is missing or empty. */
static char *
read_line(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autofree char *text = vmg_sys_read_file(path, TEXT_MAX, NULL, NULL);

    if (!text)
        return NULL;
    g_strstrip(text);
    for (char *at = text; *at; at++)
        if (*at == ' ' || *at == '\t' || *at == '\n')
            *at = '_';
    return *text ? g_steal_pointer(&text) : NULL;
}

static char *identify(const char *sysfs, const char *directory, guint depth);

static gint
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* OWN with the identities of the devices below this device, sorted: "OWN[naa.1,naa.2]". If a device
 * below is local or has no identity, returns the VMG_DEVICE_* of that device instead. */
static char *
identify_below(const char *sysfs, const char *directory, const char *own, guint depth)
{
    g_autofree char *path = g_build_filename(directory, "slaves", NULL), *joined = NULL;
    g_autoptr(GPtrArray) names = vmg_sys_list(path, "", NULL);
    g_autoptr(GPtrArray) below = g_ptr_array_new_with_free_func(g_free);

    if (!names || names->len == 0)
        return g_strdup(VMG_DEVICE_UNTOLD);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *slave = g_build_filename(path, g_ptr_array_index(names, i), NULL);
        g_autofree char *identity = identify(sysfs, slave, depth + 1);

        if (!vmg_devices_is_told(identity))
            return g_steal_pointer(&identity);
        g_ptr_array_add(below, g_steal_pointer(&identity));
    }
    g_ptr_array_sort(below, by_text);
    g_ptr_array_add(below, NULL);
    joined = g_strjoinv(",", (char **)below->pdata);
    return g_strdup_printf("%s[%s]", own, joined);
}

/* Identifies a device of the device mapper. For a multipath device only its UUID counts, because
 * one of its paths may be missing on one host. */
static char *
identify_mapped(const char *sysfs, const char *directory, const char *uuid, guint depth)
{
    return strstr(uuid, "mpath-") ? g_strdup(uuid) : identify_below(sysfs, directory, uuid, depth);
}

static char *
identify_rbd(const char *sysfs, const char *name)
{
    g_autofree char *directory =
        g_build_filename(sysfs, "bus", "rbd", "devices", name + strlen("rbd"), NULL);
    g_autofree char *cluster = read_line(directory, "cluster_fsid");
    g_autofree char *pool = read_line(directory, "pool"), *image = read_line(directory, "name");
    g_autofree char *space = read_line(directory, "pool_ns");

    if (!cluster || !pool || !image)
        return g_strdup(VMG_DEVICE_UNTOLD);
    return g_strdup_printf("rbd:%s/%s/%s/%s", cluster, pool, space ? space : "", image);
}

/* How the host reaches an NVMe device: "pcie", "tcp", ...; NULL if unknown. With multipathing, the
 * controllers are below the device. */
static char *
nvme_transport(const char *directory)
{
    g_autofree char *device = g_build_filename(directory, "device", NULL);
    g_autofree char *transport = read_line(device, "transport");
    g_autoptr(GPtrArray) names = transport ? NULL : vmg_sys_list(device, "", NULL);

    for (guint i = 0; names && !transport && i < names->len; i++) {
        g_autofree char *controller = g_build_filename(device, g_ptr_array_index(names, i), NULL);

        transport = read_line(controller, "transport");
    }
    return g_steal_pointer(&transport);
}

static char *
identify_disk(const char *directory, const char *name)
{
    g_autofree char *wwid = read_line(directory, "device/wwid");
    g_autofree char *transport = g_str_has_prefix(name, "nvme") ? nvme_transport(directory) : NULL;
    g_autofree char *serial = NULL;

    if (transport && strcmp(transport, "pcie") == 0)
        return g_strdup(VMG_DEVICE_LOCAL);
    if (!wwid)
        wwid = read_line(directory, "wwid");
    if (wwid)
        return g_steal_pointer(&wwid);
    serial = read_line(directory, "serial");
    return serial ? g_strconcat("serial:", serial, NULL) : g_strdup(VMG_DEVICE_UNTOLD);
}

static gboolean
is_of(const char *name, const char *driver)
{
    gsize len = strlen(driver);

    return strncmp(name, driver, len) == 0 && g_ascii_isdigit(name[len]);
}

static gboolean
is_always_local(const char *name)
{
    return is_of(name, "loop") || is_of(name, "ram") || is_of(name, "zram") || is_of(name, "fd") ||
           is_of(name, "sr");
}

static char *
identify_whole(const char *sysfs, const char *directory, const char *name, guint depth)
{
    g_autofree char *uuid = read_line(directory, "dm/uuid");

    if (is_always_local(name))
        return g_strdup(VMG_DEVICE_LOCAL);
    if (is_of(name, "drbd"))
        return g_strdup(VMG_DEVICE_DRBD);
    if (is_of(name, "rbd"))
        return identify_rbd(sysfs, name);
    if (uuid)
        return identify_mapped(sysfs, directory, uuid, depth);
    if (is_of(name, "md") || is_of(name, "bcache"))
        return identify_below(sysfs, directory, name, depth);
    return identify_disk(directory, name);
}

/* Identifies a device. The link DIRECTORY leads to the device's directory in sysfs. The
 * directory of a partition is inside the directory of its disk. */
static char *
identify(const char *sysfs, const char *directory, guint depth)
{
    g_autofree char *real = depth < DEPTH_MAX ? realpath(directory, NULL) : NULL;
    g_autofree char *partition = real ? read_line(real, "partition") : NULL;
    g_autofree char *disk = real ? g_path_get_dirname(real) : NULL;
    g_autofree char *whole = NULL, *name = NULL;

    if (!real)
        return g_strdup(VMG_DEVICE_UNTOLD);
    name = g_path_get_basename(partition ? disk : real);
    whole = identify_whole(sysfs, partition ? disk : real, name, depth);
    if (!partition || !vmg_devices_is_told(whole))
        return g_steal_pointer(&whole);
    return g_strdup_printf("%s-part%s", whole, partition);
}

char *
vmg_devices_identify(const char *sysfs, guint major, guint minor)
{
    g_autofree char *directory = g_strdup_printf("%s/dev/block/%u:%u", sysfs, major, minor);

    return g_file_test(directory, G_FILE_TEST_EXISTS) ? identify(sysfs, directory, 0) : NULL;
}

gboolean
vmg_devices_is_told(const char *identity)
{
    return strcmp(identity, VMG_DEVICE_LOCAL) != 0 && strcmp(identity, VMG_DEVICE_UNTOLD) != 0 &&
           strcmp(identity, VMG_DEVICE_DRBD) != 0;
}

gboolean
vmg_devices_is_unique(const char *identity)
{
    return vmg_devices_is_told(identity) && !strstr(identity, "t10.") &&
           !strstr(identity, "serial:");
}
