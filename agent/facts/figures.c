/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/figures.h"

#include "base/cpuset.h"
#include "base/error.h"
#include "base/sys.h"

#include <limits.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define QEMU_PIDS "/run/libvirt/qemu" /* the directory of libvirt's pid files */
#define NODES     "/sys/devices/system/node"
#define HUGEPAGES "/sys/kernel/mm/hugepages"

enum {
    MEMINFO_MAX = 64 * 1024, /* bytes */
    NODES_MAX = 1024,        /* the largest number of NUMA nodes; the kernel has the same limit */
};

/* Reads a line such as "MemTotal:       16315556 kB". */
static gboolean
read_line(const char *text, const char *name, guint64 *kib)
{
    const char *line = strstr(text, name);
    char *end;

    if (!line)
        return FALSE;
    line += strlen(name);
    *kib = g_ascii_strtoull(line, &end, 10);
    return end != line;
}

gboolean
vmg_figures_parse_meminfo(const char *text, guint64 *total, guint64 *available)
{
    guint64 huge = 0;

    if (!read_line(text, "MemTotal:", total) || !read_line(text, "MemAvailable:", available))
        return FALSE;
    /* The pools of huge pages are not counted, because guests can't have ordinary memory there. */
    read_line(text, "Hugetlb:", &huge);
    *total -= MIN(huge, *total);
    return TRUE;
}

/* The text of a small file, without white space at its ends; NULL if the file can't be read. */
static char *
read_word(const char *path)
{
    char *text = vmg_sys_read_file(path, 4096, NULL, NULL);

    return text ? g_strstrip(text) : NULL;
}

static guint64
read_count(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autofree char *text = read_word(path);

    return text ? g_ascii_strtoull(text, NULL, 10) : 0;
}

/* Reads a directory hugepages-2048kB. NODE is NULL for all nodes together. */
static struct vmg_pages *
read_size(VmgHost *host, const char *parent, const char *name, const char *node)
{
    g_autofree char *directory = g_build_filename(parent, name, NULL);
    struct vmg_pages *pages = vmg_arena_new0(host->arena, struct vmg_pages);

    pages->struct_size = sizeof(*pages);
    pages->size_kib = g_ascii_strtoull(name + strlen("hugepages-"), NULL, 10);
    pages->kib = pages->size_kib * read_count(directory, "free_hugepages");
    pages->nodes = vmg_arena_strdup(host->arena, node);
    return pages;
}

static void
read_sizes(VmgHost *host, GPtrArray *all, const char *directory, const char *node)
{
    g_autoptr(GPtrArray) names = vmg_sys_list(directory, "kB", NULL);

    for (guint i = 0; names && i < names->len; i++)
        if (g_str_has_prefix(g_ptr_array_index(names, i), "hugepages-"))
            g_ptr_array_add(all, read_size(host, directory, g_ptr_array_index(names, i), node));
}

/* Moves the huge pages of the size SIZE_KIB to the beginning of ALL. */
static void
put_first(GPtrArray *all, guint64 size_kib)
{
    for (guint i = 0; i < all->len; i++)
        if (((const struct vmg_pages *)all->pdata[i])->size_kib == size_kib)
            g_ptr_array_insert(all, 0, g_ptr_array_steal_index(all, i));
}

/* Reads the directories hugepages-2048kB, hugepages-1048576kB and so on. */
static void
read_pages(VmgHost *host, const char *meminfo)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    guint64 default_kib = 0;

    read_line(meminfo, "Hugepagesize:", &default_kib);
    read_sizes(host, all, HUGEPAGES, NULL);
    put_first(all, default_kib);
    host->view.pages = vmg_arena_pointers(host->arena, all);
    host->view.pages_count = all->len;
}

/* Reads the free huge pages of each NUMA node. If node 0 is the only node, all huge pages are on
 * this node, and read_pages() has read them. */
static void
read_node_pages(VmgHost *host)
{
    g_autofree char *online = read_word(NODES "/online");
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    VmgCpuset nodes;

    if (!online || !vmg_cpuset_parse(online, &nodes) || strcmp(online, "0") == 0)
        return;
    for (guint node = 0; node < NODES_MAX; node++) {
        g_autofree char *number = g_strdup_printf("%u", node);
        g_autofree char *directory = g_strdup_printf(NODES "/node%u/hugepages", node);

        if (vmg_cpuset_has(&nodes, node))
            read_sizes(host, all, directory, number);
    }
    host->view.node_pages = vmg_arena_pointers(host->arena, all);
    host->view.node_pages_count = all->len;
}

