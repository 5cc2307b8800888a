/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/publish.h"

#include "base/sys.h"
#include "base/xml.h"

#include <string.h>

struct VmgPublisher {
    char *path;
    char *stamp; /* what a stamp contains, without the generation; NULL = nothing yet */
    guint64 generation;
    /* vmg_publisher_take() was called already; while this is FALSE, GENERATION is the number that
     * an earlier agent wrote to the file PATH */
    gboolean taken;
};

char *
vmg_publisher_essence(const VmgHost *host)
{
    VmgHost copy = *host;
    xmlNode *node;
    char *text;

    copy.view.generation = 0;
    node = vmg_host_to_node(&copy, VMG_HOST_STAMP, NULL, NULL);
    text = vmg_xml_node_to_string(node);
    xmlFreeNode(node);
    return text;
}

VmgPublisher *
vmg_publisher_new(const char *path)
{
    VmgPublisher *publisher = g_new0(VmgPublisher, 1);
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_file(path, VMG_XML_MAX, &len, NULL);
    g_autoptr(VmgHost) old = text ? vmg_host_parse(text, len, path, NULL) : NULL;

    publisher->path = g_strdup(path);
    if (old) {
        publisher->stamp = vmg_publisher_essence(old);
        publisher->generation = old->view.generation;
    }
    return publisher;
}

void
vmg_publisher_free(VmgPublisher *publisher)
{
    if (!publisher)
        return;
    g_free(publisher->path);
    g_free(publisher->stamp);
    g_free(publisher);
}

VmgSnapshot *
vmg_publisher_take(VmgPublisher *publisher, VmgHost *host, gboolean *changed)
{
    g_autofree char *stamp = vmg_publisher_essence(host);
    g_autofree char *date = vmg_sys_date();
    VmgSnapshot *snapshot;
    gboolean same = g_strcmp0(stamp, publisher->stamp) == 0;

    if (!same) {
        g_free(publisher->stamp);
        publisher->stamp = g_strdup(stamp);
        publisher->generation++;
    }
    *changed = !same || !publisher->taken;
    publisher->taken = TRUE;
    host->view.generation = publisher->generation;
    host->boottime_ms = vmg_sys_boottime_ms();
    host->date = vmg_arena_strdup(host->arena, date);
    snapshot = vmg_snapshot_new(host);
    snapshot->essence = g_steal_pointer(&stamp);
    return snapshot;
}

gboolean
vmg_publisher_write(const VmgPublisher *publisher, const char *text, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(publisher->path);

    /* If the directory can't be made, vmg_sys_write_file() fails, and its error says why. */
    g_mkdir_with_parents(directory, 0755);
    return vmg_sys_write_file(publisher->path, text, strlen(text), 0644, error);
}
