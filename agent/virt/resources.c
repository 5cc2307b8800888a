/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/resources.h"

#include "base/sys.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOUNTS_MAX = 1024 * 1024, /* bytes */
    /* libvirt is asked whether a secret has a value for at most this many secrets, because each
     * secret needs a request of its own. For further secrets this is unknown. */
    VALUES_MAX = 256,
};

/* The usage of a secret, as in <secret type=...> of the domain XML. */
static const char *
usage_type(int type)
{
    switch (type) {
    case VIR_SECRET_USAGE_TYPE_VOLUME:
        return "volume";
    case VIR_SECRET_USAGE_TYPE_CEPH:
        return "ceph";
    case VIR_SECRET_USAGE_TYPE_ISCSI:
        return "iscsi";
    case VIR_SECRET_USAGE_TYPE_TLS:
        return "tls";
    case VIR_SECRET_USAGE_TYPE_VTPM:
        return "vtpm";
    default:
        return NULL;
    }
}

/* Returns 0 if the secret has a value, VMG_RESOURCE_EMPTY if the secret has no value, and
 * VMG_RESOURCE_UNKNOWN if libvirt does not return the value, for example because the secret is
 * private. This function needs only to know whether there is a value, so it overwrites its copy of
 * the value in memory at once. */
static guint
value_flags(virSecret *secret)
{
    size_t size = 0;
    unsigned char *value = virSecretGetValue(secret, &size, 0);

    if (value) {
        explicit_bzero(value, size);
        free(value);
        return 0;
    }
    return virGetLastErrorCode() == VIR_ERR_NO_SECRET ? VMG_RESOURCE_EMPTY : VMG_RESOURCE_UNKNOWN;
}

static void
add_secret(VmgHost *host, virSecret *secret, gboolean ask)
{
    char uuid[VIR_UUID_STRING_BUFLEN] = "";
    const char *type = usage_type(virSecretGetUsageType(secret)),
               *name = virSecretGetUsageID(secret);
    g_autofree char *usage = type && name ? g_strdup_printf("%s %s", type, name) : NULL;
    const struct vmg_resource resource = {
        .kind = VMG_KIND_SECRET,
        .name = uuid,
        .detail = usage,
        .flags = ask ? value_flags(secret) : VMG_RESOURCE_UNKNOWN,
    };

    if (virSecretGetUUIDString(secret, uuid) == 0)
        vmg_host_add_resource(host, &resource);
    virSecretFree(secret);
}

static void
read_secrets(virConnect *connect, VmgHost *host)
{
    virSecret **secrets = NULL;
    int count = virConnectListAllSecrets(connect, &secrets, 0);

    if (count < 0)
        return;
    host->view.flags |= VMG_HOST_KNOWS_SECRETS;
    for (int i = 0; i < count; i++)
        add_secret(host, secrets[i], i < VALUES_MAX);
    free(secrets);
}

static void
read_filters(virConnect *connect, VmgHost *host)
{
    virNWFilter **filters = NULL;
    int count = virConnectListAllNWFilters(connect, &filters, 0);

    if (count < 0)
        return;
    host->view.flags |= VMG_HOST_KNOWS_FILTERS;
    for (int i = 0; i < count; i++) {
        const struct vmg_resource resource = {.kind = VMG_KIND_FILTER,
                                              .name = virNWFilterGetName(filters[i])};

        vmg_host_add_resource(host, &resource);
        virNWFilterFree(filters[i]);
    }
    free(filters);
}

/* The size in the option pagesize=2M of a mount, in KiB; 0 if there is no such option. */
static guint64
page_kib(const char *options)
{
    const char *text = strstr(options, "pagesize=");
    char *end;
    guint64 number;

    if (!text)
        return 0;
    number = g_ascii_strtoull(text + strlen("pagesize="), &end, 10);
    if (*end == 'G')
        return number * 1024 * 1024;
    if (*end == 'M')
        return number * 1024;
    return *end == 'K' ? number : number / 1024;
}

/* Reads a line of /proc/self/mounts, proc(5): "SOURCE PATH TYPE OPTIONS 0 0". */
static void
take_mount(VmgHost *host, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    g_autofree char *path = NULL;
    struct vmg_resource resource = {.kind = VMG_KIND_HUGETLBFS};

    if (g_strv_length(words) < 4 || strcmp(words[2], "hugetlbfs") != 0)
        return;
    path = g_strcompress(words[1]);
    resource.name = path;
    resource.kib = page_kib(words[3]);
    if (resource.kib)
        vmg_host_add_resource(host, &resource);
}

void
vmg_resources_take_mounts(VmgHost *host, const char *mounts)
{
    g_auto(GStrv) lines = g_strsplit(mounts, "\n", -1);

    host->view.flags |= VMG_HOST_KNOWS_HUGETLBFS;
    for (char **line = lines; *line; line++)
        take_mount(host, *line);
}

void
vmg_resources_read(virConnect *connect, VmgHost *host)
{
    g_autofree char *mounts = vmg_sys_read_file("/proc/self/mounts", MOUNTS_MAX, NULL, NULL);

    read_secrets(connect, host);
    read_filters(connect, host);
    if (mounts)
        vmg_resources_take_mounts(host, mounts);
}