guint64
vmg_figures_parse_node(const char *text)
{
    guint64 total = 0, kib;

    /* The lines of a node's meminfo file begin with "Node 0 ". Page cache counts as free, because
     * the kernel frees it when guests need memory. */
    if (read_line(text, "MemFree:", &kib))
        total += kib;
    if (read_line(text, "Active(file):", &kib))
        total += kib;
    if (read_line(text, "Inactive(file):", &kib))
        total += kib;
    if (read_line(text, "SReclaimable:", &kib))
        total += kib;
    return total;
}

static void
read_node(VmgHost *host, guint node)
{
    g_autofree char *number = g_strdup_printf("%u", node);
    g_autofree char *path = g_strdup_printf(NODES "/node%u/meminfo", node);
    g_autofree char *text = vmg_sys_read_file(path, MEMINFO_MAX, NULL, NULL);
    const struct vmg_resource resource = {
        .kind = VMG_KIND_NODES, .name = number, .kib = text ? vmg_figures_parse_node(text) : 0};

    vmg_host_add_resource(host, &resource);
}

/* Reads the list of NUMA nodes. A kernel without NUMA has no such list. */
static void
read_nodes(VmgHost *host)
{
    g_autofree char *online = read_word(NODES "/online");
    VmgCpuset nodes;

    if (!online || !vmg_cpuset_parse(online, &nodes))
        return;
    host->view.flags |= VMG_HOST_KNOWS_NODES;
    for (guint node = 0; node < NODES_MAX; node++)
        if (vmg_cpuset_has(&nodes, node))
            read_node(host, node);
}

static void
read_online(VmgHost *host)
{
    g_autofree char *online = read_word("/sys/devices/system/cpu/online");

    host->view.cpus_online = online && *online ? vmg_arena_strdup(host->arena, online) : NULL;
}

int
vmg_figures_pid(const char *guest)
{
    g_autofree char *path = g_strdup_printf(QEMU_PIDS "/%s.pid", guest);
    g_autofree char *pid = read_word(path);

    return pid ? (int)g_ascii_strtoll(pid, NULL, 10) : 0;
}

void
vmg_figures_parse_status(const char *text, guint64 *held_kib, guint64 *pages_kib)
{
    guint64 anonymous = 0, shared = 0;

    *pages_kib = 0;
    read_line(text, "RssAnon:", &anonymous);
    read_line(text, "RssShmem:", &shared);
    read_line(text, "HugetlbPages:", pages_kib);
    *held_kib = anonymous + shared;
}

void
vmg_figures_held(const char *name, guint64 *held_kib, guint64 *pages_kib)
{
    int pid = vmg_figures_pid(name);
    g_autofree char *path = g_strdup_printf("/proc/%d/status", pid);
    g_autofree char *status = pid > 0 ? vmg_sys_read_file(path, MEMINFO_MAX, NULL, NULL) : NULL;

    vmg_figures_parse_status(status ? status : "", held_kib, pages_kib);
}

gboolean
vmg_figures_read(VmgHost *host, GError **error)
{
    g_autofree char *text = vmg_sys_read_file("/proc/meminfo", MEMINFO_MAX, NULL, error);
    long threads = sysconf(_SC_NPROCESSORS_ONLN);
    struct utsname name;

    if (!text)
        return FALSE;
    if (!vmg_figures_parse_meminfo(text, &host->view.memory_total_kib,
                                   &host->view.memory_available_kib)) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM,
                    "/proc/meminfo: no MemTotal or no MemAvailable");
        return FALSE;
    }
    read_pages(host, text);
    read_node_pages(host);
    read_nodes(host);
    read_online(host);
    host->view.cpu_threads = threads > 0 ? (guint32)threads : 0;
    host->view.arch = uname(&name) == 0 ? vmg_arena_strdup(host->arena, name.machine) : NULL;
    return TRUE;
}

char *
vmg_figures_hostname(void)
{
    char name[HOST_NAME_MAX + 1] = "";

    if (gethostname(name, sizeof(name) - 1) < 0 || !*name)
        return g_strdup("localhost");
    return g_strdup(name);
}

char *
vmg_figures_release(void)
{
    struct utsname name;

    return g_strdup(uname(&name) == 0 ? name.release : "");
}
