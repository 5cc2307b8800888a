/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "match/disks.h"

#include <string.h>

static gboolean
is(const char *text, const char *word)
{
    return g_strcmp0(text, word) == 0;
}

/* Whether PATH, which has PATH_LEN bytes, is DIRECTORY or below it. This function is called for
 * each disk and each domain, so it must be fast. It first looks whether PATH has a slash or its
 * end at the place where DIRECTORY ends, and only then compares the text. */
static inline gboolean
is_under(const char *path, size_t path_len, const char *directory)
{
    size_t len = directory ? strlen(directory) : 0;

    if (len == 0 || len > path_len)
        return FALSE;
    if (path[len] != '/' && path[len] != '\0' && directory[len - 1] != '/')
        return FALSE;
    return memcmp(path, directory, len) == 0;
}

gboolean
vmg_disks_path_is_under(const char *path, const char *directory)
{
    return is_under(path, strlen(path), directory);
}

gboolean
vmg_disks_path_goes_up(const char *path)
{
    for (const char *at = path; (at = strstr(at, "/..")); at += 3)
        if (at[3] == '/' || at[3] == '\0')
            return TRUE;
    return FALSE;
}

char *
vmg_disks_path_plain(const char *path)
{
    GString *plain = g_string_new(NULL);

    for (const char *at = path; *at; at += strcspn(at + 1, "/") + 1) {
        size_t len = strcspn(at + 1, "/") + 1;

        if (*at == '/' && (len == 1 || (len == 2 && at[1] == '.')))
            continue;
        g_string_append_len(plain, at, (gssize)len);
    }
    return g_string_free(plain, FALSE);
}

static gboolean
has_component(const char *path, const char *name)
{
    const char *at = strstr(path, name);
    size_t len = strlen(name);

    return at && at > path && at[-1] == '/' && (at[len] == '/' || at[len] == '\0');
}

gboolean
vmg_disks_path_is_vdsms(const char *path)
{
    return vmg_disks_path_is_under(path, "/rhev/data-center") ||
           vmg_disks_path_is_under(path, "/run/vdsm/storage") ||
           vmg_disks_path_is_under(path, "/var/run/vdsm/storage");
}

static gboolean
is_vdsms(const char *path, const char *uuid)
{
    return vmg_disks_path_is_vdsms(path) && has_component(path, uuid);
}

gboolean
vmg_disks_image_is_vdsms(const struct vmg_image *image, const char *uuid)
{
    if (is(image->type, "network"))
        return has_component(image->source, uuid);
    return is_vdsms(image->source, uuid) && !vmg_disks_path_goes_up(image->source);
}

/* Whether NAME, from /dev/mapper/NAME, is the WWID of a disk. VDSM lets multipath use WWIDs as
 * names (user_friendly_names no). A WWID begins with a digit for its kind (page 0x83 of SPC: 1
 * T10, 2 EUI-64, 3 NAA, 8 SCSI name). Other names of multipath, such as mpatha, do not, and
 * names of LVM volumes contain a hyphen. */
static gboolean
is_wwid(const char *name)
{
    /* the length of the shortest WWID: 1 digit for its kind, 16 hexadecimal digits for 64 bits */
    enum { SHORTEST = 17 };

    return strchr("1238", name[0]) && strlen(name) >= SHORTEST && !strpbrk(name, "-/");
}

gboolean
vmg_disks_path_is_vdsms_lun(const char *path)
{
    const char *mapper = "/dev/mapper/";

    if (vmg_disks_path_goes_up(path))
        return FALSE;
    return vmg_disks_path_is_under(path, "/run/vdsm/managedvolumes") ||
           (g_str_has_prefix(path, mapper) && is_wwid(path + strlen(mapper)));
}

gboolean
vmg_disks_path_is_payload(const char *path)
{
    return (vmg_disks_path_is_under(path, "/run/vdsm/payload") ||
            vmg_disks_path_is_under(path, "/var/run/vdsm/payload")) &&
           !vmg_disks_path_goes_up(path);
}

/* Whether NAME is the kernel's name of a disk: PREFIX and a number, such as sr0 or nvme0n1p3.
 * The name of a volume group, such as srv, is not. */
static gboolean
is_kernels(const char *name, const char *prefix)
{
    gsize len = strlen(prefix);

    return strncmp(name, prefix, len) == 0 && g_ascii_isdigit(name[len]) && !strchr(name, '/');
}

gboolean
vmg_disks_device_is_local(const char *path)
{
    static const char *const prefixes[] = {"nvme", "loop", "ram", "zram", "fd", "sr", "cdrom"};
    const char *name = g_str_has_prefix(path, "/dev/") ? path + strlen("/dev/") : "";

    for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (is_kernels(name, prefixes[i]))
            return TRUE;
    return is(name, "cdrom") || g_str_has_prefix(name, "zvol/") ||
           (g_str_has_prefix(name, "loop/") && g_ascii_isdigit(name[strlen("loop/")]));
}

/* The length of NAME in SOURCE. The source of a network pool or domain has the form NAME@HOSTS,
 * where HOSTS are its servers. */
static size_t
name_length(const char *source)
{
    const char *at = strchr(source, '@');

    return at ? (size_t)(at - source) : strlen(source);
}

/* Whether PATH is the name that udev gives to an iSCSI disk of the target in SOURCE:
 * /dev/disk/by-path/ip-HOST:PORT-iscsi-TARGET-lun-N. */
static gboolean
has_target(const char *path, const char *source)
{
    g_autofree char *target = g_strndup(source, name_length(source));
    const char *name = strchr(target, ':');
    g_autofree char *part = name ? g_strdup_printf("-iscsi-%s-lun-", name + 1) : NULL;

    return part && strstr(path, part);
}

/* Whether the storage domain contains PATH. All iSCSI pools have the path /dev/disk/by-path, so for
 * an iSCSI pool the target in PATH is compared with the target in the pool's source. */
static gboolean
holds(const struct vmg_domain *domain, const char *path, size_t path_len)
{
    if (domain->kind[0] == 'v' && is(domain->kind, "vdsm"))
        return is_vdsms(path, domain->source);
    if (domain->kind[0] == 'i' && is(domain->kind, "iscsi"))
        return has_target(path, domain->source);
    return is_under(path, path_len, domain->path);
}

/* Whether the storage domain is NFS or SMB from a server on the host itself. Each host then has
 * different storage under the same name. */
static gboolean
is_own_server(const struct vmg_domain *domain)
{
    static const char *const kinds[] = {"nfs", "nfs4", "cifs", "smb3", "smbfs", NULL};
    static const char *const servers[] = {"localhost", "127.", "[::1]", "::1", "ip6-localhost"};
    const char *server = domain->source + strspn(domain->source, "/");

    for (gsize i = 0; i < G_N_ELEMENTS(servers); i++) {
        gsize len;

        /* Compare the first letter before the rest, because this skips most servers quickly. */
        if (g_ascii_tolower(server[0]) != servers[i][0])
            continue;
        len = strlen(servers[i]);
        if (g_ascii_strncasecmp(server, servers[i], len) == 0 &&
            (servers[i][len - 1] == '.' || strchr(":/", server[len])))
            return g_strv_contains(kinds, domain->kind);
    }
    return FALSE;
}

gboolean
vmg_disks_domain_is_own(const struct vmg_domain *domain)
{
    return is(domain->kind, VMG_DOMAIN_LOCAL) || is_own_server(domain);
}

static size_t
depth(const struct vmg_domain *domain)
{
    return domain->path ? strlen(domain->path) : 0;
}

const struct vmg_domain *
vmg_disks_domain_by_path(const struct vmg_host *host, const char *path)
{
    const struct vmg_domain *best = NULL;
    g_autofree char *plain = NULL;
    size_t len;

    if (vmg_disks_path_goes_up(path))
        return NULL;
    if (strstr(path, "//") || strstr(path, "/."))
        plain = vmg_disks_path_plain(path);
    if (plain)
        path = plain;
    len = strlen(path);
    for (size_t i = 0; i < host->domain_count; i++) {
        const struct vmg_domain *domain = host->domains[i];

        if (holds(domain, path, len) && (!best || depth(domain) > depth(best)))
            best = domain;
    }
    return best && vmg_disks_domain_is_own(best) ? NULL : best;
}

const struct vmg_domain *
vmg_disks_domain_of_file(const struct vmg_host *host, const struct vmg_image *image)
{
    return vmg_disks_domain_by_path(host, image->real ? image->real : image->source);
}

const struct vmg_domain *
vmg_disks_domain_by_pool(const struct vmg_host *host, const char *pool)
{
    for (size_t i = 0; pool && i < host->domain_count; i++)
        if (is(host->domains[i]->pool, pool))
            return host->domains[i];
    return NULL;
}

/* The index of the first storage domain whose source is SOURCE. If there is none, the index at
 * which such a domain would be. */
static size_t
lower_bound(const struct vmg_host *host, const char *source)
{
    size_t low = 0, high = host->domain_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(host->domains[middle]->source, source) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct vmg_domain *
vmg_disks_domain_by_source(const struct vmg_host *host, const char *source)
{
    const struct vmg_domain *best = NULL;
    size_t first = source ? lower_bound(host, source) : host->domain_count;

    for (size_t i = first; i < host->domain_count && is(host->domains[i]->source, source); i++)
        if (!best || (!is(best->state, "up") && is(host->domains[i]->state, "up")))
            best = host->domains[i];
    return best;
}

/* Whether the image may be in the Ceph cluster of the domain whose source is SOURCE. The pools
 * of two clusters can have the same name, so the image's monitors are compared with the monitors
 * A and B in NAME@A,B. If there is nothing to compare, for example because the image names no
 * monitor or the monitor localhost, the result is TRUE. */
static gboolean
shares_monitors(const struct vmg_image *image, const char *source)
{
    const char *hosts = strchr(source, '@');
    g_auto(GStrv) names = NULL;

    if (!hosts || !image->host || (image->flags & VMG_IMAGE_LOOPBACK) ||
        !is(image->protocol, "rbd"))
        return TRUE;
    names = g_strsplit(hosts + 1, ",", -1);
    for (char **name = names; *name; name++) {
        g_autofree char *monitor = g_strdup_printf("@%s:", *name);

        if (strstr(image->source, monitor))
            return TRUE;
    }
    return FALSE;
}

const struct vmg_domain *
vmg_disks_domain_by_export(const struct vmg_host *host, const struct vmg_image *image)
{
    for (size_t i = 0; i < host->domain_count; i++) {
        const char *source = host->domains[i]->source;
        size_t len = name_length(source);

        if (len > 0 && strncmp(image->source, source, len) == 0 && image->source[len] != '\0' &&
            strchr("/@", image->source[len]) && shares_monitors(image, source))
            return host->domains[i];
    }
    return NULL;
}
